//! Whom a policy names, typed. Any partition.

/// One entry of a `Principal` or `NotPrincipal` element.
///
/// Follows "AWS JSON policy elements: Principal" of the IAM user guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// `"*"` or `{"AWS": "*"}`: everyone; in a bucket policy also callers who do not sign.
    Any,
    /// A 12-digit id or `arn:P:iam::ID:root`: the account delegates as it likes.
    Account(String),
    User {
        account: String,
        arn: String,
    },
    Role {
        account: String,
        arn: String,
    },
    /// `arn:P:sts::ID:assumed-role/ROLE/SESSION`
    Session {
        account: String,
        arn: String,
    },
    /// `arn:P:sts::ID:federated-user/NAME`
    FederatedUser {
        account: String,
        arn: String,
    },
    /// An AWS service, e.g. `logging.s3.amazonaws.com`.
    Service(String),
    /// An identity provider: a SAML or OIDC provider's ARN or a well-known host.
    Federated(String),
    /// A canonical user id of S3: 64 hexadecimal digits.
    Canonical(String),
    /// An origin access identity of CloudFront. Its ARN does not tell whose it is.
    Oai(String),
    /// The id that AWS leaves behind when a user or role was deleted: nobody has it any more.
    DeadId(String),
    /// An AWS principal with `*` or `?` in it. AWS takes them literally and no name holds one, so it is nobody.
    Wildcarded(String),
    /// None of the above: what AWS makes of it is not known.
    Unknown(String),
}

impl Principal {
    /// Reads an entry under the key `AWS`.
    pub fn aws(text: &str) -> Self {
        if text == "*" {
            return Self::Any;
        }
        if is_account_id(text) {
            return Self::Account(text.to_owned());
        }
        if is_dead_id(text) {
            return Self::DeadId(text.to_owned());
        }
        Self::arn(text).unwrap_or_else(|| Self::Unknown(text.to_owned()))
    }

    /// Reads an entry under one of the four keys; `None` for any other key.
    pub fn of(key: &str, text: &str) -> Option<Self> {
        let wild = text.contains(['*', '?']);
        Some(match key {
            "AWS" => Self::aws(text),
            "Service" | "Federated" | "CanonicalUser" if wild || text.is_empty() => Self::Unknown(text.to_owned()),
            "Service" => Self::Service(text.to_owned()),
            "Federated" => Self::Federated(text.to_owned()),
            "CanonicalUser" => Self::Canonical(text.to_owned()),
            _ => return None,
        })
    }

    /// The account that the principal belongs to, where its text tells.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Account(account)
            | Self::User { account, .. }
            | Self::Role { account, .. }
            | Self::Session { account, .. }
            | Self::FederatedUser { account, .. } => Some(account),
            _ => None,
        }
    }

    /// Whether no caller can ever be this principal.
    pub fn is_nobody(&self) -> bool {
        matches!(self, Self::DeadId(_) | Self::Wildcarded(_))
    }

    /// The principal in its own words.
    pub fn text(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::User { arn, .. }
            | Self::Role { arn, .. }
            | Self::Session { arn, .. }
            | Self::FederatedUser { arn, .. } => arn,
            Self::Account(text)
            | Self::Service(text)
            | Self::Federated(text)
            | Self::Canonical(text)
            | Self::Oai(text)
            | Self::DeadId(text)
            | Self::Wildcarded(text)
            | Self::Unknown(text) => text,
        }
    }

    fn arn(text: &str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (arn, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, rest) = (parts.next()?, parts.next()?, parts.next()?);
        if arn != "arn" || partition.is_empty() || !region.is_empty() {
            return None;
        }
        if service == "iam" && account == "cloudfront" && rest.starts_with("user/CloudFront Origin Access Identity ") {
            return Some(Self::Oai(text.to_owned()));
        }
        if text.contains(['*', '?']) {
            return Some(Self::Wildcarded(text.to_owned()));
        }
        if !is_account_id(account) {
            return None;
        }
        let (account, arn) = (account.to_owned(), text.to_owned());
        match (service, rest.split_once('/')) {
            ("iam", None) if rest == "root" => Some(Self::Account(account)),
            ("iam", Some(("user", name))) if !name.is_empty() => Some(Self::User { account, arn }),
            ("iam", Some(("role", name))) if !name.is_empty() => Some(Self::Role { account, arn }),
            ("sts", Some(("assumed-role", name))) if name.contains('/') => Some(Self::Session { account, arn }),
            ("sts", Some(("federated-user", name))) if !name.is_empty() => Some(Self::FederatedUser { account, arn }),
            _ => None,
        }
    }
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Unique ids of deleted users (`AIDA`) and roles (`AROA`).
fn is_dead_id(text: &str) -> bool {
    (text.starts_with("AIDA") || text.starts_with("AROA"))
        && (16..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
