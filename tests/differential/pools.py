"""What the generated cases are made of."""

OWN, OTHER = "111122223333", "444455556666"
NOW = "2026-05-05T10:00:00Z"

# Action, a resource that it works on, and what a policy may write for that resource.
TARGETS = [
    (
        "s3:GetObject",
        "arn:aws:s3:::bucket/team/red/file",
        [
            "arn:aws:s3:::bucket/*",
            "arn:aws:s3:::bucket/team/*",
            "arn:aws:s3:::bucket/TEAM/*",
            "arn:aws:s3:::b?cket/*/file",
            "arn:aws:s3:::bucket/team/${aws:PrincipalTag/team}/*",
            "arn:aws:s3:::bucket/*/${aws:PrincipalTag/none, 'red'}/file",
            "arn:aws:s3:::bucket/${aws:PrincipalTag/none}/*",
            "arn:AWS:S3:::bucket/*",
            "arn:*:s3:::*",
            "arn:aws:s3:*:*:bucket/*",
            "arn:aws:s3:::bucket",
            "arn:aws:sqs:::bucket/*",
            "arn:aws:s3:::other/*",
            "arn:aws:s3:::bucket/team/red/fil?",
            "arn:aws:s3:::*/file",
            "arn:aws:s3*",
            "arn:aws:s3:::bucket/team/${*}/file",
            "arn:aws:s3:::bucket/team/???/*",
        ],
    ),
    (
        "s3:PutObject",
        "arn:aws:s3:::bucket/a$b",
        [
            "arn:aws:s3:::bucket/*",
            "arn:aws:s3:::bucket/a${$}b",
            "arn:aws:s3:::bucket/a?b",
            "arn:aws:s3:::bucket/a${?}b",
            "arn:aws:s3:::bucket/a$b",
            "arn:aws:s3:::bucket/a${*}b",
        ],
    ),
    (
        "s3:ListBucket",
        "arn:aws:s3:::bucket",
        ["arn:aws:s3:::bucket", "arn:aws:s3:::*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::Bucket"],
    ),
    (
        "sqs:SendMessage",
        "arn:aws:sqs:eu-west-1:{own}:queue",
        [
            "arn:aws:sqs:*:{own}:queue",
            "arn:aws:sqs:eu-west-1:{own}:*",
            "arn:aws:sqs:eu-west-?:*:queue",
            "arn:aws:sqs:us-*:{own}:queue",
        ],
    ),
    (
        "kms:Decrypt",
        "arn:aws:kms:eu-west-1:{own}:key/11111111-2222-3333-4444-555555555555",
        ["arn:aws:kms:*:{own}:key/*", "arn:aws:kms:*:*:alias/*"],
    ),
    (
        "sts:AssumeRole",
        "arn:aws:iam::{own}:role/target",
        ["arn:aws:iam::*:role/*", "arn:aws:iam::{own}:role/t*"],
    ),
    (
        "dynamodb:GetItem",
        "arn:aws:dynamodb:eu-west-1:{own}:table/t",
        ["arn:aws:dynamodb:*:*:table/t", "arn:aws:dynamodb:*:*:table/u"],
    ),
    (
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:eu-west-1:{own}:secret:s-abcdef",
        ["arn:aws:secretsmanager:*:*:secret:s-??????", "arn:aws:secretsmanager:*:*:secret:*"],
    ),
    ("iam:PassRole", "arn:aws:iam::{own}:role/target", ["arn:aws:iam::*:role/*"]),
    ("iam:PassRole", "arn:aws:iam::{own}:role/aws-reserved/target", ["arn:aws:iam::*:role/*"]),
    ("ec2:DescribeInstances", "*", ["arn:aws:ec2:*:*:*", "arn:aws:ec2:*:*:instance/*"]),
    ("s3:ListAllMyBuckets", "*", ["arn:aws:s3:::*"]),
    ("sts:GetCallerIdentity", "*", ["arn:aws:s3:::*"]),
]

# Condition key, values that a request or a policy may have, values for a policy alone.
STRINGS = {
    "aws:PrincipalOrgID": (
        ["o-aaaaaaaaaa", "o-bbbbbbbbbb"],
        ["O-AAAAAAAAAA", "o-*", "${aws:PrincipalOrgID}"],
    ),
    "aws:PrincipalTag/team": (
        ["red", "blue", "r*d"],
        ["r?d", "RED", "*", "${aws:PrincipalTag/team}", "r${*}d", "${aws:PrincipalTag/none}"],
    ),
    "aws:SourceVpce": (["vpce-1", "vpce-2"], ["vpce-*", "${aws:PrincipalTag/none, 'vpce-1'}"]),
    "aws:UserAgent": (["curl/8", "x"], ["curl*", "${aws:PrincipalTag/team}"]),
    "aws:RequestedRegion": (["eu-west-1", "us-east-1"], ["eu-*", "EU-WEST-1"]),
}
ARNS = {
    "aws:PrincipalArn": (
        [],
        [
            "arn:aws:iam::*:user/ann",
            "arn:aws:iam::{own}:*",
            "arn:aws:iam::{other}:role/*",
            "arn:aws:iam::{own}:role/app/reader",
            "arn:aws:iam::{own}:user/${aws:username}",
        ],
    ),
    "aws:SourceArn": (
        ["arn:aws:s3:::bucket", "arn:aws:sns:eu-west-1:111122223333:topic"],
        [
            "arn:aws:s3:::*",
            "arn:aws:sns:*:*:topic",
            "arn:*:*:*:*:*",
            "arn:aws:sns:*:topic",
            "*",
            "arn:aws:S3:::bucket",
        ],
    ),
}
NUMBERS = {"aws:MultiFactorAuthAge": (["0", "5", "300", "3600"], ["300.0", "299", "x", "-1"])}
DATES = {
    "aws:CurrentTime": (
        [NOW, "2026-05-05T12:00:00Z"],
        ["2026-05-05", "2027-01-01T00:00:00Z", "2025-01-01T00:00:00+02:00", "2026-05-05T12:00:00+02:00", "x"],
    ),
    "aws:EpochTime": (["1777975200"], ["1777975200", "1777975201", "1000", NOW]),
}
BOOLS = {
    "aws:SecureTransport": (["true", "false"], ["TRUE"]),
    "aws:MultiFactorAuthPresent": (["true", "false"], []),
    "aws:ViaAWSService": (["false"], ["true"]),
}
ADDRESSES = {
    "aws:SourceIp": (
        ["10.1.2.3", "8.8.8.8", "2001:db8::1"],
        [
            "10.0.0.0/8",
            "8.8.8.8/32",
            "8.8.8.9/24",
            "0.0.0.0/0",
            "2001:db8::/32",
            "2001:0db8:0:0:0:0:0:1",
            "x",
        ],
    )
}
LISTS = {
    "aws:CalledVia": (["athena.amazonaws.com", "glue.amazonaws.com"], ["*.amazonaws.com", "x"]),
    "aws:PrincipalOrgPaths": (["o-aaaaaaaaaa/r-1/ou-1/", "o-bbbbbbbbbb/r-1/"], ["o-aaaaaaaaaa/*", "*"]),
}

ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
OPERATORS = [
    (
        STRINGS,
        [
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
        ],
    ),
    (ARNS, ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotEquals"]),
    (NUMBERS, ["Numeric" + order for order in ORDERS]),
    (DATES, ["Date" + order for order in ORDERS]),
    (BOOLS, ["Bool"]),
    (ADDRESSES, ["IpAddress", "NotIpAddress"]),
    (LISTS, ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike"]),
]
ALL_KEYS = {key: pools for table, _ in OPERATORS for key, pools in table.items()}
