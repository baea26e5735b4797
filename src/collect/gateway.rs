//! What both versions of API Gateway share: ARNs without an account, pages of items, children, policies in quotes.

use serde_json::Value;

use super::field::Lacks;
use super::members::{Member, Told, text_of};
use super::pages::Listing;
use super::{Context, Harvest};
use crate::resource::{Field, Resource};

/// APIs of one region that are read at the same time.
pub const AT_ONCE: usize = 16;

/// `arn:P:apigateway:REGION::PATH`: these ARNs hold no account.
pub fn arn(context: &Context<'_>, region: &str, path: &str) -> String {
    format!("arn:{}:apigateway:{region}::{path}", context.session.header.partition)
}

/// The items of a page, each with an id, and the token of the next page.
///
/// # Errors
/// The list is missing, or an item has no id: the page was not understood.
pub fn items(
    mut page: Value,
    list: &'static str,
    token: &str,
    id: &'static str,
) -> Result<(Vec<Value>, Option<String>), Lacks> {
    let next = text_of(&page, token).map(str::to_owned);
    let Some(Value::Array(items)) = page.get_mut(list).map(Value::take) else { return Err(Lacks(list)) };
    if items.iter().any(|item| text_of(item, id).is_none()) {
        return Err(Lacks(id));
    }
    Ok((items, next))
}

/// How many children were listed; a gap if the listing broke.
pub fn count<T>(listing: &Listing<T>) -> Field {
    match &listing.broken {
        Some(gap) => Field::gap(gap.clone(), listing.evidence.clone()),
        None => Field::value(listing.items.len(), listing.evidence.clone()),
    }
}

/// A kind of child: its type, where it stands below the parent, and its members.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// As in `status.Children.NAME` of the parent.
    pub name: &'static str,
    pub resource_type: &'static str,
    /// The part of the ARN between the parent and the id.
    pub folder: &'static str,
    /// The member that holds the id.
    pub id: &'static str,
    pub properties: &'static [Member],
    pub status: &'static [Member],
}

/// What has children: an API, a usage plan, a domain.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'a> {
    pub context: &'a Context<'a>,
    pub region: &'a str,
    pub arn: &'a str,
    /// The property by which a child names it, and what stands there.
    pub named: (&'static str, &'a str),
}

/// All children of one kind.
#[derive(Debug)]
pub struct Part {
    pub name: &'static str,
    pub count: Field,
    pub harvest: Harvest,
}

impl Parent<'_> {
    /// A child at this path below the parent, that names it.
    pub fn child(&self, resource_type: &str, path: &str, told: Told<'_>) -> Resource {
        let arn = format!("{}/{path}", self.arn);
        let mut child = self.context.resource(resource_type, arn, self.region);
        let (property, id) = self.named;
        child.properties.insert(property.to_owned(), told.value(id));
        child
    }

    /// The children that a listing shows; `complete` adds to each what its kind does not say.
    pub fn part(
        &self,
        kind: &Kind,
        listing: &Listing<Value>,
        complete: impl Fn(Told<'_>, &mut Resource, &Value),
    ) -> Part {
        let told = Told { context: self.context, evidence: &listing.evidence };
        let one = |item: &Value| {
            let path = format!("{}/{}", kind.folder, text_of(item, kind.id).unwrap_or_default());
            let mut child = self.child(kind.resource_type, &path, told);
            told.fill(&mut child.properties, kind.properties, item);
            told.fill(&mut child.status, kind.status, item);
            complete(told, &mut child, item);
            child
        };
        let resources = listing.items.iter().map(one).collect();
        let unlisted = listing.unlisted(kind.resource_type, self.region).into_iter().collect();
        Part { name: kind.name, count: count(listing), harvest: Harvest { resources, unlisted } }
    }
}

/// The parent and its children.
pub fn family(mut parent: Resource, parts: Vec<Part>) -> Harvest {
    let mut children = Vec::new();
    for part in parts {
        parent.status.insert(format!("Children.{}", part.name), part.count);
        children.push(part.harvest);
    }
    children.push(Harvest { resources: vec![parent], ..Harvest::default() });
    children.into_iter().collect()
}

/// Sets the document that a member holds as text: parsed for reports, and its text for `iam`.
pub fn set_policy(told: Told<'_>, resource: &mut Resource, item: &Value) {
    let policy = text_of(item, "policy").map(policy).transpose();
    let (field, text) = match policy {
        Ok(policy) => policy.map_or((Ok(None), None), |(value, text)| (Ok(Some(value)), Some(text))),
        Err(lacks) => (Err(lacks), None),
    };
    resource.properties.insert("Policy".to_owned(), told.field(field));
    resource.texts.extend(text.map(|text| ("Policy".to_owned(), text)));
}

/// A policy document and its text.
///
/// API Gateway answers it with its quotes escaped, as inside of a JSON string; the escape is taken off once.
///
/// # Errors
/// It is no JSON object, with or without the escape.
pub fn policy(text: &str) -> Result<(Value, String), Lacks> {
    let object = |text: &str| serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    let unescaped = || serde_json::from_str::<String>(&format!("\"{text}\"")).ok();
    // An escaped document is no JSON, so there is only one way to read each.
    let found = object(text).map(|value| (value, text.to_owned()));
    found.or_else(|| unescaped().and_then(|text| Some((object(&text)?, text)))).ok_or(Lacks("a policy that is JSON"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_policy_is_unescaped_once() {
        let plain = r#"{"Statement":[{"Resource":"a\"b","Sid":"x/y"}]}"#;
        let escaped = r#"{\"Statement\":[{\"Resource\":\"a\\\"b\",\"Sid\":\"x\/y\"}]}"#;
        let document = json!({"Statement": [{"Resource": "a\"b", "Sid": "x/y"}]});
        for text in [plain, escaped] {
            assert_eq!(policy(text), Ok((document.clone(), plain.to_owned())));
        }
        for text in ["", "no", "[]", "\"\"", r#"{\"a\":"#, "{\\"] {
            assert_eq!(policy(text), Err(Lacks("a policy that is JSON")), "{text}");
        }
    }

    #[test]
    fn a_page_without_its_list_or_an_id_was_not_understood() {
        let read = |page| items(page, "item", "position", "id");
        assert_eq!(read(json!({"item": []})), Ok((Vec::new(), None)));
        let page = json!({"item": [{"id": "a"}], "position": "p"});
        assert_eq!(read(page), Ok((vec![json!({"id": "a"})], Some("p".to_owned()))));
        assert_eq!(read(json!({})), Err(Lacks("item")));
        assert_eq!(read(json!({"item": {}})), Err(Lacks("item")));
        assert_eq!(read(json!({"item": [{"name": "a"}]})), Err(Lacks("id")));
    }
}
