//! What whoever holds some policies may do with them.
//!
//! The holder is a user, a role or a federated user of the own account. What is his to choose he chooses: the way that
//! his requests come, https, a second factor, the time from now on, whatever he asks for. Names, tags and ids are given
//! to him, by those who run the account: a policy that asks for some is asked about the holder who has them. What hangs
//! on the resource is nobody's choice: a condition on it narrows what is reached.
//!
//! Everything means whatever nobody has named: a `Deny` that takes off some actions, some resources or those with some
//! tag leaves everything; one that leaves but some takes everything away.

mod key;
mod pin;
mod question;
mod scope;
mod view;

pub(super) use key::{arns, exactly, never, service_names};
pub(super) use question::Question;
pub(super) use scope::Scope;

use super::strangers::Standpoint;

/// Somebody who holds policies.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// The partition that the account lies in: `aws`.
    pub partition: &'a str,
    /// His account, its organisation, and when it is asked.
    pub at: Standpoint<'a>,
    /// The ARN of the user or role, where it is one that is known. `None`: whoever has the policy.
    pub arn: Option<&'a str>,
}

impl<'a> Holder<'a> {
    /// The user or role of that ARN. That of a group stands for whoever is in it.
    #[must_use]
    pub fn named(self, arn: &'a str) -> Self {
        Self { arn: Some(arn), ..self }
    }
}

#[cfg(test)]
pub(super) mod tests;
