use super::*;
use crate::iam::parse::parse;

fn answer(statements: &[String]) -> Answer {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(","));
    let kind = Kind::named("AWS::S3::BucketPolicy").expect("a type");
    let zone = Zone { account: "111122223333".to_owned(), ..Zone::default() };
    let resource = Some("arn:aws:s3:::b".to_owned());
    exposure(&parse(&text).expect("a policy"), &Question { kind, zone, resource, is_restricted: Truth::No, now: 0 })
}

fn statement(effect: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
            "Condition": {{{condition}}}}}"#
    )
}

#[test]
fn a_contradiction_is_found_behind_many_denies_that_have_no_part_in_it() {
    let deny = |one: &str, other: &str, [x, y]: [&str; 2]| {
        let test = |is: &str, tag: &str| format!(r#""{is}": {{"aws:PrincipalTag/{tag}": "1"}}"#);
        // An operator stands in a condition once: the other tag is compared by a synonym.
        statement("Deny", r#""*""#, &format!("{}, {}", test(x, one), test(&format!("{y}IfExists"), other)))
    };
    let mut statements = vec![statement("Allow", r#""*""#, "")];
    for place in 0..60 {
        statements.push(deny(&format!("a{place}"), &format!("b{place}"), ["StringNotEquals", "StringNotEquals"]));
    }
    assert_eq!(answer(&statements).class, Class::Public);
    let (is, is_not) = ("StringEquals", "StringNotEquals");
    for both in [[is, is], [is, is_not], [is_not, is], [is_not, is_not]] {
        statements.push(deny("x", "y", both));
    }
    let answer = answer(&statements);
    assert_eq!((answer.class, answer.unknowns), (Class::Private, Vec::new()));
}

#[test]
fn hundreds_of_accounts_and_organisations_are_not_all_paired() {
    let allow = |place: u64| {
        let principal = format!(r#"{{"AWS": "{}"}}"#, 444_455_556_666 + place);
        statement("Allow", &principal, &format!(r#""StringEquals": {{"aws:PrincipalOrgID": "o-abcdefgh{place:02}"}}"#))
    };
    let few = answer(&(0..5).map(allow).collect::<Vec<_>>());
    assert_eq!((few.class, few.unknowns), (Class::External, Vec::new()));
    let many = answer(&(0..90).map(allow).collect::<Vec<_>>());
    assert_eq!(many.class, Class::External);
    assert!(many.unknowns.iter().any(|unknown| unknown.construct == caller::TOO_MANY), "{:?}", many.unknowns);
}
