//! The states that a search has come to, each once, in the order in which they were found.

use super::Budget;

/// States of equal width in one row, with the way to each, and an index to find them again.
pub(super) struct Seen {
    width: usize,
    states: Vec<u64>,
    /// The state that each was reached from, and by which letter.
    from: Vec<(usize, usize)>,
    /// Open addressing: a state's number plus one, or zero. Its length is a power of two, at most half of it is taken.
    index: Vec<u32>,
}

impl Seen {
    /// Knows the first state alone.
    pub fn new(first: &[u64]) -> Self {
        let mut seen = Self { width: first.len(), states: first.to_vec(), from: vec![(0, 0)], index: vec![0; 64] };
        let place = seen.slot(hash(first));
        seen.index[place] = 1;
        seen
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// The state of that number.
    pub fn state(&self, number: usize) -> &[u64] {
        &self.states[number * self.width..(number + 1) * self.width]
    }

    /// Adds a state that is reached from another, unless it is known. Long rows of collisions cost steps too.
    pub fn add(&mut self, state: &[u64], from: usize, letter: usize, budget: &mut Budget) -> Option<()> {
        let mut place = self.slot(hash(state));
        while let Some(number) = self.index[place].checked_sub(1) {
            if self.state(number as usize) == state {
                return Some(());
            }
            budget.spend(1)?;
            place = (place + 1) & (self.index.len() - 1);
        }
        self.states.extend_from_slice(state);
        self.from.push((from, letter));
        self.index[place] = u32::try_from(self.len()).ok()?;
        if self.len() * 2 > self.index.len() {
            self.grow();
        }
        Some(())
    }

    /// The letters on the way to a state.
    pub fn way(&self, mut number: usize) -> impl Iterator<Item = usize> {
        let mut letters = Vec::new();
        while number != 0 {
            let (from, letter) = self.from[number];
            letters.push(letter);
            number = from;
        }
        letters.into_iter().rev()
    }

    fn slot(&self, hash: u64) -> usize {
        // The high bits of a product are the well mixed ones.
        (hash >> (64 - self.index.len().trailing_zeros())) as usize
    }

    fn grow(&mut self) {
        self.index = vec![0; self.index.len() * 2];
        for number in 0..self.len() {
            let mut place = self.slot(hash(self.state(number)));
            while self.index[place] != 0 {
                place = (place + 1) & (self.index.len() - 1);
            }
            self.index[place] = number as u32 + 1;
        }
    }
}

/// Multiplies by an odd number without pattern (the golden ratio) after each word.
fn hash(state: &[u64]) -> u64 {
    state
        .iter()
        .fold(0, |hash: u64, word| {
            let mixed = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ mixed >> 32
        })
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
