//! Whether an answer allows whatever origin asks.

use serde_json::json;

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::super::origin::{Class, classify};
use super::headers::{ALLOW_ORIGIN, of_method};
use super::template::Source;

/// `OriginReflection`: whether what the caller sent becomes the allowed origin, where, and whether all these places hold
/// it against a list first.
///
/// Absent for proxy integrations, whose backends answer by themselves.
pub(super) fn reflection(_: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let Some(rules) = of_method(inquiry, method)? else { return Some(None) };
        let mut places: Vec<String> = Vec::new();
        let (mut guarded, mut open) = (true, false);
        for rule in &rules {
            if let Some(construct) = &rule.opaque {
                inquiry.note(Gap::undecided(construct));
                open = true;
            }
            for setting in rule.settings.iter().filter(|setting| setting.header == ALLOW_ORIGIN) {
                match &setting.source {
                    Source::Text(_) => continue,
                    Source::Allowed(_) => {}
                    Source::Like(pattern) => guarded &= is_own(classify(pattern).0),
                    Source::Request(_) => guarded = false,
                    Source::Undecided(what) => {
                        inquiry.note(Gap::undecided(format!("{}: {what}", setting.place)));
                        open = true;
                        continue;
                    }
                }
                if !places.contains(&setting.place) {
                    places.push(setting.place.clone());
                }
            }
        }
        // One that surely lets everybody in is not hidden by others that are not decided.
        if open && guarded {
            return None;
        }
        let reflected = !places.is_empty();
        Some(Some(json!({ "Reflected": reflected, "Where": places, "Guarded": reflected && guarded })))
    })
}

/// Whether only hosts of one owner meet a pattern.
fn is_own(class: Class) -> bool {
    matches!(class, Class::Anchored | Class::Exact | Class::Loopback)
}
