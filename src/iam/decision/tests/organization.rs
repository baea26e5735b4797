//! Policies of organisations and VPC endpoints.

use super::*;

#[test]
fn every_level_of_service_control_policies_must_allow() {
    let request = request(user(), "s3:GetObject", OBJECT);
    for (scp, expected) in [
        (vec![], "yes"),
        (vec![ALLOW], "yes"),
        (vec![ALLOW, ALLOW, ALLOW], "yes"),
        (vec![ALLOW, OTHER_ALLOW, ALLOW], "no"),
        (vec![ALLOW, OTHER_ALLOW, DENY], "denied"),
        (vec![ALLOW, OPEN_ALLOW], "maybe"),
        (vec![OTHER_ALLOW, OPEN_ALLOW], "no"),
    ] {
        let why = format!("{scp:?}");
        check(&Texts { identity: Some(ALLOW), scp, ..Texts::default() }, &request, expected, &why);
    }
    let name = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s";
    let linked = |role: Option<&str>| Caller::Session { arn: name.to_owned(), role: role.map(str::to_owned) };
    for (role, expected) in [
        (Some("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"), "yes"),
        (Some("arn:aws:iam::111122223333:role/AWSServiceRoleForX"), "denied"),
        (None, "maybe"),
    ] {
        let request = self::request(linked(role), "s3:GetObject", OBJECT);
        check(&Texts { identity: Some(ALLOW), scp: vec![DENY], ..Texts::default() }, &request, expected, "linked role");
    }
}

#[test]
fn resource_control_policies_deny_whoever_asks() {
    let deny = grant("Deny", "\"*\"");
    let narrow = grant("Deny", "\"*\"").replace("\"Action\": \"*\"", "\"Action\": \"s3:PutObject\"");
    let named = grant("Deny", &aws(USER));
    let request = request(user(), "s3:GetObject", OBJECT);
    for (rcp, expected) in [
        (vec![], "yes"),
        (vec![narrow.as_str()], "yes"),
        (vec![narrow.as_str(), deny.as_str()], "denied"),
        (vec![named.as_str()], "maybe"),
    ] {
        let why = format!("{rcp:?}");
        check(&Texts { identity: Some(ALLOW), rcp, ..Texts::default() }, &request, expected, &why);
    }
    // A service that they do not reach.
    let (allow, deny) = (policy(ALLOW), policy(&deny));
    let named = |policy| Named { name: "p", policy };
    let policies =
        Policies { identity: vec![named(&allow)], resource_control: vec![vec![named(&deny)]], ..Policies::default() };
    assert_eq!(decide(&policies, &request).allowed, Truth::Yes);
}

#[test]
fn endpoint_policies_limit_everyone_who_passes() {
    let request = request(user(), "s3:GetObject", OBJECT);
    let any = grant("Allow", "\"*\"");
    let other = any.replace("\"Action\": \"*\"", "\"Action\": \"sqs:*\"");
    let (account, deny) = (grant("Allow", &aws(OWN)), grant("Deny", "\"*\""));
    for (endpoint, expected) in [(&any, "yes"), (&other, "no"), (&account, "maybe"), (&deny, "denied")] {
        let texts = Texts { identity: Some(ALLOW), endpoint: Some(endpoint), ..Texts::default() };
        check(&texts, &request, expected, endpoint);
    }
}
