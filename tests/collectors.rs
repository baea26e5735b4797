//! Collectors: what they make of answers, which calls they make, and what is left when a call fails.

#[path = "connector/account.rs"]
mod account;
#[path = "collectors/alarms.rs"]
mod alarms;
#[path = "collectors/apigateway.rs"]
mod apigateway;
#[path = "collectors/apigatewayv2.rs"]
mod apigatewayv2;
#[path = "collectors/buckets.rs"]
mod buckets;
#[path = "collectors/calls.rs"]
mod calls;
#[path = "collectors/demo.rs"]
mod demo;
#[path = "recording/edit.rs"]
mod edit;
#[path = "collectors/gateway_account.rs"]
mod gateway_account;
#[path = "collectors/gateway_secrets.rs"]
mod gateway_secrets;
#[path = "collectors/gateways.rs"]
mod gateways;
#[path = "collectors/iam.rs"]
mod iam;
#[path = "connector/iam_answers.rs"]
mod iam_answers;
#[path = "collectors/inventory.rs"]
mod inventory;
#[path = "collectors/kms.rs"]
mod kms;
#[path = "collectors/listings.rs"]
mod listings;
#[path = "collectors/logs.rs"]
mod logs;
#[path = "collectors/others.rs"]
mod others;
#[path = "collectors/regions.rs"]
mod regions;
#[path = "connector/stand_in.rs"]
mod stand_in;
#[path = "collectors/trails.rs"]
mod trails;
