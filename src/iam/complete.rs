//! The condition keys that follow from who asks.

use super::request::{Caller, Entry, Request};

/// Keys that AWS sends with every request, whoever asks.
const ALWAYS: [&str; 10] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:userid",
];

impl Request {
    /// Fills in the condition keys that follow from the caller, unless they are given. Keys that AWS always sends and
    /// that nothing tells become [`Entry::Unknown`]; all other keys stay absent.
    ///
    /// Follows "AWS global condition context keys" and the table of principal keys in "IAM policy elements: Variables
    /// and tags" of the IAM user guide.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.learn_role();
        let caller = self.caller.clone();
        if let Some(account) = caller.account() {
            self.give("aws:PrincipalAccount", account);
        }
        if self.resource != "*" {
            let owner = self.resource_account.clone();
            self.give("aws:ResourceAccount", &owner);
        }
        let signed = !matches!(caller, Caller::Anonymous | Caller::Federated(_));
        match &caller {
            Caller::Anonymous => {
                for key in ["aws:PrincipalAccount", "aws:userid"] {
                    self.give(key, "anonymous");
                }
                self.give("aws:PrincipalType", "Anonymous");
            }
            Caller::Root { account, .. } => {
                self.give("aws:PrincipalArn", &caller.text());
                self.give("aws:PrincipalType", "Account");
                self.give("aws:userid", account);
            }
            Caller::User(arn) => {
                self.give("aws:PrincipalArn", arn);
                self.give("aws:PrincipalType", "User");
                self.give("aws:username", last(arn));
            }
            Caller::Session { role, .. } => {
                match role {
                    Some(role) => self.give("aws:PrincipalArn", role),
                    None => self.leave_open("aws:PrincipalArn"),
                }
                self.give("aws:PrincipalType", "AssumedRole");
            }
            Caller::FederatedUser(arn) => {
                self.give("aws:PrincipalArn", arn);
                self.give("aws:PrincipalType", "FederatedUser");
                let id = format!("{}:{}", caller.account().unwrap_or_default(), last(arn));
                self.give("aws:userid", &id);
            }
            Caller::Service(name) => {
                self.give("aws:PrincipalIsAWSService", "true");
                self.give("aws:PrincipalServiceName", name);
                // What a service says of itself otherwise is not told.
                for key in ["aws:PrincipalServiceNamesList", "aws:PrincipalArn"] {
                    self.leave_open(key);
                }
            }
            Caller::Federated(name) => self.give("aws:FederatedProvider", name),
            Caller::Canonical(_) | Caller::OriginAccess(_) => self.leave_open("aws:PrincipalArn"),
        }
        if signed {
            self.give("aws:PrincipalIsAWSService", "false");
        }
        for key in ALWAYS {
            self.leave_open(key);
        }
        self
    }

    /// The role of a session with its path, from the key that tells it.
    fn learn_role(&mut self) {
        let Caller::Session { arn, role: role @ None } = &mut self.caller else { return };
        let told = self.context.one("aws:PrincipalArn").filter(|told| told.contains(":role/"));
        *role = told.filter(|told| arn.split('/').nth(1) == Some(last(told))).map(str::to_owned);
    }

    fn give(&mut self, key: &str, value: &str) {
        if self.context.get(key).is_none() {
            self.context.set(key, value);
        }
    }

    fn leave_open(&mut self, key: &str) {
        if self.context.get(key).is_none() {
            self.context.insert(key, Entry::Unknown);
        }
    }
}

/// The name at the end of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
