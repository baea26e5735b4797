//! Operations without which resources of a type are not seen.

use std::collections::BTreeSet;

use crate::DEMO;
use crate::audits::{ACCESS_POINT, BUCKET, Pair};

/// An operation, the types that it lists, and where that is said: `None` is each region asked.
pub const LISTINGS: &[(&str, &[&str], Option<&str>)] = &[
    ("s3:ListBuckets", &[BUCKET], Some("global")),
    ("s3control:ListAccessPoints", &[ACCESS_POINT], None),
    (
        "iam:GetAccountAuthorizationDetails",
        &[
            "AWS::IAM::User",
            "AWS::IAM::Group",
            "AWS::IAM::Role",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            // They are listed user by user.
            "AWS::IAM::AccessKey",
        ],
        Some("global"),
    ),
    ("iam:ListAccessKeys", &["AWS::IAM::AccessKey"], Some("global")),
    ("iam:ListServerCertificates", &["AWS::IAM::ServerCertificate"], Some("global")),
    (
        "apigateway:GetRestApis",
        &["AWS::ApiGateway::RestApi", METHOD, AUTHORIZER, MODEL, RESPONSE, "AWS::ApiGateway::Stage"],
        None,
    ),
    ("apigateway:GetResources", &[METHOD], None),
    ("apigateway:GetAuthorizers", &[AUTHORIZER], None),
    ("apigateway:GetModels", &[MODEL], None),
    ("apigateway:GetGatewayResponses", &[RESPONSE], None),
    ("apigateway:GetStages", &["AWS::ApiGateway::Stage"], None),
    ("apigateway:GetUsagePlans", &["AWS::ApiGateway::UsagePlan"], None),
    ("apigateway:GetApiKeys", &["AWS::ApiGateway::ApiKey"], None),
    ("apigateway:GetDomainNames", &["AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2"], None),
    (
        "apigatewayv2:GetApis",
        &[
            "AWS::ApiGatewayV2::Api",
            "AWS::ApiGatewayV2::Route",
            "AWS::ApiGatewayV2::Integration",
            "AWS::ApiGatewayV2::Authorizer",
            "AWS::ApiGatewayV2::Stage",
        ],
        None,
    ),
    ("apigatewayv2:GetRoutes", &["AWS::ApiGatewayV2::Route"], None),
    ("apigatewayv2:GetIntegrations", &["AWS::ApiGatewayV2::Integration"], None),
    ("apigatewayv2:GetAuthorizers", &["AWS::ApiGatewayV2::Authorizer"], None),
    ("apigatewayv2:GetStages", &["AWS::ApiGatewayV2::Stage"], None),
    ("cloudtrail:DescribeTrails", &["AWS::CloudTrail::Trail"], None),
    ("logs:DescribeLogGroups", &["AWS::Logs::LogGroup"], None),
    ("logs:DescribeResourcePolicies", &["AWS::Logs::ResourcePolicy"], None),
    ("logs:DescribeDestinations", &["AWS::Logs::Destination"], None),
    ("kms:ListKeys", &["AWS::KMS::Key"], None),
    ("account:ListRegions", REGIONAL, Some("unknown")),
];

const METHOD: &str = "AWS::ApiGateway::Method";
const AUTHORIZER: &str = "AWS::ApiGateway::Authorizer";
const MODEL: &str = "AWS::ApiGateway::Model";
const RESPONSE: &str = "AWS::ApiGateway::GatewayResponse";

/// What is listed region by region, and has checks.
const REGIONAL: &[&str] = &[
    "AWS::Account::Region",
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::ApiKey",
    AUTHORIZER,
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::DomainNameV2",
    RESPONSE,
    METHOD,
    MODEL,
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CloudTrail::Trail",
    "AWS::KMS::Key",
    "AWS::Logs::Destination",
    "AWS::Logs::LogGroup",
    "AWS::Logs::ResourcePolicy",
    ACCESS_POINT,
];

/// The types that an operation lists; none for most operations.
pub fn listed(operation: &str) -> &'static [&'static str] {
    LISTINGS.iter().find(|(name, ..)| *name == operation).map_or(&[], |(_, types, _)| types)
}

/// The unknowns that say that an operation listed nothing, anywhere it was asked.
pub fn unlisted_by(operation: &str) -> BTreeSet<Pair> {
    let Some((_, types, place)) = LISTINGS.iter().find(|(name, ..)| *name == operation) else {
        return BTreeSet::new();
    };
    let asked = DEMO.parts.iter().filter(|part| part.operation == operation);
    let places: BTreeSet<&str> = match place {
        Some(place) => BTreeSet::from([*place]),
        None => asked.map(|part| part.region.as_str()).collect(),
    };
    let each = |place| types.iter().flat_map(move |name| unlisted(name, place));
    places.into_iter().flat_map(each).collect()
}

/// The one unknown of each check for a type that cannot be listed in a region.
pub fn unlisted(resource_type: &str, region: &str) -> Vec<Pair> {
    let account = &DEMO.header.account;
    let place = if region == "global" { "" } else { region };
    let pair = |check: &aplomb::evaluate::Check| Pair {
        check: check.id.clone(),
        resource_type: resource_type.to_owned(),
        region: region.to_owned(),
        arn: format!("arn:aws:account:{place}:{account}:account#{resource_type}"),
    };
    let of_type = |check: &&aplomb::evaluate::Check| check.resource_types.iter().any(|name| name == resource_type);
    DEMO.checks.iter().filter(of_type).map(pair).collect()
}
