//! Classes of characters, as far as the names of AWS tell them apart.

/// A set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Every character.
    Any,
    /// Every character but `:`: what a wildcard in one of the first five segments of an ARN takes.
    NotColon,
    /// Every character but `/`.
    NotSlash,
    /// `0` to `9`, as in account ids.
    Digit,
    /// `0` to `9` and `a` to `f`, as in the ids of VPCs and endpoints.
    LowerHex,
    /// `0` to `9` and `a` to `z`, as in the ids of organizations.
    LowerAlphanumeric,
    /// ASCII letters and digits.
    Alphanumeric,
    /// ASCII letters, digits and `+=,.@_-`: names of users, roles and role sessions.
    IamName,
    /// What an IAM name takes, and `/`: such a name with its path.
    IamPath,
    /// Lower-case ASCII letters, digits, `.` and `-`: names of S3 buckets.
    BucketName,
    /// ASCII letters, digits, `.`, `_` and `-`: names of repositories, projects and branches without `/`.
    Slug,
    /// Every ASCII character from the space to `~`.
    Printable,
}

impl Class {
    /// All classes.
    const ALL: [Self; 12] = [
        Self::Any,
        Self::NotColon,
        Self::NotSlash,
        Self::Digit,
        Self::LowerHex,
        Self::LowerAlphanumeric,
        Self::Alphanumeric,
        Self::IamName,
        Self::IamPath,
        Self::BucketName,
        Self::Slug,
        Self::Printable,
    ];

    /// How many classes there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// All classes, in the order of their indices.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    /// The place of this class in `all`.
    pub(super) fn index(self) -> usize {
        self as usize
    }

    /// Whether `c` is in the class.
    pub fn contains(self, c: char) -> bool {
        bit(c).map_or(self.goes_beyond_ascii(), |bit| self.ascii() & bit != 0)
    }

    /// Whether every character of this is in `other`.
    pub fn is_within(self, other: Self) -> bool {
        self.ascii() & !other.ascii() == 0 && (other.goes_beyond_ascii() || !self.goes_beyond_ascii())
    }

    /// The character of the class that reads best.
    pub fn prettiest(self) -> char {
        prettiest(self.ascii()).unwrap_or('a')
    }

    /// The ASCII characters of the class, a bit each.
    pub(super) const fn ascii(self) -> u128 {
        match self {
            Self::Any => u128::MAX,
            Self::NotColon => !bits(":"),
            Self::NotSlash => !bits("/"),
            Self::Digit => DIGIT,
            Self::LowerHex => DIGIT | bits("abcdef"),
            Self::LowerAlphanumeric => DIGIT | LOWER,
            Self::Alphanumeric => DIGIT | LOWER | UPPER,
            Self::IamName => DIGIT | LOWER | UPPER | bits("+=,.@_-"),
            Self::IamPath => DIGIT | LOWER | UPPER | bits("+=,.@_-/"),
            Self::BucketName => DIGIT | LOWER | bits(".-"),
            Self::Slug => DIGIT | LOWER | UPPER | bits("._-"),
            Self::Printable => PRINTABLE,
        }
    }

    /// Whether all characters outside of ASCII are in the class; otherwise none is.
    pub(super) const fn goes_beyond_ascii(self) -> bool {
        matches!(self, Self::Any | Self::NotColon | Self::NotSlash)
    }
}

const DIGIT: u128 = bits("0123456789");
const LOWER: u128 = bits("abcdefghijklmnopqrstuvwxyz");
const UPPER: u128 = bits("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
const PRINTABLE: u128 = (u128::MAX >> 1) & (u128::MAX << 32);

/// What reads best comes first. An id of ones looks less like a missing value than one of zeros.
const ORDER: [u128; 6] = [LOWER, bits("123456789"), DIGIT, UPPER, bits("-_./"), PRINTABLE];

/// The set of ASCII characters that stand in `text`.
const fn bits(text: &str) -> u128 {
    let (bytes, mut set, mut at) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        set |= 1 << bytes[at];
        at += 1;
    }
    set
}

/// The bit of an ASCII character.
pub(super) fn bit(c: char) -> Option<u128> {
    c.is_ascii().then(|| 1 << u32::from(c))
}

/// The character of a set of ASCII characters that reads best; `None` for the empty set.
pub(super) fn prettiest(set: u128) -> Option<char> {
    let best = ORDER.iter().map(|good| set & good).find(|good| *good != 0).unwrap_or(set);
    u8::try_from(best.trailing_zeros()).ok().filter(u8::is_ascii).map(char::from)
}

/// Sorts characters by how well they read: what `prettiest` prefers comes first.
pub(super) fn rank(c: char) -> (usize, char) {
    let place = bit(c).map(|bit| ORDER.iter().position(|good| good & bit != 0).unwrap_or(ORDER.len() + 1));
    (place.unwrap_or(ORDER.len()), c)
}
