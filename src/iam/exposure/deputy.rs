//! AWS services that use a role for whoever asks them: the confused deputy.

/// Services that call with a role on behalf of resources in accounts of many, and whose guides ask for
/// `aws:SourceAccount` or `aws:SourceArn` in the role's trust policy. Others (`ec2`, `lambda`, `ecs-tasks`) take a role
/// only from somebody who may pass it, in the account of the role.
const DEPUTIES: &[&str] = &[
    "apigateway",
    "appsync",
    "backup",
    "bedrock",
    "bedrock-agentcore",
    "cloudtrail",
    "codebuild",
    "cognito-idp",
    "config",
    "delivery.logs",
    "events",
    "firehose",
    "logging.s3",
    "logs",
    "pipes",
    "s3",
    "sagemaker",
    "scheduler",
    "ses",
    "sns",
    "states",
    "transfer",
    "vpc-flow-logs",
];

/// Whether a service, by its principal, works with a role for callers that its owner may not know.
pub fn acts_for_callers(principal: &str) -> bool {
    let Some((name, _)) = principal.split_once(".amazonaws.com") else { return true };
    DEPUTIES.iter().any(|own| {
        let rest = name.strip_prefix(own);
        // A regional form: `logs.eu-west-1.amazonaws.com`.
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}
