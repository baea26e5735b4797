//! Which management events a trail takes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::iam::Truth;

use super::super::selectors::{Test, read_write};
use super::super::shape::{list, optional, text, texts};

/// What selectors take of the management events.
pub(super) struct Management {
    pub reads: Truth,
    pub writes: Truth,
    /// Sources that are left out.
    pub excluded: BTreeSet<String>,
}

/// One selector's part.
struct Part {
    reads: Truth,
    writes: Truth,
    /// Some events are left out, whatever else it takes.
    restricted: bool,
}

/// Basic selectors. AWS counts a missing `IncludeManagementEvents` as true, a missing `ReadWriteType` as `All`.
pub(super) fn basic(value: &Value) -> Option<Management> {
    let (mut parts, mut excluded) = (Vec::new(), BTreeSet::new());
    for selector in value.as_array()? {
        let included = optional(selector, "IncludeManagementEvents", Value::as_bool)?.unwrap_or(true);
        let kind = read_write(selector)?;
        let sources = texts(selector, "ExcludeManagementEventSources")?;
        if included {
            parts.push(Part {
                reads: Truth::from(matches!(kind, "All" | "ReadOnly")),
                writes: Truth::from(matches!(kind, "All" | "WriteOnly")),
                restricted: !sources.is_empty(),
            });
            excluded.extend(sources.into_iter().map(str::to_owned));
        }
    }
    Some(together(&parts, excluded))
}

/// Advanced selectors: any of them suffices, all fields of one must fit.
pub(super) fn advanced(value: &Value) -> Option<Management> {
    let (mut parts, mut excluded) = (Vec::new(), BTreeSet::new());
    for selector in value.as_array()? {
        // AWS demands the category; a selector without one is not understood.
        let mut part = Part { reads: Truth::Yes, writes: Truth::Yes, restricted: false };
        let (mut category, mut left_out) = (Truth::Maybe, Vec::new());
        for field in list(selector, "FieldSelectors")? {
            let test = Test::of(field)?;
            match text(field, "Field")? {
                "eventCategory" => category = test.of_text("Management"),
                "readOnly" => {
                    part.reads = part.reads.and(test.of_text("true"));
                    part.writes = part.writes.and(test.of_text("false"));
                }
                name => {
                    part.restricted = true;
                    if name == "eventSource" {
                        left_out.extend(texts(field, "NotEquals")?.into_iter().map(str::to_owned));
                    }
                }
            }
        }
        part.reads = part.reads.and(category);
        part.writes = part.writes.and(category);
        if category != Truth::No {
            excluded.extend(left_out);
            parts.push(part);
        }
    }
    Some(together(&parts, excluded))
}

/// Where several leave something out, whether one takes what the other leaves is not decided.
fn together(parts: &[Part], excluded: BTreeSet<String>) -> Management {
    let all = |of: fn(&Part) -> Truth| {
        let whole = Truth::any(parts.iter().filter(|part| !part.restricted).map(of));
        let restricted = parts.iter().filter(|part| part.restricted && of(part) != Truth::No).count();
        if whole == Truth::No && restricted > 1 { Truth::Maybe } else { whole }
    };
    let (reads, writes) = (all(|part| part.reads), all(|part| part.writes));
    let complete = reads == Truth::Yes && writes == Truth::Yes;
    Management { reads, writes, excluded: if complete { BTreeSet::new() } else { excluded } }
}
