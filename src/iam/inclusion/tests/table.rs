//! Pairs of identity policies, and what changes from the first to the second.

use super::*;

const CASES: &[(&str, &str, &str)] = &[
    // The same in other words.
    ("A s3:GetObject *;A sqs:SendMessage *", "A sqs:SendMessage *;A s3:GetObject *", "="),
    ("A s3:GetObject,sqs:SendMessage *", "A s3:GetObject *;A sqs:SendMessage *", "="),
    ("A s3:getobject *", "A S3:GetObject *", "="),
    ("A s3:GetObject *", "2008 A s3:GetObject *", "="),
    ("A s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject arn:aws:s3:::b/*,arn:aws:s3:::b/x/*", "="),
    ("A s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject arn:aws:s3:::b,arn:aws:s3:::b/*", "="),
    ("A s3:GetObject arn:aws:s3:::*", "A s3:GetObject arn:aws:s3:::*/*", "="),
    ("A s3:GetObject ARN:aws:S3:::b/*", "A s3:GetObject arn:aws:s3:::b/*", "="),
    ("A s3:GetObject *;D s3:PutObject *", "A s3:GetObject *", "="),
    ("A s3:* *;D s3:* *", "A s3:GetObject *;D s3:GetObject *", "="),
    ("A s3:* *;D s3:* *", "D s3:* *", "="),
    ("A sqs:* *;D !sqs:SendMessage *", "A sqs:SendMessage *", "="),
    ("A s3:GetObject * | StringEquals aws:x=1,2", "A s3:GetObject * | StringEquals AWS:X=2,1", "="),
    (
        "A s3:GetObject * | StringEquals aws:x=1,2",
        "A s3:GetObject * | StringEquals aws:x=1;A s3:GetObject * | StringEquals aws:x=2",
        "=",
    ),
    ("A s3:GetObject * | StringLike aws:x=a*", "A s3:GetObject * | StringLike aws:x=a*,ab*", "="),
    (
        "A s3:GetObject * | ArnLike aws:SourceArn=arn:aws:s3:::b",
        "A s3:GetObject * | ArnEquals aws:SourceArn=arn:aws:s3:::b",
        "=",
    ),
    (
        "A s3:GetObject * | IpAddress aws:SourceIp=10.0.0.0/8",
        "A s3:GetObject * | IpAddress aws:SourceIp=10.0.0.0/9,10.128.0.0/9",
        "=",
    ),
    ("A s3:GetObject * | Null aws:x=true", "A s3:GetObject * | Null aws:x=TRUE", "="),
    (
        "A s3:GetObject * | Bool aws:SecureTransport=true",
        "A s3:GetObject * | BoolIfExists aws:SecureTransport=true",
        "=",
    ),
    (
        "A s3:GetObject * | Bool aws:SecureTransport=true",
        "A s3:GetObject *;D s3:* * | Bool aws:SecureTransport=false",
        "=",
    ),
    ("A s3:GetObject * | NumericLessThan s3:max-keys=10", "A s3:GetObject * | NumericLessThan s3:max-keys=10.0", "="),
    (
        "A s3:GetObject * | DateLessThan aws:CurrentTime=2030-01-01T00:00:00Z",
        "A s3:GetObject * | DateLessThan aws:CurrentTime=2030-01-01",
        "=",
    ),
    ("A s3:GetObject * | Odd aws:x=1", "A s3:GetObject * | Odd aws:x=1", "="),
    // Actions.
    ("A s3:GetObject *", "A s3:Get* *", "+"),
    ("A s3:Get* *", "A s3:GetObject *", "-"),
    ("A s3:GetObject *", "A s3:PutObject *", "+-"),
    ("A s3:GetObject *", "A s3:GetObject *;A iam:PassRole *", "+"),
    ("A s3:GetObject *", "A * *", "+"),
    ("A * *", "A !iam:* *", "-"),
    ("A !iam:* *", "A !iam:*,organizations:* *", "-"),
    ("A !iam:* *", "A !iam:Get* *", "+"),
    ("A !iam:* *;D !s3:* *", "A s3:* *", "="),
    ("A s3:?etObject *", "A s3:GetObject *", "="),
    ("A s3:*Object *", "A s3:GetObject,s3:PutObject *", "-"),
    ("A unheard:Of *", "A unheard:* *", "+"),
    ("A unheard:Of *", "A unheard:of *", "="),
    ("A unheard:Get* *", "A unheard:* *", "+"),
    ("A unheard:* *;D unheard:* *", "D unheard:* *", "="),
    ("A s3:NotThereYet *", "A s3:* *", "+"),
    ("A s3:* *", "A s3:*,s3:NotThereYet *", "="),
    // Resources.
    ("A s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject arn:aws:s3:::b/x*", "-"),
    ("A s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject arn:aws:s3:::b*", "+"),
    ("A s3:ListBucket arn:aws:s3:::b", "A s3:ListBucket arn:aws:s3:::b/*", "-"),
    ("A s3:GetObject arn:aws:s3:::b/x", "A s3:GetObject arn:aws:s3:::b/X", "+-"),
    ("A s3:GetObject *", "A s3:GetObject !arn:aws:s3:::b/*", "-"),
    ("A s3:GetObject !arn:aws:s3:::b/*", "A s3:GetObject *;D s3:* arn:aws:s3:::b/*", "="),
    ("A s3:GetObject !arn:aws:s3:::b/*", "A s3:GetObject !arn:aws:s3:::b/*,arn:aws:s3:::c/*", "-"),
    ("A s3:ListAllMyBuckets *", "A s3:ListAllMyBuckets arn:aws:s3:::b", "-"),
    ("A s3:ListAllMyBuckets *", "A s3:ListAllMyBuckets arn:aws:s3:::*", "?"),
    ("A sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:q", "A sqs:SendMessage arn:aws:sqs:*:111122223333:q", "+"),
    ("A sqs:SendMessage arn:aws:sqs:*:*:q", "A sqs:SendMessage arn:aws:sqs:*:111122223333:q", "-"),
    ("A iam:GetPolicy arn:aws:iam::aws:policy/ReadOnlyAccess", "A iam:GetPolicy arn:aws:iam::*:policy/*", "+"),
    ("A iam:GetPolicy *", "A iam:GetPolicy arn:aws:iam::aws:policy/*", "-"),
    ("A iam:PassRole arn:aws:iam::111122223333:role/a*", "A iam:PassRole arn:aws:iam::111122223333:role/app*", "-"),
    ("A s3:GetObject arn:aws-cn:s3:::b/*", "A s3:GetObject arn:aws:s3:::b/*", "+-"),
    // Conditions.
    ("A s3:GetObject *", "A s3:GetObject * | StringEquals aws:PrincipalOrgID=o-a", "-"),
    ("A s3:GetObject * | StringEquals aws:x=1", "A s3:GetObject * | StringEquals aws:x=1,2", "+"),
    ("A s3:GetObject * | StringEquals aws:x=1", "A s3:GetObject * | StringEqualsIfExists aws:x=1", "+"),
    ("A s3:GetObject * | StringNotEquals aws:x=1", "A s3:GetObject * | StringNotEqualsIfExists aws:x=1", "="),
    ("A s3:GetObject * | StringEquals aws:x=a*", "A s3:GetObject * | StringLike aws:x=a*", "+"),
    ("A s3:GetObject * | StringEquals aws:x=a", "A s3:GetObject * | StringEqualsIgnoreCase aws:x=A", "+"),
    ("A s3:GetObject * | StringLike aws:x=*", "A s3:GetObject * | Null aws:x=false", "="),
    ("A s3:GetObject * | StringLike aws:x=?*", "A s3:GetObject * | Null aws:x=false", "+"),
    ("A s3:GetObject * | StringLike aws:x=*", "A s3:GetObject *", "+"),
    (
        "A s3:GetObject * | IpAddress aws:SourceIp=10.0.0.0/8",
        "A s3:GetObject * | IpAddress aws:SourceIp=10.1.0.0/16",
        "-",
    ),
    (
        "A s3:GetObject *;D s3:* * | NotIpAddress aws:SourceIp=10.0.0.0/8",
        "A s3:GetObject * | IpAddress aws:SourceIp=10.0.0.0/8",
        "=",
    ),
    (
        "A s3:GetObject *;D s3:* * | NotIpAddressIfExists aws:SourceIp=10.0.0.0/8",
        "A s3:GetObject * | IpAddress aws:SourceIp=10.0.0.0/8",
        "=",
    ),
    (
        "A s3:ListBucket * | NumericLessThan s3:max-keys=10",
        "A s3:ListBucket * | NumericLessThanEquals s3:max-keys=10",
        "+",
    ),
    (
        "A s3:GetObject * | DateGreaterThan aws:CurrentTime=2030-01-01",
        "A s3:GetObject * | DateGreaterThan aws:CurrentTime=2031-01-01",
        "-",
    ),
    (
        "A s3:GetObject * | Bool aws:MultiFactorAuthPresent=true",
        "A s3:GetObject * | BoolIfExists aws:MultiFactorAuthPresent=true",
        "+",
    ),
    (
        "A s3:GetObject *;D * * | Bool aws:MultiFactorAuthPresent=false",
        "A s3:GetObject *;D * * | BoolIfExists aws:MultiFactorAuthPresent=false",
        "-",
    ),
    (
        "A ec2:CreateTags * | ForAllValues:StringEquals aws:TagKeys=a,b",
        "A ec2:CreateTags * | ForAllValues:StringEquals aws:TagKeys=a",
        "-",
    ),
    (
        "A ec2:CreateTags * | ForAllValues:StringEquals aws:TagKeys=a",
        "A ec2:CreateTags * | ForAnyValue:StringEquals aws:TagKeys=a",
        "+-",
    ),
    ("A s3:GetObject * | Odd aws:x=1", "A s3:GetObject *", "?"),
    ("A s3:GetObject * | StringEquals aws:x=1 & StringLike aws:y=1", "A s3:GetObject * | StringEquals aws:x=1", "+"),
    // Denies.
    ("A s3:* *", "A s3:* *;D s3:DeleteBucket *", "-"),
    ("A s3:* *;D s3:DeleteBucket *", "A s3:* *", "+"),
    ("A s3:* *;D s3:Delete* *", "A s3:* *;D s3:DeleteBucket *", "+"),
    ("A s3:* *;D s3:* * | StringNotEquals aws:x=1", "A s3:* * | StringEquals aws:x=1", "="),
    ("A s3:GetObject *;D s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject *;D s3:GetObject arn:aws:s3:::b/x", "+"),
    ("A s3:GetObject *", "A s3:GetObject *;D s3:GetObject * | Odd aws:x=1", "?"),
    // Variables.
    ("A s3:GetObject arn:aws:s3:::b/${aws:username}/*", "A s3:GetObject arn:aws:s3:::b/${aws:username}/*", "="),
    (
        "A s3:GetObject arn:aws:s3:::b/${aws:username}/*;A sqs:* *",
        "A s3:GetObject,s3:PutObject arn:aws:s3:::b/${aws:username}/*;A sqs:* *",
        "+",
    ),
    (
        "A s3:GetObject arn:aws:s3:::b/${aws:username}/*;D s3:PutObject *",
        "A s3:Get*,s3:PutObject arn:aws:s3:::b/${aws:username}/*;D !s3:GetObject *",
        "=",
    ),
    ("A s3:GetObject arn:aws:s3:::b/*", "A s3:GetObject arn:aws:s3:::b/${aws:username}/*", "-"),
    ("A s3:GetObject arn:aws:s3:::b/${aws:username}/*", "A s3:GetObject arn:aws:s3:::b/*", "+"),
    (
        "A s3:GetObject arn:aws:s3:::b/${aws:username}/*",
        "A s3:GetObject arn:aws:s3:::b/${aws:username}/*;D s3:GetObject arn:aws:s3:::b/admin/*",
        "-",
    ),
    ("A s3:GetObject arn:aws:s3:::b/${aws:username}", "2008 A s3:GetObject arn:aws:s3:::b/${aws:username}", "+-"),
    ("A s3:GetObject * | StringEquals aws:x=${aws:username}", "A s3:GetObject * | Null aws:x=false", "+"),
    ("A s3:GetObject arn:aws:s3:::b/${*}", "2008 A s3:GetObject arn:aws:s3:::b/*", "+"),
];

#[test]
fn what_changes() {
    let mut wrong = Vec::new();
    for (old, new, expected) in CASES {
        let difference = diff(&policy(old), &policy(new), Kind::Identity);
        let found = sign(&difference);
        if found != *expected {
            wrong.push(format!("{old}\n   {new}\n   is {found}, not {expected}: {difference:?}"));
        }
        let more = includes(&policy(old), &policy(new), Kind::Identity);
        // A lone `?` does not tell which way.
        if *expected != "?" && (more == Inclusion::Yes) == expected.contains('-') {
            wrong.push(format!("{old}\n   within {new}: {more:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_form_of_a_document_is_nothing() {
    let list =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["*"]}]}"#;
    let bare = r#"{"Statement":{"Resource":"*","Action":"s3:GetObject","Sid":"x","Effect":"Allow"}}"#;
    let difference = diff(&parse(list).unwrap(), &parse(bare).unwrap(), Kind::Identity);
    assert_eq!(difference, Difference::default());
}
