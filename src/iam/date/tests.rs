use super::*;

fn milliseconds_of(text: &str) -> Option<i64> {
    Date::parse(text).map(Date::milliseconds)
}

#[test]
fn every_documented_form_is_read() {
    for (text, expected) in [
        ("1970", 0),
        ("1970-01", 0),
        ("1970-01-01", 0),
        ("1970-01-01T00:00Z", 0),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.5Z", 500),
        ("1970-01-01T00:00:00.12345Z", 123),
        ("1970-01-01T01:00+01:00", 0),
        ("1969-12-31T19:00:00-05:00", 0),
        ("1970-01-01T00:00:00+00:00", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29", 951_782_400_000),
        ("2026-11-22T07:10:30Z", 1_795_331_430_000),
        ("2013-06-30T00:00:00Z", 1_372_550_400_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ("0000-01-01", -62_167_219_200_000),
        ("0", 0),
        ("-1", -1_000),
        ("1577836800", 1_577_836_800_000),
        ("1577836800.5", 1_577_836_800_500),
        ("-0.5", -500),
        ("-0.0001", -1),
        ("0.0009", 0),
        ("2026", 1_767_225_600_000),
        ("2026.0", 2_026_000),
        ("02026", 2_026_000),
        ("20260101", 20_260_101_000),
    ] {
        assert_eq!(milliseconds_of(text), Some(expected), "{text}");
    }
}

#[test]
fn other_texts_are_no_dates() {
    for text in [
        "",
        "-",
        "T",
        "Z",
        "2026-1-1",
        "2026-13",
        "2026-00",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-01-00",
        "2026-01-01T00:00:00",
        "2026-01-01T24:00Z",
        "2026-01-01T00:60Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00Z",
        "2026-01-01TZ",
        "2026-01T00:00Z",
        "2026-01-01t00:00z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00+1:00",
        "2026-01-01T00:00+24:00",
        "2026-01-01T00:00*01:00",
        "+5",
        "1e9",
        "1.",
        ".5",
        "1.2.3",
        " 0",
        "9223372036854775807",
        "99999999999999999999",
        "２０２６",
        "2026-01-01T00:00:00éZ",
        "tomorrow",
        "*",
    ] {
        assert_eq!(milliseconds_of(text), None, "{text}");
    }
}

#[test]
fn every_day_follows_the_day_before() {
    let mut expected = milliseconds_of("1599-12-31").unwrap();
    for year in 1600..=2400 {
        for month in 1..=12 {
            for day in 1..=31 {
                if let Some(own) = milliseconds_of(&format!("{year:04}-{month:02}-{day:02}")) {
                    expected += DAY;
                    assert_eq!(own, expected, "{year} {month} {day}");
                    assert_eq!(
                        Date::of_milliseconds(own).to_string(),
                        format!("{year:04}-{month:02}-{day:02}T00:00:00Z")
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_written_is_read_again() {
    let ends =
        [i64::MIN, i64::MIN + 1, i64::MAX, -1, 0, 1, 253_402_300_799_999, 253_402_300_800_000, -62_167_219_200_001];
    for milliseconds in ends.into_iter().chain((0..2000).map(|n| n * 987_654_321_987 - 900_000_000_000_000)) {
        let text = Date::of_milliseconds(milliseconds).to_string();
        // The very ends are out of reach for the sums on the way.
        if milliseconds > i64::MIN {
            assert_eq!(milliseconds_of(&text), Some(milliseconds), "{text}");
        }
    }
}

#[test]
fn neighbours_and_middles_surround_a_point() {
    let date = |milliseconds| Date::of_milliseconds(milliseconds);
    assert_eq!(date(0).above(), Some(date(1)));
    assert_eq!(date(0).below(), Some(date(-1)));
    assert_eq!((date(i64::MAX).above(), date(i64::MIN).below()), (None, None));
    assert_eq!(date(-3).middle(date(4)), date(0));
    assert_eq!(date(10).middle(date(4)), date(7));
    assert_eq!(date(i64::MAX).middle(date(i64::MIN)), date(-1));
}
