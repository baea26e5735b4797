//! CloudTrail's event selectors: do they take every read and every write of a bucket's objects?

use serde_json::Value;

use crate::iam::Truth;

use super::shape::{list, optional, text, texts};

const OBJECTS: &str = "AWS::S3::Object";

/// Whose objects are meant.
#[derive(Clone, Copy)]
pub(super) struct Objects<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    /// `None`: of every bucket that there is or will be.
    pub bucket: Option<&'a str>,
}

impl Objects<'_> {
    /// What their ARNs start with.
    fn prefix(self) -> String {
        let all = format!("arn:{}:s3:::", self.partition);
        self.bucket.map_or(all.clone(), |name| format!("{all}{name}/"))
    }
}

/// Which of reads and writes a basic selector takes; missing means both. `None` for a word that AWS does not document.
pub(super) fn read_write(selector: &Value) -> Option<&str> {
    let kind = optional(selector, "ReadWriteType", Value::as_str)?.unwrap_or("All");
    matches!(kind, "All" | "ReadOnly" | "WriteOnly").then_some(kind)
}

/// Basic selectors. Several may add up: one takes the reads, another the writes.
pub(super) fn basic(value: &Value, objects: Objects) -> Option<Taken> {
    let mut taken = Taken::default();
    for selector in value.as_array()? {
        let kind = read_write(selector)?;
        let resources = optional(selector, "DataResources", |list| list.as_array().map(Vec::as_slice))?;
        for resource in resources.unwrap_or_default() {
            let of_objects = text(resource, "Type")? == OBJECTS;
            for arn in texts(resource, "Values")? {
                if of_objects {
                    let all = covers_all_objects(arn, objects);
                    taken.add(all, matches!(kind, "All" | "ReadOnly"), matches!(kind, "All" | "WriteOnly"));
                }
            }
        }
    }
    Some(taken)
}

/// A value names all buckets (`arn:P:s3`, in old trails `arn:P:s3:::`), a whole bucket (`arn:P:s3:::NAME/`), or a part.
fn covers_all_objects(arn: &str, objects: Objects) -> Truth {
    let all = format!("arn:{}:s3", objects.partition);
    let whole = objects.prefix();
    if arn == all || arn == format!("{all}:::") || arn == whole {
        return Truth::Yes;
    }
    // Some other prefix of the bucket's ARN is no form that AWS documents.
    if whole.starts_with(arn) { Truth::Maybe } else { Truth::No }
}

/// Advanced selectors: any of them suffices, all fields of one must fit.
pub(super) fn advanced(value: &Value, objects: Objects) -> Option<Taken> {
    let mut taken = Taken::default();
    for selector in value.as_array()? {
        let mut probes = PROBES.map(|probe| (probe, Truth::Yes));
        // AWS demands both fields; a selector without one is not understood.
        let (mut category, mut kind) = (Truth::Maybe, Truth::Maybe);
        for field in list(selector, "FieldSelectors")? {
            let test = Test::of(field)?;
            match text(field, "Field")? {
                "eventCategory" => category = test.of_text("Data"),
                "resources.type" => kind = test.of_text(OBJECTS),
                "resources.ARN" => {
                    let all = test.of_all_objects(&objects.prefix());
                    probes.iter_mut().for_each(|(_, truth)| *truth = truth.and(all));
                }
                "readOnly" => probes.iter_mut().for_each(|(probe, truth)| {
                    *truth = truth.and(test.of_text(if probe.reads { "true" } else { "false" }));
                }),
                // What a field says of single events never makes it certain that all are taken.
                "eventName" => probes.iter_mut().for_each(|(probe, truth)| {
                    *truth = truth.and(test.of_text(probe.event)).and(Truth::Maybe);
                }),
                "eventSource" => {
                    let source = test.of_text("s3.amazonaws.com");
                    probes.iter_mut().for_each(|(_, truth)| *truth = truth.and(source));
                }
                _ => probes.iter_mut().for_each(|(_, truth)| *truth = truth.and(Truth::Maybe)),
            }
        }
        for (place, (_, truth)) in probes.into_iter().enumerate() {
            taken.0[place] = taken.0[place].or(truth.and(category).and(kind));
        }
    }
    Some(taken)
}

/// Events that every complete record of a bucket holds.
#[derive(Clone, Copy)]
struct Probe {
    event: &'static str,
    reads: bool,
}

const PROBES: [Probe; 3] = [
    Probe { event: "GetObject", reads: true },
    Probe { event: "PutObject", reads: false },
    Probe { event: "DeleteObject", reads: false },
];

/// What is taken of each probe, as far as it is decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken([Truth; PROBES.len()]);

impl Default for Taken {
    fn default() -> Self {
        Self([Truth::No; PROBES.len()])
    }
}

impl Taken {
    /// Everything in the same way.
    pub fn all(truth: Truth) -> Self {
        Self([truth; PROBES.len()])
    }

    /// What this or the other takes.
    pub fn or(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own = own.or(other));
        self
    }

    /// What is taken where `truth` holds.
    pub fn and(mut self, truth: Truth) -> Self {
        self.0.iter_mut().for_each(|own| *own = own.and(truth));
        self
    }

    /// Whether this surely takes something that `other` may not.
    pub fn adds_to(self, other: Self) -> bool {
        self.0.into_iter().zip(other.0).any(|(own, other)| own == Truth::Yes && other != Truth::Yes)
    }

    /// Whether nothing of it is open.
    pub fn is_decided(self) -> bool {
        !self.0.contains(&Truth::Maybe)
    }

    /// Whether all reads are taken.
    pub fn reads(self) -> Truth {
        self.where_probe(|probe| probe.reads)
    }

    /// Whether all writes are taken.
    pub fn writes(self) -> Truth {
        self.where_probe(|probe| !probe.reads)
    }

    /// Reads and writes.
    pub fn both(self) -> Truth {
        self.reads().and(self.writes())
    }

    fn where_probe(self, asked: impl Fn(Probe) -> bool) -> Truth {
        self.0.into_iter().zip(PROBES).filter(|(_, probe)| asked(*probe)).fold(Truth::Yes, |all, (own, _)| all.and(own))
    }

    fn add(&mut self, truth: Truth, reads: bool, writes: bool) {
        for (taken, probe) in self.0.iter_mut().zip(PROBES) {
            if if probe.reads { reads } else { writes } {
                *taken = taken.or(truth);
            }
        }
    }
}

/// The operators of one field: positive ones are met by any value, negative ones by none.
pub(super) struct Test<'a> {
    positive: Vec<(&'static str, Vec<&'a str>)>,
    negative: Vec<(&'static str, Vec<&'a str>)>,
}

impl<'a> Test<'a> {
    /// The operators of a field; `None` where their values are no texts.
    pub fn of(field: &'a Value) -> Option<Self> {
        let mut test = Self { positive: Vec::new(), negative: Vec::new() };
        for (name, positive) in [
            ("Equals", true),
            ("StartsWith", true),
            ("EndsWith", true),
            ("NotEquals", false),
            ("NotStartsWith", false),
            ("NotEndsWith", false),
        ] {
            let values = texts(field, name)?;
            if !values.is_empty() {
                if positive { &mut test.positive } else { &mut test.negative }.push((name, values));
            }
        }
        Some(test)
    }

    /// Whether one text meets the field.
    pub fn of_text(&self, actual: &str) -> Truth {
        let meets = |(name, values): &(&str, Vec<&str>)| {
            values.iter().any(|value| match *name {
                "Equals" | "NotEquals" => actual == *value,
                "StartsWith" | "NotStartsWith" => actual.starts_with(value),
                _ => actual.ends_with(value),
            })
        };
        self.verdict(self.positive.iter().map(|one| meets(one).into()), self.negative.iter().any(meets).into())
    }

    /// Whether every ARN that starts with `prefix` meets the field.
    fn of_all_objects(&self, prefix: &str) -> Truth {
        let all = |(name, values): &(&str, Vec<&str>)| {
            Truth::from(match *name {
                "StartsWith" => values.iter().any(|value| prefix.starts_with(value)),
                "EndsWith" => values.contains(&""),
                // One object is not all of them.
                _ => false,
            })
        };
        let excludes = |(name, values): &(&str, Vec<&str>)| {
            values.iter().any(|value| match *name {
                "NotEquals" => value.len() > prefix.len() && value.starts_with(prefix),
                "NotStartsWith" => value.starts_with(prefix) || prefix.starts_with(value),
                _ => true,
            })
        };
        self.verdict(self.positive.iter().map(all), self.negative.iter().any(excludes).into())
    }

    /// How several positive operators of one field combine is not documented: decided only where they agree.
    fn verdict(&self, positive: impl Iterator<Item = Truth>, excluded: Truth) -> Truth {
        let positive: Vec<Truth> = positive.collect();
        let met = match positive.as_slice() {
            [] => Truth::from(!self.negative.is_empty()),
            [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
            _ => Truth::Maybe,
        };
        met.and(excluded.negated())
    }
}
