//! Subjects of web identity tokens of a provider that is not known: whether a pattern holds them to somebody.
//!
//! Providers that serve everybody are known: how each of them writes its subjects stands in `exposure/tenant.rs`.

/// Names that subjects begin with, before who it is, and the mark that ends that. Without the mark `acme*` would take
/// `acme-evil` too. Servers of one's own (GitHub, GitLab, Terraform, Kubernetes) write them like the public ones.
const NAMES: &[(&str, char)] =
    &[("repo:", '/'), ("project_path:", '/'), ("organization:", ':'), ("system:serviceaccount:", ':')];

/// Whether every subject that a value takes is one of a named owner: the first part of it is written out.
pub(super) fn is_anchored(value: &str) -> bool {
    let Some(wildcard) = value.find(['*', '?']) else { return true };
    let literal = &value[..wildcard];
    let ends_owner = |text: &str, mark: &[char]| text.find(mark).is_some_and(|place| place > 0);
    if let Some((name, mark)) = NAMES.iter().find(|(name, _)| literal.starts_with(name)) {
        return ends_owner(&literal[name.len()..], &[*mark]);
    }
    // The name itself must not be open either: `rep*`.
    !NAMES.iter().any(|(name, _)| name.starts_with(literal)) && ends_owner(literal, &[':', '/', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_must_be_named_to_its_end() {
        for (value, expected) in [
            ("repo:acme/*", true),
            ("repo:*", false),
            ("repo:acme*", false),
            ("rep*", false),
            ("project_path:group/*", true),
            ("project_path:*", false),
            ("organization:acme:project:*", true),
            ("organization:acme*", false),
            ("system:serviceaccount:prod:*", true),
            ("system:serviceaccount:prod:app", true),
            ("system:serviceaccount:*:app", false),
            ("system:serviceaccount:*", false),
            ("system:*", false),
            ("user:*", true),
            ("auth0|*", true),
            ("us*", false),
            (":*", false),
            ("*", false),
            ("", true),
        ] {
            assert_eq!(is_anchored(value), expected, "{value}");
        }
    }
}
