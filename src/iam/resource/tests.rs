use super::*;
use crate::iam::Caller;
use Truth::{Maybe, No, Yes};

fn request(action: &str, resource: &str) -> Request {
    let mut context = Context::default();
    context.set("aws:username", "a*n");
    let resource_account = "111122223333".to_owned();
    Request {
        caller: Caller::Anonymous,
        action: action.to_owned(),
        resource: resource.to_owned(),
        resource_account,
        context,
    }
}

fn is(texts: &[&str]) -> Element<String> {
    Element::Is(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn not(texts: &[&str]) -> Element<String> {
    Element::Not(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn actions() {
    for (text, expected) in [
        ("*", Yes),
        ("s3:GetObject", Yes),
        ("S3:getobject", Yes),
        ("s3:*", Yes),
        ("s3:Get*", Yes),
        ("s3:?etObj*t", Yes),
        ("s3:GetObjectAcl", No),
        ("s3:", No),
        (" s3:GetObject", No),
        ("s3: GetObject", No),
        ("sqs:*", No),
        ("*:*", Maybe),
        ("s?:GetObject", Maybe),
        ("q?:GetObject", No),
        ("GetObject", Maybe),
    ] {
        assert_eq!(covers_action(&is(&[text]), "s3:GetObject"), expected, "{text}");
        assert_eq!(covers_action(&not(&[text]), "s3:GetObject"), expected.negated(), "{text}");
        assert_eq!(covers_action(&is(&[text, "s3:GetObject"]), "s3:GetObject"), Yes, "{text}");
    }
}

#[test]
fn resources() {
    let own = request("s3:GetObject", "arn:aws:s3:::bucket/a/b:c");
    for (text, expected) in [
        ("*", Yes),
        ("arn:aws:s3:::bucket/a/b:c", Yes),
        ("arn:AWS:S3:::bucket/*", Yes),
        ("arn:aws:s3:::Bucket/*", No),
        ("arn:aws:s3:::bucket/?/b?c", Yes),
        ("arn:*:s3:*:*:bucket/*", Yes),
        ("arn:aws:s3:::*", Yes),
        ("arn:aws:sqs:::*", No),
        // A wildcard of the first five parts stays in its part.
        ("arn:*:bucket/a/b:c", No),
        ("arn:*:::bucket/*", No),
        ("arn:aws:s3:::bucket", No),
        ("arn:aws:s3:::${aws:username}", No),
        ("arn:aws:s3:::bucket/${aws:nobody}", No),
        ("arn:aws:s3:::bucket/${aws:nobody, 'a'}/*", Yes),
        ("arn:aws:s3:::bucket/${aws:nobody, 'x:y'}/*", No),
        ("arn:aws:s3::${aws:nobody, ''}:bucket/*", Maybe),
        ("arn:aws:s3::${aws:nobody, ''}:other/*", No),
        ("arn:aws:s3:::bucket/${", Maybe),
        ("bucket/*", No),
    ] {
        let covers = |element| covers_resource(&element, ShortArn::PaddedIfWild, Version::V2012, &own);
        assert_eq!(covers(is(&[text])), expected, "{text}");
        let unresolved = text.ends_with("${aws:nobody}");
        assert_eq!(covers(not(&[text])), if unresolved { Maybe } else { expected.negated() }, "{text}");
        assert_eq!(covers(not(&[text, "*"])), No, "{text}");
    }
    let literal = request("s3:GetObject", "arn:aws:s3:::bucket/${aws:username}");
    let text = is(&["arn:aws:s3:::bucket/${aws:username}"]);
    assert_eq!(covers_resource(&text, ShortArn::Padded, Version::V2008, &literal), Yes);
    assert_eq!(covers_resource(&text, ShortArn::Padded, Version::V2012, &literal), No);
    let named = request("s3:GetObject", "arn:aws:s3:::bucket/a*n");
    assert_eq!(covers_resource(&text, ShortArn::Padded, Version::V2012, &named), Yes);
    let wild = request("s3:GetObject", "arn:aws:s3:::bucket/axn");
    assert_eq!(covers_resource(&text, ShortArn::Padded, Version::V2012, &wild), No);
    assert_eq!(covers_resource(&Element::Missing, ShortArn::Padded, Version::V2012, &wild), Yes);
}

#[test]
fn short_arns() {
    use ShortArn::{Padded, PaddedIfOpen, PaddedIfWild, Refused};
    let own = request("s3:GetObject", "arn:aws:s3:::bucket/a");
    for (text, expected) in [
        ("arn:aws:s3", [Yes, No, Maybe, Maybe]),
        ("arn:aws:s3*", [Yes, Yes, Yes, Maybe]),
        ("arn:*:s3", [Yes, Yes, Maybe, Maybe]),
        ("arn:aws:sqs", [No, No, Maybe, Maybe]),
        ("arn:aws:sqs*", [No, No, No, Maybe]),
    ] {
        for (short, expected) in [Padded, PaddedIfWild, PaddedIfOpen, Refused].into_iter().zip(expected) {
            assert_eq!(covers_resource(&is(&[text]), short, Version::V2012, &own), expected, "{text} {short:?}");
        }
    }
}

#[test]
fn actions_that_work_on_no_resource() {
    let list = request("s3:ListAllMyBuckets", "*");
    for (text, expected) in [
        ("*", Yes),
        ("arn:aws:s3:::*", Maybe),
        ("arn:aws:*:*:*:*", Maybe),
        ("arn:aws:s3:::bucket", No),
        ("arn:aws:sqs:*:*:*", No),
    ] {
        let covers = covers_resource(&is(&[text]), ShortArn::Padded, Version::V2012, &list);
        assert_eq!(covers, expected, "{text}");
    }
}

#[test]
fn apis_have_a_short_form_of_their_own() {
    let own = request("execute-api:Invoke", "arn:aws:execute-api:eu-west-1:111122223333:api/prod/GET/pets");
    for (text, expected) in [
        ("execute-api:/prod/*", Yes),
        ("execute-api:/*/GET/pets", Yes),
        ("execute-api:/test/*", No),
        ("arn:aws:execute-api:*:*:api/prod/GET/*", Yes),
    ] {
        let covers = covers_resource(&is(&[text]), ShortArn::PaddedIfWild, Version::V2012, &own);
        assert_eq!(covers, expected, "{text}");
    }
}
