mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use super::super::parse::{Effect, parse};
use super::super::rule::Doubt;
use super::*;

const BUCKET: Bucket = Bucket { partition: "aws", name: "acme" };
const OWNER: Standpoint =
    Standpoint { account: "111122223333", organization: None, trust: None, now: 1_780_000_000_000 };

fn access(statements: &str, actions: &[Action]) -> Access {
    let policy = parse(&format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}")).expect("a policy");
    stranger_access(&policy, BUCKET, OWNER, actions)
}

/// What a policy comes to: `Yes` is certain, `No` is certain, `Maybe` is left open.
fn public(statements: &str, actions: &[Action]) -> Truth {
    let access = access(statements, actions);
    match (access.certain.is_empty(), access.doubts.is_empty()) {
        (false, _) => Truth::Yes,
        (true, true) => Truth::No,
        (true, false) => Truth::Maybe,
    }
}

/// Writes a statement: `A` or `D`, then the rest of its elements.
fn statement(effect: &str, elements: &str) -> String {
    format!("{{\"Effect\": \"{effect}\", {elements}}}")
}

/// An `Allow` for everyone to read all objects, with further elements.
fn open(more: &str) -> String {
    statement(
        "Allow",
        &format!(r#""Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*"{more}"#),
    )
}

#[test]
fn who_is_meant() {
    for (principal, expected) in [
        (r#""Principal": "*""#, Truth::Yes),
        (r#""Principal": {"AWS": "*"}"#, Truth::Yes),
        (r#""Principal": {"AWS": ["111122223333", "*"]}"#, Truth::Yes),
        (r#""Principal": {"AWS": "111122223333"}"#, Truth::No),
        (r#""Principal": {"AWS": "arn:aws:iam::*:root"}"#, Truth::No),
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}"#, Truth::No),
        (r#""Principal": {"AWS": "AROAJQABLZS4A3QDU576Q"}"#, Truth::No),
        (r#""Principal": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#, Truth::No),
        (r#""Principal": {"AWS": "everyone"}"#, Truth::Maybe),
        (r#""Principal": {"AWS": "**"}"#, Truth::Maybe),
        (r#""Principal": {"Service": "cloudfront.amazonaws.com"}"#, Truth::No),
        (r#""Principal": {"Service": "*"}"#, Truth::Maybe),
        (r#""Principal": {"Federated": "graph.facebook.com"}"#, Truth::Yes),
        (
            r#""Principal": {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}"#,
            Truth::No,
        ),
        (r#""NotPrincipal": {"AWS": "111122223333"}"#, Truth::Yes),
        (r#""NotPrincipal": {"AWS": "AIDAJQABLZS4A3QDU576Q"}"#, Truth::Yes),
        (r#""NotPrincipal": {"Service": "ec2.amazonaws.com"}"#, Truth::Yes),
        (r#""NotPrincipal": {"Federated": "graph.facebook.com"}"#, Truth::Yes),
        (r#""NotPrincipal": "*""#, Truth::No),
        (r#""NotPrincipal": {"AWS": ["111122223333", "*"]}"#, Truth::No),
        (r#""NotPrincipal": {"AWS": "nobody in particular"}"#, Truth::Maybe),
        (r#""Principal": ["*"]"#, Truth::Maybe),
        (r#""principal": "*""#, Truth::Maybe),
        (r#""Sid": "no principal at all""#, Truth::Maybe),
    ] {
        let text =
            statement("Allow", &format!(r#"{principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/*""#));
        assert_eq!(public(&text, &READ), expected, "{principal}");
    }
}

#[test]
fn which_actions_are_meant() {
    for (action, read, list, write) in [
        (r#""Action": "s3:GetObject""#, Truth::Yes, Truth::No, Truth::No),
        (r#""Action": "S3:getOBJECT""#, Truth::Yes, Truth::No, Truth::No),
        (r#""Action": "s3:*""#, Truth::Yes, Truth::Yes, Truth::Yes),
        (r#""Action": "*""#, Truth::Yes, Truth::Yes, Truth::Yes),
        (r#""Action": ["s3:Get*"]"#, Truth::Yes, Truth::No, Truth::No),
        (r#""Action": "s3:?etObject""#, Truth::Yes, Truth::No, Truth::No),
        (r#""Action": "s3:GetBucket*""#, Truth::No, Truth::No, Truth::No),
        (r#""Action": "s3:List*""#, Truth::No, Truth::Yes, Truth::No),
        (r#""Action": "s3:ListAllMyBuckets""#, Truth::No, Truth::No, Truth::No),
        (r#""Action": "s3:*Object""#, Truth::Yes, Truth::No, Truth::Yes),
        (r#""Action": "s3:PutObjectAcl""#, Truth::No, Truth::No, Truth::Yes),
        (r#""Action": "s3:PutBucketPolicy""#, Truth::No, Truth::No, Truth::Yes),
        (r#""Action": "s3:PutLifecycleConfiguration""#, Truth::No, Truth::No, Truth::Yes),
        (r#""Action": "ec2:*""#, Truth::No, Truth::No, Truth::No),
        (r#""Action": "s3:GetObject ""#, Truth::No, Truth::No, Truth::No),
        (r#""Action": "*:*""#, Truth::Maybe, Truth::Maybe, Truth::Maybe),
        (r#""Action": "s?:GetObject""#, Truth::Maybe, Truth::No, Truth::No),
        (r#""NotAction": "s3:GetObject""#, Truth::Yes, Truth::Yes, Truth::Yes),
        (r#""NotAction": "s3:GetObject*""#, Truth::No, Truth::Yes, Truth::Yes),
        (r#""NotAction": ["s3:Get*", "s3:List*"]"#, Truth::No, Truth::No, Truth::Yes),
        (r#""NotAction": "s3:*""#, Truth::No, Truth::No, Truth::No),
        (r#""NotAction": "*""#, Truth::No, Truth::No, Truth::No),
        (r#""NotAction": "ec2:*""#, Truth::Yes, Truth::Yes, Truth::Yes),
        (r#""NotAction": " s3:*""#, Truth::Yes, Truth::Yes, Truth::Yes),
    ] {
        let text = statement("Allow", &format!(r#""Principal": "*", {action}, "Resource": "*""#));
        assert_eq!([public(&text, &READ), public(&text, LIST), public(&text, &WRITE)], [read, list, write], "{action}");
    }
}

#[test]
fn which_resources_are_meant() {
    // An action on objects is granted by an object's ARN only, one on the bucket by the bucket's only.
    for (resource, objects, bucket) in [
        (r#""Resource": "*""#, Truth::Yes, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::acme/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme""#, Truth::No, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::acme/""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme*""#, Truth::Yes, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::ac*""#, Truth::Yes, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::*""#, Truth::Yes, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::*/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:::????""#, Truth::No, Truth::Yes),
        (r#""Resource": "arn:aws:s3:::???""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme/public/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme/index.html""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:::Acme/*""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme-other/*""#, Truth::No, Truth::No),
        (r#""Resource": "ARN:AWS:S3:::acme/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:*:s3:::acme/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:*:*:acme/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:us-east-1::acme/*""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws-cn:s3:::acme/*""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:sqs:::acme/*""#, Truth::No, Truth::No),
        (r#""Resource": "a*n:aws:s3:::acme/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:*""#, Truth::Yes, Truth::Yes),
        (r#""Resource": "arn:aws:s3""#, Truth::No, Truth::No),
        (r#""Resource": "acme""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:s3:::acme/${aws:username}/*""#, Truth::Yes, Truth::No),
        (r#""Resource": "arn:aws:s3:::other/${aws:username}/*""#, Truth::No, Truth::No),
        (r#""Resource": "arn:aws:s3:::${x}""#, Truth::Maybe, Truth::Maybe),
        (r#""Resource": "arn:${aws:Partition}:s3:::acme/*""#, Truth::Maybe, Truth::No),
        (r#""Resource": ["arn:aws:s3:::other/*", "arn:aws:s3:::acme/a"]"#, Truth::Yes, Truth::No),
        (r#""NotResource": "arn:aws:s3:::acme/secret/*""#, Truth::Yes, Truth::Yes),
        (r#""NotResource": "arn:aws:s3:::acme/*""#, Truth::No, Truth::Yes),
        (r#""NotResource": ["arn:aws:s3:::acme/?", "arn:aws:s3:::acme/??*"]"#, Truth::No, Truth::Yes),
        (r#""NotResource": "arn:aws:s3:::acme*""#, Truth::No, Truth::No),
        (r#""NotResource": "*""#, Truth::No, Truth::No),
        (r#""NotResource": "arn:aws:s3:::other/*""#, Truth::Yes, Truth::Yes),
        (r#""NotResource": "arn:aws:s3:::acme/${aws:username}""#, Truth::Yes, Truth::Yes),
        (r#""Sid": "no resource at all""#, Truth::Maybe, Truth::Maybe),
    ] {
        let text = statement("Allow", &format!(r#""Principal": "*", "Action": "s3:*", {resource}"#));
        assert_eq!([public(&text, &READ), public(&text, LIST)], [objects, bucket], "{resource}");
    }
    let other = Bucket { partition: "aws-cn", name: "acme" };
    let policy = parse(&format!("{{\"Statement\": {}}}", open(""))).expect("a policy");
    assert_eq!(stranger_access(&policy, other, OWNER, &READ), Access::default());
}

#[test]
fn variables_are_plain_text_in_the_old_version() {
    // Nobody who is known to be called so: no key has such a name in it in the new version.
    let text = open("").replace("acme/*", "acme/${aws:TagKeys}/*");
    for (version, expected) in [("", 1), (r#""Version": "2008-10-17","#, 1), (r#""Version": "2012-10-17","#, 0)] {
        let policy = parse(&format!("{{{version} \"Statement\": {text}}}")).expect("a policy");
        assert_eq!(stranger_access(&policy, BUCKET, OWNER, &READ).certain.len(), expected, "{version}");
    }
}

#[test]
fn denies_are_subtracted() {
    let every = r#""Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]"#;
    for (deny, expected) in [
        (every.to_owned(), Truth::No),
        (every.replace("s3:*", "*"), Truth::No),
        (every.replace("s3:*", "s3:GetObject"), Truth::No),
        (every.replace("s3:*", "s3:Get*"), Truth::No),
        (every.replace("s3:*", "s3:PutObject"), Truth::Yes),
        (every.replace("s3:*", "s3:GetObjectVersion"), Truth::Yes),
        (every.replace("\"*\"", "{\"AWS\": \"*\"}"), Truth::No),
        (every.replace("\"*\"", "{\"AWS\": \"111122223333\"}"), Truth::Yes),
        (every.replace("\"*\"", "{\"Service\": \"ec2.amazonaws.com\"}"), Truth::Yes),
        (every.replace("\"*\"", "{\"Federated\": \"graph.facebook.com\"}"), Truth::Yes),
        (every.replace("\"*\"", "{\"AWS\": \"arn:aws:iam::*:root\"}"), Truth::Yes),
        (every.replace("\"*\"", "{\"AWS\": \"everyone\"}"), Truth::Maybe),
        (every.replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"AWS\": \"111122223333\"}"), Truth::No),
        (
            every.replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"AWS\": \"arn:aws:iam::111122223333:role/R\"}"),
            Truth::No,
        ),
        (every.replace("\"Principal\": \"*\"", "\"NotPrincipal\": \"*\""), Truth::Yes),
        (
            every.replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"Federated\": \"graph.facebook.com\"}"),
            Truth::Maybe,
        ),
        (every.replace("arn:aws:s3:::acme/*", "arn:aws:s3:::acme/a*"), Truth::Yes),
        (every.replace("arn:aws:s3:::acme/*", "arn:aws:s3:::acme/?*"), Truth::No),
        (every.replace("arn:aws:s3:::acme/*", "arn:aws:s3:::acme/??*"), Truth::Yes),
        (every.replace("arn:aws:s3:::acme/*", "arn:aws:s3:::acme/${aws:username}*"), Truth::Yes),
        (every.replace("arn:aws:s3:::acme/*", "arn:aws:s3:::other/${aws:username}*"), Truth::Yes),
        (every.replace("\"Action\": \"s3:*\"", "\"NotAction\": \"s3:PutObject\""), Truth::No),
        (every.replace("\"Action\": \"s3:*\"", "\"NotAction\": \"s3:Get*\""), Truth::Yes),
        (every.replace("\"Resource\"", "\"NotResource\""), Truth::Yes),
        (
            every.replace(
                "\"Resource\": [\"arn:aws:s3:::acme\", \"arn:aws:s3:::acme/*\"]",
                "\"NotResource\": \"arn:aws:s3:::acme/public/*\"",
            ),
            Truth::Yes,
        ),
        (
            every.replace(
                "\"Resource\": [\"arn:aws:s3:::acme\", \"arn:aws:s3:::acme/*\"]",
                "\"NotResource\": \"arn:aws:s3:::acme\"",
            ),
            Truth::No,
        ),
        (
            every.replace(
                "\"Resource\": [\"arn:aws:s3:::acme\", \"arn:aws:s3:::acme/*\"]",
                "\"NotResource\": \"arn:aws:s3:::acme/${aws:username}\"",
            ),
            Truth::Yes,
        ),
        (format!("{every}, \"Condition\": {{\"Bool\": {{\"aws:SecureTransport\": \"false\"}}}}"), Truth::Yes),
        (format!("{every}, \"Condition\": {{\"Bool\": {{\"AWS:securetransport\": false}}}}"), Truth::Yes),
        (format!("{every}, \"Condition\": {{\"Bool\": {{\"aws:SecureTransport\": [\"False\"]}}}}"), Truth::Yes),
        (
            format!("{every}, \"Condition\": {{\"Bool\": {{\"aws:SecureTransport\": [\"false\", \"true\"]}}}}"),
            Truth::No,
        ),
        (format!("{every}, \"Condition\": {{\"Bool\": {{\"aws:SecureTransport\": \"true\"}}}}"), Truth::Yes),
        (
            format!("{every}, \"Condition\": {{\"StringNotEquals\": {{\"aws:PrincipalOrgID\": \"o-aaaaaaaaaa\"}}}}"),
            Truth::No,
        ),
        (format!("{every}, \"Condition\": {{\"NotIpAddress\": {{\"aws:SourceIp\": \"10.0.0.0/8\"}}}}"), Truth::No),
        (format!("{every}, \"Condition\": {{}}"), Truth::No),
        (format!("{every}, \"Condition\": {{\"Like\": {{\"k\": \"v\"}}}}"), Truth::Maybe),
        (format!("{every}, \"Foo\": 1"), Truth::Maybe),
    ] {
        let text = format!("{}, {}", open(""), statement("Deny", &deny));
        assert_eq!(public(&text, &READ), expected, "{deny}");
        let reversed = format!("{}, {}", statement("Deny", &deny), open(""));
        assert_eq!(public(&reversed, &READ), expected, "{deny}");
    }
}

#[test]
fn several_denies_are_subtracted_together() {
    let deny = |resource: &str| {
        statement("Deny", &format!(r#""Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::acme/{resource}""#))
    };
    let with = |denies: &[&str]| {
        let denies: Vec<String> = denies.iter().map(|resource| deny(resource)).collect();
        public(&format!("{}, {}", open(""), denies.join(", ")), &READ)
    };
    assert_eq!(with(&["?", "??*"]), Truth::No);
    assert_eq!(with(&["?", "???*"]), Truth::Yes);
    assert_eq!(with(&["a*", "b*"]), Truth::Yes);
    let narrow = open("").replace("acme/*", "acme/a/*");
    assert_eq!(public(&format!("{narrow}, {}", deny("a*")), &READ), Truth::No);
    assert_eq!(public(&format!("{narrow}, {}", deny("a/?*")), &READ), Truth::Yes, "the key `a/` itself remains");
    assert_eq!(public(&format!("{narrow}, {}", deny("b*")), &READ), Truth::Yes);
}

#[test]
fn conditions_are_decided_for_those_who_choose() {
    for (condition, expected) in [
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"StringEquals": {"AWS:principalorgid": ["o-aaaaaaaaaa", "o-bbbbbbbbbb"]}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "*"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": ["o-aaaaaaaaaa", "*"]}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}}"#, Truth::Yes),
        (r#"{"StringLike": {"aws:PrincipalOrgID": "o-*"}}"#, Truth::Yes),
        (r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::Yes),
        (r#"{"stringequals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#, Truth::No),
        (r#"{"StringEquals": {"aws:ResourceOrgID": "o-aaaaaaaaaa"}}"#, Truth::Maybe),
        (
            r#"{"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}, "Bool": {"aws:SecureTransport": "true"}}"#,
            Truth::No,
        ),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, Truth::Yes),
        (r#"{"Bool": {"aws:SecureTransport": "false"}}"#, Truth::Yes),
        (r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#, Truth::Yes),
        (r#"{"StringEquals": {"aws:SourceVpce": "vpce-1"}}"#, Truth::No),
        (r#"{"StringLike": {"aws:Referer": "https://example.com/*"}}"#, Truth::Yes),
        (r#"{}"#, Truth::Yes),
        (r#"{"NoSuchOperator": {"x": "y"}}"#, Truth::Maybe),
    ] {
        assert_eq!(public(&open(&format!(", \"Condition\": {condition}")), &READ), expected, "{condition}");
    }
}

#[test]
fn a_certain_grant_is_not_hidden_by_an_open_one_and_both_are_told() {
    let text = format!("{}, {}", open(r#", "Condition": {"Like": {"aws:SourceVpce": "v"}}, "Sid": "Vpce""#), open(""));
    let access = access(&text, &READ);
    assert_eq!(access.certain, BTreeMap::from([(1, BTreeSet::from(["s3:GetObject"]))]));
    let construct = "condition operator Like is not documented in statement Vpce".to_owned();
    assert_eq!(access.doubts, BTreeSet::from([Doubt { construct, effect: Some(Effect::Allow) }]));
}

#[test]
fn doubts_name_only_what_matters() {
    let blanket = statement("Deny", r#""Principal": "*", "Action": "*", "Resource": "*""#);
    let vague = open(r#", "Condition": {"Like": {"aws:SourceVpce": "v"}}"#);
    assert_eq!(access(&format!("{vague}, {blanket}"), &READ), Access::default());
    let elsewhere = statement(
        "Deny",
        r#""Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/x/*", "Condition": {"Like": {"aws:MultiFactorAuthPresent": "true"}}"#,
    );
    let narrow = vague.replace("acme/*", "acme/y/*");
    assert_eq!(access(&format!("{narrow}, {elsewhere}"), &READ).doubts.len(), 1);
    assert_eq!(access(&format!("{vague}, {elsewhere}"), &READ).doubts.len(), 2);
    assert_eq!(access(&vague, LIST), Access::default());
}

#[test]
fn every_granted_action_is_listed() {
    let text = statement("Allow", r#""Principal": "*", "Action": ["s3:GetObject", "s3:GetObjectV*"], "Resource": "*""#);
    let granted = &access(&text, &READ).certain[&0];
    assert_eq!(granted.len(), 9);
    assert!(granted.contains("s3:GetObjectVersionTorrent") && !granted.contains("s3:GetObjectAcl"));
    let all = access(&statement("Allow", r#""Principal": "*", "Action": "s3:*", "Resource": "*""#), &WRITE);
    assert_eq!(all.certain[&0].len(), WRITE.len());
}

/// The obvious matcher, to judge the other by.
fn plainly_matches(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match (pattern.chars().next(), rest.next()) {
        (None, first) => first.is_none(),
        (Some('*'), first) => {
            plainly_matches(&pattern[1..], text) || (first.is_some() && plainly_matches(pattern, rest.as_str()))
        }
        (Some('?'), Some(_)) => plainly_matches(&pattern[1..], rest.as_str()),
        (Some(own), Some(first)) => own == first && plainly_matches(&pattern[1..], rest.as_str()),
        (Some(_), None) => false,
    }
}

/// Judges by trying: every short key, every rule, by the book.
#[test]
fn the_answer_agrees_with_trying_every_short_key() {
    let patterns = ["*", "acme/*", "acme/a*", "acme/*a", "acme/?", "acme/??*", "acme/a?b*", "acme", "*b"];
    let keys: Vec<String> = {
        let mut keys = vec![String::new()];
        for _ in 0..4 {
            let longer: Vec<String> =
                keys.iter().flat_map(|key| ["a", "b", "z"].map(|c| format!("{key}{c}"))).collect();
            keys.extend(longer);
        }
        keys.iter().filter(|key| !key.is_empty()).map(|key| format!("acme/{key}")).collect()
    };
    let covers = |name: &str, pattern: &str, text: &str| (name == "Resource") == plainly_matches(pattern, text);
    for (first_name, first) in patterns.iter().flat_map(|p| [("Resource", p), ("NotResource", p)]) {
        for (second_name, second) in patterns.iter().flat_map(|p| [("Resource", p), ("NotResource", p)]) {
            for allowed in patterns {
                let grant = open("").replace("acme/*", allowed);
                let deny = |name: &str, pattern: &str| {
                    statement(
                        "Deny",
                        &format!(r#""Principal": "*", "Action": "s3:G*", "{name}": "arn:aws:s3:::{pattern}""#),
                    )
                };
                let text = format!("{}, {grant}, {}", deny(first_name, first), deny(second_name, second));
                let tried = keys.iter().any(|key| {
                    plainly_matches(allowed, key)
                        && !covers(first_name, first, key)
                        && !covers(second_name, second, key)
                });
                assert_eq!(public(&text, &READ), Truth::from(tried), "{text}");
            }
        }
    }
}

#[test]
fn hostile_policies_end_in_time_and_stay_open() {
    let start = std::time::Instant::now();
    let denies: Vec<String> = (0..60)
        .map(|n| {
            let pattern = format!("acme/*{}{}", ["a", "b"][n % 2], "?".repeat(40 + n));
            statement("Deny", &format!(r#""Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::{pattern}""#))
        })
        .collect();
    let text = format!("{}, {}", open("").replace("acme/*", "acme/*a*b*a*b*"), denies.join(", "));
    public(&text, &READ);
    let many: Vec<String> = (0..300).map(|n| open("").replace("acme/*", &format!("acme/{n}/*"))).collect();
    assert_eq!(public(&many.join(", "), &WRITE), Truth::No);
    assert_eq!(public(&many.join(", "), &READ), Truth::Yes);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
