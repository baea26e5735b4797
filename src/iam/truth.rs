//! Three-valued truth (Kleene).

/// Whether something holds: surely not, not decided, surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    No,
    Maybe,
    Yes,
}

impl Truth {
    /// Holds where both hold.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Holds where either holds.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Holds where this does not.
    pub fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }

    /// The answer, if there is one.
    pub fn decided(self) -> Option<bool> {
        match self {
            Self::No => Some(false),
            Self::Maybe => None,
            Self::Yes => Some(true),
        }
    }

    /// The truth of "any of these".
    pub fn any(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(Self::No, Self::or)
    }
}

impl From<Option<bool>> for Truth {
    fn from(known: Option<bool>) -> Self {
        known.map_or(Self::Maybe, Self::from)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}
