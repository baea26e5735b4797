//! Decimal numbers, exactly, as the `Numeric` condition operators compare them.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number of at most 38 digits. Equal numbers are equal however they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// The number without its point.
    digits: i128,
    /// How many of the digits stand behind the point. The last of these is not zero.
    places: u32,
}

/// Ten to the 38th is the highest power of ten that an `i128` holds.
const MOST_DIGITS: usize = 38;

impl Number {
    /// Reads digits with an optional `-` before them and an optional fraction, as in `-12.50`. `None` for every other
    /// text, also for exponents, `+`, spaces, bare points and more than 38 digits: AWS documents none of these.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, amount) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = match amount.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
            None => (amount, ""),
        };
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let digits = format!("{}{fraction}", whole.trim_start_matches('0'));
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let digits: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        Some(Self { digits: if negative { -digits } else { digits }, places: u32::try_from(fraction.len()).ok()? })
    }

    /// The number that is higher by one in its last place: 11 after 10, 1.3 after 1.2. `None` beyond 38 digits.
    pub fn above(self) -> Option<Self> {
        Self::of(self.digits.checked_add(1)?, self.places)
    }

    /// The number that is lower by one in its last place: 9 before 10, 1.1 before 1.2. `None` beyond 38 digits.
    pub fn below(self) -> Option<Self> {
        Self::of(self.digits.checked_sub(1)?, self.places)
    }

    /// The number half way between two. `None` beyond 38 digits.
    pub fn middle(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places) + 1;
        let (one, two) = (self.scaled(places)?, other.scaled(places)?);
        Self::of((one / 2).checked_add(two / 2)?, places)
    }

    /// The digits, if so many stood behind the point.
    fn scaled(self, places: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(places.checked_sub(self.places)?)?)
    }

    fn of(mut digits: i128, mut places: u32) -> Option<Self> {
        while places > 0 && digits % 10 == 0 {
            (digits, places) = (digits / 10, places - 1);
        }
        let fits = digits.unsigned_abs() < 10_u128.pow(MOST_DIGITS as u32) && places as usize <= MOST_DIGITS;
        fits.then_some(Self { digits, places })
    }

    /// The whole part, rounded down, and what is above it as a fraction of 10^38.
    fn parts(self) -> (i128, i128) {
        let unit = 10_i128.pow(self.places);
        let missing = 10_i128.pow(MOST_DIGITS as u32 - self.places);
        (self.digits.div_euclid(unit), self.digits.rem_euclid(unit) * missing)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (sign, places) = (if self.digits < 0 { "-" } else { "" }, self.places as usize);
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        write!(f, "{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." })
    }
}

#[cfg(test)]
mod tests;
