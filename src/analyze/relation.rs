//! Which resources name another one, gathered once for all that are named.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::resource::{Evidence, Gap, GapCode, Known, Resource, field_of};

use super::inquiry::{Inquiry, unexpected};

/// By what is named: who names it, and in which property. Names are those that the reader makes.
#[derive(Default)]
pub(super) struct Relation<'a> {
    named: BTreeMap<String, Vec<Namer<'a>>>,
    /// By region of the resource that may name something: why it is not known what, each reason once.
    unread: BTreeMap<&'a str, BTreeMap<Gap, Vec<Evidence>>>,
}

#[derive(Clone, Copy)]
pub(super) struct Namer<'a> {
    pub resource: &'a Resource,
    /// `properties.X`
    pub path: &'static str,
}

impl<'a> Relation<'a> {
    /// Reads what one property of some resources names; `read` gives `None` for a form that is not expected.
    pub fn of(
        mut self,
        resources: &[&'a Resource],
        path: &'static str,
        read: impl Fn(&'a Resource, &'a Value) -> Option<BTreeSet<String>>,
    ) -> Self {
        for resource in resources {
            let (gaps, evidence) = match field_of(resource, path) {
                None => {
                    let gap = Gap { error: path.to_owned(), ..Gap::bare(GapCode::NotCollected) };
                    (vec![gap], Vec::new())
                }
                Some(field) => match &field.known {
                    Known::Absent => continue,
                    Known::Gap(gaps) => (gaps.clone(), field.evidence.clone()),
                    Known::Value(value) => match read(resource, value) {
                        None => (vec![unexpected(path, field)], field.evidence.clone()),
                        Some(names) => {
                            for name in names {
                                self.named.entry(name).or_default().push(Namer { resource, path });
                            }
                            continue;
                        }
                    },
                },
            };
            let region = self.unread.entry(resource.region.as_str()).or_default();
            for gap in gaps {
                region.entry(gap).or_insert_with(|| evidence.clone());
            }
        }
        self
    }

    /// Who names it, in the order read.
    pub fn namers(&self, name: &str) -> &[Namer<'a>] {
        self.named.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// All names of a form, whoever they belong to.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Whether all that might name something in `region` was read (`None`: in any region); notes why not.
    pub fn is_read(&self, inquiry: &mut Inquiry, region: Option<&str>) -> bool {
        let mut read = true;
        let here = |own: &str| region.is_none_or(|region| own == region || own == "unknown" || region == "unknown");
        for (_, gaps) in self.unread.iter().filter(|(own, _)| here(own)) {
            for (gap, evidence) in gaps {
                inquiry.note(gap.clone());
                inquiry.cite(evidence);
                read = false;
            }
        }
        read
    }
}

impl Namer<'_> {
    /// Cites the answer that the naming rests on.
    pub fn cite(&self, inquiry: &mut Inquiry) {
        inquiry.read(self.resource, self.path, Some);
    }

    /// The property's own name.
    pub fn property(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}
