//! One call fails, not the operation: what concerns other resources stays known.
