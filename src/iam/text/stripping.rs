//! What all answers begin and end with is taken off before the search: most questions are answered by that alone.

use super::query::Query;
use super::{Token, is_universal};

/// Whether there is something left to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strip {
    /// No text will do.
    Impossible,
    /// Perhaps a text will do.
    Open,
}

/// Takes the literal beginning and end that some group demands off every pattern, drops the patterns that clash with
/// them, and leaves out what says nothing.
pub(super) fn strip(query: &mut Query) -> Strip {
    for end in [End::Front, End::Back] {
        // Another group may demand more than the first, so ask until none does.
        loop {
            if query.tidy() == Strip::Impossible {
                return Strip::Impossible;
            }
            if !end.strip(query) {
                break;
            }
        }
    }
    query.tidy()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Front,
    Back,
}

/// How a pattern gets on with a stretch of characters that every text has at one end.
enum Course {
    /// It takes so many of them, and then stands before a run, or has all.
    Takes(usize),
    /// It can't take them.
    Clashes,
    /// Whatever else the text holds, it matches.
    Matches,
}

impl End {
    /// Takes one stretch off. Tells whether anything came of it.
    fn strip(self, query: &mut Query) -> bool {
        let Some(stretch) = query.groups.iter().map(|group| self.demanded(group)).max_by_key(|demand| demand.len())
        else {
            return false;
        };
        if stretch.is_empty() {
            return false;
        }
        let patterns = query.groups.iter().map(Vec::len).sum::<usize>() + query.without.len();
        let mut taken = stretch.len();
        for group in &mut query.groups {
            self.follow(stretch, group, &mut taken);
        }
        self.follow(stretch, &mut query.without, &mut taken);
        for pattern in query.groups.iter_mut().flatten().chain(&mut query.without) {
            *pattern = match self {
                _ if is_universal(pattern) => pattern,
                Self::Front => &pattern[taken..],
                Self::Back => &pattern[..pattern.len() - taken],
            };
        }
        let characters = |tokens: &[Token]| tokens.iter().filter_map(|token| token.prettiest()).collect::<Vec<_>>();
        match self {
            Self::Front => query.before.extend(characters(&stretch[..taken])),
            Self::Back => query.after.extend(characters(&stretch[stretch.len() - taken..]).into_iter().rev()),
        }
        taken > 0 || patterns > query.groups.iter().map(Vec::len).sum::<usize>() + query.without.len()
    }

    /// The characters that every text of the group has at this end.
    fn demanded<'a>(self, group: &[&'a [Token]]) -> &'a [Token] {
        let Some((first, others)) = group.split_first() else { return &[] };
        let only = |token: &&Token| matches!(token, Token::Only(_));
        let mut length = match self {
            Self::Front => first.iter().take_while(only).count(),
            Self::Back => first.iter().rev().take_while(only).count(),
        };
        for other in others {
            let both = |(one, other): &(&Token, &Token)| one == other;
            length = match self {
                Self::Front => first.iter().zip(other.iter()).take(length).take_while(both).count(),
                Self::Back => first.iter().rev().zip(other.iter().rev()).take(length).take_while(both).count(),
            };
        }
        match self {
            Self::Front => &first[..length],
            Self::Back => &first[first.len() - length..],
        }
    }

    /// Drops the patterns that clash with the stretch, and lowers `taken` to what the others can take of it.
    fn follow(self, stretch: &[Token], patterns: &mut Vec<&[Token]>, taken: &mut usize) {
        patterns.retain_mut(|pattern| match self.course(stretch, pattern) {
            Course::Takes(count) => {
                *taken = count.min(*taken);
                true
            }
            Course::Clashes => false,
            Course::Matches => {
                *pattern = &[Token::Run(super::Class::Any)];
                true
            }
        });
    }

    fn course(self, stretch: &[Token], pattern: &[Token]) -> Course {
        let from_end = |tokens: &[Token], place: usize| match self {
            Self::Front => tokens.get(place).copied(),
            Self::Back => tokens.len().checked_sub(place + 1).map(|place| tokens[place]),
        };
        for place in 0..stretch.len() {
            match (from_end(stretch, place), from_end(pattern, place)) {
                (_, Some(Token::Run(_))) => {
                    let rest = match self {
                        Self::Front => &pattern[place..],
                        Self::Back => &pattern[..pattern.len() - place],
                    };
                    return if is_universal(rest) { Course::Matches } else { Course::Takes(place) };
                }
                (Some(Token::Only(c)), Some(token)) if token.takes(c) => {}
                _ => return Course::Clashes,
            }
        }
        Course::Takes(stretch.len())
    }
}
