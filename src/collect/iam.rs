//! IAM: the account's alias, so that people recognise the account.

use futures::FutureExt;

use super::field::{list, text};
use super::{Collector, Context, Harvest, TypeSpec, account};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;

pub const COLLECTOR: Collector = Collector {
    service: "iam",
    types: &[
        TypeSpec {
            name: "AWS::IAM::User",
            properties: &["UserName", "Path", "Arn", "Groups", "ManagedPolicyArns", "Policies", "PermissionsBoundary"],
            status: &["UserId", "CreateDate", "CredentialReport", "Children.AccessKey"],
            tags: true,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::Group",
            properties: &["GroupName", "Path", "Arn", "ManagedPolicyArns", "Policies"],
            status: &["GroupId", "CreateDate"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::Role",
            properties: &[
                "RoleName",
                "Path",
                "Arn",
                "RoleId",
                "AssumeRolePolicyDocument",
                "ManagedPolicyArns",
                "Policies",
                "PermissionsBoundary",
            ],
            status: &["CreateDate", "RoleLastUsed"],
            tags: true,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::ManagedPolicy",
            properties: &[
                "ManagedPolicyName",
                "PolicyArn",
                "PolicyDocument",
                "Path",
                "PolicyId",
                "DefaultVersionId",
                "AttachmentCount",
                "PermissionsBoundaryUsageCount",
                "IsAttachable",
                "Description",
                "CreateDate",
                "UpdateDate",
                "Users",
                "Roles",
                "Groups",
            ],
            status: &[],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::Policy",
            properties: &["PolicyName", "PolicyDocument", "Users", "Roles", "Groups"],
            status: &[],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::AccessKey",
            properties: &["Id", "UserName", "Status"],
            status: &["CreateDate", "AccessKeyLastUsed"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::RootUser",
            properties: &[],
            status: &["AccountAccessKeysPresent", "AccountMFAEnabled", "AccountPasswordPresent", "CredentialReport"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::AccountPasswordPolicy",
            properties: &[],
            status: &["PasswordPolicy"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::OIDCProvider",
            properties: &["Arn", "Url", "ThumbprintList", "ClientIdList"],
            status: &["CreateDate"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::SAMLProvider",
            properties: &["Arn"],
            status: &["ValidUntil", "CreateDate"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: "AWS::IAM::ServerCertificate",
            properties: &["ServerCertificateName", "Path", "Arn"],
            status: &["Expiration", "UploadDate"],
            tags: false,
            regional: false,
        },
    ],
    reads: &[Read { service: "iam", operation: "ListAccountAliases", actions: &["iam:ListAccountAliases"] }],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

async fn collect(context: &Context<'_>) -> Harvest {
    let client: aws_sdk_iam::Client = context.session.client(context.default_region());
    let answer = ask(client.list_account_aliases().send()).await;
    let aliases = context.field(&answer, &[], |output| {
        // The SDK makes an empty list of a missing one; whether it was there, only the decoder knew.
        Ok(list(output.account_aliases(), |alias| text(Some(alias))))
    });
    Harvest { resources: vec![account::part(context, [("AccountAliases", aliases)])], ..Harvest::default() }
}
