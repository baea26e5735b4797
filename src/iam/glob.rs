//! Globs and the one question asked of them: is there a text that matches these and none of those?

use std::collections::HashSet;

/// A pattern over whole texts: `*` is any run of characters, `?` exactly one, everything else itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(Vec<Token>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// This character.
    Only(char),
    /// Any one character.
    One,
    /// Any run of characters, also none.
    Run,
}

impl Glob {
    /// Reads `*` and `?` as wildcards.
    pub fn new(pattern: &str) -> Self {
        Self(Vec::new()).join(pattern.chars().map(|c| match c {
            '*' => Token::Run,
            '?' => Token::One,
            c => Token::Only(c),
        }))
    }

    /// Matches `text` and nothing else, wildcards in it included.
    pub fn literal(text: &str) -> Self {
        Self(text.chars().map(Token::Only).collect())
    }

    /// What this matches, followed by what `next` matches.
    pub fn then(self, next: &Self) -> Self {
        self.join(next.0.iter().copied())
    }

    /// Whether the whole of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let (mut position, mut rest) = (0, text);
        // Where the last `*` ended, and the text that it has not taken yet: it takes one character more at a time.
        let mut last_run: Option<(usize, &str)> = None;
        loop {
            let mut after = rest.chars();
            match (self.0.get(position), after.next()) {
                (None, None) => return true,
                (Some(Token::Run), _) => last_run = Some((position + 1, rest)),
                (Some(Token::One), Some(_)) => rest = after.as_str(),
                (Some(Token::Only(own)), Some(c)) if *own == c => rest = after.as_str(),
                _ => {
                    let Some((start, from)) = last_run else { return false };
                    let mut longer = from.chars();
                    if longer.next().is_none() {
                        return false;
                    }
                    last_run = Some((start, longer.as_str()));
                    (position, rest) = (start, longer.as_str());
                    continue;
                }
            }
            position += 1;
        }
    }

    /// The pattern in the six parts of an ARN, or as many as there are: cut at its first five colons.
    pub(super) fn segments(&self) -> Vec<Self> {
        self.0.splitn(6, |token| *token == Token::Only(':')).map(|part| Self(part.to_vec())).collect()
    }

    /// How many characters a matching text has at least.
    pub fn shortest(&self) -> usize {
        self.0.iter().filter(|token| **token != Token::Run).count()
    }

    /// Keeps runs of wildcards in one form (`?` first, one `*`): then a `*` at the end is easily seen.
    fn join(mut self, tokens: impl Iterator<Item = Token>) -> Self {
        for token in tokens {
            match (self.0.last(), token) {
                (Some(Token::Run), Token::Run) => {}
                (Some(Token::Run), Token::One) => self.0.insert(self.0.len() - 1, Token::One),
                _ => self.0.push(token),
            }
        }
        self
    }
}

/// How much work may still be spent. Hostile patterns can make the search exponential; then the answer is "not known".
#[derive(Debug, Clone)]
pub(super) struct Budget(usize);

impl Default for Budget {
    /// Enough for every policy that people write, and well under a tenth of a second.
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Budget {
    /// A budget of so many steps.
    #[cfg(test)]
    fn of(steps: usize) -> Self {
        Self(steps)
    }

    /// Takes `steps` off, or tells that there are not so many left.
    fn spend(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps)?;
        Some(())
    }
}

/// Whether a text exists that matches at least one glob of every group of `within` and no glob of `without`.
///
/// Exact, over all texts of any length and all of Unicode. `None`: the budget ran out first.
/// Walks the product of the patterns' position sets. Only characters that some pattern could take next matter, and one
/// that stands for all others.
pub(super) fn exists(within: &[Vec<&Glob>], without: &[&Glob], budget: &mut Budget) -> Option<bool> {
    let search = Search { within, without };
    let mut seen = HashSet::new();
    let mut open = vec![search.start()];
    while let Some(mut state) = open.pop() {
        loop {
            budget.spend(1 + state.0.iter().map(|positions| 1 + positions.len()).sum::<usize>())?;
            if !search.is_alive(&state) {
                break;
            }
            if search.accepts(&state) {
                return Some(true);
            }
            match search.next_characters(&state) {
                // A literal stretch leaves no choice, and needs no memory since it always moves on.
                Next::Forced(c) => state = search.step(&state, Some(c)),
                Next::Choice(characters) => {
                    if seen.insert(state.clone()) {
                        open.extend(characters.into_iter().map(|c| search.step(&state, c)));
                    }
                    break;
                }
            }
        }
    }
    Some(false)
}

struct Search<'a> {
    within: &'a [Vec<&'a Glob>],
    without: &'a [&'a Glob],
}

/// Where each pattern may stand: one sorted set of positions a glob, groups first.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State(Vec<Vec<usize>>);

enum Next {
    Forced(char),
    Choice(Vec<Option<char>>),
}

impl Search<'_> {
    fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.within.iter().flatten().chain(self.without).copied()
    }

    fn start(&self) -> State {
        let start = |glob: &Glob| {
            let mut positions = vec![0];
            close(&glob.0, &mut positions);
            positions
        };
        State(self.globs().map(start).collect())
    }

    fn step(&self, state: &State, c: Option<char>) -> State {
        State(self.globs().zip(&state.0).map(|(glob, positions)| step(&glob.0, positions, c)).collect())
    }

    /// The groups' parts of a state, and the rest.
    fn parts<'s>(&self, state: &'s State) -> (Vec<&'s [Vec<usize>]>, &'s [Vec<usize>]) {
        let mut rest = state.0.as_slice();
        let mut groups = Vec::new();
        for group in self.within {
            let (part, others) = rest.split_at(group.len());
            groups.push(part);
            rest = others;
        }
        (groups, rest)
    }

    /// Whether a longer text may still do: every group has a position left, and nothing forbidden matches for good.
    fn is_alive(&self, state: &State) -> bool {
        let (groups, rest) = self.parts(state);
        let for_good = |(glob, positions): (&&Glob, &Vec<usize>)| ends_in_run(&glob.0, positions);
        groups.iter().all(|group| group.iter().any(|positions| !positions.is_empty()))
            && !self.without.iter().zip(rest).any(for_good)
    }

    fn accepts(&self, state: &State) -> bool {
        let (groups, rest) = self.parts(state);
        let at_end = |(glob, positions): (&&Glob, &Vec<usize>)| positions.contains(&glob.0.len());
        self.within.iter().zip(groups).all(|(globs, part)| globs.iter().zip(part).any(at_end))
            && !self.without.iter().zip(rest).any(at_end)
    }

    fn next_characters(&self, state: &State) -> Next {
        let (groups, _) = self.parts(state);
        for (globs, part) in self.within.iter().zip(groups) {
            let mut tokens = globs.iter().zip(part).flat_map(|(glob, positions)| tokens(&glob.0, positions));
            // A group that stands before one certain character decides for all.
            if let Some(Token::Only(first)) = tokens.next()
                && tokens.all(|token| token == Token::Only(first))
            {
                return Next::Forced(first);
            }
        }
        let mut characters: Vec<Option<char>> = vec![None];
        for token in self.globs().zip(&state.0).flat_map(|(glob, positions)| tokens(&glob.0, positions)) {
            if let Token::Only(c) = token {
                characters.push(Some(c));
            }
        }
        characters.sort_unstable();
        characters.dedup();
        Next::Choice(characters)
    }
}

/// The tokens that the positions stand before.
fn tokens(glob: &[Token], positions: &[usize]) -> impl Iterator<Item = Token> {
    positions.iter().filter_map(|position| glob.get(*position)).copied()
}

/// Whether a position stands before a `*` that ends the glob: from here on everything matches.
fn ends_in_run(glob: &[Token], positions: &[usize]) -> bool {
    glob.last() == Some(&Token::Run) && positions.contains(&(glob.len() - 1))
}

/// Adds the positions that are reached without reading: over a `*`. Keeps the set sorted, each once.
fn close(glob: &[Token], positions: &mut Vec<usize>) {
    let over: Vec<usize> = positions.iter().filter(|p| glob.get(**p) == Some(&Token::Run)).map(|p| p + 1).collect();
    positions.extend(over);
    positions.sort_unstable();
    positions.dedup();
    if ends_in_run(glob, positions) {
        // Everything matches from here on, so the other positions tell nothing.
        *positions = vec![glob.len() - 1, glob.len()];
    }
}

/// The positions after one more character; `None` is a character that no pattern names.
fn step(glob: &[Token], positions: &[usize], c: Option<char>) -> Vec<usize> {
    let mut next: Vec<usize> = positions
        .iter()
        .filter_map(|position| match glob.get(*position)? {
            Token::Only(own) => (Some(*own) == c).then_some(position + 1),
            Token::One => Some(position + 1),
            Token::Run => Some(*position),
        })
        .collect();
    close(glob, &mut next);
    next
}

#[cfg(test)]
mod tests;
