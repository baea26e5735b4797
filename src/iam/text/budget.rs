//! How much work may be spent.

/// A purse of steps. Hostile patterns can make a search exponential; when the purse is empty, the answer is "not known".
///
/// One step is one state of a search with up to 64 positions, 20 to 100 nanoseconds and some 30 bytes.
#[derive(Debug, Clone)]
pub struct Budget(usize);

impl Default for Budget {
    /// Enough for every policy that people write, and about a tenth of a second at most.
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Budget {
    /// A budget of so many steps.
    pub fn of(steps: usize) -> Self {
        Self(steps)
    }

    /// How many steps are left.
    pub fn left(&self) -> usize {
        self.0
    }

    /// Takes `steps` off. `None` if there are not so many left; then all are gone.
    pub fn spend(&mut self, steps: usize) -> Option<()> {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.map(drop)
    }
}
