//! One question on the way to its answer: what was consulted, and what could not be read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::resource::{Evidence, Field, Gap, GapCode, Known, Resource, field_of};

/// Collects evidence and gaps while a fact is worked out.
///
/// Functions that take an inquiry return `None` for "not known", and have noted why. The fact may come out all the
/// same; then the gaps are dropped.
#[derive(Default)]
pub(super) struct Inquiry {
    evidence: BTreeSet<Evidence>,
    gaps: BTreeSet<Gap>,
}

impl Inquiry {
    /// Consults one top-level name of a resource (`properties.X`, `status.X`, `tags`).
    ///
    /// `None`: not known. `Some(None)`: there is none. A value that `shape` does not take is not known: whoever sent
    /// it meant something that we did not understand.
    pub fn read<'a, T>(
        &mut self,
        resource: &'a Resource,
        path: &str,
        shape: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(field) = field_of(resource, path) else {
            self.note(Gap { error: path.to_owned(), ..Gap::bare(GapCode::NotCollected) });
            return None;
        };
        self.cite(&field.evidence);
        match &field.known {
            Known::Absent => Some(None),
            Known::Gap(gaps) => {
                self.gaps.extend(gaps.iter().cloned());
                None
            }
            Known::Value(value) => {
                let read = shape(value);
                if read.is_none() {
                    self.note(unexpected(path, field));
                }
                read.map(Some)
            }
        }
    }

    /// Consults a name that AWS always has an answer for: none counts as not understood.
    pub fn require<'a, T>(
        &mut self,
        resource: &'a Resource,
        path: &str,
        shape: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Option<T> {
        let read = self.read(resource, path, shape)?;
        if read.is_none() {
            self.note(Gap { error: format!("{path} is missing"), ..Gap::bare(GapCode::Undecodable) });
        }
        read
    }

    /// A whole fact: `ask` finds a value, `Some(None)` where the question does not arise, `None` where it is not known.
    pub fn tell(ask: impl FnOnce(&mut Self) -> Option<Option<Value>>) -> Field {
        let mut inquiry = Self::default();
        match ask(&mut inquiry) {
            None => inquiry.unknown(),
            Some(None) => inquiry.absent(),
            Some(Some(value)) => inquiry.known(value),
        }
    }

    /// Takes over what another fact comes to: `Some(None)` where its question does not arise.
    pub fn adopt(&mut self, fact: Field) -> Option<Option<Value>> {
        self.cite(&fact.evidence);
        match fact.known {
            Known::Value(value) => Some(Some(value)),
            Known::Absent => Some(None),
            Known::Gap(gaps) => {
                self.gaps.extend(gaps);
                None
            }
        }
    }

    /// Asks a part of the question. Once it is answered, what could not be read on the way does not matter any more.
    pub fn settle<T>(&mut self, ask: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.gaps.clone();
        let answer = ask(self);
        if answer.is_some() {
            self.gaps = before;
        }
        answer
    }

    /// Notes something that is not known.
    pub fn note(&mut self, gap: Gap) {
        self.gaps.insert(gap);
    }

    /// Notes an answer that was looked at.
    pub fn cite(&mut self, evidence: &[Evidence]) {
        self.evidence.extend(evidence.iter().cloned());
    }

    /// What was looked at and what is not known, for an inquiry that several questions share.
    pub fn into_parts(self) -> (Vec<Evidence>, Vec<Gap>) {
        (self.evidence.into_iter().collect(), self.gaps.into_iter().collect())
    }

    /// The fact is this, whatever the gaps hold.
    pub fn known(self, value: impl Into<Value>) -> Field {
        Field::value(value, self.evidence.into_iter().collect())
    }

    /// The question does not arise.
    pub fn absent(self) -> Field {
        Field::absent(self.evidence.into_iter().collect())
    }

    /// The fact rests on the gaps.
    pub fn unknown(mut self) -> Field {
        if self.gaps.is_empty() {
            // Cannot happen as long as every `None` is noted; a gap must say something all the same.
            self.note(Gap::undecided("no reason was noted"));
        }
        Field { known: Known::Gap(self.gaps.into_iter().collect()), evidence: self.evidence.into_iter().collect() }
    }

    /// The value if there is one, else the gaps.
    pub fn answer(self, value: Option<impl Into<Value>>) -> Field {
        match value {
            Some(value) => self.known(value),
            None => self.unknown(),
        }
    }
}

/// The gap of a value that has not the form that its name promises.
pub(super) fn unexpected(path: &str, field: &Field) -> Gap {
    Gap {
        operation: field.evidence.first().map(|evidence| evidence.operation.to_string()).unwrap_or_default(),
        error: format!("{path} has not the form expected"),
        ..Gap::bare(GapCode::Undecodable)
    }
}
