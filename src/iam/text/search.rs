//! The search proper: breadth first through the positions that all patterns can have at once.
//!
//! All positions of all patterns lie side by side in one row of bits, pattern after pattern, so one step of the whole
//! product is a handful of operations on words. The first text that does is a shortest one.

mod alphabet;
mod seen;

use super::{Budget, Class, Token};
use alphabet::{Letter, Letters};
use seen::Seen;

/// A shortest text of at most `limit` characters that one pattern of each group matches and none of `without`.
/// Outer `None`: the budget ran out.
pub(super) fn shortest(
    groups: &[Vec<&[Token]>],
    without: &[&[Token]],
    limit: usize,
    budget: &mut Budget,
) -> Option<Option<String>> {
    let product = Product::new(groups, without, budget)?;
    let mut state = product.start();
    if !product.is_alive(&state) {
        return Some(None);
    }
    if product.accepts(&state) {
        return Some(Some(String::new()));
    }
    let mut next = state.clone();
    let mut seen = Seen::new(&state);
    // States are seen in the order of their distance; this many are nearer than those found now.
    let (mut current, mut length, mut nearer) = (0, 0, 1);
    while current < seen.len() {
        if current == nearer {
            (length, nearer) = (length + 1, seen.len());
        }
        if length >= limit {
            break;
        }
        state.copy_from_slice(seen.state(current));
        for (place, letter) in product.letters.iter().enumerate() {
            // A letter that no pattern waits for now does what its stand-in does.
            if letter.has_stand_in && !overlap(&state, letter.named) {
                continue;
            }
            budget.spend(state.len())?;
            product.step(&state, &letter, &mut next);
            if !product.is_alive(&next) {
                continue;
            }
            if product.accepts(&next) {
                let way = seen.way(current).chain([place]);
                return Some(Some(way.map(|place| product.letters.characters[place].0).collect()));
            }
            seen.add(&next, current, place, budget)?;
        }
        current += 1;
    }
    Some(None)
}

/// The patterns side by side. A pattern of n tokens has n + 1 positions; the last is behind all tokens.
struct Product {
    letters: Letters,
    /// Positions before a run.
    runs: Vec<u64>,
    /// How many runs follow each other at most.
    chain: usize,
    /// For each position before a run, the lowest position whose texts the run takes all.
    reaches: Vec<usize>,
    groups: Vec<Group>,
    /// First positions.
    first: Vec<u64>,
    /// Last positions of the patterns that must not match.
    refused: Vec<u64>,
    /// Positions from which a pattern that must not match, matches whatever comes.
    hopeless: Vec<u64>,
}

/// Patterns of which one must match.
struct Group {
    start: usize,
    end: usize,
    /// The last position of each.
    last: Vec<usize>,
}

impl Product {
    fn new(groups: &[Vec<&[Token]>], without: &[&[Token]], budget: &mut Budget) -> Option<Self> {
        let patterns = || groups.iter().flatten().chain(without).copied();
        let positions: usize = patterns().map(|pattern| pattern.len() + 1).sum();
        let words = positions.div_ceil(64).max(1);
        let characters = alphabet::characters(patterns());
        budget.spend((characters.len() + 8).saturating_mul(words))?;
        let empty = vec![0; words];
        let mut product = Self {
            letters: Letters::new(patterns(), characters, words),
            runs: empty.clone(),
            chain: 0,
            reaches: vec![0; positions],
            groups: Vec::with_capacity(groups.len()),
            first: empty.clone(),
            refused: empty.clone(),
            hopeless: empty,
        };
        let mut start = 0;
        for group in groups {
            let from = start;
            let last = group.iter().map(|pattern| product.place(pattern, &mut start)).collect();
            product.groups.push(Group { start: from, end: start, last });
        }
        for pattern in without {
            let last = product.place(pattern, &mut start);
            set(&mut product.refused, last);
            if pattern.last() == Some(&Token::Run(Class::Any)) {
                set(&mut product.hopeless, last - 1);
            }
        }
        Some(product)
    }

    /// Lays a pattern from position `start` on, which is moved behind it, and gives its last position.
    fn place(&mut self, pattern: &[Token], start: &mut usize) -> usize {
        set(&mut self.first, *start);
        let mut chain = 0;
        for (place, token) in pattern.iter().enumerate() {
            let Token::Run(class) = *token else {
                chain = 0;
                continue;
            };
            set(&mut self.runs, *start + place);
            chain += 1;
            self.chain = self.chain.max(chain);
            let mut lowest = place;
            while let Some(before) = lowest.checked_sub(1).filter(|before| pattern[*before].is_within(class)) {
                // An earlier run of the same class has been here already.
                let is_same = pattern[before] == Token::Run(class);
                lowest = if is_same { self.reaches[*start + before] - *start } else { before };
            }
            self.reaches[*start + place] = *start + lowest;
        }
        let last = *start + pattern.len();
        *start = last + 1;
        last
    }

    fn start(&self) -> Vec<u64> {
        let mut state = self.first.clone();
        self.close(&mut state);
        state
    }

    /// The positions after one more letter.
    fn step(&self, state: &[u64], letter: &Letter, next: &mut [u64]) {
        let mut carry = 0;
        for (place, next) in next.iter_mut().enumerate() {
            let moved = state[place] & letter.moves[place];
            *next = (state[place] & letter.stays[place]) | (moved << 1) | carry;
            carry = moved >> 63;
        }
        self.close(next);
    }

    /// Adds the positions behind runs, and leaves out those whose texts a run further on takes too.
    fn close(&self, state: &mut [u64]) {
        for _ in 0..self.chain {
            let mut carry = 0;
            for (place, word) in state.iter_mut().enumerate() {
                let moved = *word & self.runs[place];
                *word |= (moved << 1) | carry;
                carry = moved >> 63;
            }
        }
        for place in (0..state.len()).rev() {
            let mut below = u64::MAX;
            // From the highest run down, since it may leave out the others.
            while let Some(highest) = (state[place] & self.runs[place] & below).checked_ilog2() {
                below = (1 << highest) - 1;
                let run = place * 64 + highest as usize;
                for (place, mask) in span(self.reaches[run], run) {
                    state[place] &= !mask;
                }
            }
        }
    }

    /// Whether a longer text may still do: every group has a position, and nothing refused matches for good.
    fn is_alive(&self, state: &[u64]) -> bool {
        let has_position = |group: &Group| span(group.start, group.end).any(|(place, mask)| state[place] & mask != 0);
        self.groups.iter().all(has_position) && !overlap(state, &self.hopeless)
    }

    fn accepts(&self, state: &[u64]) -> bool {
        let at_end = |group: &Group| group.last.iter().any(|last| state[last / 64] >> (last % 64) & 1 == 1);
        self.groups.iter().all(at_end) && !overlap(state, &self.refused)
    }
}

fn set(positions: &mut [u64], position: usize) {
    positions[position / 64] |= 1 << (position % 64);
}

fn overlap(one: &[u64], other: &[u64]) -> bool {
    one.iter().zip(other).any(|(one, other)| one & other != 0)
}

/// The words that hold positions `start..end`, with the bits of these.
fn span(start: usize, end: usize) -> impl Iterator<Item = (usize, u64)> {
    (start / 64..end.div_ceil(64)).map(move |place| {
        let from = start.saturating_sub(place * 64);
        let above = (place * 64 + 64).saturating_sub(end);
        (place, (u64::MAX << from) & (u64::MAX >> above))
    })
}
