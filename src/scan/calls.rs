//! What a scan cost: calls to AWS by service, for each thing that was found, and the time that the rates we keep take.

use crate::Audit;
use crate::aws::limits::rate;

/// What the calls of a service grow with.
const PER: &[(&str, &str, &str)] = &[
    ("apigateway", "AWS::ApiGateway::RestApi", "a REST API"),
    ("apigatewayv2", "AWS::ApiGatewayV2::Api", "an HTTP or WebSocket API"),
    ("cloudtrail", "AWS::CloudTrail::Trail", "a trail"),
    ("iam", "AWS::IAM::User", "a user"),
    ("kms", "AWS::KMS::Key", "a key"),
    ("logs", "AWS::Logs::LogGroup", "a log group"),
    ("s3", "AWS::S3::Bucket", "a bucket"),
];

/// One line for people each; nothing was asked of AWS in a replay.
pub(super) fn lines(audit: &Audit) -> Vec<String> {
    let total: u64 = audit.counts.values().sum();
    let mut lines = vec![format!("calls to AWS: {total}")];
    for (service, count) in &audit.counts {
        let each = PER.iter().find(|(name, ..)| name == service).and_then(|(_, kind, word)| {
            let things = audit.inventory.resources.iter().filter(|one| one.resource_type == *kind).count();
            (things > 0).then(|| format!(", {:.1} {word}", *count as f64 / things as f64))
        });
        // All regions together: an account that is spread over several takes less.
        let seconds = *count as f64 / rate(service);
        lines.push(format!("  {service}: {count}{}, {seconds:.0} s at our rate", each.unwrap_or_default()));
    }
    lines
}
