//! The older names of the text patterns.

pub(super) use super::text::{Budget, exists};

/// A pattern over whole texts: `*` is any run of characters, `?` exactly one, everything else itself.
pub type Glob = super::text::Pattern;

impl Glob {
    /// Reads `*` and `?` as wildcards.
    pub fn new(pattern: &str) -> Self {
        Self::glob(pattern)
    }

    /// What this matches, followed by what `next` matches.
    pub fn then(self, next: &Self) -> Self {
        self.concat(next)
    }
}
