use super::super::parse::parse;
use super::super::truth::Truth;
use super::*;

const BUCKET: Bucket = Bucket { partition: "aws", name: "acme" };
const TLS: &str = r#"{"Bool": {"aws:SecureTransport": "false"}}"#;

const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };

/// What a policy comes to, flat.
#[derive(Debug)]
struct Flat {
    enforced: Truth,
    by: Vec<usize>,
    missing: Vec<Missing>,
    doubts: Vec<Doubt>,
}

fn ask(statements: &[String]) -> Flat {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}", statements.join(", "));
    let mut flat = Flat { enforced: Truth::Maybe, by: Vec::new(), missing: Vec::new(), doubts: Vec::new() };
    match transport(&parse(&text).expect("a policy"), BUCKET, OWNER, true) {
        Transport::Enforced { by } => (flat.enforced, flat.by) = (Truth::Yes, by),
        Transport::Open { missing, .. } => {
            (flat.enforced, flat.missing) = (Truth::No, missing.into_iter().collect());
        }
        Transport::Undecided { doubts } => flat.doubts = doubts.into_iter().collect(),
    }
    flat
}

fn deny(principal: &str, action: &str, resource: &str, condition: &str) -> String {
    let condition = if condition.is_empty() { String::new() } else { format!(", \"Condition\": {condition}") };
    format!("{{\"Effect\": \"Deny\", {principal}, {action}, {resource}{condition}}}")
}

const ALL: &str = r#""Principal": "*""#;
const ANY: &str = r#""Action": "s3:*""#;
const BOTH: &str = r#""Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]"#;

#[test]
fn the_blanket_deny_in_all_its_spellings() {
    for (principal, action, resource, condition) in [
        (ALL, ANY, BOTH, TLS),
        (r#""Principal": {"AWS": "*"}"#, ANY, BOTH, TLS),
        (ALL, r#""Action": "*""#, BOTH, TLS),
        (ALL, r#""Action": ["s3:GetObject", "S3:*"]"#, BOTH, TLS),
        (ALL, r#""NotAction": "ec2:*""#, BOTH, TLS),
        (ALL, ANY, r#""Resource": "*""#, TLS),
        (ALL, ANY, r#""Resource": "arn:aws:s3:::acme*""#, TLS),
        (ALL, ANY, r#""NotResource": "arn:aws:s3:::other/*""#, TLS),
        (ALL, ANY, BOTH, r#"{"Bool": {"aws:securetransport": false}}"#),
        (ALL, ANY, BOTH, r#"{"Bool": {"aws:SecureTransport": ["false"]}}"#),
        (ALL, ANY, BOTH, ""),
    ] {
        let statement = deny(principal, action, resource, condition);
        let answer = ask(std::slice::from_ref(&statement));
        assert_eq!((answer.enforced, answer.by), (Truth::Yes, vec![0]), "{statement}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let bucket = r#""Resource": "arn:aws:s3:::acme""#;
    let objects = r#""Resource": "arn:aws:s3:::acme/*""#;
    let named = r#""Principal": {"AWS": "444455556666"}"#;
    for (statements, expected) in [
        (vec![], vec![Missing::Bucket, Missing::Objects, Missing::Actions, Missing::Principals]),
        (vec![deny(ALL, ANY, bucket, TLS)], vec![Missing::Objects]),
        (vec![deny(ALL, ANY, objects, TLS)], vec![Missing::Bucket]),
        (vec![deny(ALL, r#""Action": "s3:GetObject""#, BOTH, TLS)], vec![Missing::Bucket, Missing::Actions]),
        (vec![deny(ALL, r#""NotAction": "s3:GetObject""#, BOTH, TLS)], vec![Missing::Actions]),
        (vec![deny(named, ANY, BOTH, TLS)], vec![Missing::Principals]),
        (
            vec![deny(named, r#""Action": "s3:Get*""#, objects, TLS)],
            vec![Missing::Bucket, Missing::Actions, Missing::Principals],
        ),
        (vec![deny(r#""NotPrincipal": {"AWS": "111122223333"}"#, ANY, BOTH, TLS)], vec![Missing::Principals]),
        (vec![deny(ALL, ANY, r#""Resource": "arn:aws:s3:::acme/a*""#, TLS)], vec![Missing::Bucket, Missing::Objects]),
        (vec![deny(ALL, ANY, bucket, TLS), deny(ALL, r#""Action": "s3:Get*""#, objects, TLS)], vec![Missing::Actions]),
        // What everyone is denied anyway is closed to http too.
        (
            vec![deny(ALL, ANY, bucket, ""), deny(ALL, ANY, r#""Resource": "arn:aws:s3:::acme/a*""#, TLS)],
            vec![Missing::Objects],
        ),
        // A condition on something else never closes http, and neither does a deny that is not about it.
        (
            vec![deny(
                ALL,
                r#""Action": "s3:PutObject""#,
                objects,
                r#"{"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}"#,
            )],
            vec![Missing::Bucket, Missing::Objects, Missing::Actions, Missing::Principals],
        ),
        (
            vec![deny(ALL, r#""Action": "s3:DeleteBucket""#, bucket, "")],
            vec![Missing::Bucket, Missing::Objects, Missing::Actions, Missing::Principals],
        ),
        (
            vec![deny(ALL, ANY, r#""Resource": ["arn:aws-cn:s3:::acme", "arn:aws-cn:s3:::acme/*"]"#, TLS)],
            vec![Missing::Bucket, Missing::Objects],
        ),
    ] {
        let answer = ask(&statements);
        assert_eq!((answer.enforced, answer.missing.clone()), (Truth::No, expected), "{statements:?}");
        assert!(answer.by.is_empty() && answer.doubts.is_empty());
    }
}

#[test]
fn several_statements_may_cover_it_together() {
    let bucket = deny(ALL, ANY, r#""Resource": "arn:aws:s3:::acme""#, TLS);
    let objects = deny(ALL, ANY, r#""Resource": "arn:aws:s3:::acme/*""#, TLS);
    let gets = deny(ALL, r#""Action": "s3:Get*""#, BOTH, TLS);
    let others = deny(ALL, r#""NotAction": "s3:Get*""#, BOTH, TLS);
    let answer = ask(&[bucket.clone(), objects.clone()]);
    assert_eq!((answer.enforced, answer.by), (Truth::Yes, vec![0, 1]));
    assert_eq!(ask(&[gets.clone(), others.clone()]).enforced, Truth::Yes);
    assert_eq!(ask(&[gets, bucket.clone()]).enforced, Truth::No);
    assert_eq!(ask(&[others, objects]).enforced, Truth::No);
    let halves =
        [r#""Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/?"]"#, r#""Resource": "arn:aws:s3:::acme/??*""#];
    assert_eq!(ask(&halves.map(|resource| deny(ALL, ANY, resource, TLS))).enforced, Truth::Yes);
}

#[test]
fn what_is_not_understood_is_left_open() {
    for statement in [
        deny(ALL, ANY, BOTH, r#"{"Like": {"aws:SecureTransport": "false"}}"#),
        deny(ALL, ANY, BOTH, r#"{"NumericLessThan": {"s3:TlsVersion": 1.2}}"#),
        r#"{"Effect": "deny", "Principal": "*", "Action": "*", "Resource": "*"}"#.to_owned(),
        r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Conditions": {}}"#.to_owned(),
    ] {
        let answer = ask(std::slice::from_ref(&statement));
        assert_eq!(answer.enforced, Truth::Maybe, "{statement}");
        assert!(!answer.doubts.is_empty() && answer.missing.is_empty());
        // The same on a part only: surely not enough.
        let part = statement.replace(BOTH, r#""Resource": "arn:aws:s3:::acme/*""#);
        assert_eq!(part == statement, ask(&[part]).enforced == Truth::Maybe, "{statement}");
    }
    let role = r#""NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/R"}"#;
    let answer = ask(&[deny(role, ANY, BOTH, TLS)]);
    assert_eq!(answer.enforced, Truth::Maybe, "a role alone may be denied all the same: {answer:?}");
}

#[test]
fn hostile_policies_end_in_time() {
    let start = std::time::Instant::now();
    let many: Vec<String> = (0..200)
        .map(|n| deny(ALL, &format!("\"Action\": \"s3:*{n}*\""), &format!("\"Resource\": \"arn:aws:s3:::*{n}*\""), TLS))
        .collect();
    assert_eq!(ask(&many).enforced, Truth::No);
    let knot: Vec<String> = (0..40)
        .map(|n| {
            let twist = format!("{}{}", ["a", "b"][n % 2], "?".repeat(20 + n));
            deny(
                ALL,
                &format!("\"NotAction\": \"s3:*{twist}\""),
                &format!("\"NotResource\": \"arn:aws:s3:::*{twist}\""),
                TLS,
            )
        })
        .collect();
    ask(&knot);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
