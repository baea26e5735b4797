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
