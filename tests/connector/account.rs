//! An account for the stand-in: it has the buckets that a test names and nothing else, until the test says so.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::sync::Arc;

use crate::stand_in::{Aws, Reply, Request};

pub const ACCOUNT: &str = "111122223333";

/// An account of these buckets, in us-east-1 or after `@` in another region (`alpha@eu-west-1`). What `answer` gives
/// comes first.
pub fn account(
    buckets: &'static [&'static str],
    answer: impl Fn(&Request<'_>) -> Option<Reply> + Send + Sync + 'static,
) -> Arc<Aws> {
    Aws::new(move |request| answer(request).unwrap_or_else(|| plain(request, buckets)))
}

/// What AWS answers where nothing was ever set up.
fn plain(request: &Request<'_>, buckets: &[&str]) -> Reply {
    match request.operation {
        "sts:GetCallerIdentity" => Reply::identity(ACCOUNT),
        "account:ListRegions" => regions(&["eu-west-1", "us-east-1"], ""),
        "ec2:DescribeRegions" => described_regions(&["eu-west-1", "us-east-1"]),
        "iam:ListAccountAliases" => aliases_of_account(&[]),
        "organizations:DescribeOrganization" => json_error("AWSOrganizationsNotInUseException"),
        "organizations:ListParents" => json(r#"{"Parents":[{"Id":"r-abcd","Type":"ROOT"}]}"#),
        "organizations:ListPolicies" => json(r#"{"Policies":[]}"#),
        "organizations:DescribeEffectivePolicy" => json_error("EffectivePolicyNotFoundException"),
        "cloudtrail:DescribeTrails" => json(r#"{"trailList":[]}"#),
        "cloudtrail:GetInsightSelectors" => json_error("InsightNotEnabledException"),
        "cloudtrail:ListEventDataStores" => json(r#"{"EventDataStores":[]}"#),
        "cloudwatch:DescribeAlarms" => alarms("", ""),
        "kms:GetKeyPolicy" => json(r#"{"PolicyName":"default","Policy":"{\"Statement\":[]}"}"#),
        "kms:GetKeyRotationStatus" => json(r#"{"KeyId":"k","KeyRotationEnabled":false}"#),
        "kms:ListAliases" => json(r#"{"Aliases":[],"Truncated":false}"#),
        "kms:ListGrants" => json(r#"{"Grants":[],"Truncated":false}"#),
        "kms:ListKeys" => json(r#"{"Keys":[],"Truncated":false}"#),
        "logs:DescribeAccountPolicies" => json(r#"{"accountPolicies":[]}"#),
        "logs:DescribeDeliverySources" => json(r#"{"deliverySources":[]}"#),
        "logs:DescribeDestinations" => json(r#"{"destinations":[]}"#),
        "logs:DescribeLogGroups" => json(r#"{"logGroups":[]}"#),
        "logs:DescribeMetricFilters" => json(r#"{"metricFilters":[]}"#),
        "logs:DescribeResourcePolicies" => json(r#"{"resourcePolicies":[]}"#),
        "logs:DescribeSubscriptionFilters" => json(r#"{"subscriptionFilters":[]}"#),
        "s3:ListBuckets" => list_of_buckets(buckets, ""),
        "s3:GetBucketLocation" => Reply::xml("<LocationConstraint/>".to_owned()),
        "s3:GetPublicAccessBlock" => refused(404, "NoSuchPublicAccessBlockConfiguration"),
        "s3:GetBucketOwnershipControls" => refused(404, "OwnershipControlsNotFoundError"),
        "s3:GetBucketEncryption" => encryption("AES256", ""),
        "s3:GetBucketLogging" => Reply::xml("<BucketLoggingStatus/>".to_owned()),
        "s3:GetBucketVersioning" => Reply::xml("<VersioningConfiguration/>".to_owned()),
        "s3:GetObjectLockConfiguration" => refused(404, "ObjectLockConfigurationNotFoundError"),
        "s3:GetBucketLifecycleConfiguration" => refused(404, "NoSuchLifecycleConfiguration"),
        "s3:GetBucketCors" => refused(404, "NoSuchCORSConfiguration"),
        "s3:GetBucketWebsite" => refused(404, "NoSuchWebsiteConfiguration"),
        "s3:GetBucketPolicy" => refused(404, "NoSuchBucketPolicy"),
        "s3:GetBucketPolicyStatus" => refused(404, "NoSuchBucketPolicy"),
        "s3:GetBucketTagging" => refused(404, "NoSuchTagSet"),
        "s3:GetBucketAcl" => Reply::xml(
            "<AccessControlPolicy><Owner><ID>owner</ID></Owner><AccessControlList><Grant>\
             <Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>owner</ID>\
             </Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>"
                .to_owned(),
        ),
        "s3control:GetPublicAccessBlock" => s3control_refused(404, "NoSuchPublicAccessBlockConfiguration"),
        "s3control:ListAccessPoints" => access_points(&[], ""),
        "s3control:GetAccessPointPolicy" => s3control_refused(404, "NoSuchAccessPointPolicy"),
        "apigateway:GetAccount" => json(r#"{"throttleSettings":{"rateLimit":10000.0,"burstLimit":5000}}"#),
        list if list.starts_with("apigateway:") => json(r#"{"item":[]}"#),
        list if list.starts_with("apigatewayv2:") => json(r#"{"items":[]}"#),
        other if crate::iam_answers::plain(other).is_some() => crate::iam_answers::plain(other).expect("an answer"),
        other => panic!("say what the account answers to {other}"),
    }
}

/// A page of `ListBuckets`; `@` without a region leaves BucketRegion out.
pub fn list_of_buckets(buckets: &[&str], next: &str) -> Reply {
    let mut items = String::new();
    for bucket in buckets {
        let (name, region) = bucket.split_once('@').unwrap_or((bucket, "us-east-1"));
        let region = if region.is_empty() { String::new() } else { format!("<BucketRegion>{region}</BucketRegion>") };
        let date = "<CreationDate>2026-01-02T03:04:05.678Z</CreationDate>";
        items += &format!("<Bucket><Name>{name}</Name>{date}{region}</Bucket>");
    }
    let next = element("ContinuationToken", next);
    Reply::xml(format!(
        "<ListAllMyBucketsResult><Owner><ID>owner</ID></Owner><Buckets>{items}</Buckets>{next}</ListAllMyBucketsResult>"
    ))
}

pub fn encryption(algorithm: &str, key: &str) -> Reply {
    let key = element("KMSMasterKeyID", key);
    Reply::xml(format!(
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}\
         </SSEAlgorithm>{key}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
    ))
}

pub fn versioning(status: &str) -> Reply {
    Reply::xml(format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"))
}

/// A page of `ListRegions`.
pub fn regions(names: &[&str], next: &str) -> Reply {
    let regions: Vec<_> = names
        .iter()
        .map(|name| serde_json::json!({"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"}))
        .collect();
    let mut page = serde_json::json!({"Regions": regions});
    if !next.is_empty() {
        page["NextToken"] = next.into();
    }
    json(&page.to_string())
}

pub fn described_regions(names: &[&str]) -> Reply {
    let items: String = names.iter().map(|name| format!("<item><regionName>{name}</regionName></item>")).collect();
    Reply::xml(format!("<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"))
}

pub fn aliases_of_account(names: &[&str]) -> Reply {
    let members: String = names.iter().map(|name| element("member", name)).collect();
    Reply::xml(format!(
        "<ListAccountAliasesResponse><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases>{members}\
         </AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>"
    ))
}

/// A page of `ListAccessPoints`, all of the bucket `alpha`.
pub fn access_points(names: &[&str], next: &str) -> Reply {
    let points: String = names
        .iter()
        .map(|name| {
            format!(
                "<AccessPoint><Name>{name}</Name><NetworkOrigin>Internet</NetworkOrigin><Bucket>alpha</Bucket>\
                 <AccessPointArn>arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/{name}</AccessPointArn></AccessPoint>"
            )
        })
        .collect();
    let next = element("NextToken", next);
    Reply::xml(format!(
        "<ListAccessPointsResult><AccessPointList>{points}</AccessPointList>{next}</ListAccessPointsResult>"
    ))
}

pub fn access_point(name: &str) -> Reply {
    Reply::xml(format!(
        "<GetAccessPointResult><Name>{name}</Name><Bucket>alpha</Bucket><NetworkOrigin>Internet</NetworkOrigin>\
         <PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true\
         </IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>true\
         </RestrictPublicBuckets></PublicAccessBlockConfiguration><CreationDate>2026-01-02T03:04:05Z</CreationDate>\
         <Alias>{name}-alias-s3alias</Alias><AccessPointArn>arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/{name}\
         </AccessPointArn><BucketAccountId>{ACCOUNT}</BucketAccountId></GetAccessPointResult>"
    ))
}

/// The description of a customer's key.
pub fn key(id: &str) -> Reply {
    let key = serde_json::json!({"KeyMetadata": {
        "KeyId": id, "Arn": format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/{id}"), "AWSAccountId": ACCOUNT,
        "CreationDate": 1767323045.5, "Enabled": true, "Description": "", "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled", "Origin": "AWS_KMS", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT",
        "MultiRegion": false,
    }});
    json(&key.to_string())
}

/// A page of `ListKeys`.
pub fn keys(ids: &[&str], next: &str) -> Reply {
    let keys: Vec<_> = ids.iter().map(|id| serde_json::json!({"KeyId": id, "KeyArn": "arn"})).collect();
    let mut page = serde_json::json!({"Keys": keys, "Truncated": !next.is_empty()});
    if !next.is_empty() {
        page["NextMarker"] = next.into();
    }
    json(&page.to_string())
}

/// A page of `DescribeAlarms`.
pub fn alarms(members: &str, next: &str) -> Reply {
    let next = element("NextToken", next);
    Reply::xml(format!(
        "<DescribeAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><DescribeAlarmsResult>\
         <MetricAlarms>{members}</MetricAlarms>{next}</DescribeAlarmsResult></DescribeAlarmsResponse>"
    ))
}

pub fn json(body: &str) -> Reply {
    Reply { body: body.to_owned(), ..Reply::default() }
}

/// An error of a service that speaks JSON.
pub fn json_error(code: &str) -> Reply {
    Reply { status: 400, ..json(&serde_json::json!({"__type": code, "message": "no"}).to_string()) }
}

/// An error of S3.
pub fn refused(status: u16, code: &str) -> Reply {
    Reply { status, ..Reply::xml(format!("<Error><Code>{code}</Code><Message>no</Message></Error>")) }
}

pub fn denied() -> Reply {
    refused(403, "AccessDenied")
}

pub fn s3control_refused(status: u16, code: &str) -> Reply {
    let error = format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    Reply { status, ..Reply::xml(error) }
}

/// An element, or nothing where there is no text.
fn element(name: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<{name}>{text}</{name}>") }
}
