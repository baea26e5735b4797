//! Ages, counted to the moment at which the audit counts as made.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::resource::{Gap, GapCode};

use super::index::Index;
use super::inquiry::Inquiry;

/// Seconds from an RFC 3339 date to "now"; negative if it lies ahead. `None` where it is no date.
pub(super) fn seconds_since(index: &Index, inquiry: &mut Inquiry, date: &str) -> Option<i64> {
    let parsed = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp);
    let age = parsed(&index.inventory.now).zip(parsed(date)).map(|(now, then)| now - then);
    if age.is_none() {
        inquiry.note(Gap { error: format!("{date:?} is no date"), ..Gap::bare(GapCode::Undecodable) });
    }
    age
}
