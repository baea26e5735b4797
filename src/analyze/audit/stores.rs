//! Where records of who did what lie: trails, buckets and log groups.

use crate::resource::{Evidence, Field, Gap, GapCode, Known, Resource};

use super::super::class;
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::groups::is_audit;

/// How a fact is worked out.
type Derive = fn(&Index, &Resource) -> Field;

/// All stores of the account's logs: found once, since every role is asked about them.
#[derive(Default)]
pub(in super::super) struct Stores<'a> {
    /// By type and ARN.
    pub all: Vec<&'a Resource>,
    /// Whether there may be others; `gaps` say why.
    complete: bool,
    evidence: Vec<Evidence>,
    gaps: Vec<Gap>,
}

impl<'a> Stores<'a> {
    /// Trails of the account, buckets that are logs (`IsLog`) and log groups that are audits (`IsAudit`). Where nobody
    /// declared which are, those count that are by what writes to them.
    pub fn of(index: &Index<'a>) -> Self {
        let mut inquiry = Inquiry::default();
        let (mut all, mut complete) = (Vec::new(), true);
        let is_own = |trail: &&Resource| trail.arn.split(':').nth(4) == Some(&index.inventory.account);
        all.extend(index.of_type("AWS::CloudTrail::Trail").iter().copied().filter(is_own));
        let classes: [(&str, &str, Derive); 2] =
            [("AWS::S3::Bucket", "IsLog", class::is_log), ("AWS::Logs::LogGroup", "IsAudit", is_audit)];
        for (kind, fact, derive) in classes {
            let declared = index.declarations.classify.iter().any(|rule| rule.fact == fact);
            for one in index.of_type(kind).iter().copied() {
                let field = derive(index, one);
                let nobody_said = matches!(&field.known, Known::Gap(gaps)
                    if !declared && gaps.iter().all(|gap| gap.code == GapCode::NotDeclared));
                if nobody_said {
                    inquiry.cite(&field.evidence);
                    continue;
                }
                match inquiry.adopt(field).flatten() {
                    Some(class) if class["Value"] == true => all.push(one),
                    Some(_) => {}
                    None => complete = false,
                }
            }
        }
        for kind in ["AWS::CloudTrail::Trail", "AWS::S3::Bucket", "AWS::Logs::LogGroup"] {
            complete &= index.is_complete(&mut inquiry, kind, Place::Anywhere);
        }
        let (evidence, gaps) = inquiry.into_parts();
        Self { all, complete, evidence, gaps }
    }

    /// Whether these are all; cites and notes what that rests on.
    pub fn are_all(&self, inquiry: &mut Inquiry) -> bool {
        inquiry.cite(&self.evidence);
        if !self.complete {
            self.gaps.iter().for_each(|gap| inquiry.note(gap.clone()));
        }
        self.complete
    }
}
