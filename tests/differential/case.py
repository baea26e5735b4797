"""The parts of a case."""

POLICIES = ["identity", "resource_policy", "boundary", "session", "scp", "rcp", "endpoint"]
# What AWS always sends stays: without it the answers differ for want of a request.
STAYS = {
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:PrincipalArn",
    "aws:username",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
}


def statements(policy):
    stated = policy["policy"]["Statement"] if "policy" in policy else policy["Statement"]
    return stated if isinstance(stated, list) else [stated]


def listed(value):
    return value if isinstance(value, list) else [value]


def policies(case):
    """Every policy of a case with its kind."""
    for kind in POLICIES:
        for outer in listed(case.get(kind, [])):
            for policy in listed(outer):
                yield kind, policy
