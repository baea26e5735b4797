//! The IAM policy language: documents are parsed as AWS wrote them, and what can be decided of them exactly is decided.
//!
//! Nothing here guesses. Every answer is three-valued: what surely holds, what possibly holds, and why the two differ.
//! The module imports nothing of this crate, so that it can become a crate of its own.

mod access_point;
mod assume;
mod bucket;
mod caller;
mod condition;
mod delivery;
mod denial;
mod deputy;
mod gateway;
mod glob;
mod guardrail;
mod identity;
mod json;
mod lone;
mod named_roles;
mod oidc;
mod parse;
mod pass_role;
mod principal;
mod read_all;
mod rule;
mod space;
mod strangers;
mod subject;
mod sweep;
mod transport;
mod truth;
mod upload;

pub use access_point::{AccessPoint, access_point_access};
pub use assume::service_may_assume;
pub use bucket::{Action, Bucket, LIST, READ, Target, WRITE};
pub use caller::{Limit, limits};
pub use condition::{OrganizationLimit, organization_limit};
pub use delivery::{Delivery, LogDelivery, log_delivery};
pub use denial::{Door, denials, opens};
pub use deputy::{DEPUTIES, Deputy, deputies, deputy_may_assume};
pub use gateway::{Entrance, GatewayAccess, gateway_access};
pub use glob::Glob;
pub use guardrail::{denies_to_all, keeps_strangers_out, may_allow};
pub use identity::{Found, admin_grants, service_grants};
pub use lone::{KEY_ACTIONS, key_access, trust_access};
pub use named_roles::{NamedRoles, named_roles};
pub use oidc::{Claim, Test, WebTrust, WebTrusts, provider_url, web_trust};
pub use parse::{Condition, Effect, Element, ParseError, Policy, Statement, Version, parse};
pub use pass_role::{PassRole, pass_role_grants};
pub use principal::Principal;
pub use read_all::{AllObjects, decrypt_grants, may_read_all_objects};
pub use rule::Doubt;
pub use strangers::{Access, stranger_access};
pub use transport::{Missing, Transport, transport};
pub use truth::Truth;
pub use upload::{Override, encryption_override};
