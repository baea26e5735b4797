//! Derives facts that need reasoning from what was read. Pure: no network, no clock.

mod acl;
mod age;
mod audit;
mod block;
mod children;
mod class;
mod cors;
mod document;
mod effective;
mod encryption;
mod external;
mod gateway;
mod identity;
mod index;
mod inquiry;
mod keys;
mod logging;
mod named_roles;
mod notion;
mod organization;
mod origin;
mod points;
mod policy;
mod public;
mod recorded;
mod relation;
mod selectors;
mod shape;
mod standing;
mod tls;

use crate::config::Declarations;
use crate::resource::{Field, Inventory, Resource, Section};

use index::Index;

/// A fact, and the types that it is derived for.
pub struct FactSpec {
    /// Its name under `facts`.
    pub name: &'static str,
    pub types: &'static [&'static str],
    derive: fn(&Index, &Resource) -> Field,
}

const BUCKET: &[&str] = &["AWS::S3::Bucket"];

/// Every fact. A check may read these and no others. A name may stand here once for each way to derive it.
pub fn facts() -> impl Iterator<Item = &'static FactSpec> {
    [
        BUCKETS,
        effective::FACTS,
        points::FACTS,
        gateway::FACTS,
        identity::FACTS,
        audit::FACTS,
        keys::FACTS,
        organization::FACTS,
    ]
    .into_iter()
    .flatten()
}

const BUCKETS: &[FactSpec] = &[
    FactSpec { name: "AccessRecorded", types: BUCKET, derive: recorded::access_recorded },
    FactSpec { name: "CorsCredentials", types: BUCKET, derive: cors::credentials },
    FactSpec { name: "CorsExposedHeaders", types: BUCKET, derive: cors::exposed_headers },
    FactSpec { name: "CorsHeaders", types: BUCKET, derive: cors::headers },
    FactSpec { name: "CorsMaxAge", types: BUCKET, derive: cors::max_age },
    FactSpec { name: "CorsMethods", types: BUCKET, derive: cors::methods },
    FactSpec { name: "CorsOrigins", types: BUCKET, derive: cors::origins },
    FactSpec { name: "EffectivePublicAccessBlock", types: BUCKET, derive: block::effective },
    FactSpec { name: "EncryptionKey", types: BUCKET, derive: encryption::key },
    FactSpec { name: "EnforcesTls", types: BUCKET, derive: tls::enforces_tls },
    FactSpec { name: "ExternalPrincipals", types: BUCKET, derive: external::principals },
    FactSpec { name: "InvertedAllows", types: BUCKET, derive: policy::inverted_allows },
    FactSpec { name: "IsAccessLogTarget", types: BUCKET, derive: class::is_access_log_target },
    FactSpec { name: "IsData", types: BUCKET, derive: class::is_data },
    FactSpec { name: "IsLog", types: BUCKET, derive: class::is_log },
    FactSpec { name: "IsModel", types: BUCKET, derive: class::is_model },
    FactSpec { name: "IsProduction", types: BUCKET, derive: class::is_production },
    FactSpec { name: "LogTarget", types: BUCKET, derive: logging::log_target },
    FactSpec { name: "NamedRoles", types: BUCKET, derive: named_roles::named },
    FactSpec { name: "OverrideDenied", types: BUCKET, derive: encryption::override_denied },
    FactSpec { name: "PublicAcl", types: BUCKET, derive: acl::public_acl },
    FactSpec { name: "PublicList", types: BUCKET, derive: public::list },
    FactSpec { name: "PublicRead", types: BUCKET, derive: public::read },
    FactSpec { name: "PublicWrite", types: BUCKET, derive: public::write },
];

/// Sets on every resource each fact that is declared for its type: a value, absent, or a gap.
///
/// A fact that comes out the same whatever a gap holds is known. Its evidence is what was consulted to decide it.
/// Gives what a reader is to be warned of: where AWS's own answers are not what its documentation has.
pub fn analyze(inventory: &mut Inventory, declarations: &Declarations) -> Vec<String> {
    let index = Index::new(inventory, declarations);
    let derive = |resource: &Resource| -> Section {
        let own = facts().filter(|fact| fact.types.contains(&resource.resource_type.as_str()));
        own.map(|fact| (fact.name.to_owned(), (fact.derive)(&index, resource))).collect()
    };
    let facts: Vec<Section> = inventory.resources.iter().map(derive).collect();
    let warnings = notion::disagreements(&index);
    for (resource, facts) in inventory.resources.iter_mut().zip(facts) {
        resource.facts.extend(facts);
    }
    warnings
}

#[cfg(test)]
mod tests;
