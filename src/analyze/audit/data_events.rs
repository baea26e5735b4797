//! Whether trails record what is done with the objects that matter.

use serde_json::{Value, json};

use crate::iam::Truth;
use crate::resource::{Field, Known, Resource};

use super::super::class;
use super::super::index::{Index, Place, name};
use super::super::inquiry::Inquiry;
use super::super::recorded::by_trails;
use super::super::selectors::Objects;

/// `S3DataEvents`: for reads and for writes, whether trails surely take the objects of every bucket there is or will
/// be, and else the buckets with models, data or logs whose objects they do not take.
///
/// What a bucket is for matters only where it is not covered.
pub(super) fn s3_data_events(index: &Index, _: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let partition = index.inventory.partition.as_str();
    let mut all = [Truth::Maybe; 2];
    inquiry.settle(|inquiry| {
        let (taken, _) = by_trails(index, inquiry, None, Objects { partition, bucket: None });
        all = [taken.reads(), taken.writes()];
        (!all.contains(&Truth::Maybe)).then_some(())
    });
    let mut kinds = all.map(|all| Kind { all, uncovered: Vec::new(), open: all == Truth::Maybe });
    if all != [Truth::Yes; 2] {
        for bucket in index.of_type("AWS::S3::Bucket") {
            judge(index, &mut inquiry, bucket, &mut kinds);
        }
        let listed = index.is_complete(&mut inquiry, "AWS::S3::Bucket", Place::Anywhere);
        kinds.iter_mut().for_each(|kind| kind.open |= !listed && kind.all != Truth::Yes);
    }
    // A bucket that surely is not covered is not hidden by others that are not decided.
    let bad = kinds.iter().any(|kind| !kind.uncovered.is_empty());
    if !bad && kinds.iter().any(|kind| kind.open) {
        return inquiry.unknown();
    }
    let [read, write] = kinds;
    inquiry.known(json!({ "Read": read.told(), "Write": write.told() }))
}

/// Reads, or writes.
struct Kind<'a> {
    all: Truth,
    uncovered: Vec<&'a str>,
    open: bool,
}

impl Kind<'_> {
    fn told(&self) -> Value {
        json!({ "All": self.all == Truth::Yes, "Uncovered": self.uncovered })
    }
}

fn judge<'a>(index: &Index<'a>, inquiry: &mut Inquiry, bucket: &'a Resource, kinds: &mut [Kind<'a>; 2]) {
    let objects = Objects { partition: &index.inventory.partition, bucket: Some(name(bucket)) };
    let mut taken = [Truth::Maybe; 2];
    let mut class = None;
    // A bucket that nobody asks about, or that is covered, leaves no gap behind.
    let settled = inquiry.settle(|inquiry| {
        let (own, _) = by_trails(index, inquiry, Some(&bucket.region), objects);
        taken = [own.reads(), own.writes()];
        if taken == [Truth::Yes; 2] {
            return Some(());
        }
        class = matters(index, inquiry, bucket);
        match class {
            Some(false) => Some(()),
            Some(true) => (!taken.contains(&Truth::Maybe)).then_some(()),
            None => None,
        }
    });
    for (kind, taken) in kinds.iter_mut().zip(taken) {
        match (taken, class) {
            (Truth::Yes, _) | (_, Some(false)) => {}
            (Truth::No, Some(true)) => kind.uncovered.push(&bucket.arn),
            _ => kind.open |= settled.is_none(),
        }
    }
}

/// Whether a bucket holds models, data or logs.
fn matters(index: &Index, inquiry: &mut Inquiry, bucket: &Resource) -> Option<bool> {
    inquiry.settle(|inquiry| {
        let mut truth = Truth::No;
        for fact in [class::is_model, class::is_data, class::is_log] {
            let told = fact(index, bucket);
            let own = match &told.known {
                Known::Value(class) => Truth::from(class["Value"].as_bool()),
                Known::Absent | Known::Gap(_) => Truth::Maybe,
            };
            // A thousand buckets that are nothing of the kind need not be cited.
            if own != Truth::No {
                inquiry.adopt(told);
            }
            truth = truth.or(own);
        }
        truth.decided()
    })
}
