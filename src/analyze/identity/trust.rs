//! Whom roles trust: anybody, or the bearers of tokens.

use serde_json::{Value, json};

use crate::iam::exposure::Kind;
use crate::iam::{Claim, Policy, Test, WebTrust, provider_url, trust_access, web_trust};
use crate::resource::{Field, Gap, Resource};

use super::super::document::{note_doubts, required};
use super::super::index::{Index, Place};
use super::super::inquiry::Inquiry;
use super::super::policy::{place, trust_grant};
use super::super::standing::question;

const DOCUMENT: &str = "AssumeRolePolicyDocument";
const PROVIDER: &str = "AWS::IAM::OIDCProvider";

/// `PublicTrust`: whether anybody with an AWS account can assume the role.
pub(super) fn public_trust(index: &Index, role: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Some(document) = required(&mut inquiry, role, DOCUMENT) else {
        return inquiry.unknown();
    };
    let access = trust_access(&document, &role.arn, index.standpoint());
    let open = note_doubts(&mut inquiry, &access.doubts);
    let grants: Vec<Value> = access.certain.keys().filter_map(|place| trust_grant(&document, *place)).collect();
    if open && grants.is_empty() {
        return inquiry.unknown();
    }
    inquiry.known(json!({ "Public": !grants.is_empty(), "Grants": grants }))
}

/// `OidcTrust`: each provider of web identity tokens that the role trusts, and the claims it asks for.
///
/// `Anchored`: every subject that is taken belongs to a named owner. Of an identity pool of Cognito, that its user
/// signed in (`amr`) counts as the subject.
pub(super) fn oidc_trust(index: &Index, role: &Resource) -> Field {
    let mut inquiry = Inquiry::default();
    let Some(document) = required(&mut inquiry, role, DOCUMENT) else {
        return inquiry.unknown();
    };
    let ours = index.declarations.trust.zone(&index.inventory.account, None);
    let Some(kind) = Kind::named("AWS::IAM::Role") else { return inquiry.unknown() };
    let found = web_trust(&document, &question(index, kind, &role.arn, &ours));
    let mut open = note_doubts(&mut inquiry, &found.doubts);
    let (mut entries, mut bad) = (Vec::new(), false);
    for trust in &found.entries {
        let loose = !trust.audience.pinned || !trust.subject.pinned;
        match exists(index, &mut inquiry, &trust.provider) {
            Some(there) => {
                bad |= loose;
                entries.push(entry(&document, trust, there));
            }
            None => open = true,
        }
    }
    if open && !bad { inquiry.unknown() } else { inquiry.known(entries) }
}

fn entry(document: &Policy, trust: &WebTrust, exists: bool) -> Value {
    let sid = document.statements.get(trust.statement).and_then(|statement| statement.sid.as_deref());
    let mut entry = place(trust.statement, sid);
    entry["Provider"] = json!(trust.provider);
    entry["ProviderExists"] = json!(exists);
    entry["Audience"] = json!({ "Exact": trust.audience.pinned, "Values": trust.audience.values });
    let Claim { test, values, pinned } = &trust.subject;
    let test = match test {
        Test::Equals => "equals",
        Test::Like => "like",
        Test::None => "none",
    };
    entry["Subject"] = json!({ "Test": test, "Values": values, "Anchored": pinned });
    entry
}

/// Whether a provider is there. AWS knows a few hosts itself; all others are set up in the role's own account.
fn exists(index: &Index, inquiry: &mut Inquiry, provider: &str) -> Option<bool> {
    let own = format!("arn:{}:iam::{}:oidc-provider/", index.inventory.partition, index.inventory.account);
    let is_arn = provider.contains(":oidc-provider/");
    if !is_arn && provider_url(provider).is_some_and(|url| BUILT_IN.contains(&url)) {
        return Some(true);
    }
    if is_arn && !provider.starts_with(&own) {
        inquiry.note(Gap::not_scanned(format!("provider {provider}")));
        return None;
    }
    if let Some(found) = index.of_type(PROVIDER).iter().find(|one| one.arn == provider) {
        if let Some(field) = found.properties.get("Arn") {
            inquiry.cite(&field.evidence);
        }
        return Some(true);
    }
    index.is_complete(inquiry, PROVIDER, Place::Region("global")).then_some(false)
}

const BUILT_IN: [&str; 4] =
    ["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];
