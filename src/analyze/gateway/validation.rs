//! What is checked of a request before the backend sees it, and where a model is used for that.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resource::{Field, Gap, Resource};

use super::super::index::Index;
use super::super::inquiry::Inquiry;
use super::integration::string_map;
use super::operation::{self, METHOD};

/// `RequestValidation`: whether body and parameters of a request are checked.
pub(super) fn request_validation(index: &Index, method: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let id = inquiry.read(method, "properties.RequestValidatorId", Value::as_str)?;
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return Some(Some(json!({ "Body": false, "Parameters": false })));
        };
        let api = index.parent(inquiry, method)?;
        let kind = "AWS::ApiGateway::RequestValidator";
        let Some(validator) = index.child(inquiry, api, kind, "RequestValidatorId", id)? else {
            inquiry.note(Gap::undecided("the request validator of the method does not exist"));
            return None;
        };
        let body = inquiry.require(validator, "properties.ValidateRequestBody", Value::as_bool)?;
        let parameters = inquiry.require(validator, "properties.ValidateRequestParameters", Value::as_bool)?;
        Some(Some(json!({ "Body": body, "Parameters": parameters })))
    })
}

/// `ModelUse`: the methods that name a model for what they are sent.
pub(super) fn model_use(index: &Index, model: &Resource) -> Field {
    Inquiry::tell(|inquiry| {
        let own = inquiry.require(model, "properties.Name", Value::as_str)?;
        let api = index.parent(inquiry, model)?;
        let mut users = BTreeSet::new();
        for method in index.children(inquiry, api, METHOD)? {
            let models = inquiry.read(method, "properties.RequestModels", string_map)?.unwrap_or_default();
            if models.iter().any(|(_, name)| *name == own) {
                users.insert(operation::key(inquiry, method)?);
            }
        }
        Some(Some(json!(users)))
    })
}
