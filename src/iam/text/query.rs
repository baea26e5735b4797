//! Is there a text that these patterns match and those do not, and which is a shortest one?

use super::stripping::{Strip, strip};
use super::{Budget, Pattern, Token, is_literal, is_universal, matching::matches, prettiest, search, shortest};

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This text will do.
    Text(String),
    /// No text will do.
    Nothing,
    /// The budget ran out before an answer was certain.
    OutOfBudget,
}

impl Found {
    /// Whether there is a text; `None` if that is not known.
    pub fn is_text(&self) -> Option<bool> {
        match self {
            Self::Text(_) => Some(true),
            Self::Nothing => Some(false),
            Self::OutOfBudget => None,
        }
    }

    /// The text, if there is one.
    pub fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing | Self::OutOfBudget => None,
        }
    }
}

/// A text that matches at least one pattern of every group of `within` and no pattern of `without`.
///
/// Exact, over all texts of any length and all of Unicode. The text is a shortest one, unless the budget ran out after
/// it was found. The same question gets the same text, with letters and digits where there is a choice.
pub fn find(within: &[Vec<&Pattern>], without: &[&Pattern], budget: &mut Budget) -> Found {
    match lone_text(within, without) {
        Some(text) => text.map_or(Found::Nothing, |text| Found::Text(prettiest(text))),
        None => answer(within, without, false, budget),
    }
}

/// Whether there is a text that [`find`] would find. `None`: the budget ran out first.
pub fn exists(within: &[Vec<&Pattern>], without: &[&Pattern], budget: &mut Budget) -> Option<bool> {
    match lone_text(within, without) {
        Some(text) => Some(text.is_some()),
        None => answer(within, without, true, budget).is_text(),
    }
}

/// Whether every text that `pattern` matches is matched by one of `others`. `None`: the budget ran out first.
pub fn is_subset(pattern: &Pattern, others: &[&Pattern], budget: &mut Budget) -> Option<bool> {
    exists(&[vec![pattern]], others, budget).map(|outside| !outside)
}

/// Whether a text matches both patterns. `None`: the budget ran out first.
pub fn intersects(one: &Pattern, other: &Pattern, budget: &mut Budget) -> Option<bool> {
    exists(&[vec![one], vec![other]], &[], budget)
}

/// The commonest question by far needs no search and no memory: one text, asked of some patterns.
/// Outer `None`: no group is one text alone, or there is too much to compare.
fn lone_text<'a>(within: &[Vec<&'a Pattern>], without: &[&Pattern]) -> Option<Option<&'a [Token]>> {
    let (lone, text) = within.iter().enumerate().find_map(|(place, group)| match group.as_slice() {
        [pattern] if is_literal(&pattern.0) => Some((place, pattern.0.as_slice())),
        _ => None,
    })?;
    let patterns = within.iter().flatten().chain(without);
    if patterns.map(|pattern| pattern.0.len()).sum::<usize>().saturating_mul(text.len()) > MOST_COMPARISONS {
        return None;
    }
    let fits = |pattern: &&Pattern| matches(&pattern.0, text.iter().copied());
    let mut others = within.iter().enumerate().filter(|(place, _)| *place != lone);
    let fits_all = others.all(|(_, group)| group.iter().any(fits)) && !without.iter().any(fits);
    Some(fits_all.then_some(text))
}

fn answer(within: &[Vec<&Pattern>], without: &[&Pattern], any: bool, budget: &mut Budget) -> Found {
    let query = Query {
        groups: within.iter().map(|group| group.iter().map(|pattern| pattern.0.as_slice()).collect()).collect(),
        without: without.iter().map(|pattern| pattern.0.as_slice()).collect(),
        before: String::new(),
        after: Vec::new(),
    };
    let mut best = Best { any, text: None };
    match (query.solve(&mut best, budget), best.text) {
        (_, Some((_, text))) => Found::Text(text),
        (Some(()), None) => Found::Nothing,
        (None, None) => Found::OutOfBudget,
    }
}

/// Whether it is plain to see that one pattern takes all texts of the other.
fn covers(one: &[Token], other: &[Token]) -> bool {
    matches(one, other.iter().copied())
}

/// A question, and the ends of the text that are certain already.
#[derive(Clone)]
pub(super) struct Query<'a> {
    /// One pattern of each group must match what stands between the ends.
    pub groups: Vec<Vec<&'a [Token]>>,
    /// None of these may match it.
    pub without: Vec<&'a [Token]>,
    /// What the text begins with.
    pub before: String,
    /// What the text ends with, last character first.
    pub after: Vec<char>,
}

/// The shortest text so far, with its length.
struct Best {
    /// Whether the first text will do.
    any: bool,
    text: Option<(usize, String)>,
}

impl Best {
    /// How many characters a text must have at most to be of use.
    fn limit(&self) -> Option<usize> {
        match &self.text {
            Some(_) if self.any => None,
            Some((length, _)) => length.checked_sub(1),
            None => Some(usize::MAX),
        }
    }

    fn offer(&mut self, text: String) {
        let length = text.chars().count();
        if self.text.as_ref().is_none_or(|(shortest, _)| length < *shortest) {
            self.text = Some((length, text));
        }
    }
}

/// Up to so many choices of one pattern a group, each is asked on its own: most clash at once, and the rest are small.
/// Beyond, the search walks through all of them together.
const MOST_CHOICES: usize = 4096;

/// Short cuts are taken where they need at most so many comparisons of two tokens: a few milliseconds at worst.
/// Beyond, the search alone keeps to its budget.
const MOST_COMPARISONS: usize = 1 << 22;

impl Query<'_> {
    /// Leaves a shortest text in `best`, if it is shorter than what is there. `None`: the budget ran out.
    fn solve(mut self, best: &mut Best, budget: &mut Budget) -> Option<()> {
        let tokens: usize = self.patterns().map(|pattern| 1 + pattern.len() / 64).sum();
        budget.spend(1 + tokens)?;
        if strip(&mut self) == Strip::Impossible {
            return Some(());
        }
        let ends = self.before.chars().count() + self.after.len();
        let Some(limit) = best.limit().and_then(|limit| limit.checked_sub(ends)) else { return Some(()) };
        if self.groups.iter().any(|group| group.iter().all(|pattern| shortest(pattern) > limit)) {
            return Some(());
        }
        let choices = self.groups.iter().try_fold(1_usize, |all, group| all.checked_mul(group.len()));
        match self.groups.iter().enumerate().max_by_key(|(_, group)| group.len()) {
            Some((place, group)) if group.len() > 1 && choices.is_some_and(|all| all <= MOST_CHOICES) => {
                for pattern in group {
                    let mut query = self.clone();
                    query.groups[place] = vec![pattern];
                    query.solve(best, budget)?;
                }
            }
            _ => {
                let middle = match self.short_cut(budget)? {
                    Some(middle) => middle,
                    None => search::shortest(&self.groups, &self.without, limit, budget)?,
                };
                if let Some(middle) = middle {
                    best.offer(self.before.chars().chain(middle.chars()).chain(self.after.into_iter().rev()).collect());
                }
            }
        }
        Some(())
    }

    /// All patterns, those that must match first.
    fn patterns(&self) -> impl Iterator<Item = &[Token]> {
        self.groups.iter().flatten().chain(&self.without).copied()
    }

    /// An answer that is plain to see, if there is one. Outer `None`: the budget ran out.
    fn short_cut(&mut self, budget: &mut Budget) -> Option<Option<Option<String>>> {
        let demanded: usize = self.groups.iter().flatten().map(|pattern| pattern.len()).sum();
        let refused: usize = self.without.iter().map(|pattern| pattern.len()).sum();
        let comparisons = demanded.saturating_mul(demanded.saturating_add(refused));
        if comparisons > MOST_COMPARISONS {
            return Some(None);
        }
        budget.spend(comparisons / 1024)?;
        self.tighten();
        Some(match self.guess() {
            None if self.is_covered() => Some(None),
            None => None,
            guess => Some(guess),
        })
    }

    /// A shortest text of the most demanding pattern, if it happens to be an answer: then it is a shortest one.
    fn guess(&self) -> Option<String> {
        let mut demanding: &[Token] = &[];
        for group in &self.groups {
            let [pattern] = group.as_slice() else { return None };
            if shortest(pattern) >= shortest(demanding) {
                demanding = pattern;
            }
        }
        let text = demanding.iter().filter_map(|token| token.prettiest()).map(Token::Only);
        let fits = |pattern: &&[Token]| matches(pattern, text.clone());
        let fits_all = self.groups.iter().flatten().all(fits) && !self.without.iter().any(fits);
        fits_all.then(|| prettiest(demanding))
    }

    /// Leaves out the groups that say no more than another does.
    fn tighten(&mut self) {
        let mut place = 0;
        while place < self.groups.len() {
            let own = &self.groups[place];
            let says_more =
                |group: &Vec<&[Token]>| group.iter().all(|pattern| own.iter().any(|own| covers(own, pattern)));
            if self.groups.iter().enumerate().any(|(other, group)| other != place && says_more(group)) {
                self.groups.remove(place);
            } else {
                place += 1;
            }
        }
    }

    /// Whether it is plain to see that what one group demands is refused.
    fn is_covered(&self) -> bool {
        let refused = |pattern: &&[Token]| self.without.iter().any(|own| covers(own, pattern));
        self.groups.iter().any(|group| group.iter().all(refused))
    }

    /// Leaves out what says nothing. Tells if nothing can match any more.
    pub(super) fn tidy(&mut self) -> Strip {
        self.groups.retain(|group| !group.iter().any(|pattern| is_universal(pattern)));
        let impossible =
            self.groups.iter().any(Vec::is_empty) || self.without.iter().any(|pattern| is_universal(pattern));
        if impossible { Strip::Impossible } else { Strip::Open }
    }
}
