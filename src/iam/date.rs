//! Points in time, as the `Date` condition operators compare them.

use std::fmt;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, negative before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

/// Days before the first of each month of a year that is no leap year, and of the year after it.
const DAYS_BEFORE: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

impl Date {
    /// Reads the forms that AWS documents for the `Date` operators: ISO 8601 as the W3C note "Date and Time Formats"
    /// profiles it (`2026`, `2026-11`, `2026-11-22`, `2026-11-22T07:10Z`, `…T07:10:30+01:00`, `…T07:10:30.25Z`), or
    /// seconds since 1970, which may be negative or have a fraction.
    ///
    /// Four digits are a year. What is finer than a millisecond is rounded down. `None` for every other text: a time
    /// without a zone, a leap second, a day that the month does not have.
    pub fn parse(text: &str) -> Option<Self> {
        text.is_ascii().then(|| seconds(text).or_else(|| calendar(text))).flatten().map(Self)
    }

    /// The point so many milliseconds after the start of 1970.
    pub fn of_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the start of 1970.
    pub fn milliseconds(self) -> i64 {
        self.0
    }

    /// The next millisecond. `None` at the end of all time.
    pub fn above(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    /// The millisecond before. `None` at the start of all time.
    pub fn below(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// The point half way between two, rounded down.
    pub fn middle(self, other: Self) -> Self {
        let low = self.0.min(other.0);
        // The distance of two `i64` fits in a `u64`, and half of it in an `i64`.
        Self(low.saturating_add_unsigned(self.0.abs_diff(other.0) / 2))
    }
}

/// Seconds since 1970, with an optional sign and fraction, in milliseconds.
fn seconds(text: &str) -> Option<i64> {
    let (negative, amount) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    if text.len() == 4 && !negative && !text.contains('.') {
        return None;
    }
    let (whole, fraction) = match amount.split_once('.') {
        Some((whole, fraction)) => (whole, milliseconds(fraction)?),
        None => (amount, (0, false)),
    };
    let whole = digits(whole)?.checked_mul(SECOND)?.checked_add(fraction.0)?;
    // Rounding down moves a negative number away from zero.
    if negative { whole.checked_neg()?.checked_sub(fraction.1.into()) } else { Some(whole) }
}

/// A date of the calendar, with or without a time, in milliseconds.
fn calendar(text: &str) -> Option<i64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let (year, month, day) = match (date.len(), time) {
        (4, None) => (date, "01", "01"),
        (7, None) => (date.get(..4)?, date.get(4..)?.strip_prefix('-')?, "01"),
        (10, _) => (date.get(..4)?, date.get(4..7)?.strip_prefix('-')?, date.get(7..)?.strip_prefix('-')?),
        _ => return None,
    };
    let days = days(digits(year)?, pair(month)?, pair(day)?)?;
    Some(days * DAY + time.map_or(Some(0), time_of_day)?)
}

/// The days from the start of 1970 to a date.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let place = usize::try_from(month - 1).ok()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (before, after) = (DAYS_BEFORE.get(place)?, DAYS_BEFORE.get(place + 1)?);
    let length = after - before + i64::from(leap && month == 2);
    let this_year = before + i64::from(leap && month > 2) + day - 1;
    (1..=length).contains(&day).then(|| days_before_year(year) - days_before_year(1970) + this_year)
}

/// The days from the start of the year 0, a leap year, to the start of another year.
fn days_before_year(year: i64) -> i64 {
    let last = year - 1;
    year * 365 + last.div_euclid(4) - last.div_euclid(100) + last.div_euclid(400) + 1
}

/// Hours, minutes, perhaps seconds with a fraction, and the zone, in milliseconds since the start of the day in UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let (time, offset) = match text.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            let sign = if zone.starts_with('+') { 1 } else { -1 };
            (time, sign * clock(zone.strip_prefix(['+', '-'])?)?)
        }
    };
    let (hours_and_minutes, rest) = time.split_at_checked(5)?;
    let rest = match rest.strip_prefix(':') {
        None if rest.is_empty() => 0,
        None => return None,
        Some(rest) => {
            let (whole, fraction) = rest.split_at_checked(2)?;
            let fraction = match fraction.strip_prefix('.') {
                Some(fraction) => milliseconds(fraction)?.0,
                None if fraction.is_empty() => 0,
                None => return None,
            };
            pair(whole).filter(|second| *second < 60)? * SECOND + fraction
        }
    };
    Some(clock(hours_and_minutes)? + rest - offset)
}

/// Hours and minutes, in milliseconds.
fn clock(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (pair(hours)?, pair(minutes)?);
    (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) * 60 * SECOND)
}

/// A fraction of a second in milliseconds, and whether something finer was cut off.
fn milliseconds(fraction: &str) -> Option<(i64, bool)> {
    let all_digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let (coarse, fine) = fraction.split_at_checked(3).unwrap_or((fraction, ""));
    all_digits.then_some((digits(&format!("{coarse:0<3}"))?, fine.bytes().any(|byte| byte != b'0')))
}

fn pair(text: &str) -> Option<i64> {
    (text.len() == 2).then(|| digits(text)).flatten()
}

/// A whole number written in digits alone.
fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Date {
    /// ISO 8601 in UTC for the years that it has four digits for, else seconds since 1970. `parse` reads both.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (day, time) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let rest = time % SECOND;
        let fraction = if rest == 0 { String::new() } else { format!(".{rest:03}") };
        let (year, month, date) = match date_of(day) {
            Some(date) => date,
            None => {
                let (sign, amount) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
                return write!(f, "{sign}{}.{:03}", amount / 1_000, amount % 1_000);
            }
        };
        let (hour, minute, second) = (time / SECOND / 3600, time / SECOND / 60 % 60, time / SECOND % 60);
        write!(f, "{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }
}

/// The date of a day since the start of 1970, if its year is one of 0 to 9999.
fn date_of(day: i64) -> Option<(i64, i64, i64)> {
    let since_zero = day.checked_add(days_before_year(1970))?;
    // Years are at least 365 days long, so the guess is never too low; a few steps down mend it.
    let mut year = since_zero.div_euclid(365);
    if !(0..10_010).contains(&year) {
        return None;
    }
    while days_before_year(year) > since_zero {
        year -= 1;
    }
    let month = (1..=12).rev().find(|month| days(year, *month, 1).is_some_and(|first| first <= day))?;
    (0..=9999).contains(&year).then_some((year, month, day - days(year, month, 1)? + 1))
}

#[cfg(test)]
mod tests;
