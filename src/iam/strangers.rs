//! What anybody in the world may do with a thing by its policy: with a bucket, an access point, a key, a role.

use super::access_point::AccessPoint;
use super::bucket::{Action, Bucket, LIST, READ, Target, WRITE};
use super::exposure::case::Trust;
use super::exposure::{Access, Kind, Question, Strangers, Zone, strangers};
use super::lone::KEY_ACTIONS;
use super::parse::Policy;
use super::truth::Truth;

/// Whose a resource is, and when that is asked.
#[derive(Debug, Clone, Copy)]
pub struct Standpoint<'a> {
    /// The account that owns the resource.
    pub account: &'a str,
    /// Its organisation, where one is known.
    pub organization: Option<&'a str>,
    /// Whom else the owner declares as trusted.
    pub trust: Option<&'a Trust>,
    /// Now, in milliseconds since 1970.
    pub now: i64,
}

impl Standpoint<'_> {
    /// Who is no stranger.
    pub fn zone(&self) -> Zone {
        self.trust.map_or_else(
            || Trust::default().zone(self.account, self.organization),
            |trust| trust.zone(self.account, self.organization),
        )
    }
}

/// Which of `actions` a stranger may do: an anonymous caller, or one with an AWS account that the policy cannot know.
///
/// `Deny` is subtracted, exactly: a grant is certain if a request remains that no `Deny` can reach, and there is none
/// if nothing remains that a `Deny` does not surely take away. Strangers choose what is theirs to choose.
/// See "Policy evaluation logic" of the IAM user guide; an object action needs an object's ARN.
pub fn stranger_access(policy: &Policy, bucket: Bucket, at: Standpoint, actions: &[Action]) -> Access {
    let names: Vec<&'static str> = actions.iter().map(|action| action.name).collect();
    ask(policy, "AWS::S3::Bucket", bucket.arn(), at, &names)
}

/// What a stranger may do through an access point: read, list or change objects.
///
/// The bucket's policy must let the request through too: it commonly leaves that to its access points. `Deny` is
/// subtracted. See "Configuring IAM policies for using access points" of the S3 user guide.
pub fn access_point_access(policy: &Policy, point: &AccessPoint, at: Standpoint) -> Access {
    // An access point has no settings of a bucket.
    let changing = WRITE.iter().filter(|action| action.on == Target::Object);
    let names: Vec<&'static str> = READ.iter().chain(LIST).chain(changing).map(|action| action.name).collect();
    ask(policy, "AWS::S3::AccessPoint", point.arn(), at, &names)
}

/// What strangers may do with a key, by its ARN: anybody with an AWS account.
pub fn key_access(policy: &Policy, arn: &str, at: Standpoint) -> Access {
    ask(policy, "AWS::KMS::Key", arn.to_owned(), at, KEY_ACTIONS)
}

/// Whether strangers may assume a role, by its ARN: anybody with an AWS account.
///
/// Whom an identity provider vouches for is another question, unless the document asks for no provider at all: what
/// `*` lets in then AWS does not document. Tagging a session or naming its source lets nobody in.
pub fn trust_access(policy: &Policy, arn: &str, at: Standpoint) -> Access {
    let mut answer = ask(policy, "AWS::IAM::Role", arn.to_owned(), at, &["sts:AssumeRole"]);
    let question = question("AWS::IAM::Role", arn.to_owned(), at);
    let federated = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
    let unnamed = Strangers { actions: &federated, only_unnamed_providers: true, ..Strangers::default() };
    answer.doubts.extend(question.map(|question| strangers(policy, &question, &unnamed)).unwrap_or_default().doubts);
    answer
}

fn ask(policy: &Policy, kind: &str, resource: String, at: Standpoint, actions: &[&'static str]) -> Access {
    let asked = Strangers { actions, ..Strangers::default() };
    question(kind, resource, at).map(|question| strangers(policy, &question, &asked)).unwrap_or_default()
}

/// A question about a resource of the owner's. `None`: no kind of that name.
pub fn question(kind: &str, resource: String, at: Standpoint) -> Option<Question> {
    Some(Question {
        kind: Kind::named(kind)?,
        zone: at.zone(),
        resource: Some(resource),
        is_restricted: Truth::No,
        now: at.now,
    })
}

/// A question about everyone, whom the owner trusts among them: also they are bound by what he demands.
pub(super) fn everyone(kind: &str, resource: String, at: Standpoint) -> Option<Question> {
    question(kind, resource, Standpoint { trust: None, ..at })
}

#[cfg(test)]
mod tests;
