//! Policies that are hard to tell apart, and who holds them.

use super::super::strangers::Standpoint;
use super::*;

/// 2026-11-22.
const NOW: i64 = 1_795_305_600_000;

/// Whoever has a policy, in an account whose organisation is known.
pub(in super::super) const ANYBODY: Holder<'_> = Holder {
    partition: "aws",
    at: Standpoint { account: "111122223333", organization: Some("o-acmeacme00"), now: NOW },
    arn: None,
};
