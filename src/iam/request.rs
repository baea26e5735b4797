//! One request, as AWS authorises it: who asks for what, and what else is known of it.

use std::collections::BTreeMap;

/// A request in full. What is not in the context is not sent with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub caller: Caller,
    /// `service:Action`
    pub action: String,
    /// An ARN, or `*` for actions that work on no resource.
    pub resource: String,
    /// The account that owns the resource.
    pub resource_account: String,
    pub context: Context,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// The request is not signed.
    Anonymous,
    /// An AWS service of that name, for itself: `cloudtrail.amazonaws.com`.
    Service(String),
    /// The root user of an account.
    Root { account: String, partition: String },
    /// `arn:P:iam::ACCOUNT:user/NAME`
    User(String),
    /// The session of a role: the ARN of the session, and of its role with the path, where it is known.
    /// `*` as the name of the session: any of the role.
    Session { arn: String, role: Option<String> },
    /// `arn:P:sts::ACCOUNT:federated-user/NAME`
    FederatedUser(String),
    /// Who shows a token or assertion of an identity provider: `sts:AssumeRoleWith...`
    Federated(String),
    /// An account known to S3 by its canonical id only.
    Canonical(String),
    /// An origin access identity of CloudFront, by its ARN.
    OriginAccess(String),
}

impl Caller {
    /// The account that the caller belongs to, where there is one.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Root { account, .. } => Some(account),
            Self::User(arn) | Self::Session { arn, .. } | Self::FederatedUser(arn) => arn.split(':').nth(4),
            _ => None,
        }
    }

    /// How people name the caller.
    pub fn text(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Root { account, partition } => format!("arn:{partition}:iam::{account}:root"),
            Self::Service(text)
            | Self::User(text)
            | Self::Session { arn: text, .. }
            | Self::FederatedUser(text)
            | Self::Federated(text)
            | Self::Canonical(text)
            | Self::OriginAccess(text) => text.clone(),
        }
    }
}

/// The condition keys of a request. Names compare without case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<String, Entry>,
    /// Whether keys that are not here may be sent too.
    is_open: bool,
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A key of one value.
    One(String),
    /// A key of many values, as it may have none.
    Many(Vec<String>),
    /// The key may be sent, and what it holds is not known.
    Unknown,
}

impl Context {
    /// What the request says under a key; `None` where it lacks it.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        // Most keys come in lower case already: no copy then.
        let said = if key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.keys.get(&key.to_ascii_lowercase())
        } else {
            self.keys.get(key)
        };
        said.or(if self.is_open { Some(&Entry::Unknown) } else { None })
    }

    /// From now on every key that is not set is [`Entry::Unknown`]: nobody said that the request lacks it.
    pub fn open(&mut self) {
        self.is_open = true;
    }

    /// The one value of a key; `None` where the request lacks it, or has many.
    pub fn one(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Entry::One(value) => Some(value),
            Entry::Many(_) | Entry::Unknown => None,
        }
    }

    /// Sets a key of one value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.insert(key, Entry::One(value.into()));
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &str) {
        self.keys.remove(&key.to_ascii_lowercase());
    }

    /// Sets a key.
    pub fn insert(&mut self, key: &str, entry: Entry) {
        self.keys.insert(key.to_ascii_lowercase(), entry);
    }

    /// All keys in lower case, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.keys.iter().map(|(key, entry)| (key.as_str(), entry))
    }
}
