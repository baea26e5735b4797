//! Parents and their children: by ARN, made once, and whether all children were read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::resource::{Gap, GapCode, Resource};

use super::index::Index;
use super::inquiry::Inquiry;

/// The inventory by ARN, and the children of each parent by type.
#[derive(Default)]
pub(super) struct Family<'a> {
    by_arn: BTreeMap<&'a str, &'a Resource>,
    /// By ARN of the parent, then by type of the child, sorted by ARN.
    children: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a Resource>>>,
}

impl<'a> Family<'a> {
    /// Takes resources that are sorted by ARN within each type.
    pub fn new(resources: impl Iterator<Item = &'a Resource>) -> Self {
        let mut family = Self::default();
        for resource in resources {
            family.by_arn.entry(&resource.arn).or_insert(resource);
            if let Some(parent) = parent_arn(&resource.arn) {
                let children = family.children.entry(parent).or_default();
                children.entry(&resource.resource_type).or_default().push(resource);
            }
        }
        family
    }
}

impl<'a> Index<'a> {
    /// A resource by its ARN. `None` does not say that there is none.
    pub fn by_arn(&self, arn: &str) -> Option<&'a Resource> {
        self.family.by_arn.get(arn).copied()
    }

    /// All children of a type, by ARN, where `status.Children.X` of their parent says that these are all.
    ///
    /// `None`: not known; then `known_children` are those that were read. The name `X` is the last part of the type.
    pub fn children(&self, inquiry: &mut Inquiry, parent: &Resource, child_type: &str) -> Option<&[&'a Resource]> {
        let tail = child_type.rsplit("::").next().unwrap_or(child_type);
        // The mappings of a private domain are counted under the name that those of all domains have.
        let path = format!("status.Children.{}", tail.strip_suffix("V2").unwrap_or(tail));
        let count = inquiry.require(parent, &path, Value::as_u64)?;
        let found = self.known_children(parent, child_type);
        if u64::try_from(found.len()) == Ok(count) {
            return Some(found);
        }
        inquiry.note(missing(child_type));
        None
    }

    /// The children of a type that were read; others may exist.
    pub fn known_children(&self, parent: &Resource, child_type: &str) -> &[&'a Resource] {
        let of_type = self.family.children.get(parent.arn.as_str()).and_then(|children| children.get(child_type));
        of_type.map(Vec::as_slice).unwrap_or_default()
    }

    /// The resource that a child belongs to; notes where it was not collected.
    pub fn parent(&self, inquiry: &mut Inquiry, child: &Resource) -> Option<&'a Resource> {
        let parent = parent_arn(&child.arn).and_then(|arn| self.by_arn(arn));
        if parent.is_none() {
            inquiry.note(missing(&format!("parent of {}", child.arn)));
        }
        parent
    }

    /// The one child of a type whose property has this value, e.g. the authorizer that a method names by its id.
    ///
    /// `Some(None)`: all children were read, and none has it.
    pub fn child(
        &self,
        inquiry: &mut Inquiry,
        parent: &Resource,
        child_type: &str,
        property: &str,
        value: &str,
    ) -> Option<Option<&'a Resource>> {
        let path = format!("properties.{property}");
        // Once it is found, it does not matter whether others could be read.
        inquiry.settle(|inquiry| {
            let mut open = false;
            for child in self.known_children(parent, child_type) {
                match inquiry.require(child, &path, Value::as_str) {
                    Some(found) if found == value => return Some(Some(*child)),
                    Some(_) => {}
                    None => open = true,
                }
            }
            self.children(inquiry, parent, child_type)?;
            (!open).then_some(None)
        })
    }
}

/// The ARN of what a resource belongs to: what stands before the `#` of an ARN of ours; for API Gateway the first two
/// parts of the path (`/restapis/ID` of `/restapis/ID/resources/RID/methods/GET`).
pub(super) fn parent_arn(arn: &str) -> Option<&str> {
    let end = match arn.split(':').nth(2)? {
        "apigateway" => arn.match_indices('/').nth(2)?.0,
        // The name of a log group may hold `#`.
        "logs" => ["#metric-filter/", "#subscription-filter/"].iter().find_map(|mark| arn.find(mark))?,
        _ => arn.find('#')?,
    };
    Some(&arn[..end])
}

fn missing(what: &str) -> Gap {
    Gap { error: what.to_owned(), ..Gap::bare(GapCode::NotCollected) }
}

#[cfg(test)]
mod tests {
    use super::parent_arn;

    #[test]
    fn the_parent_is_told_by_the_arn() {
        for (arn, parent) in [
            (
                "arn:aws:apigateway:us-east-1::/restapis/a1/resources/r/methods/GET",
                Some("arn:aws:apigateway:us-east-1::/restapis/a1"),
            ),
            ("arn:aws:apigateway:us-east-1::/apis/a1/routes/r", Some("arn:aws:apigateway:us-east-1::/apis/a1")),
            (
                "arn:aws-cn:apigateway:cn-north-1::/domainnames/x.example/basepathmappings/(none)",
                Some("arn:aws-cn:apigateway:cn-north-1::/domainnames/x.example"),
            ),
            ("arn:aws:apigateway:us-east-1::/restapis/a1", None),
            ("arn:aws:apigateway:us-east-1::/account", None),
            ("arn:aws:iam::111122223333:user/a/b#access-key/AKIA", Some("arn:aws:iam::111122223333:user/a/b")),
            ("arn:aws:iam::111122223333:user/a/b/c", None),
            ("arn:aws:logs:us-east-1:111122223333:log-group:a#b", None),
            (
                "arn:aws:logs:us-east-1:111122223333:log-group:a#b#metric-filter/c#d",
                Some("arn:aws:logs:us-east-1:111122223333:log-group:a#b"),
            ),
            ("", None),
        ] {
            assert_eq!(parent_arn(arn), parent, "{arn}");
        }
    }
}
