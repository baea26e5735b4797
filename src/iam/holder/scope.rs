//! What is asked about: some actions, and the resources that they work on.

use super::super::text::Pattern;
use super::super::vocabulary::{self, Action, Service};
use super::key::arns;

/// Actions and resources.
pub struct Scope {
    /// Actions in lower case, with the service.
    pub actions: Pattern,
    /// ARNs.
    pub resources: Pattern,
    /// The service that all the actions are of. `None`: of any.
    pub service: Option<String>,
    /// The one action that it is about, where the vocabulary has it.
    pub action: Option<&'static Action>,
}

impl Scope {
    /// Every action on everything.
    pub fn everything(partition: &str) -> Self {
        Self { actions: Pattern::glob("?*:?*"), resources: arns(partition), service: None, action: None }
    }

    /// Every action of a service, on everything.
    pub fn service(service: &str, partition: &str) -> Self {
        Self {
            actions: Pattern::literal(service).concat(&Pattern::glob(":?*")),
            resources: arns(partition),
            service: Some(service.to_owned()),
            action: None,
        }
    }

    /// One action, `service:Name`, on all resources whose ARNs are such.
    pub fn action(action: &str, resources: &str) -> Self {
        let (service, name) = action.split_once(':').unwrap_or_default();
        Self {
            actions: Pattern::literal(&action.to_ascii_lowercase()),
            resources: Pattern::arn(resources).unwrap_or_else(Pattern::everything),
            service: Some(service.to_ascii_lowercase()),
            action: vocabulary::service(service).and_then(|service| service.action(name)),
        }
    }

    /// Whether the usual request of these actions can have a key, in lower case.
    ///
    /// A key of few actions is not there for the others: what asks for it speaks of these few.
    pub fn has(&self, key: &str) -> bool {
        let prefix = key.split(':').next().unwrap_or_default();
        let of_request = key.starts_with("aws:requesttag/") || key == "aws:tagkeys";
        let of_resource = key.starts_with("aws:resourcetag/");
        let is_global = (prefix == "aws" && !of_request && !of_resource)
            || prefix.contains('.')
            || matches!(prefix, "saml" | "identitystore")
            || super::super::exposure::OF_CREDENTIALS.contains(&key);
        if is_global {
            return true;
        }
        let (Some(service), Some(known)) = (self.known_service(), vocabulary::condition_key(key)) else {
            return false;
        };
        let has = |action: &Action| service.keys_of(action).iter().any(|own| own.name == known.name);
        match self.action {
            Some(action) => has(action),
            None => service.actions().iter().filter(|action| has(action)).count() * 2 > service.actions().len(),
        }
    }

    /// Whether a key, in lower case, describes resources of the service rather than what is asked of them.
    pub fn is_of_resource(&self, key: &str) -> bool {
        let open = |name: &&str| name.ends_with(['/', ':']);
        let is_listed = OF_RESOURCES.iter().any(|name| if open(name) { key.starts_with(name) } else { key == *name });
        let of_type = || {
            let (Some(service), Some(known)) = (self.known_service(), vocabulary::condition_key(key)) else {
                return false;
            };
            let mut types = service.resource_types().iter();
            types.any(|kind| service.keys_of_type(kind).any(|own| own.name == known.name))
        };
        is_listed || key.contains(":resourcetag/") || (!key.starts_with("aws:") && of_type())
    }

    fn known_service(&self) -> Option<&'static Service> {
        vocabulary::service(self.service.as_deref()?)
    }
}

/// Keys, in lower case, of the resource, of what is in it, or of the way that its owner has made to it. One that ends in
/// `/` or `:` stands for all that begin with it.
const OF_RESOURCES: &[&str] = &[
    "aws:resourceaccount",
    "aws:resourceorgid",
    "kms:encryptioncontext:",
    "kms:encryptioncontextkeys",
    "kms:requestalias",
    "kms:resourcealiases",
    "s3:accesspointnetworkorigin",
    "s3:accesspointtag/",
    "s3:buckettag/",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:existingobjecttag/",
    "s3:resourceaccount",
];
