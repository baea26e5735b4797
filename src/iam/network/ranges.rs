//! Sets of whole numbers as ranges.

/// Ranges from a first to a last number, both included, in order. They neither overlap nor touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// All numbers from `first` to `last`.
    pub fn one(first: u128, last: u128) -> Self {
        Self(vec![(first, last)])
    }

    /// The ranges, first and last number of each, in order and apart from each other.
    pub fn as_slice(&self) -> &[(u128, u128)] {
        &self.0
    }

    /// Whether a number is in a range.
    pub fn has(&self, number: u128) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= number);
        after > 0 && number <= self.0[after - 1].1
    }

    /// The numbers of either.
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<_> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(all.len());
        for (first, last) in all {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    /// The numbers of both.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some((a, b)), Some((c, d))) = (own.peek(), others.peek()) {
            if a.max(c) <= b.min(d) {
                common.push((*a.max(c), *b.min(d)));
            }
            // The range that ends first has met all that it can meet.
            if b < d {
                own.next()
            } else {
                others.next()
            };
        }
        Self(common)
    }

    /// The numbers of this that are not in the other.
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// All numbers that are not in the set.
    fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut next = Some(0);
        for (first, last) in &self.0 {
            if let (Some(from), Some(to)) = (next, first.checked_sub(1))
                && from <= to
            {
                gaps.push((from, to));
            }
            next = last.checked_add(1);
        }
        gaps.extend(next.map(|from| (from, u128::MAX)));
        Self(gaps)
    }
}
