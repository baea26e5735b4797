"""The people, roles and policies of the fictional company Acme: what is good and what is faulty."""

from __future__ import annotations

from resources import AccessKey, Certificate, Group, Policy, Role, User
from statements import OWN_ACCOUNT, PARTNER, STRANGER, may, service, trust, web_identity

READ_ONLY = "arn:PARTITION:iam::aws:policy/ReadOnlyAccess"
# Unlike ReadOnlyAccess it reads no object.
VIEW_ONLY = "arn:PARTITION:iam::aws:policy/job-function/ViewOnlyAccess"
GITHUB, EKS = "token.actions.githubusercontent.com", "oidc.eks.us-east-1.amazonaws.com/id/ACME0000EXAMPLE"

POLICIES = (
    Policy(
        "acme-models-read",
        "least privilege: named actions on one bucket",
        (
            may(
                "Models",
                ["s3:GetObject", "s3:ListBucket"],
                ["arn:PARTITION:s3:::acme-model-registry", "arn:PARTITION:s3:::acme-model-registry/*"],
            ),
        ),
        good=True,
    ),
    Policy("acme-operations", "everything: an administrator by another name", (may("All", "*"),)),
    Policy(
        "acme-data-science",
        "all of two services, everywhere",
        (may("Storage", "s3:*"), may("Models", ["bedrock:*", "logs:GetLogEvents"])),
    ),
    Policy(
        "acme-everything-but-iam",
        "Allow with NotAction: all that AWS will ever invent",
        ({"Sid": "AllBut", "Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"},),
    ),
    Policy(
        "acme-other-buckets",
        "Allow with NotResource",
        (
            {
                "Sid": "OtherBuckets",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "NotResource": "arn:PARTITION:s3:::acme-model-weights/*",
            },
        ),
    ),
    Policy(
        "acme-deploy",
        "passes any role to any service",
        (may("PassAny", "iam:PassRole"), may("Functions", ["lambda:UpdateFunctionCode"])),
    ),
    Policy(
        "acme-deploy-guarded",
        "passes roles to one service only",
        (
            may(
                "PassToLambda",
                "iam:PassRole",
                "arn:PARTITION:iam::ACCOUNT_ID:role/acme-lambda-*",
                Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
            ),
        ),
        good=True,
    ),
    Policy(
        "acme-sandbox-boundary",
        "a permissions boundary",
        (may("Inside", ["s3:GetObject", "logs:PutLogEvents"], "arn:PARTITION:s3:::acme-portal-sandbox/*"),),
        good=True,
    ),
    Policy("acme-break-glass", "everything, but attached to nobody", (may("All", "*"),)),
)

GROUPS = (
    Group("acme-engineers", good=True, attached=("acme-models-read", "acme-deploy-guarded")),
    Group("acme-auditors", good=True, attached=(VIEW_ONLY,)),
    Group(
        "acme-contractors",
        inline={"all-of-keys": (may("Keys", "kms:*"),)},
        attached=("acme-data-science",),
    ),
)

USERS = (
    User(
        "ana.silva", "signs in with a device", good=True, groups=("acme-engineers",), console=True, mfa=True
    ),
    User("bob.kent", "signs in with a password alone", groups=("acme-engineers",), console=True),
    User("deploy-bot", "one young key, in use", good=True, groups=("acme-engineers",), keys=(AccessKey(12),)),
    User(
        "batch-import", "a key of more than a year", groups=("acme-contractors",), keys=(AccessKey(400, 1),)
    ),
    User("report-export", "a key that nobody uses", groups=("acme-engineers",), keys=(AccessKey(80, 60),)),
    User(
        "never-started", "a key that was never used", groups=("acme-engineers",), keys=(AccessKey(75, None),)
    ),
    User(
        "partner-feed",
        "two keys for a month",
        groups=("acme-engineers",),
        keys=(AccessKey(85, 2), AccessKey(30, 1)),
    ),
    User(
        "mobile-backend",
        "two keys while the new one is rolled out",
        good=True,
        groups=("acme-engineers",),
        keys=(AccessKey(60), AccessKey(0.1)),
    ),
    User(
        "old-warehouse",
        "an old key, switched off",
        good=True,
        groups=("acme-auditors",),
        keys=(AccessKey(900, 500, active=False),),
    ),
    User(
        "gina.rossi",
        "an inline policy of her own: an administrator",
        console=True,
        mfa=True,
        inline={"my-admin": (may("All", "*"),)},
    ),
    User("heidi.voss", "a managed policy of her own", console=True, mfa=True, attached=("acme-deploy",)),
    User("ivan.petrov", "a contractor", groups=("acme-contractors",), console=True, mfa=True),
)

AUDIENCE = {f"{GITHUB}:aud": "sts.amazonaws.com"}

ROLES = (
    Role(
        "acme-apigateway-logs",
        "lets API Gateway write logs of this account's APIs",
        (trust(service("apigateway"), StringEquals={"aws:SourceAccount": "ACCOUNT_ID"}),),
        good=True,
        attached=("arn:PARTITION:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",),
    ),
    Role(
        "acme-cloudtrail-logs",
        "lets CloudTrail write to its log group",
        (trust(service("cloudtrail")),),
        good=True,
        inline={
            "write": (
                may(
                    "Write",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "arn:PARTITION:logs:us-east-1:ACCOUNT_ID:log-group:/acme/audit/trail:*",
                ),
            )
        },
    ),
    Role(
        "acme-lambda-completions",
        "of a function",
        (trust(service("lambda")),),
        good=True,
        attached=("acme-models-read",),
        tags={"environment": "production"},
    ),
    Role(
        "acme-lambda-tools",
        "of a function: all of IAM, and it passes roles",
        (trust(service("lambda")),),
        inline={"tools": (may("Identity", ["iam:*", "sts:*"]), may("Pass", "iam:PassRole"))},
    ),
    Role(
        "acme-event-router",
        "EventBridge may use it for rules of any account",
        (trust(service("events")),),
        attached=("acme-models-read",),
    ),
    Role(
        "acme-engineer",
        "for the own account, with a device",
        (trust(OWN_ACCOUNT, Bool={"aws:MultiFactorAuthPresent": "true"}),),
        good=True,
        attached=("acme-models-read",),
    ),
    Role("acme-administrator", "for the own account", (trust(OWN_ACCOUNT),), attached=("acme-operations",)),
    Role(
        "acme-batch-runner",
        "all but IAM, and buckets",
        (trust(service("ec2")),),
        attached=("acme-everything-but-iam", "acme-other-buckets"),
    ),
    Role("acme-public-demo", "anybody becomes it", (trust("*"),), attached=("acme-models-read",)),
    Role(
        "acme-org-reader",
        "anybody of the own organisation",
        (trust({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "ORGANIZATION_ID"}),),
        attached=("acme-models-read",),
    ),
    Role(
        "acme-partner-sync",
        "a partner that is trusted, with an external id",
        (trust(PARTNER, StringEquals={"sts:ExternalId": "acme-exchange-7f3a"}),),
        good=True,
        attached=("acme-models-read",),
    ),
    Role(
        "acme-partner-legacy",
        "a partner that is trusted, without an external id",
        (trust(PARTNER),),
        attached=("acme-models-read",),
    ),
    Role(
        "acme-vendor-scanner",
        "a vendor that is not trusted",
        (trust(STRANGER, StringEquals={"sts:ExternalId": "scan"}),),
        attached=(READ_ONLY,),
    ),
    Role(
        "acme-github-release",
        "one branch of one repository",
        (
            web_identity(
                GITHUB,
                StringEquals=AUDIENCE | {f"{GITHUB}:sub": "repo:acme/models:ref:refs/heads/main"},
            ),
        ),
        good=True,
        attached=("acme-deploy-guarded",),
    ),
    Role(
        "acme-github-preview",
        "every repository of everybody",
        (web_identity(GITHUB, StringEquals=AUDIENCE, StringLike={f"{GITHUB}:sub": "repo:*"}),),
        attached=("acme-deploy",),
    ),
    Role(
        "acme-github-tests",
        "no word about the repository",
        (web_identity(GITHUB, StringEquals=AUDIENCE),),
        boundary="acme-sandbox-boundary",
        attached=("acme-models-read",),
    ),
    Role(
        "acme-pods",
        "every service account of the cluster, for any audience",
        (web_identity(EKS, StringLike={f"{EKS}:sub": "system:serviceaccount:*"}),),
        attached=("acme-models-read",),
    ),
    Role(
        "acme-pods-completions",
        "one service account of the cluster",
        (
            web_identity(
                EKS,
                StringEquals={
                    f"{EKS}:aud": "sts.amazonaws.com",
                    f"{EKS}:sub": "system:serviceaccount:models:completions",
                },
            ),
        ),
        good=True,
        attached=("acme-models-read",),
    ),
    Role(
        "acme-sso-admins",
        "signs in by SAML",
        (
            trust(
                {"Federated": "arn:PARTITION:iam::ACCOUNT_ID:saml-provider/acme-sso"},
                "sts:AssumeRoleWithSAML",
                StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"},
            ),
        ),
        good=True,
        attached=(VIEW_ONLY,),
    ),
)

# Providers of OpenID Connect: URL, audience.
PROVIDERS = {GITHUB: "sts.amazonaws.com", EKS: "sts.amazonaws.com"}
SAML_PROVIDER = "acme-sso"

CERTIFICATES = (
    Certificate("acme-portal", 700, good=True),
    Certificate("acme-portal-2019", -900),
    Certificate("acme-intranet", 12),
)

# By filling: the password policy, and what GetAccountSummary says of root.
PASSWORD_POLICY = {
    "demo": {"MinimumPasswordLength": 8, "RequireNumbers": True},
    "good": {
        "MinimumPasswordLength": 14,
        "PasswordReusePrevention": 24,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
    },
}
ROOT = {
    "demo": {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1},
    "good": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0},
}
