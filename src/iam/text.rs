//! Sets of texts: patterns, and exact answers about what they match together.
//!
//! A [`Pattern`] is a glob whose wildcards may be bound to a [`Class`] of characters. [`find`] looks for a text that some
//! patterns match and others do not; intersection, inclusion and emptiness are that one question.

mod budget;
mod class;
mod matching;
mod query;
mod search;
mod stripping;

pub use budget::Budget;
pub use class::Class;
pub use query::{Found, exists, find, intersects, is_subset};

/// A pattern over whole texts.
///
/// Two patterns that are equal match the same texts. The converse holds but for exotic mixtures of classes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern(Vec<Token>);

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Token {
    /// This character.
    Only(char),
    /// This ASCII letter in either case; kept in lower case.
    Folded(char),
    /// Any one character of the class.
    One(Class),
    /// Any run of characters of the class, also none.
    Run(Class),
}

impl Token {
    /// Whether the token can take this character.
    fn takes(self, c: char) -> bool {
        match self {
            Self::Only(own) => own == c,
            Self::Folded(own) => own == c.to_ascii_lowercase(),
            Self::One(class) | Self::Run(class) => class.contains(c),
        }
    }

    /// Whether this token takes whatever a text has where the other stands.
    fn covers(self, other: Self) -> bool {
        match (self, other) {
            (_, Self::Only(c)) => self.takes(c),
            (Self::Only(_) | Self::Folded(_), _) => self == other,
            (Self::One(_), Self::Run(_)) => false,
            (Self::One(class) | Self::Run(class), _) => other.is_within(class),
        }
    }

    /// Whether every character that the token can take is in the class.
    fn is_within(self, class: Class) -> bool {
        match self {
            Self::Only(c) => class.contains(c),
            Self::Folded(c) => class.contains(c) && class.contains(c.to_ascii_uppercase()),
            Self::One(own) | Self::Run(own) => own.is_within(class),
        }
    }

    /// The best-looking text that the token takes is this character, or none for a run.
    fn prettiest(self) -> Option<char> {
        match self {
            Self::Only(c) | Self::Folded(c) => Some(c),
            Self::One(class) => Some(class.prettiest()),
            Self::Run(_) => None,
        }
    }

    /// The token for a character that may come in either ASCII case.
    fn folded(c: char) -> Self {
        if c.is_ascii_alphabetic() { Self::Folded(c.to_ascii_lowercase()) } else { Self::Only(c) }
    }

    /// The token for a character of a glob: `*` and `?` stay within the class.
    fn wild(c: char, class: Class) -> Option<Self> {
        match c {
            '*' => Some(Self::Run(class)),
            '?' => Some(Self::One(class)),
            _ => None,
        }
    }
}

impl Pattern {
    /// Reads `*` as any run of characters and `?` as any one character.
    pub fn glob(text: &str) -> Self {
        Self::of(text.chars().map(|c| Token::wild(c, Class::Any).unwrap_or(Token::Only(c))))
    }

    /// Like [`Pattern::glob`], ASCII letters in either case.
    pub fn folded_glob(text: &str) -> Self {
        Self::of(text.chars().map(|c| Token::wild(c, Class::Any).unwrap_or(Token::folded(c))))
    }

    /// Matches `text` and nothing else, wildcards in it included.
    pub fn literal(text: &str) -> Self {
        Self::of(text.chars().map(Token::Only))
    }

    /// Matches `text`, ASCII letters in either case, and nothing else.
    pub fn folded_literal(text: &str) -> Self {
        Self::of(text.chars().map(Token::folded))
    }

    /// Reads a pattern of an ARN: six segments, cut at the first five colons. Wildcards of the first five do not take
    /// a colon, those of the sixth take everything. `None` if there are fewer segments.
    ///
    /// IAM reference, "ArnLike": "Each of the six colon-delimited components of the ARN is checked separately".
    pub fn arn(text: &str) -> Option<Self> {
        Self::segmented(text, Token::Only)
    }

    /// Like [`Pattern::arn`], the letters of the first five segments in either case.
    pub fn folded_arn(text: &str) -> Option<Self> {
        Self::segmented(text, Token::folded)
    }

    fn segmented(text: &str, outer: fn(char) -> Token) -> Option<Self> {
        let (fifth, _) = text.match_indices(':').nth(4)?;
        let (head, tail) = text.split_at(fifth + 1);
        let head = head.chars().map(|c| Token::wild(c, Class::NotColon).unwrap_or_else(|| outer(c)));
        let tail = tail.chars().map(|c| Token::wild(c, Class::Any).unwrap_or(Token::Only(c)));
        Some(Self::of(head.chain(tail)))
    }

    /// Matches every text.
    pub fn everything() -> Self {
        Self::run(Class::Any)
    }

    /// Matches any run of characters of the class, also none.
    pub fn run(class: Class) -> Self {
        Self(vec![Token::Run(class)])
    }

    /// Matches exactly `count` characters of the class.
    pub fn exactly(count: usize, class: Class) -> Self {
        Self(vec![Token::One(class); count])
    }

    /// Matches `count` characters of the class or more.
    pub fn at_least(count: usize, class: Class) -> Self {
        Self::exactly(count, class).concat(&Self::run(class))
    }

    /// Matches exactly `count` digits, as account ids are twelve.
    pub fn digits(count: usize) -> Self {
        Self::exactly(count, Class::Digit)
    }

    /// What this matches, followed by what `next` matches.
    pub fn concat(self, next: &Self) -> Self {
        self.join(next.0.iter().copied())
    }

    /// The same pattern with one literal character in the place of another.
    pub fn replacing(mut self, from: char, to: char) -> Self {
        for token in &mut self.0 {
            if *token == Token::Only(from) || *token == Token::Folded(from) {
                *token = Token::Only(to);
            }
        }
        self
    }

    /// The pattern in the six parts of an ARN, or as many as there are: cut at its first five colons.
    pub(super) fn segments(&self) -> Vec<Self> {
        self.0.splitn(6, |token| *token == Token::Only(':')).map(|part| Self(part.to_vec())).collect()
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        matching::matches(&self.0, text.chars().map(Token::Only))
    }

    /// Whether every text matches.
    pub fn is_universal(&self) -> bool {
        is_universal(&self.0)
    }

    /// The one text that matches, if the pattern has no wildcard and no letter in either case.
    pub fn as_literal(&self) -> Option<String> {
        is_literal(&self.0).then(|| prettiest(&self.0))
    }

    /// How many characters a matching text has at least.
    pub fn shortest(&self) -> usize {
        shortest(&self.0)
    }

    fn of(tokens: impl Iterator<Item = Token>) -> Self {
        Self(Vec::new()).join(tokens)
    }

    /// Keeps wildcards that stand together in one form: single characters first, then one run.
    fn join(mut self, tokens: impl Iterator<Item = Token>) -> Self {
        let (least, most) = tokens.size_hint();
        self.0.reserve(most.unwrap_or(least));
        for token in tokens {
            match (self.0.last(), token) {
                (Some(Token::Run(own)), Token::Run(next)) if next.is_within(*own) => {}
                (Some(Token::Run(own)), Token::Run(next)) if own.is_within(next) => {
                    self.0.pop();
                    self = self.join(std::iter::once(token));
                }
                (Some(Token::Run(own)), Token::One(next)) if next == *own => {
                    self.0.insert(self.0.len() - 1, token);
                }
                _ => self.0.push(token),
            }
        }
        self
    }
}

fn is_universal(tokens: &[Token]) -> bool {
    tokens == [Token::Run(Class::Any)]
}

/// Whether one text matches and no other.
fn is_literal(tokens: &[Token]) -> bool {
    tokens.iter().all(|token| matches!(token, Token::Only(_)))
}

/// A shortest text that matches, the one that reads best.
fn prettiest(tokens: &[Token]) -> String {
    tokens.iter().filter_map(|token| token.prettiest()).collect()
}

fn shortest(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| !matches!(token, Token::Run(_))).count()
}

#[cfg(test)]
mod tests;
