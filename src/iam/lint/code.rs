//! The list of remarks.

use super::Severity::{self, Error, Suggestion, Warning};

/// One kind of remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub name: &'static str,
    pub severity: Severity,
    /// What it means.
    pub about: &'static str,
}

const fn code(name: &'static str, severity: Severity, about: &'static str) -> Code {
    Code { name, severity, about }
}

/// Every kind of remark, grouped by what it is about.
pub const CODES: &[Code] = &[
    // The text.
    code("not-json", Error, "The text is not JSON."),
    code("byte-order-mark", Error, "The text starts with a byte order mark, which JSON does not have."),
    code("bad-escape", Error, "A name or text has an escape that stands for no character."),
    code("character-not-taken", Error, "IAM takes characters up to U+00FF only."),
    code("size-limit", Warning, "The document is longer than AWS takes, or than it takes without a raised quota."),
    // The document.
    code("not-a-policy", Error, "The document is no object with a Statement."),
    code("duplicate-key", Error, "A name stands twice in one object, maybe in another case."),
    code("case-variant", Error, "The name of an element is written in another case."),
    code("unknown-element", Error, "The policy language has no such element."),
    code("unknown-version", Error, "Version is neither 2012-10-17 nor 2008-10-17."),
    code("old-version", Suggestion, "Version is missing or 2008-10-17: no policy variables, no newer features."),
    code("variable-needs-2012", Warning, "`${...}` is literal text, since Version is not 2012-10-17."),
    code("wrong-type", Error, "A value is of a type that the element does not take."),
    code("empty-value", Warning, "A list, object or text is empty: what AWS makes of it is not documented."),
    // Statements.
    code("missing-effect", Error, "The statement has no Effect."),
    code("unknown-effect", Error, "Effect is neither Allow nor Deny."),
    code("missing-action", Error, "The statement has neither Action nor NotAction."),
    code("missing-resource", Error, "The statement has neither Resource nor NotResource."),
    code("missing-principal", Error, "The statement has no Principal, which this kind of document needs."),
    code("element-not-allowed", Error, "The element does not belong into this kind of document."),
    code("both-forms", Error, "An element stands together with its Not form."),
    code("duplicate-sid", Error, "Two statements have one Sid."),
    code("sid-characters", Error, "IAM takes letters and digits in a Sid, nothing else."),
    code("duplicate-statement", Warning, "Two statements say the same."),
    code("not-action-allow", Warning, "NotAction with Allow grants all that is not listed, of all services."),
    code("not-resource-allow", Warning, "NotResource with Allow grants all that is not listed."),
    code("vacuous-statement", Warning, "No request can meet the statement, whatever it says."),
    code("denied-statement", Warning, "All that the statement allows is denied by others."),
    code("covered-statement", Suggestion, "Other statements say all that it says."),
    code("dead-trust", Warning, "Nobody can assume the role by the statement."),
    code("redundant-value", Suggestion, "A value is covered by another one of its list."),
    // Principals.
    code("not-principal-allow", Warning, "NotPrincipal with Allow lets in everyone else, without a signature too."),
    code("not-principal-deny", Warning, "NotPrincipal with Deny also hits those listed more often than not."),
    code("principal-kind", Error, "Principal has a key other than AWS, Service, Federated or CanonicalUser."),
    code("principal-wildcard", Error, "A wildcard inside a principal matches nobody."),
    code("dead-principal", Warning, "The id of a deleted user or role: nobody has it."),
    code("unknown-principal", Warning, "The text has no form of a principal."),
    // Actions.
    code("action-form", Error, "An action is not of the form service:Name."),
    code("action-service-wildcard", Warning, "The service of an action takes no wildcard."),
    code("unknown-action", Error, "The service has no such action."),
    code("action-matches-nothing", Warning, "No action of the service matches."),
    code("trust-action", Error, "A trust policy grants actions of sts only."),
    code("control-action", Error, "A resource control policy needs the service in each action."),
    // Resources.
    code("action-resource-mismatch", Warning, "An action works on none of the resources of its statement."),
    code("resource-form", Error, "A resource is neither `*` nor an ARN of six parts."),
    // Conditions.
    code("unknown-operator", Error, "There is no such condition operator."),
    code("operator-case", Warning, "A condition operator is written in another case."),
    code("key-form", Error, "A condition key has no service before a colon."),
    code("unknown-key", Warning, "There is no such global condition key."),
    code("if-exists-allow", Warning, "IfExists with Allow lets in those who do not have the key at all."),
    code("for-all-values-allow", Warning, "ForAllValues with Allow passes where the key is missing."),
    code("set-operator-single-value", Warning, "A set operator stands on a key that has one value."),
    code("set-operator-missing", Warning, "A key of many values is compared without a set operator."),
    code("transport-direction", Warning, "The statement on aws:SecureTransport works the other way round."),
    code("bool-missing-key", Warning, "A Deny on a key that is often missing does not hit where it is missing."),
    code("literal-star", Warning, "The operator takes no wildcards: `*` is a star."),
    code("invalid-address", Error, "The value is no IP address or range."),
    code("address-host-bits", Warning, "A range has bits set after its prefix."),
    code("private-address", Warning, "A private address never shows in aws:SourceIp."),
    code("invalid-number", Error, "The value is no number."),
    code("invalid-date", Error, "The value is no date."),
    code("invalid-bool", Error, "The value is neither true nor false."),
    code("invalid-binary", Error, "The value is no base64."),
    code("not-an-arn", Warning, "An ARN operator has a value that is no ARN of six parts."),
    // Policy variables.
    code("variable-form", Error, "A policy variable is not closed or names no key."),
    code("variable-unknown", Warning, "A policy variable names a global key that does not exist."),
    code("variable-misspelt", Warning, "The text looks like a policy variable and is none."),
    code("variable-multivalued", Error, "A policy variable cannot hold a key of many values."),
    code("variable-not-taken", Error, "Policy variables are not taken here."),
];
