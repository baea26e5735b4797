//! The stream of GetAccountAuthorizationDetails: users, groups, roles, managed policies, and inline policies of each.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{
    AttachedPermissionsBoundary, AttachedPolicy, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail, Tag,
    UserDetail,
};
use serde_json::{Map, Value, json};

use super::super::field::{Lacks, date, full_text, list, object, set, text};
use super::super::pages::Listing;
use super::super::{Context, Harvest};
use super::document::{Said, decode};
use crate::aws::answer::{Answer, ask};
use crate::resource::{Evidence, Field, Resource};

const USER: &str = "AWS::IAM::User";
const GROUP: &str = "AWS::IAM::Group";
const ROLE: &str = "AWS::IAM::Role";
const MANAGED: &str = "AWS::IAM::ManagedPolicy";
const INLINE: &str = "AWS::IAM::Policy";

/// The stream, as far as it could be read.
pub(super) struct Details {
    listing: Listing<(Detail, Evidence)>,
}

enum Detail {
    User(UserDetail),
    Group(GroupDetail),
    Role(RoleDetail),
    Policy(ManagedPolicyDetail),
}

/// Who has a managed policy, by its ARN.
#[derive(Default)]
struct Attached<'a> {
    users: BTreeMap<&'a str, BTreeSet<&'a str>>,
    groups: BTreeMap<&'a str, BTreeSet<&'a str>>,
    roles: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// Reads the stream: one call for each thousand or so of principals and policies.
pub(super) async fn stream(context: &Context<'_>, client: &Client) -> Details {
    let listing = context
        .pages(
            |marker| async move {
                let call = client.get_account_authorization_details().max_items(1000).set_marker(marker);
                with_evidence(ask(call.send()).await)
            },
            |(page, evidence)| {
                let next = next(&page)?;
                let details = details(page)?;
                Ok((details.into_iter().map(|detail| (detail, evidence.clone())).collect(), next))
            },
        )
        .await;
    Details { listing }
}

/// An answer that knows where it came from, so that each resource cites its own page.
pub(super) fn with_evidence<O>(answer: Answer<O>) -> Answer<(O, Evidence)> {
    let evidence = answer.evidence.clone();
    Answer { outcome: answer.outcome.map(|output| (output, evidence)), evidence: answer.evidence }
}

fn next(page: &GetAccountAuthorizationDetailsOutput) -> Result<Option<String>, Lacks> {
    match page.marker() {
        None if page.is_truncated() => Err(Lacks("Marker")),
        marker => Ok(marker.map(str::to_owned)),
    }
}

fn details(page: GetAccountAuthorizationDetailsOutput) -> Result<Vec<Detail>, Lacks> {
    let users = page.user_detail_list.ok_or(Lacks("UserDetailList"))?;
    let groups = page.group_detail_list.ok_or(Lacks("GroupDetailList"))?;
    let roles = page.role_detail_list.ok_or(Lacks("RoleDetailList"))?;
    let policies = page.policies.ok_or(Lacks("Policies"))?;
    // A principal without an ARN cannot be told apart from others: then nothing of the page is taken.
    let nameless = users.iter().any(|user| user.arn.is_none() || user.user_name.is_none())
        || groups.iter().any(|group| group.arn.is_none() || group.group_name.is_none())
        || roles.iter().any(|role| role.arn.is_none() || role.role_name.is_none())
        || policies.iter().any(|policy| policy.arn.is_none());
    if nameless {
        return Err(Lacks("an ARN or a name"));
    }
    let users = users.into_iter().map(Detail::User);
    let others = groups.into_iter().map(Detail::Group).chain(roles.into_iter().map(Detail::Role));
    Ok(users.chain(others).chain(policies.into_iter().map(Detail::Policy)).collect())
}

impl Details {
    /// Name and ARN of each user that was seen.
    pub fn users(&self) -> Vec<(String, String)> {
        let user = |detail: &Detail| match detail {
            Detail::User(user) => user.user_name.clone().zip(user.arn.clone()),
            _ => None,
        };
        self.listing.items.iter().filter_map(|(detail, _)| user(detail)).collect()
    }

    /// All of it as resources. `more` gives what other calls say of a user, by name.
    pub fn resources(
        &self,
        context: &Context<'_>,
        mut more: impl FnMut(&str) -> [(&'static str, Field); 2],
    ) -> Harvest {
        let attached = self.attached();
        let mut harvest = Harvest::default();
        for (detail, evidence) in &self.listing.items {
            let said = Said { context, evidence };
            match detail {
                Detail::User(detail) => {
                    let mut resource = user(&said, detail);
                    set(&mut resource.status, more(detail.user_name().unwrap_or_default()));
                    let name = ("Users", detail.user_name());
                    harvest.resources.extend(inline(&said, &resource.arn, name, detail.user_policy_list()));
                    harvest.resources.push(resource);
                }
                Detail::Group(detail) => {
                    let resource = group(&said, detail);
                    let name = ("Groups", detail.group_name());
                    harvest.resources.extend(inline(&said, &resource.arn, name, detail.group_policy_list()));
                    harvest.resources.push(resource);
                }
                Detail::Role(detail) => {
                    let resource = role(&said, detail);
                    let name = ("Roles", detail.role_name());
                    harvest.resources.extend(inline(&said, &resource.arn, name, detail.role_policy_list()));
                    harvest.resources.push(resource);
                }
                // Of the policies that AWS manages only those that somebody has are the account's matter.
                Detail::Policy(detail) if unused_of_aws(detail) => {}
                Detail::Policy(detail) => harvest.resources.push(self.managed(&said, detail, &attached)),
            }
        }
        // Access keys are listed user by user: those of users that were not seen are not known either.
        for name in [USER, GROUP, ROLE, MANAGED, INLINE, super::keys::TYPE] {
            harvest.unlisted.extend(self.listing.unlisted(name, "global"));
        }
        harvest
    }

    fn attached(&self) -> Attached<'_> {
        let mut attached = Attached::default();
        for (detail, _) in &self.listing.items {
            let (holders, name, policies) = match detail {
                Detail::User(user) => (&mut attached.users, user.user_name(), user.attached_managed_policies()),
                Detail::Group(group) => (&mut attached.groups, group.group_name(), group.attached_managed_policies()),
                Detail::Role(role) => (&mut attached.roles, role.role_name(), role.attached_managed_policies()),
                Detail::Policy(_) => continue,
            };
            for arn in policies.iter().filter_map(AttachedPolicy::policy_arn) {
                holders.entry(arn).or_default().extend(name);
            }
        }
        attached
    }

    fn managed(&self, said: &Said, detail: &ManagedPolicyDetail, attached: &Attached) -> Resource {
        let arn = detail.arn().unwrap_or_default();
        let mut resource = said.context.resource(MANAGED, arn.to_owned(), "global");
        let default = detail.policy_version_list().iter().find(|version| version.is_default_version());
        let (document, original) = said.document(default.and_then(|version| version.document()));
        // Who has it is known only once the whole stream was read.
        let holders = |of: &BTreeMap<&str, BTreeSet<&str>>| match &self.listing.broken {
            Some(gap) => Field::gap(gap.clone(), self.listing.evidence.clone()),
            None => {
                let names: Vec<&str> = of.get(arn).into_iter().flatten().copied().collect();
                let names = (!names.is_empty()).then(|| json!(names));
                let evidence = self.listing.evidence.clone();
                names.map_or_else(|| Field::absent(evidence.clone()), |names| Field::value(names, evidence.clone()))
            }
        };
        let fields = [
            ("ManagedPolicyName", said.always(text(detail.policy_name()), "PolicyName")),
            ("PolicyArn", said.always(text(detail.arn()), "Arn")),
            ("PolicyDocument", document),
            ("Path", said.maybe(text(detail.path()))),
            ("PolicyId", said.maybe(text(detail.policy_id()))),
            ("DefaultVersionId", said.maybe(text(detail.default_version_id()))),
            ("AttachmentCount", said.always(detail.attachment_count().map(Value::from), "AttachmentCount")),
            ("PermissionsBoundaryUsageCount", said.maybe(detail.permissions_boundary_usage_count().map(Value::from))),
            ("IsAttachable", said.maybe(Some(detail.is_attachable().into()))),
            ("Description", said.maybe(full_text(detail.description()))),
            ("CreateDate", said.maybe(date(detail.create_date()))),
            ("UpdateDate", said.maybe(date(detail.update_date()))),
            ("Users", holders(&attached.users)),
            ("Roles", holders(&attached.roles)),
            ("Groups", holders(&attached.groups)),
        ];
        set(&mut resource.properties, fields);
        resource.texts.extend(original.map(|text| ("PolicyDocument".to_owned(), text)));
        resource
    }
}

fn unused_of_aws(detail: &ManagedPolicyDetail) -> bool {
    let by_aws = detail.arn().is_some_and(|arn| arn.split(':').nth(4) == Some("aws"));
    let used = |count: Option<i32>| count != Some(0);
    by_aws && !used(detail.attachment_count()) && detail.permissions_boundary_usage_count().unwrap_or_default() == 0
}

fn user(said: &Said, detail: &UserDetail) -> Resource {
    let mut resource = said.context.resource(USER, detail.arn().unwrap_or_default().to_owned(), "global");
    let fields = [
        ("UserName", said.always(text(detail.user_name()), "UserName")),
        ("Path", said.maybe(text(detail.path()))),
        ("Arn", said.always(text(detail.arn()), "Arn")),
        ("Groups", groups(said, detail.group_list.as_deref())),
        ("ManagedPolicyArns", attached(said, detail.attached_managed_policies.as_deref())),
        ("Policies", policies(said, detail.user_policy_list())),
        ("PermissionsBoundary", said.maybe(boundary(detail.permissions_boundary()))),
    ];
    set(&mut resource.properties, fields);
    let fields = [
        ("UserId", said.maybe(text(detail.user_id()))),
        ("CreateDate", said.always(date(detail.create_date()), "CreateDate")),
    ];
    set(&mut resource.status, fields);
    resource.tags = tags(said, detail.tags());
    resource
}

fn group(said: &Said, detail: &GroupDetail) -> Resource {
    let mut resource = said.context.resource(GROUP, detail.arn().unwrap_or_default().to_owned(), "global");
    let fields = [
        ("GroupName", said.always(text(detail.group_name()), "GroupName")),
        ("Path", said.maybe(text(detail.path()))),
        ("Arn", said.always(text(detail.arn()), "Arn")),
        ("ManagedPolicyArns", attached(said, detail.attached_managed_policies.as_deref())),
        ("Policies", policies(said, detail.group_policy_list())),
    ];
    set(&mut resource.properties, fields);
    let fields =
        [("GroupId", said.maybe(text(detail.group_id()))), ("CreateDate", said.maybe(date(detail.create_date())))];
    set(&mut resource.status, fields);
    resource
}

fn role(said: &Said, detail: &RoleDetail) -> Resource {
    let mut resource = said.context.resource(ROLE, detail.arn().unwrap_or_default().to_owned(), "global");
    let (trust, original) = said.document(detail.assume_role_policy_document());
    let last_used = detail
        .role_last_used()
        .and_then(|used| object([("LastUsedDate", date(used.last_used_date())), ("Region", text(used.region()))]));
    let fields = [
        ("RoleName", said.always(text(detail.role_name()), "RoleName")),
        ("Path", said.maybe(text(detail.path()))),
        ("Arn", said.always(text(detail.arn()), "Arn")),
        ("RoleId", said.maybe(text(detail.role_id()))),
        ("AssumeRolePolicyDocument", trust),
        ("ManagedPolicyArns", attached(said, detail.attached_managed_policies.as_deref())),
        ("Policies", policies(said, detail.role_policy_list())),
        ("PermissionsBoundary", said.maybe(boundary(detail.permissions_boundary()))),
    ];
    set(&mut resource.properties, fields);
    let fields = [("CreateDate", said.maybe(date(detail.create_date()))), ("RoleLastUsed", said.maybe(last_used))];
    set(&mut resource.status, fields);
    resource.tags = tags(said, detail.tags());
    resource.texts.extend(original.map(|text| ("AssumeRolePolicyDocument".to_owned(), text)));
    resource
}

/// One inline policy is a resource of its own; `holder` says whose it is.
fn inline(said: &Said, principal: &str, holder: (&str, Option<&str>), details: &[PolicyDetail]) -> Vec<Resource> {
    let one = |detail: &PolicyDetail| {
        let name = detail.policy_name().unwrap_or_default();
        let mut resource = said.context.resource(INLINE, format!("{principal}#policy/{name}"), "global");
        let (document, original) = said.document(detail.policy_document());
        let fields =
            [("PolicyName", said.always(text(detail.policy_name()), "PolicyName")), ("PolicyDocument", document)];
        set(&mut resource.properties, fields);
        for name in ["Users", "Roles", "Groups"] {
            let value = (name == holder.0).then(|| holder.1.map(|name| json!([name]))).flatten();
            set(&mut resource.properties, [(name, said.maybe(value))]);
        }
        resource.texts.extend(original.map(|text| ("PolicyDocument".to_owned(), text)));
        resource
    };
    details.iter().map(one).collect()
}

/// The groups of a user. AWS sends the list also where it is empty.
fn groups(said: &Said, names: Option<&[String]>) -> Field {
    match names {
        Some(names) => said.maybe(sorted(names.iter().map(String::as_str))),
        None => said.lacks("GroupList"),
    }
}

/// The managed policies of a principal. AWS sends the list also where it is empty.
fn attached(said: &Said, policies: Option<&[AttachedPolicy]>) -> Field {
    let Some(policies) = policies else { return said.lacks("AttachedManagedPolicies") };
    match policies.iter().map(AttachedPolicy::policy_arn).collect::<Option<Vec<&str>>>() {
        Some(arns) => said.maybe(sorted(arns.into_iter())),
        None => said.lacks("PolicyArn"),
    }
}

/// The inline policies of a principal as its schema embeds them. AWS leaves the list out where there are none, as its
/// own example shows ("GetAccountAuthorizationDetails").
fn policies(said: &Said, details: &[PolicyDetail]) -> Field {
    let mut entries: Vec<(&str, Value)> = Vec::new();
    for detail in details {
        match (detail.policy_name(), detail.policy_document().and_then(decode)) {
            (Some(name), Some((document, _))) => entries.push((name, document)),
            _ => return said.lacks("a policy document that is JSON"),
        }
    }
    entries.sort_by_key(|(name, _)| *name);
    said.maybe(list(&entries, |(name, document)| Some(json!({"PolicyName": name, "PolicyDocument": document}))))
}

fn boundary(boundary: Option<&AttachedPermissionsBoundary>) -> Option<Value> {
    text(boundary?.permissions_boundary_arn())
}

/// Tags as one map; AWS leaves the list out where there are none.
pub(super) fn tags(said: &Said, tags: &[Tag]) -> Field {
    let sorted: BTreeMap<&str, &str> = tags.iter().map(|tag| (tag.key(), tag.value())).collect();
    let map: Map<String, Value> = sorted.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    said.maybe(Some(Value::Object(map)))
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Option<Value> {
    let names: BTreeSet<&str> = names.collect();
    (!names.is_empty()).then(|| json!(names))
}
