//! Where a service or a caller is treated otherwise than the general evaluation logic has it.

use super::request::{Caller, Request};
use super::truth::Truth;

/// `sts:GetCallerIdentity` "requires no permissions", and an explicit denial of it is without effect.
pub(super) fn is_always_allowed(request: &Request) -> bool {
    request.action.eq_ignore_ascii_case("sts:GetCallerIdentity")
        && !matches!(request.caller, Caller::Anonymous | Caller::Federated(_))
}

/// Service-linked roles: neither service nor resource control policies reach them.
pub(super) fn is_service_linked(caller: &Caller) -> Truth {
    let Caller::Session { arn, role } = caller else { return Truth::No };
    match role {
        Some(role) => Truth::from(role.contains(":role/aws-service-role/")),
        // The name of each starts so, but others may be called so too.
        None if arn.contains(":assumed-role/AWSServiceRoleFor") => Truth::Maybe,
        None => Truth::No,
    }
}

/// Whether identity policies of the resource's own account count only where its policy names that account.
pub(super) fn needs_explicit_trust(request: &Request) -> bool {
    let action = request.action.to_ascii_lowercase();
    let rest = request.resource.splitn(6, ':').nth(5).unwrap_or_default();
    match action.split_once(':') {
        Some(("kms", _)) => rest.starts_with("key/"),
        Some(("sts", name)) => {
            rest.starts_with("role/")
                && (name.starts_with("assumerole") || matches!(name, "tagsession" | "setsourceidentity"))
        }
        _ => false,
    }
}

/// A bucket's owner cannot lock itself out: its root user may always read, write and delete the bucket's policy,
/// unless an endpoint or organisation policy denies it (`PutBucketPolicy` in the S3 API reference).
pub(super) fn keeps_bucket_policy(request: &Request) -> bool {
    let Caller::Root { account, .. } = &request.caller else { return false };
    let actions = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];
    *account == request.resource_account && actions.iter().any(|action| request.action.eq_ignore_ascii_case(action))
}

/// Managed policies of AWS, roles that AWS reserves, and aliases of AWS managed keys: nobody changes them.
pub(super) fn is_of_aws(request: &Request) -> bool {
    let action = request.action.to_ascii_lowercase();
    let rest = request.resource.splitn(6, ':').nth(5).unwrap_or_default();
    match action.split_once(':') {
        Some(("iam", name)) => {
            let managed = request.resource.split(':').nth(4) == Some("aws") && rest.starts_with("policy/");
            let reads = ["get", "list", "generate", "simulate"].iter().any(|verb| name.starts_with(verb));
            !reads && (managed || rest.starts_with("role/aws-reserved/"))
        }
        Some(("kms", "createalias" | "deletealias" | "updatealias")) => rest.starts_with("alias/aws/"),
        _ => false,
    }
}

/// Whether a service answers requests that nobody signed, if a policy lets it.
pub(super) fn takes_unsigned(action: &str) -> Truth {
    match action.to_ascii_lowercase().split_once(':') {
        Some(("elasticfilesystem", "clientmount" | "clientwrite" | "clientrootaccess")) => Truth::Yes,
        Some(("s3" | "sqs" | "sns" | "es" | "execute-api", _)) => Truth::Yes,
        Some(("lambda", "invokefunctionurl" | "invokefunction")) => Truth::Yes,
        Some(("kms", _) | ("sts", "assumerole" | "tagsession" | "setsourceidentity" | "getcalleridentity")) => {
            Truth::No
        }
        _ => Truth::Maybe,
    }
}
