//! The IAM policy language: documents are parsed as AWS wrote them, and what can be decided of them exactly is decided.
//!
//! Nothing here guesses. Every answer is three-valued: what surely holds, what possibly holds, and why the two differ.
//! The module imports nothing of this crate, so that it can become a crate of its own.

mod assume;
mod aws_public;
mod bucket;
mod caller;
mod condition;
pub mod date;
mod delivery;
mod denial;
pub mod exposure;
mod gateway;
mod glob;
mod identity;
mod json;
mod lint;
mod lone;
pub mod network;
pub mod number;
mod oidc;
mod operator;
mod parse;
mod pass_role;
mod principal;
mod request;
mod rule;
mod search;
mod space;
mod strangers;
mod subject;
pub mod text;
mod transport;
mod truth;
mod variable;
pub mod vocabulary;

pub use assume::service_may_assume;
pub use aws_public::{PolicyKind, Reason, aws_public};
pub use bucket::{Action, Bucket, LIST, READ, Target, WRITE};
pub use caller::{Limit, limits};
pub use condition::{OrganizationLimit, organization_limit};
pub use delivery::{Delivery, LogDelivery, log_delivery};
pub use denial::{Door, denials, opens};
pub use gateway::{Entrance, GatewayAccess, gateway_access};
pub use glob::Glob;
pub use identity::{Found, admin_grants, service_grants};
pub use lint::{CODES, Code, DocumentKind, Remark, Severity, lint};
pub use lone::{KEY_ACTIONS, key_access, trust_access};
pub use oidc::{Claim, Test, WebTrust, WebTrusts, provider_url, web_trust};
pub use operator::{Comparison, Operator, Order, Quantifier, documented_name, holds};
pub use parse::{Condition, Effect, Element, ParseError, Policy, Statement, Version, parse};
pub use pass_role::{PassRole, pass_role_grants};
pub use principal::Principal;
pub use request::{Caller, Context, Entry, Request};
pub use rule::Doubt;
pub use strangers::{Access, stranger_access};
pub use transport::{Missing, Transport, transport};
pub use truth::Truth;
