//! What IAM answers, for the stand-in: the account is empty until a test says otherwise.
#![allow(dead_code, reason = "each test file uses a part of it")]

use crate::stand_in::Reply;

/// The XML of an IAM answer: its result around this body.
pub fn result(operation: &str, body: &str) -> Reply {
    Reply::xml(format!("<{operation}Response><{operation}Result>{body}</{operation}Result></{operation}Response>"))
}

/// What an account answers where nobody was ever made.
pub fn plain(operation: &str) -> Option<Reply> {
    let name = operation.strip_prefix("iam:")?;
    let last = "<IsTruncated>false</IsTruncated>";
    Some(match name {
        "GetAccountAuthorizationDetails" => details("", "", "", "", ""),
        "GenerateCredentialReport" => result(name, "<State>COMPLETE</State>"),
        "GetCredentialReport" => report(&[]),
        "GetAccountPasswordPolicy" => error(404, "NoSuchEntity"),
        "GetAccountSummary" => {
            summary(&[("AccountAccessKeysPresent", 0), ("AccountMFAEnabled", 1), ("AccountPasswordPresent", 1)])
        }
        "ListAccessKeys" => result(name, &format!("{last}<AccessKeyMetadata/>")),
        "ListVirtualMFADevices" => result(name, &format!("{last}<VirtualMFADevices/>")),
        "ListOpenIDConnectProviders" => result(name, "<OpenIDConnectProviderList/>"),
        "ListSAMLProviders" => result(name, "<SAMLProviderList/>"),
        "ListServerCertificates" => result(name, &format!("{last}<ServerCertificateMetadataList/>")),
        _ => return None,
    })
}

/// A page of `GetAccountAuthorizationDetails`: members of the four lists, and the marker of the next page.
pub fn details(users: &str, groups: &str, roles: &str, policies: &str, marker: &str) -> Reply {
    let next = match marker {
        "" => "<IsTruncated>false</IsTruncated>".to_owned(),
        marker => format!("<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>"),
    };
    let body = format!(
        "{next}<UserDetailList>{users}</UserDetailList><GroupDetailList>{groups}</GroupDetailList>\
         <RoleDetailList>{roles}</RoleDetailList><Policies>{policies}</Policies>"
    );
    result("GetAccountAuthorizationDetails", &body)
}

/// A user below a path; `more` is what else AWS says of it.
pub fn user(name: &str, more: &str) -> String {
    format!(
        "<member><Path>/people/</Path><UserName>{name}</UserName><UserId>AIDA{name}</UserId>\
         <Arn>arn:aws:iam::111122223333:user/people/{name}</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate>\
         <GroupList/><AttachedManagedPolicies/>{more}</member>"
    )
}

/// The credential report with these rows of `user,arn,password_enabled,mfa_active`.
pub fn report(rows: &[&str]) -> Reply {
    let mut csv = "user,arn,password_enabled,mfa_active\n".to_owned();
    for row in ["<root_account>,arn:aws:iam::111122223333:root,not_supported,true"].iter().chain(rows) {
        csv += &format!("{row}\n");
    }
    let content = aws_smithy_types::base64::encode(csv);
    let body = format!(
        "<Content>{content}</Content><ReportFormat>text/csv</ReportFormat>\
         <GeneratedTime>2026-11-01T00:00:00Z</GeneratedTime>"
    );
    result("GetCredentialReport", &body)
}

pub fn summary(entries: &[(&str, u32)]) -> Reply {
    let entries: String =
        entries.iter().map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>")).collect();
    result("GetAccountSummary", &format!("<SummaryMap>{entries}</SummaryMap>"))
}

pub fn error(status: u16, code: &str) -> Reply {
    let error = format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    Reply { status, ..Reply::xml(error) }
}
