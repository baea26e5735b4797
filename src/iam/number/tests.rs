use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn numbers_are_equal_however_they_are_written() {
    for (one, other) in [("1", "1.0"), ("0", "-0"), ("0", "0.000"), ("007", "7"), ("-1.50", "-01.5"), ("0.10", "0.1")] {
        assert_eq!(number(one), number(other), "{one} {other}");
        assert_eq!(number(one).cmp(&number(other)), Ordering::Equal);
    }
}

#[test]
fn numbers_are_compared_exactly() {
    let ordered = [
        "-99999999999999999999999999999999999999",
        "-2",
        "-1.5",
        "-1.00000000000000000000000000001",
        "-1",
        "-0.1",
        "0",
        "0.00000000000000000000000000000000000001",
        "0.1",
        "0.11",
        "1",
        "1.19",
        "1.2",
        "9",
        "10",
        "111122223333",
        "9007199254740992",
        "9007199254740993",
        "99999999999999999999999999999999999999",
    ];
    for (place, one) in ordered.iter().enumerate() {
        for (other_place, other) in ordered.iter().enumerate() {
            assert_eq!(number(one).cmp(&number(other)), place.cmp(&other_place), "{one} {other}");
        }
    }
}

#[test]
fn other_texts_are_no_numbers() {
    let long = "9".repeat(39);
    let tiny = format!("0.{}1", "0".repeat(38));
    for text in [
        "", "-", ".", "5.", ".5", "+5", "1e3", "1E3", " 1", "1 ", "1,5", "0x10", "--1", "1.2.3", "NaN", "Infinity",
        "١", "*", &long, &tiny,
    ] {
        assert_eq!(Number::parse(text), None, "{text}");
    }
}

#[test]
fn neighbours_and_middles_surround_a_number() {
    assert_eq!(number("10").above().unwrap().to_string(), "11");
    assert_eq!(number("1.2").below().unwrap().to_string(), "1.1");
    assert_eq!(number("1.9").above().unwrap().to_string(), "2");
    assert_eq!(number("0").below().unwrap().to_string(), "-1");
    assert_eq!(number("-0.05").above().unwrap().to_string(), "-0.04");
    assert_eq!(number("1").middle(number("2")).unwrap().to_string(), "1.5");
    assert_eq!(number("-1.2").middle(number("3")).unwrap().to_string(), "0.9");
    assert_eq!(number("-3").middle(number("0")).unwrap().to_string(), "-1.5");
    assert_eq!(number(&"9".repeat(38)).above(), None);
    for text in ["0", "1.2", "-7.35", "123456789012345678901234567890"] {
        let own = number(text);
        let (below, above) = (own.below().unwrap(), own.above().unwrap());
        assert!(below < own && own < above, "{text}");
        assert!(below < below.middle(own).unwrap() && below.middle(own).unwrap() < own, "{text}");
        assert_eq!(number(&own.to_string()), own);
    }
}
