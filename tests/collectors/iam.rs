//! Principals, policies and credentials: one stream and the few calls beside it.

use std::sync::atomic::{AtomicU32, Ordering};

use aplomb::resource::Inventory;

use crate::account::account;
use crate::iam_answers::{details, error, plain, report, result, summary, user};
use crate::inventory::{inventory, known, lines, resource, unlisted};
use crate::stand_in::{Reply, Request};

const EVERYTHING: &str =
    "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22*%22%2C%22Resource%22%3A%22*%22%7D%7D";

async fn account_with(answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static) -> Inventory {
    inventory(&account(&[], answer)).await
}

fn iam(inventory: &Inventory) -> Vec<String> {
    let all = inventory.resources.iter().filter(|resource| resource.resource_type.starts_with("AWS::IAM::"));
    all.map(lines).collect()
}

#[tokio::test(start_paused = true)]
async fn an_account_of_nobody_has_its_root_and_its_password_policy() {
    let inventory = account_with(|_| None).await;
    insta::assert_snapshot!("iam_empty", iam(&inventory).join("\n"));
}

#[tokio::test(start_paused = true)]
async fn principals_and_policies_come_from_one_stream() {
    let inventory = account_with(|request| match request.operation {
        "iam:GetAccountAuthorizationDetails" => {
            let inline = format!(
                "<UserPolicyList><member><PolicyName>a+b</PolicyName><PolicyDocument>{EVERYTHING}</PolicyDocument>\
                 </member></UserPolicyList><Tags><member><Key>team</Key><Value>x</Value></member></Tags>\
                 <PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::aws:policy/B</PermissionsBoundaryArn>\
                 <PermissionsBoundaryType>Policy</PermissionsBoundaryType></PermissionsBoundary>"
            );
            let group = "<member><Path>/</Path><GroupName>g</GroupName><GroupId>AGPA</GroupId>\
                 <Arn>arn:aws:iam::111122223333:group/g</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>\
                 <GroupPolicyList/><AttachedManagedPolicies><member><PolicyName>adm</PolicyName>\
                 <PolicyArn>arn:aws:iam::111122223333:policy/adm</PolicyArn></member></AttachedManagedPolicies></member>";
            let role = format!(
                "<member><Path>/</Path><RoleName>r</RoleName><RoleId>AROA</RoleId>\
                 <Arn>arn:aws:iam::111122223333:role/r</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>\
                 <AssumeRolePolicyDocument>{EVERYTHING}</AssumeRolePolicyDocument><AttachedManagedPolicies/>\
                 <RolePolicyList/><RoleLastUsed><LastUsedDate>2026-10-02T03:04:05Z</LastUsedDate>\
                 <Region>eu-west-1</Region></RoleLastUsed></member>"
            );
            let policy = |arn: &str, attached: u32| {
                format!(
                    "<member><PolicyName>p</PolicyName><PolicyId>ANPA</PolicyId><Arn>{arn}</Arn><Path>/</Path>\
                     <DefaultVersionId>v2</DefaultVersionId><AttachmentCount>{attached}</AttachmentCount>\
                     <PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable>\
                     <PolicyVersionList><member><Document>%7B%7D</Document><VersionId>v1</VersionId>\
                     <IsDefaultVersion>false</IsDefaultVersion></member><member><Document>{EVERYTHING}</Document>\
                     <VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList>\
                     </member>"
                )
            };
            let policies = policy("arn:aws:iam::111122223333:policy/adm", 1)
                + &policy("arn:aws:iam::aws:policy/Unused", 0)
                + &policy("arn:aws:iam::aws:policy/Used", 1);
            Some(details(&user("ann", &inline), group, &role, &policies, ""))
        }
        "iam:GetCredentialReport" => Some(report(&["ann,arn:aws:iam::111122223333:user/people/ann,true,false"])),
        _ => None,
    })
    .await;
    insta::assert_snapshot!("iam_principals", iam(&inventory).join("\n"));
    let role = resource(&inventory, "role/r");
    assert!(role.texts["AssumeRolePolicyDocument"].starts_with("{\"Statement\":"));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_keeps_its_pages_and_says_so() {
    let inventory = account_with(|request| match (request.operation, request.body.contains("Marker=two")) {
        ("iam:GetAccountAuthorizationDetails", false) => Some(details(&user("ann", ""), "", "", "", "two")),
        ("iam:GetAccountAuthorizationDetails", true) => Some(error(403, "AccessDenied")),
        _ => None,
    })
    .await;
    assert!(known(resource(&inventory, "user/people/ann"), "properties.UserName").contains("ann"));
    let broken = unlisted(&inventory);
    for name in ["User", "Group", "Role", "ManagedPolicy", "Policy", "AccessKey"] {
        let line = format!(
            "AWS::IAM::{name} in global in part listed: denied: iam:GetAccountAuthorizationDetails (AccessDenied), \
             allow iam:GetAccountAuthorizationDetails"
        );
        assert!(broken.contains(&line), "{name}: {broken:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_without_one_of_its_lists_is_not_understood() {
    let whole = "<IsTruncated>false</IsTruncated><UserDetailList/><GroupDetailList/><RoleDetailList/><Policies/>";
    for list in ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"] {
        let body = whole.replace(&format!("<{list}/>"), "");
        let inventory = account_with(move |request| {
            let answer = || result("GetAccountAuthorizationDetails", &body);
            (request.operation == "iam:GetAccountAuthorizationDetails").then(answer)
        })
        .await;
        assert_eq!(unlisted(&inventory).len(), 6, "{list}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_that_is_no_json_is_a_gap_of_its_policy_only() {
    let inline = "<UserPolicyList><member><PolicyName>odd</PolicyName><PolicyDocument>%7B</PolicyDocument></member>\
                  </UserPolicyList>";
    let inventory = account_with(move |request| {
        (request.operation == "iam:GetAccountAuthorizationDetails")
            .then(|| details(&user("ann", inline), "", "", "", ""))
    })
    .await;
    let policy = resource(&inventory, "user/people/ann#policy/odd");
    assert!(known(policy, "properties.PolicyDocument").starts_with("undecodable: iam:GetAccountAuthorizationDetails"));
    assert_eq!(known(policy, "properties.PolicyName"), "\"odd\"");
    assert!(known(resource(&inventory, "user/people/ann"), "properties.Policies").starts_with("undecodable"));
}

#[tokio::test(start_paused = true)]
async fn keys_and_their_last_use() {
    let key = |id: &str, status: &str| {
        format!(
            "<member><UserName>ann</UserName><AccessKeyId>{id}</AccessKeyId><Status>{status}</Status>\
             <CreateDate>2026-01-02T03:04:05Z</CreateDate></member>"
        )
    };
    let keys = key("AKIAUSED", "Active") + &key("AKIANEVER", "Inactive") + &key("AKIALOST", "Active");
    let inventory = account_with(move |request| match request.operation {
        "iam:GetAccountAuthorizationDetails" => Some(details(&(user("ann", "") + &user("bob", "")), "", "", "", "")),
        "iam:ListAccessKeys" if request.body.contains("UserName=ann") => {
            let body = format!("<IsTruncated>false</IsTruncated><AccessKeyMetadata>{keys}</AccessKeyMetadata>");
            Some(result("ListAccessKeys", &body))
        }
        "iam:ListAccessKeys" => Some(error(403, "AccessDenied")),
        "iam:GetAccessKeyLastUsed" => {
            let used = if request.body.contains("AKIAUSED") {
                "<LastUsedDate>2026-10-02T03:04:05Z</LastUsedDate><ServiceName>s3</ServiceName><Region>eu-west-1</Region>"
            } else if request.body.contains("AKIANEVER") {
                "<ServiceName>N/A</ServiceName><Region>N/A</Region>"
            } else {
                ""
            };
            let used = format!("<AccessKeyLastUsed>{used}</AccessKeyLastUsed><UserName>ann</UserName>");
            Some(result("GetAccessKeyLastUsed", &used))
        }
        _ => None,
    })
    .await;
    let key = |id: &str| resource(&inventory, &format!("user/people/ann#access-key/{id}"));
    assert!(known(key("AKIAUSED"), "status.AccessKeyLastUsed").contains("2026-10-02T03:04:05Z"));
    assert_eq!(known(key("AKIANEVER"), "status.AccessKeyLastUsed"), "absent");
    assert!(known(key("AKIALOST"), "status.AccessKeyLastUsed").starts_with("undecodable"));
    assert_eq!(known(resource(&inventory, "user/people/ann"), "status.Children.AccessKey"), "3");
    let other = known(resource(&inventory, "user/people/bob"), "status.Children.AccessKey");
    assert_eq!(other, "denied: iam:ListAccessKeys (AccessDenied), allow iam:ListAccessKeys");
    assert_eq!(unlisted(&inventory), ["AWS::IAM::AccessKey in global not listed: ".to_owned() + &other]);
}

#[tokio::test(start_paused = true)]
async fn the_report_is_asked_for_until_it_is_there() {
    let turns = AtomicU32::new(0);
    let aws = account(&[], move |request| match request.operation {
        "iam:GenerateCredentialReport" => {
            let state = if turns.fetch_add(1, Ordering::Relaxed) < 2 { "STARTED" } else { "COMPLETE" };
            Some(result("GenerateCredentialReport", &format!("<State>{state}</State>")))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    assert!(known(resource(&inventory, ":root"), "status.CredentialReport").contains("\"MfaActive\":true"));
}

#[tokio::test(start_paused = true)]
async fn a_report_that_others_made_is_as_good() {
    let refused = |operation: &'static str| {
        account_with(move |request| (request.operation == operation).then(|| error(403, "AccessDenied")))
    };
    let inventory = refused("iam:GenerateCredentialReport").await;
    assert!(known(resource(&inventory, ":root"), "status.CredentialReport").contains("MfaActive"));
    let inventory = refused("iam:GetCredentialReport").await;
    let said = known(resource(&inventory, ":root"), "status.CredentialReport");
    assert_eq!(said, "denied: iam:GetCredentialReport (AccessDenied), allow iam:GetCredentialReport");
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_younger_than_the_report_is_not_in_it() {
    let inventory = account_with(|request| {
        (request.operation == "iam:GetAccountAuthorizationDetails").then(|| details(&user("new", ""), "", "", "", ""))
    })
    .await;
    let said = known(resource(&inventory, "user/people/new"), "status.CredentialReport");
    assert_eq!(said, "undecodable: iam:GetCredentialReport (the credential report has no row for this user)");
}

#[tokio::test(start_paused = true)]
async fn the_root_user_is_known_by_the_numbers_that_aws_gave() {
    let inventory = account_with(|request| {
        (request.operation == "iam:GetAccountSummary").then(|| summary(&[("AccountMFAEnabled", 0)]))
    })
    .await;
    let root = resource(&inventory, ":root");
    assert_eq!(known(root, "status.AccountMFAEnabled"), "0");
    assert!(known(root, "status.AccountAccessKeysPresent").starts_with("undecodable: iam:GetAccountSummary"));
}

#[tokio::test(start_paused = true)]
async fn providers_certificates_and_devices() {
    let arn = "arn:aws:iam::111122223333:oidc-provider/idp.example.com";
    let inventory = account_with(move |request| {
        let last = "<IsTruncated>false</IsTruncated>";
        Some(match request.operation {
            "iam:ListOpenIDConnectProviders" => {
                let list =
                    format!("<OpenIDConnectProviderList><member><Arn>{arn}</Arn></member></OpenIDConnectProviderList>");
                result("ListOpenIDConnectProviders", &list)
            }
            "iam:GetOpenIDConnectProvider" => result(
                "GetOpenIDConnectProvider",
                "<Url>idp.example.com</Url><ClientIDList><member>sts</member></ClientIDList>\
                 <CreateDate>2026-01-02T03:04:05Z</CreateDate>",
            ),
            "iam:ListSAMLProviders" => result(
                "ListSAMLProviders",
                "<SAMLProviderList><member><Arn>arn:aws:iam::111122223333:saml-provider/x</Arn>\
                 <ValidUntil>2036-01-02T03:04:05Z</ValidUntil></member></SAMLProviderList>",
            ),
            "iam:ListServerCertificates" => result(
                "ListServerCertificates",
                &format!(
                    "{last}<ServerCertificateMetadataList><member><ServerCertificateName>web</ServerCertificateName>\
                     <Path>/</Path><Arn>arn:aws:iam::111122223333:server-certificate/web</Arn>\
                     <ServerCertificateId>ASCA</ServerCertificateId><UploadDate>2026-01-02T03:04:05Z</UploadDate>\
                     <Expiration>2027-01-02T03:04:05Z</Expiration></member></ServerCertificateMetadataList>"
                ),
            ),
            "iam:ListVirtualMFADevices" => result(
                "ListVirtualMFADevices",
                &format!(
                    "{last}<VirtualMFADevices><member><SerialNumber>arn:aws:iam::111122223333:mfa/phone</SerialNumber>\
                     <Base32StringSeed>Q0FOQVJZ</Base32StringSeed></member></VirtualMFADevices>"
                ),
            ),
            other => return plain(other),
        })
    })
    .await;
    insta::assert_snapshot!("iam_providers", iam(&inventory).join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_missing_is_no_empty_list() {
    for (operation, list) in [("ListAccessKeys", "AccessKey"), ("ListServerCertificates", "ServerCertificate")] {
        let inventory = account_with(move |request| match request.operation.strip_prefix("iam:") {
            Some("GetAccountAuthorizationDetails") => Some(details(&user("ann", ""), "", "", "", "")),
            Some(name) if name == operation => Some(result(operation, "<IsTruncated>false</IsTruncated>")),
            _ => None,
        })
        .await;
        let broken = unlisted(&inventory);
        assert_eq!(broken.len(), 1, "{broken:?}");
        let start = format!("AWS::IAM::{list} in global not listed: undecodable: iam:{operation} (the answer lacks");
        assert!(broken[0].starts_with(&start), "{broken:?}");
    }
}
