//! Whether a policy's principals name a caller, and by what right they do.

use super::parse::{Effect, Element};
use super::principal::Principal;
use super::request::Caller;
use super::truth::Truth;

/// How a statement names a caller. AWS treats the three in different ways: see [`decide`](super::decide).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// As itself: the user, the session, the service, everyone.
    pub direct: Truth,
    /// By the role of the session, or by the user whose federated session it is.
    pub role: Truth,
    /// By its account, which may delegate.
    pub account: Truth,
}

impl Reach {
    /// The caller is not named.
    pub const NOT: Self = Self { direct: Truth::No, role: Truth::No, account: Truth::No };
    /// Everyone is named, or the policy is one that speaks of its own principal.
    pub const DIRECT: Self = Self { direct: Truth::Yes, ..Self::NOT };
    const MAYBE: Self = Self { direct: Truth::Maybe, ..Self::NOT };

    /// Whether the caller is named in any way.
    pub fn any(self) -> Truth {
        self.direct.or(self.role).or(self.account)
    }

    /// What is left of it where something else must hold too.
    pub(super) fn and(self, other: Truth) -> Self {
        Self { direct: self.direct.and(other), role: self.role.and(other), account: self.account.and(other) }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            direct: self.direct.or(other.direct),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }
}

impl From<Truth> for Reach {
    fn from(direct: Truth) -> Self {
        Self { direct, ..Self::NOT }
    }
}

/// Whether a `Principal` or `NotPrincipal` element names the caller.
///
/// `bounded`: the caller has a permissions boundary. Such a caller is always denied by `NotPrincipal`.
/// `trust`: the policy is a role's trust policy.
pub(super) fn reach(
    element: &Element<Principal>,
    effect: Option<Effect>,
    caller: &Caller,
    bounded: bool,
    trust: bool,
) -> Reach {
    // Whether everyone may assume a role means services and holders of a provider's token too is not told. Who is denied
    // to everyone is denied to them.
    let is_guest = matches!(caller, Caller::Federated(_)) || trust && matches!(caller, Caller::Service(_));
    let everyone = if is_guest && effect != Some(Effect::Deny) { Reach::MAYBE } else { Reach::DIRECT };
    let named = |listed: &[Principal]| {
        let each = listed.iter().map(|one| if *one == Principal::Any { everyone } else { names(one, caller) });
        each.fold(Reach::NOT, Reach::or)
    };
    match element {
        Element::Missing => Reach::MAYBE,
        Element::Is(listed) => named(listed),
        Element::Not(listed) if effect == Some(Effect::Deny) => Reach::from(if bounded && has_identity(caller) {
            Truth::Yes
        } else {
            spared(listed, named(listed), caller).negated()
        }),
        Element::Not(listed) => Reach::from(named(listed).any().negated()),
    }
}

/// Whether `NotPrincipal` spares the caller of a denial.
///
/// AWS asks to list the account and, for a session, the role beside the caller itself: all of them spare surely, none
/// surely not. Of a part of them the user guide says that AWS "might" check each.
fn spared(listed: &[Principal], reach: Reach, caller: &Caller) -> Truth {
    let parts = match caller {
        Caller::User(_) | Caller::FederatedUser(_) => vec![reach.direct, reach.account],
        Caller::Session { .. } => vec![reach.direct, reach.role, reach.account],
        _ => vec![reach.direct],
    };
    if listed.contains(&Principal::Any) || parts.iter().all(|part| *part == Truth::Yes) {
        Truth::Yes
    } else if reach.any() == Truth::No {
        Truth::No
    } else {
        Truth::Maybe
    }
}

fn has_identity(caller: &Caller) -> bool {
    matches!(caller, Caller::User(_) | Caller::Session { .. } | Caller::FederatedUser(_))
}

/// Whether one listed principal names the caller.
fn names(principal: &Principal, caller: &Caller) -> Reach {
    let account = |truth: bool| Reach { account: Truth::from(truth), ..Reach::NOT };
    match (principal, caller) {
        (Principal::Any, _) => Reach::DIRECT,
        (_, Caller::Anonymous) => match principal {
            Principal::Unknown(_) => Reach::MAYBE,
            _ => Reach::NOT,
        },
        (Principal::DeadId(_) | Principal::Wildcarded(_), _) => Reach::NOT,
        (Principal::Unknown(_), _) => Reach::MAYBE,
        (Principal::Account(id), Caller::Root { account, .. }) => Reach::from(Truth::from(id == account)),
        (Principal::Account(id), _) if caller.account().is_some() => account(caller.account() == Some(id)),
        // Whose canonical id it is, the id does not tell.
        (Principal::Account(_), Caller::Canonical(_)) => Reach { account: Truth::Maybe, ..Reach::NOT },
        (Principal::Canonical(id), Caller::Canonical(own)) => account(id.eq_ignore_ascii_case(own)),
        (Principal::Canonical(_), _) if caller.account().is_some() => Reach { account: Truth::Maybe, ..Reach::NOT },
        // An origin access identity has a canonical id too.
        (Principal::Canonical(_), Caller::OriginAccess(_)) | (Principal::Oai(_), Caller::Canonical(_)) => Reach::MAYBE,
        (Principal::Oai(arn), Caller::OriginAccess(own)) => Reach::from(Truth::from(arn == own)),
        (Principal::Service(name), Caller::Service(own)) => Reach::from(service(name, own)),
        (Principal::Federated(name), Caller::Federated(own)) => Reach::from(Truth::from(name == own)),
        (Principal::User { arn, .. }, Caller::User(own)) => Reach::from(Truth::from(arn == own)),
        // Which user asked for the federated session, its name does not tell.
        (Principal::User { account, .. }, Caller::FederatedUser(_)) if caller.account() == Some(account) => {
            Reach { role: Truth::Maybe, ..Reach::NOT }
        }
        (Principal::FederatedUser { arn, .. }, Caller::FederatedUser(own)) => Reach::from(Truth::from(arn == own)),
        (Principal::Role { arn, .. }, Caller::Session { arn: own, role }) => {
            Reach { role: Truth::from(is_role_of(arn, own, role.as_deref())), ..Reach::NOT }
        }
        (Principal::Session { arn, .. }, Caller::Session { arn: own, .. }) => Reach::from(is_session(arn, own)),
        _ => Reach::NOT,
    }
}

/// Services have a name for each region too; whether one stands for the other AWS documents for some only.
fn service(listed: &str, own: &str) -> Truth {
    let first = |name: &str| name.split('.').next().map(str::to_ascii_lowercase);
    if listed == own {
        Truth::Yes
    } else if first(listed) == first(own) {
        Truth::Maybe
    } else {
        Truth::No
    }
}

/// Whether a session is one of the role. Where the path of its role is not known, the name says enough: an account has
/// each name once, whatever the case.
fn is_role_of(listed: &str, session: &str, role: Option<&str>) -> bool {
    if let Some(role) = role {
        return listed.eq_ignore_ascii_case(role);
    }
    let names = session.split('/').nth(1).zip(listed.rsplit('/').next());
    names.is_some_and(|(own, listed)| own.eq_ignore_ascii_case(listed)) && same_place(listed, session)
}

/// Whether two ARNs are of one partition and account.
fn same_place(one: &str, other: &str) -> bool {
    fn place(arn: &str) -> (Option<&str>, Option<&str>) {
        let mut parts = arn.split(':');
        (parts.nth(1), parts.nth(2))
    }
    place(one) == place(other)
}

/// Whether two ARNs of sessions are the same. Role names are the same in any case; whether the ARNs of their sessions
/// are is not told. `*` as the name of one's own session: any of the role.
fn is_session(listed: &str, own: &str) -> Truth {
    let (Some((role, name)), Some((own_role, own_name))) = (listed.rsplit_once('/'), own.rsplit_once('/')) else {
        return Truth::No;
    };
    match role.eq_ignore_ascii_case(own_role) {
        false => Truth::No,
        true if own_name == "*" => Truth::Maybe,
        true if name != own_name => Truth::No,
        true => {
            if role == own_role {
                Truth::Yes
            } else {
                Truth::Maybe
            }
        }
    }
}
