//! An account with API Gateway in it: what each operation answers in us-east-1, unless a test says otherwise.

use std::collections::BTreeSet;
use std::sync::Arc;

use aplomb::aws::session::{Options, Session, Source};
use aplomb::collect;
use aplomb::resource::Inventory;

use crate::account::{account, json};
use crate::stand_in::{Aws, Reply, Request};

/// An account that answers this in us-east-1; everything else is empty.
pub fn gateways(answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static) -> Arc<Aws> {
    account(&[], move |request| (request.region == "us-east-1").then(|| answer(request)).flatten())
}

/// Answers by operation.
pub fn answers(bodies: &'static [(&'static str, &'static str)]) -> Arc<Aws> {
    gateways(|request| bodies.iter().find(|(operation, _)| *operation == request.operation).map(|(_, body)| json(body)))
}

/// What is collected of both versions of the service.
pub async fn collected(aws: &Arc<Aws>) -> Inventory {
    of_services(aws, &["apigateway", "apigatewayv2"]).await
}

pub async fn of_services(aws: &Arc<Aws>, names: &[&str]) -> Inventory {
    let services: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
    let network = Some(aws.network("us-east-1"));
    let known_services = collect::services();
    let options = Options { network, services: Some(services.clone()), known_services, ..Options::default() };
    let session = Session::open(Source::Live { record: None }, options, collect::read_list(&services)).await;
    collect::collect(&session.expect("opens")).await.expect("collects")
}

/// How often each operation was asked in us-east-1, without who we are and where.
pub fn asked(aws: &Arc<Aws>) -> Vec<String> {
    let requests = aws.requests().into_iter().filter(|asked| asked.region == "us-east-1");
    let mut names: Vec<String> =
        requests.map(|asked| asked.operation).filter(|name| name.starts_with("apigateway")).collect();
    names.sort();
    let once: BTreeSet<&String> = names.iter().collect();
    once.into_iter().map(|name| format!("{name} {}", names.iter().filter(|other| *other == name).count())).collect()
}

/// An error of API Gateway, as it comes: the code stands in a header that the stand-in lacks, and in the body.
pub fn refused(status: u16, code: &str) -> Reply {
    Reply { status, ..json(&serde_json::json!({"__type": code, "message": "no"}).to_string()) }
}
