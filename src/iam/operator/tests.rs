use super::*;

#[test]
fn names_are_taken_apart() {
    let operator = Operator::parse("ForAnyValue:StringNotLikeIfExists").expect("documented");
    assert_eq!(operator.comparison, Comparison::StringLike);
    assert!(operator.negated && operator.if_exists && operator.quantifier == Some(Quantifier::Any));
    let operator = Operator::parse("NumericLessThanEquals").expect("documented");
    assert_eq!(operator.comparison, Comparison::Numeric(Order::LessOrEqual));
    for unknown in ["", "StringEqual", "NullIfExists", "ForAllValues:Null", "ForSome:StringEquals", "numeric", "date"] {
        assert_eq!(Operator::parse(unknown), None, "{unknown}");
    }
}

use Truth::{Maybe, No, Yes};

/// What a condition says of a request that holds these values under the key, or none.
fn says(operator: &str, values: &[&str], entry: Option<Entry>) -> Truth {
    let mut context = Context::default();
    context.set("aws:username", "a*n");
    context.insert("aws:CalledVia", Entry::Many(vec!["x".to_owned()]));
    context.insert("aws:userid", Entry::Unknown);
    if let Some(entry) = entry {
        context.insert("the:key", entry);
    }
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let condition = Condition { operator: operator.to_owned(), key: "THE:Key".to_owned(), values };
    holds(&condition, Version::V2012, &context)
}

fn one(value: &str) -> Option<Entry> {
    Some(Entry::One(value.to_owned()))
}

fn many(values: &[&str]) -> Option<Entry> {
    Some(Entry::Many(values.iter().map(|value| (*value).to_owned()).collect()))
}

/// Checks an operator and, where there is one, its negation.
fn check(operator: &str, negated: &str, values: &[&str], actual: &str, expected: Truth) {
    assert_eq!(says(operator, values, one(actual)), expected, "{operator} {values:?} {actual}");
    if !negated.is_empty() {
        assert_eq!(says(negated, values, one(actual)), expected.negated(), "{negated} {values:?} {actual}");
    }
}

#[test]
fn strings() {
    for (values, actual, expected) in [
        (&["a", "b"][..], "b", Yes),
        (&["a"], "A", No),
        (&["a*"], "ab", No),
        (&["a*"], "a*", Yes),
        (&["${aws:username}"], "a*n", Yes),
        (&["${aws:nobody}"], "", No),
        (&["${aws:nobody, 'b'}"], "b", Yes),
        (&["${*}"], "*", Yes),
        (&["${aws:CalledVia}"], "x", Maybe),
        (&["${aws:userid}"], "x", Maybe),
        (&["${"], "x", Maybe),
        (&["${aws:userid}", "x"], "x", Yes),
    ] {
        check("StringEquals", "StringNotEquals", values, actual, expected);
    }
    check("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", &["aB"], "Ab", Yes);
    check("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", &["a*"], "ab", No);
    check("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", &["A${*}N"], "a*n", Yes);
    for (values, actual, expected) in [
        (&["a*"][..], "ab", Yes),
        (&["a*"], "Ab", No),
        (&["a?"], "a", No),
        (&["?"], "ä", Yes),
        (&["*"], "", Yes),
        (&["x", "*b"], "ab", Yes),
        // What is put in is literal.
        (&["${aws:username}"], "axn", No),
        (&["${aws:username}*"], "a*nx", Yes),
        (&["a${*}"], "ab", No),
    ] {
        check("StringLike", "StringNotLike", values, actual, expected);
    }
}

#[test]
fn arns() {
    let role = "arn:aws:iam::111122223333:role/a/b";
    for (values, actual, expected) in [
        (&["arn:aws:iam::111122223333:role/*"][..], role, Yes),
        (&["arn:aws:iam::*:role/a/?"], role, Yes),
        (&["arn:aws:*:111122223333:role/*"], role, Maybe),
        (&["arn:aws:iam*:111122223333:role/*:x"], role, No),
        (&["arn:*:*:*:*:*"], role, Yes),
        (&["arn:aws:IAM::111122223333:role/*"], role, No),
        (&["arn:aws:iam::111122223333:role/a*"], "arn:aws:iam::111122223333:role/a:b:c", Yes),
        (&["*"], role, Maybe),
        (&["*", role], role, Yes),
        (&[role], "no ARN", Maybe),
        (&["arn:aws:iam::111122223333:user/${aws:username}"], "arn:aws:iam::111122223333:user/a*n", Yes),
        (&["arn:aws:iam::111122223333:user/${aws:username}"], "arn:aws:iam::111122223333:user/axn", No),
        (&["arn:aws:iam::111122223333:${aws:nobody}"], role, No),
    ] {
        check("ArnEquals", "ArnNotEquals", values, actual, expected);
        check("ArnLike", "ArnNotLike", values, actual, expected);
    }
    // A value with colons that is put in whole makes the parts.
    let mut context = Context::default();
    context.set("aws:SourceArn", role);
    context.set("aws:PrincipalArn", role);
    let values = vec!["${aws:SourceArn}".to_owned()];
    let condition = Condition { operator: "ArnLike".to_owned(), key: "aws:PrincipalArn".to_owned(), values };
    assert_eq!(holds(&condition, Version::V2012, &context), Yes);
    // In the version of 2008 there are no variables, and this is no ARN.
    assert_eq!(holds(&condition, Version::V2008, &context), Maybe);
}

#[test]
fn numbers_and_dates() {
    for (order, value, actual, expected) in [
        ("Equals", "10", "10.0", Yes),
        ("Equals", "10", "11", No),
        ("LessThan", "10", "9", Yes),
        ("LessThan", "10", "10", No),
        ("LessThanEquals", "10", "10", Yes),
        ("GreaterThan", "9", "10", Yes),
        ("GreaterThan", "10", "10", No),
        ("GreaterThanEquals", "10", "10", Yes),
        ("Equals", "many", "10", Maybe),
        ("LessThan", "10", "many", Maybe),
        ("Equals", "${aws:username}", "10", Maybe),
    ] {
        let negated = if order == "Equals" { "NumericNotEquals" } else { "" };
        check(&format!("Numeric{order}"), negated, &[value], actual, expected);
    }
    check("NumericEquals", "NumericNotEquals", &["123456789012345678"], "123456789012345679", No);
    for (order, value, actual, expected) in [
        ("Equals", "2026-05-05T10:00:00Z", "1777975200", Yes),
        ("Equals", "2026-05-05T12:00:00+02:00", "2026-05-05T10:00:00Z", Yes),
        ("LessThan", "2027-01-01", "2026-05-05T10:00:00Z", Yes),
        ("LessThan", "1777975200", "2026-05-05T10:00:00Z", No),
        ("LessThanEquals", "1777975200", "2026-05-05T10:00:00Z", Yes),
        ("GreaterThan", "2026", "2026-05-05T10:00:00Z", Yes),
        ("GreaterThanEquals", "2027", "2026-05-05T10:00:00Z", No),
        ("GreaterThanEquals", "soon", "2026-05-05T10:00:00Z", Maybe),
    ] {
        let negated = if order == "Equals" { "DateNotEquals" } else { "" };
        check(&format!("Date{order}"), negated, &[value], actual, expected);
    }
}

#[test]
fn booleans_bytes_and_addresses() {
    check("Bool", "", &["true"], "TRUE", Yes);
    check("Bool", "", &["false"], "true", No);
    check("Bool", "", &["true", "false"], "true", Yes);
    check("Bool", "", &["${aws:username}"], "true", Maybe);
    check("BinaryEquals", "", &["QmluYXJ5"], "QmluYXJ5", Yes);
    check("BinaryEquals", "", &["QmluYXJ5"], "qmluYXJ5", No);
    for (values, actual, expected) in [
        (&["10.0.0.0/8"][..], "10.1.2.3", Yes),
        (&["10.0.0.0/8"], "11.1.2.3", No),
        (&["10.9.9.9/8"], "10.1.2.3", Yes),
        (&["10.1.2.3"], "10.1.2.3", Yes),
        (&["0.0.0.0/0"], "203.0.113.1", Yes),
        (&["0.0.0.0/0"], "2001:db8::1", No),
        (&["::/0"], "203.0.113.1", No),
        (&["2001:0db8:0::/32"], "2001:db8::1", Yes),
        (&["2001:db8::1"], "2001:0db8:0:0:0:0:0:1", Yes),
        (&["10.0.0.0/8", "11.0.0.0/8"], "11.0.0.1", Yes),
        (&["home"], "10.1.2.3", Maybe),
    ] {
        check("IpAddress", "NotIpAddress", values, actual, expected);
    }
}

#[test]
fn keys_that_are_missing_or_not_known() {
    let families = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "NumericEquals"];
    let more = ["NumericLessThan", "DateEquals", "DateGreaterThan", "Bool", "BinaryEquals", "IpAddress"];
    for operator in families.iter().chain(&more) {
        assert_eq!(says(operator, &["1"], None), No, "{operator}");
        assert_eq!(says(&format!("{operator}IfExists"), &["1"], None), Yes, "{operator}");
        assert_eq!(says(operator, &["1"], Some(Entry::Unknown)), Maybe, "{operator}");
    }
    let negated = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"];
    for operator in negated.iter().chain(&["NumericNotEquals", "DateNotEquals", "NotIpAddress"]) {
        assert_eq!(says(operator, &["1"], None), Yes, "{operator}");
        assert_eq!(says(&format!("{operator}IfExists"), &["1"], None), Yes, "{operator}");
    }
    assert_eq!(says("StringEqualsIfExists", &["a"], one("b")), No);
    for (value, entry, expected) in [
        ("true", None, Yes),
        ("false", None, No),
        ("TRUE", one("x"), No),
        ("false", one(""), Yes),
        ("false", many(&["x"]), Yes),
        ("false", many(&[]), Maybe),
        ("true", Some(Entry::Unknown), Maybe),
        ("maybe", None, Maybe),
    ] {
        assert_eq!(says("Null", &[value], entry.clone()), expected, "{value} {entry:?}");
    }
    assert_eq!(says("Null", &["true", "false"], None), Yes);
    assert_eq!(says("StringResembles", &["a"], one("a")), Maybe);
}

#[test]
fn keys_of_many_values() {
    let all = |entry| says("ForAllValues:StringEquals", &["a", "b"], entry);
    assert_eq!([all(None), all(many(&[])), all(many(&["a", "b"])), all(many(&["a", "c"]))], [Yes, Yes, Yes, No]);
    // One value is a set of one.
    assert_eq!([all(one("a")), all(one("c"))], [Yes, No]);
    let any = |entry| says("ForAnyValue:StringEquals", &["a", "b"], entry);
    assert_eq!([any(None), any(many(&[])), any(many(&["c", "b"])), any(many(&["c"]))], [No, No, Yes, No]);
    let all_not = |entry| says("ForAllValues:StringNotEquals", &["a", "b"], entry);
    assert_eq!([all_not(None), all_not(many(&["c", "a"])), all_not(many(&["c", "d"]))], [Yes, No, Yes]);
    let any_not = |entry| says("ForAnyValue:StringNotLike", &["a*"], entry);
    assert_eq!([any_not(None), any_not(many(&["ab", "b"])), any_not(many(&["ab"]))], [No, Yes, No]);
    // IfExists says true where the key is missing, ForAnyValue says false.
    let exists = |entry| says("ForAnyValue:StringEqualsIfExists", &["a"], entry);
    assert_eq!([exists(None), exists(many(&[])), exists(many(&["a"]))], [Maybe, Maybe, Yes]);
    // An operator for one value does not hold of many, negated or not.
    for operator in ["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIfExists"] {
        assert_eq!(says(operator, &["a"], many(&["a"])), No, "{operator}");
    }
}
