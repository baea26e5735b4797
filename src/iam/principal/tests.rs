use super::*;

#[test]
fn every_form_is_told_apart_in_every_partition() {
    let shape = |text: &str| match Principal::aws(text) {
        Principal::Any => "any",
        Principal::Account(_) => "account",
        Principal::User { .. } => "user",
        Principal::Role { .. } => "role",
        Principal::Session { .. } => "session",
        Principal::FederatedUser { .. } => "federated-user",
        Principal::Oai(_) => "oai",
        Principal::DeadId(_) => "dead",
        Principal::Wildcarded(_) => "wildcarded",
        Principal::Unknown(_) => "unknown",
        _ => "other",
    };
    for (text, expected) in [
        ("*", "any"),
        ("111122223333", "account"),
        ("11112222333", "unknown"),
        ("arn:aws:iam::111122223333:root", "account"),
        ("arn:aws-cn:iam::111122223333:root", "account"),
        ("arn:aws-us-gov:iam::111122223333:user/a/b/Bob", "user"),
        ("arn:aws:iam::111122223333:user/111122223333", "user"),
        ("arn:aws:iam::111122223333:role/R", "role"),
        ("arn:aws:iam::111122223333:role/", "unknown"),
        ("arn:aws:iam::111122223333:group/G", "unknown"),
        ("arn:aws:sts::111122223333:assumed-role/R/S", "session"),
        ("arn:aws:sts::111122223333:assumed-role/R", "unknown"),
        ("arn:aws:sts::111122223333:federated-user/N", "federated-user"),
        ("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC", "oai"),
        ("arn:aws:iam::*:root", "wildcarded"),
        ("arn:aws:iam::111122223333:role/*", "wildcarded"),
        ("AIDAJQABLZS4A3QDU576Q", "dead"),
        ("AROAJQABLZS4A3QDU576Q", "dead"),
        ("AIDA", "unknown"),
        ("**", "unknown"),
        ("", "unknown"),
        ("arn:aws:iam:us-east-1:111122223333:root", "unknown"),
        ("ARN:AWS:IAM::111122223333:root", "unknown"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn services_are_never_wildcarded() {
    assert_eq!(Principal::of("Service", "*"), Some(Principal::Unknown("*".into())));
    assert_eq!(Principal::of("Federated", "*"), Some(Principal::Unknown("*".into())));
    assert_eq!(Principal::of("Everyone", "*"), None);
    assert_eq!(
        Principal::of("Service", "logging.s3.amazonaws.com"),
        Some(Principal::Service("logging.s3.amazonaws.com".into()))
    );
}
