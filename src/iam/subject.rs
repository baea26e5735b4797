//! Subjects of web identity tokens: whether a pattern holds them to somebody.

/// How a provider writes its subjects: a name, then who it is, then a mark that ends it.
struct Grammar {
    /// Hosts of the provider: this one, or any below it where it starts with a dot. Empty: wherever the name stands.
    hosts: &'static [&'static str],
    /// Before the owner.
    name: &'static str,
    /// After the owner. Without it `acme*` would take `acme-evil` too.
    end: char,
}

const GITHUB: &[&str] = &["token.actions.githubusercontent.com"];

/// Subject formats, of each provider's own documentation. Names that could not be of somebody else's are not listed:
/// everybody's repository can have an environment called `production`.
const GRAMMARS: &[Grammar] = &[
    Grammar { hosts: &[], name: "repo:", end: '/' },
    Grammar { hosts: GITHUB, name: "repository:", end: '/' },
    Grammar { hosts: GITHUB, name: "repository_id:", end: ':' },
    Grammar { hosts: GITHUB, name: "repository_owner:", end: ':' },
    Grammar { hosts: GITHUB, name: "repository_owner_id:", end: ':' },
    Grammar { hosts: GITHUB, name: "job_workflow_ref:", end: '/' },
    Grammar { hosts: &[], name: "project_path:", end: '/' },
    Grammar { hosts: &[], name: "organization:", end: ':' },
    Grammar { hosts: &["oidc.vercel.com"], name: "owner:", end: ':' },
    Grammar { hosts: &["oidc.circleci.com"], name: "org/", end: '/' },
    Grammar { hosts: &["api.bitbucket.org"], name: "{", end: '}' },
    Grammar { hosts: &[], name: "system:serviceaccount:", end: ':' },
];

/// Hosts that serve everybody: their subjects are read by their own grammar and by no other.
const SHARED: &[&str] = &[
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.vercel.com",
    "oidc.circleci.com",
    "api.bitbucket.org",
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// Whether every subject that a `StringLike` value takes is one of a named owner.
///
/// Of a provider that is not known, the first part of the subject must be written out.
pub(super) fn is_anchored(url: &str, value: &str) -> bool {
    let Some(wildcard) = value.find(['*', '?']) else { return true };
    let literal = &value[..wildcard];
    let host = url.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let of_host = |grammar: &&Grammar| grammar.hosts.is_empty() || grammar.hosts.contains(&host.as_str());
    if let Some(grammar) = GRAMMARS.iter().filter(of_host).find(|grammar| literal.starts_with(grammar.name)) {
        return ends_owner(&literal[grammar.name.len()..], grammar.end);
    }
    // The name itself must not be open either: `rep*`.
    if SHARED.contains(&host.as_str()) || GRAMMARS.iter().any(|grammar| grammar.name.starts_with(literal)) {
        return false;
    }
    literal.find([':', '/', '|']).is_some_and(|end| end > 0)
}

/// Whether a text starts with a name that the mark ends.
fn ends_owner(text: &str, end: char) -> bool {
    text.find(end).is_some_and(|place| place > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_must_be_named_to_its_end() {
        const GITHUB: &str = "token.actions.githubusercontent.com";
        const EKS: &str = "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF";
        for (url, value, expected) in [
            (GITHUB, "repo:acme/app:ref:refs/heads/main", true),
            (GITHUB, "repo:acme/app:*", true),
            (GITHUB, "repo:acme/*", true),
            (GITHUB, "repo:acme/*:*", true),
            (GITHUB, "repo:acme@123/app@456:*", true),
            (GITHUB, "repo:acme*", false),
            (GITHUB, "repo:acme?/app:*", false),
            (GITHUB, "repo:*", false),
            (GITHUB, "repo:*/app:*", false),
            (GITHUB, "repo:/*", false),
            (GITHUB, "rep*", false),
            (GITHUB, "*", false),
            (GITHUB, "?*", false),
            (GITHUB, "*:ref:refs/heads/main", false),
            (GITHUB, "environment:prod*", false),
            (GITHUB, "actor:octocat:*", false),
            (GITHUB, "project_path:acme/*", true),
            (GITHUB, "repository_owner:acme:*", true),
            (GITHUB, "repository_owner:acme*", false),
            (GITHUB, "repository_owner_id:42:*", true),
            (GITHUB, "job_workflow_ref:acme/flows/*", true),
            ("token.actions.githubusercontent.com/acme", "repo:acme/*", true),
            ("TOKEN.actions.githubusercontent.com", "environment:*", false),
            ("git.example.com/_services/token", "repo:*", false),
            ("git.example.com/_services/token", "repo:acme/*", true),
            ("gitlab.com", "project_path:group/app:ref_type:branch:ref:*", true),
            ("gitlab.com", "project_path:group*", false),
            ("gitlab.com", "project_path:*", false),
            ("gitlab.example.com", "project_path:*", false),
            ("app.terraform.io", "organization:acme:project:*", true),
            ("app.terraform.io", "organization:acme*", false),
            ("app.terraform.io", "organization:*:project:p:*", false),
            ("agent.buildkite.com", "organization:acme:pipeline:*", true),
            ("oidc.vercel.com/acme", "owner:acme:project:*", true),
            ("oidc.vercel.com/acme", "owner:*", false),
            ("oidc.circleci.com/org/123", "org/123/project/*", true),
            ("oidc.circleci.com/org/123", "org/*", false),
            ("api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc", "{123}:*", true),
            ("api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc", "{12*", false),
            (EKS, "system:serviceaccount:prod:*", true),
            (EKS, "system:serviceaccount:prod:app", true),
            (EKS, "system:serviceaccount:*:app", false),
            (EKS, "system:serviceaccount:*", false),
            (EKS, "system:*", false),
            ("accounts.google.com", "1234*", false),
            ("idp.example.com", "user:*", true),
            ("idp.example.com", "auth0|*", true),
            ("idp.example.com", "us*", false),
            ("idp.example.com", ":*", false),
            ("idp.example.com", "*", false),
            ("idp.example.com", "", true),
        ] {
            assert_eq!(is_anchored(url, value), expected, "{url} {value}");
        }
    }
}
