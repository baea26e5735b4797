//! Roles that services take on for others: whether a stranger could have a service use one.

use std::collections::BTreeSet;

use super::exposure::{Admission, Question, Zone, own_service_enters, service_enters};
use super::identity::doubt;
use super::lone::issue_of_trust;
use super::parse::{Effect, Element, Policy, Statement};
use super::principal::Principal;
use super::rule::Doubt;
use super::truth::Truth;

/// Services that assume a role on behalf of whoever configured them, and say for whom, with what they do by it: by the
/// first part of their name. Each guide asks for `aws:SourceAccount` or `aws:SourceArn` in the trust policy of its
/// roles, or shows it there.
///
/// Not among them: services that run what their customer brings (`ec2`, `lambda`, `ecs-tasks`), where `iam:PassRole`
/// in the account of the role is what guards it; `cloudtrail`, whose guide says that its roles take neither key; and
/// those that deliver without a role (`delivery.logs`, `logging.s3`).
const DEPUTIES: &[(&str, &str)] = &[
    ("apigateway", "calls integrations, writes logs"),
    ("appsync", "reads data sources, writes logs"),
    ("backup", "copies what a plan selects"),
    ("bedrock", "runs agents, jobs and knowledge bases"),
    ("bedrock-agentcore", "runs agents and their tools"),
    ("codebuild", "runs builds of a project"),
    ("cognito-idp", "sends messages of a user pool"),
    ("config", "records and delivers configurations"),
    ("events", "calls the targets of rules"),
    ("firehose", "delivers streams"),
    ("logs", "feeds the destinations of subscriptions"),
    ("pipes", "reads sources and calls targets"),
    ("s3", "replicates objects, runs batch jobs"),
    ("sagemaker", "runs jobs, notebooks and endpoints"),
    ("scheduler", "calls the targets of schedules"),
    ("ses", "hands messages on"),
    ("sns", "feeds streams, writes logs of delivery"),
    ("states", "calls what a state machine names"),
    ("transfer", "opens a server's storage to its users"),
    ("vpc-flow-logs", "writes flow logs"),
];

/// Whether a service, by its principal, works with a role for callers that its owner may not know. What is no service
/// of AWS by its name may be any.
pub(super) fn acts_for_callers(principal: &str) -> bool {
    let Some((name, _)) = principal.split_once(".amazonaws.com") else { return true };
    DEPUTIES.iter().any(|(own, _)| {
        let rest = name.strip_prefix(own);
        // A regional form: `logs.eu-west-1.amazonaws.com`.
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Trust in a service that acts for others.
#[derive(Debug, Clone, PartialEq)]
pub struct Deputy {
    /// Index of the statement.
    pub statement: usize,
    /// The service as written, such as `apigateway.amazonaws.com`.
    pub service: String,
    /// The statement with that service alone, and all that may deny it.
    pub policy: Policy,
}

/// Every service that acts for others and that a trust policy lets assume the role; with why there may be more.
///
/// A service that can never use it, because of a `Deny` or of conditions that contradict each other, is left out. See
/// "The confused deputy problem" of the IAM user guide.
pub fn deputies(policy: &Policy, question: &Question) -> (Vec<Deputy>, BTreeSet<Doubt>) {
    let (mut found, mut doubts) = (Vec::new(), BTreeSet::new());
    for statement in policy.statements.iter().filter(|statement| statement.may_be(Effect::Allow)) {
        if let Some(issue) = issue_of_trust(statement) {
            doubts.insert(doubt(statement, &format!("statement not understood: {issue}")));
            continue;
        }
        for principal in services(statement) {
            let (service, policy) = (principal.text(), policy.only(statement, principal));
            let deputy = Deputy { statement: statement.index, service: service.to_owned(), policy };
            let ours = own_service_enters(&deputy.policy, question, service, ASSUME_ROLE);
            let theirs = deputy.works_for_strangers(question, &Zone::default());
            if ours.truth != Truth::No || theirs.truth != Truth::No {
                found.push(deputy);
            }
        }
    }
    (found, doubts)
}

impl Deputy {
    /// Whether the service can use the role for an account outside `zone`.
    ///
    /// `aws:SourceAccount`, `aws:SourceArn` with an account in it, `aws:SourceOrgID` and `aws:SourceOrgPaths` keep it
    /// from that, in the `Allow` or, turned around, in a `Deny`.
    pub fn works_for_strangers(&self, question: &Question, zone: &Zone) -> Admission {
        service_enters(&self.policy, question, &self.service, zone, ASSUME_ROLE)
    }
}

const ASSUME_ROLE: &[&str] = &["sts:AssumeRole"];

fn services(statement: &Statement) -> impl Iterator<Item = &Principal> {
    let listed = match &statement.principals {
        Element::Is(listed) => listed.as_slice(),
        _ => &[],
    };
    listed.iter().filter(|one| matches!(one, Principal::Service(name) if acts_for_callers(name)))
}

#[cfg(test)]
mod tests;
