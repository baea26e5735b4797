//! Ways through access points: their policy and the bucket's must both let a request in.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::iam::exposure::{Answer, Class, Exposure, exposure};
use crate::iam::{Named, Policies, Policy, Request, Truth, decide, parse, through_access_point};
use crate::resource::{Gap, Resource};

use super::super::super::document::document;
use super::super::super::index::{Place, name};
use super::super::super::inquiry::Inquiry;
use super::super::super::notion;
use super::super::both;
use super::{Ways, restricted};

const POINT: &str = "AWS::S3::AccessPoint";

impl Ways<'_, '_> {
    /// Access points are asked about only where the bucket's policy takes anybody's requests from some of them.
    pub(super) fn by_points(&mut self, inquiry: &mut Inquiry, policy: &Policy) {
        let Some(question) = self.question("AWS::S3::Bucket", self.bucket) else { return };
        let account = self.index.inventory.account.as_str();
        let shut = |answer: &Answer| matches!(answer.class, Class::Private | Class::External);
        let widest = through_access_point(policy, account, None);
        if shut(&exposure(&widest, &question)) {
            return;
        }
        let public = notion::of_bucket(inquiry, self.bucket, policy);
        let stops = restricted(self.index, inquiry, &[self.bucket], public);
        let stopped = !self.all_stops(inquiry, &widest, &question, stops).surely.is_empty();
        let before = self.undecided;
        if !self.index.is_complete(inquiry, POINT, Place::Region(&self.bucket.region)) {
            self.undecided = true;
        }
        for point in self.index.of_type(POINT) {
            let gate = through_access_point(policy, account, Some(&point.arn));
            let Some(document) = self.door(inquiry, point) else { continue };
            let Some(own) = self.question(POINT, point) else { continue };
            let (mut answer, outer) = (exposure(&document, &own), exposure(&gate, &question));
            if shut(&answer) || shut(&outer) {
                continue;
            }
            let allowed = public_actions(&outer);
            answer.exposures.retain_mut(|exposure| {
                exposure.actions = both(&exposure.actions.iter().cloned().collect(), &allowed).into_iter().collect();
                exposure.severity.is_public() && !exposure.actions.is_empty()
            });
            let surely = answer.class == Class::Public && outer.class == Class::Public;
            if surely && answer.exposures.is_empty() {
                continue;
            }
            if !surely || !answer.exposures.iter_mut().any(|one| passes(one, &gate, self.bucket, account)) {
                answer.class = Class::Unknown;
                inquiry.note(Gap::undecided(format!(
                    "whether the policies of {} and of its access point {} together let anybody in, could make it worse",
                    name(self.bucket),
                    name(point)
                )));
            }
            let either = notion::of_point(inquiry, &document).or(public);
            let stops = restricted(self.index, inquiry, &[point, self.bucket], either);
            let stops = self.all_stops(inquiry, &gate, &question, stops);
            let found = self.settle(inquiry, "access point", &point.arn, answer, &stops);
            self.found.extend(found);
        }
        // Whatever access points there are, none opens what is shut behind all of them.
        if stopped {
            self.undecided = before;
        }
    }

    /// The policy of an access point that leads from the internet to the bucket.
    fn door(&mut self, inquiry: &mut Inquiry, point: &Resource) -> Option<Policy> {
        let owner = |inquiry: &mut Inquiry| inquiry.read(point, "properties.BucketAccountId", Value::as_str);
        let leads = inquiry.require(point, "properties.Bucket", Value::as_str);
        if leads.is_some_and(|bucket| bucket != name(self.bucket)) {
            return None;
        }
        let is_own = owner(inquiry).map(|owner| owner.is_none_or(|owner| owner == self.index.inventory.account));
        if is_own == Some(false) {
            return None;
        }
        let origin = inquiry.require(point, "properties.NetworkOrigin", Value::as_str);
        if origin == Some("VPC") {
            return None;
        }
        match document(inquiry, point, "Policy") {
            Some(None) => None,
            Some(Some(document)) if leads.is_some() && is_own.is_some() && origin == Some("Internet") => Some(document),
            _ => {
                self.undecided = true;
                None
            }
        }
    }
}

fn public_actions(answer: &Answer) -> BTreeSet<String> {
    let public = answer.exposures.iter().filter(|exposure| exposure.severity.is_public());
    public.flat_map(|exposure| exposure.actions.iter().cloned()).collect()
}

/// Whether the bucket's policy lets in what an access point's does. The witness becomes that request.
fn passes(exposure: &mut Exposure, gate: &Policy, bucket: &Resource, account: &str) -> bool {
    static ALL: LazyLock<Option<Policy>> = LazyLock::new(|| {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        parse(text).ok()
    });
    let Some(action) = exposure.actions.first() else { return false };
    let key = exposure.witness.resource.split_once("/object/").map(|(_, key)| format!("/{key}")).unwrap_or_default();
    let asked = Request {
        action: action.clone(),
        resource: format!("{}{key}", bucket.arn),
        resource_account: account.to_owned(),
        ..exposure.witness.clone()
    };
    let policies = Policies {
        identity: ALL.iter().map(|policy| Named { name: "all", policy }).collect(),
        resource: Some(Named { name: "policy", policy: gate }),
        ..Policies::default()
    };
    exposure.witness.action.clone_from(action);
    decide(&policies, &asked).allowed == Truth::Yes
}
