//! The CORS headers that an API's configuration gives its answers, answer by answer.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::resource::Resource;

use super::super::inquiry::Inquiry;
use super::super::shape::{optional, texts};
use super::integration::{Integration, Response, string_map};
use super::template::{self, Source};

pub(super) const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// What one kind of answer says of CORS.
#[derive(Debug, Default)]
pub(super) struct Rule {
    /// The status code of a method's answer, the type of a gateway response, `0` where there is but one.
    pub name: String,
    pub settings: Vec<Setting>,
    /// A template that could set any header and is not understood: where it stands, and the construct.
    pub opaque: Option<String>,
}

/// One way in which a CORS header gets its value.
#[derive(Debug)]
pub(super) struct Setting {
    /// In lower case.
    pub header: String,
    pub source: Source,
    /// For people: `response template 200 application/json line 3`.
    pub place: String,
}

/// The rules of a method, a gateway response or an API. `Some(None)`: its configuration says nothing of CORS.
pub(super) fn rules(inquiry: &mut Inquiry, resource: &Resource) -> Option<Option<Vec<Rule>>> {
    let mut found = match resource.resource_type.as_str() {
        "AWS::ApiGateway::Method" => of_method(inquiry, resource)?.unwrap_or_default(),
        "AWS::ApiGateway::GatewayResponse" => of_gateway_response(inquiry, resource)?,
        _ => return of_api(inquiry, resource),
    };
    found.retain(|rule| !rule.settings.is_empty() || rule.opaque.is_some());
    Some((!found.is_empty()).then_some(found))
}

/// All answers of a method, also those without CORS. `Some(None)`: the backend's answers go out as they are.
pub(super) fn of_method(inquiry: &mut Inquiry, method: &Resource) -> Option<Option<Vec<Rule>>> {
    let integration = inquiry.read(method, "properties.Integration", Integration::read)?;
    let Some(integration) = integration.filter(|integration| !integration.is_proxy()) else { return Some(None) };
    Some(Some(integration.responses.iter().map(|response| answer(&integration, response)).collect()))
}

/// Whether a method leaves its answers to the backend.
pub(super) fn is_proxy(inquiry: &mut Inquiry, method: &Resource) -> Option<bool> {
    let integration = inquiry.read(method, "properties.Integration", Integration::read)?;
    Some(integration.is_some_and(|integration| integration.is_proxy()))
}

/// An answer of a method: header mappings, then what templates of request and response put in their place.
fn answer(integration: &Integration, response: &Response) -> Rule {
    let status = response.status;
    let mut rule = Rule { name: status.to_owned(), ..Rule::default() };
    for (key, value) in &response.parameters {
        rule.map("method.response.header.", key, value, format!("header mapping {status}"));
    }
    let mapped = rule.settings.len();
    let mut always: Option<BTreeSet<String>> = None;
    for (kind, template) in &response.templates {
        let set = rule.run(template, &format!("response template {status} {kind}"));
        always = Some(always.map_or_else(|| set.clone(), |before| &before & &set));
    }
    for (kind, template) in &integration.request_templates {
        rule.run(template, &format!("request template {kind}"));
    }
    // One of the response's templates runs. Where all set a header, its mapping never shows.
    let hidden = |header: &String| always.as_ref().is_some_and(|always| always.contains(header));
    let mut place = 0;
    rule.settings.retain(|setting| {
        place += 1;
        place > mapped || !hidden(&setting.header)
    });
    rule
}

impl Rule {
    /// Enters a header mapping: a text in single quotes is constant, all else is taken from somewhere.
    fn map(&mut self, prefix: &str, key: &str, value: &str, place: String) {
        let key = key.to_ascii_lowercase();
        let Some(header) = key.strip_prefix(prefix).filter(|header| is_cors(header)) else { return };
        let constant = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
        let source = match constant {
            Some(text) => Source::Text(text.to_owned()),
            None if value.to_ascii_lowercase().starts_with("method.request.") => Source::Request(value.to_owned()),
            None => Source::Undecided(value.to_owned()),
        };
        self.settings.push(Setting { header: header.to_owned(), source, place });
    }

    /// Enters what a template sets; answers the headers that it sets in any case.
    fn run(&mut self, template: &str, place: &str) -> BTreeSet<String> {
        match template::effects(template) {
            Err(construct) => {
                self.opaque.get_or_insert(format!("{place}: {construct}"));
                BTreeSet::new()
            }
            Ok(effects) => {
                for (header, values) in effects.values.into_iter().filter(|(header, _)| is_cors(header)) {
                    self.settings.extend(values.into_iter().map(|(line, source)| Setting {
                        header: header.clone(),
                        source,
                        place: format!("{place} line {line}"),
                    }));
                }
                effects.always
            }
        }
    }
}

fn is_cors(header: &str) -> bool {
    header.starts_with("access-control-")
}

/// A gateway response that nobody set has no headers. Its templates set none: AWS runs no Velocity there.
fn of_gateway_response(inquiry: &mut Inquiry, response: &Resource) -> Option<Vec<Rule>> {
    let parameters = inquiry.read(response, "properties.ResponseParameters", string_map)?;
    let Some(parameters) = parameters else { return Some(Vec::new()) };
    let kind = inquiry.require(response, "properties.ResponseType", Value::as_str)?;
    let mut rule = Rule { name: kind.to_owned(), ..Rule::default() };
    for (key, value) in parameters {
        rule.map("gatewayresponse.header.", key, value, "header mapping".to_owned());
    }
    Some(vec![rule])
}

/// The CORS settings of an HTTP API, which take the place of whatever its backends say.
fn of_api(inquiry: &mut Inquiry, api: &Resource) -> Option<Option<Vec<Rule>>> {
    let settings = inquiry.read(api, "properties.CorsConfiguration", |value| {
        let mut settings = Vec::new();
        let mut enter = |header: &str, source: Source| {
            let header = format!("access-control-{header}");
            settings.push(Setting { header, source, place: "CorsConfiguration".to_owned() });
        };
        for (name, header) in
            [("AllowMethods", "allow-methods"), ("AllowHeaders", "allow-headers"), ("ExposeHeaders", "expose-headers")]
        {
            texts(value, name)?.into_iter().for_each(|text| enter(header, Source::Text(text.to_owned())));
        }
        // `https://*` is a pattern here: API Gateway answers with the origin that met it.
        for origin in texts(value, "AllowOrigins")? {
            enter("allow-origin", Source::Like(origin.to_owned()));
        }
        // Not set means no; without an age no such header is sent.
        let credentials = optional(value, "AllowCredentials", Value::as_bool)?.unwrap_or_default();
        enter("allow-credentials", Source::Text(credentials.to_string()));
        if let Some(age) = optional(value, "MaxAge", Value::as_i64)? {
            enter("max-age", Source::Text(age.to_string()));
        }
        Some(settings)
    })?;
    Some(settings.map(|settings| vec![Rule { name: "0".to_owned(), settings, opaque: None }]))
}
