//! One bucket: where it lies, what its settings become, what is left when a call fails.

use aplomb::resource::Known;

use crate::account::{self, account, denied, refused};
use crate::inventory::{buckets, inventory, known, lines, resource};
use crate::stand_in::Reply;

fn xml(body: &str) -> Option<Reply> {
    Some(Reply::xml(body.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn a_bucket_of_which_nothing_was_set_up() {
    let inventory = inventory(&account(&["alpha"], |_| None)).await;
    insta::assert_snapshot!("plain_bucket", lines(resource(&inventory, ":alpha")));
}

/// Every setting whose shape differs between S3's answer and the resource schema.
#[tokio::test(start_paused = true)]
async fn settings_have_the_shape_of_the_schema() {
    let aws = account(&["alpha"], |request| match request.operation {
        "s3:GetPublicAccessBlock" => {
            xml("<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false\
             </IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>false\
             </RestrictPublicBuckets></PublicAccessBlockConfiguration>")
        }
        "s3:GetBucketOwnershipControls" => {
            xml("<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>")
        }
        "s3:GetBucketEncryption" => xml(
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms:dsse\
             </SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>\
             <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule>\
             </ServerSideEncryptionConfiguration>",
        ),
        "s3:GetBucketLogging" => {
            xml("<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix></TargetPrefix>\
             <TargetGrants><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">\
             <URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>\
             </TargetGrants><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime\
             </PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled></BucketLoggingStatus>")
        }
        "s3:GetBucketVersioning" => xml(
            "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>",
        ),
        "s3:GetObjectLockConfiguration" => {
            xml("<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>\
             <Mode>COMPLIANCE</Mode><Years>2</Years></DefaultRetention></Rule></ObjectLockConfiguration>")
        }
        "s3:GetBucketLifecycleConfiguration" => xml(LIFECYCLE),
        "s3:GetBucketCors" => xml(
            "<CORSConfiguration><CORSRule><ID>a</ID><AllowedOrigin>https://a.example</AllowedOrigin><AllowedOrigin>*\
             </AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag\
             </ExposeHeader><MaxAgeSeconds>0</MaxAgeSeconds></CORSRule></CORSConfiguration>",
        ),
        "s3:GetBucketWebsite" => {
            xml("<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument><ErrorDocument>\
             <Key>error.html</Key></ErrorDocument><RoutingRules><RoutingRule><Condition><KeyPrefixEquals>docs/\
             </KeyPrefixEquals></Condition><Redirect><ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith></Redirect>\
             </RoutingRule></RoutingRules></WebsiteConfiguration>")
        }
        "s3:GetBucketTagging" => xml(
            "<Tagging><TagSet><Tag><Key>b</Key><Value></Value></Tag><Tag><Key>a</Key><Value>1</Value></Tag></TagSet>\
             </Tagging>",
        ),
        "s3:GetBucketPolicy" => Some(account::json("{\n  \"Statement\": {\"Effect\": \"Deny\"}\n}")),
        "s3:GetBucketPolicyStatus" => xml("<PolicyStatus><IsPublic>false</IsPublic></PolicyStatus>"),
        _ => None,
    });
    let inventory = inventory(&aws).await;
    insta::assert_snapshot!("every_setting", lines(resource(&inventory, ":alpha")));
    let policy = resource(&inventory, ":alpha#policy");
    assert_eq!(known(policy, "properties.PolicyDocument"), r#"{"Statement":{"Effect":"Deny"}}"#);
    assert_eq!(policy.texts["PolicyDocument"], "{\n  \"Statement\": {\"Effect\": \"Deny\"}\n}", "as AWS sent it");
}

const LIFECYCLE: &str = "<LifecycleConfiguration>\
    <Rule><ID>old form</ID><Prefix>a/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>\
    <Rule><ID>tag</ID><Filter><Tag><Key>k</Key><Value>v</Value></Tag></Filter><Status>Disabled</Status>\
    <Expiration><Date>2027-01-01T00:00:00.000Z</Date></Expiration></Rule>\
    <Rule><ID>and</ID><Filter><And><Prefix>b/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><Tag><Key>l</Key>\
    <Value>w</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan>\
    </And></Filter><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>\
    </Expiration></Rule>\
    <Rule><ID>versions</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><NoncurrentVersionExpiration>\
    <NoncurrentDays>90</NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions>\
    </NoncurrentVersionExpiration><NoncurrentVersionTransition><NoncurrentDays>30</NoncurrentDays>\
    <StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition><Transition><Days>10</Days>\
    <StorageClass>STANDARD_IA</StorageClass></Transition><AbortIncompleteMultipartUpload><DaysAfterInitiation>7\
    </DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>";

#[tokio::test(start_paused = true)]
async fn one_denied_call_leaves_the_others() {
    let calls = [
        (
            "s3:GetPublicAccessBlock",
            &["properties.PublicAccessBlockConfiguration"][..],
            "s3:GetBucketPublicAccessBlock",
        ),
        ("s3:GetBucketOwnershipControls", &["properties.OwnershipControls"], "s3:GetBucketOwnershipControls"),
        ("s3:GetBucketEncryption", &["properties.BucketEncryption"], "s3:GetEncryptionConfiguration"),
        (
            "s3:GetBucketLogging",
            &["properties.LoggingConfiguration", "status.LoggingTargetGrants"],
            "s3:GetBucketLogging",
        ),
        ("s3:GetBucketLifecycleConfiguration", &["properties.LifecycleConfiguration"], "s3:GetLifecycleConfiguration"),
        ("s3:GetBucketCors", &["properties.CorsConfiguration"], "s3:GetBucketCORS"),
        ("s3:GetBucketWebsite", &["properties.WebsiteConfiguration"], "s3:GetBucketWebsite"),
        ("s3:GetBucketTagging", &["tags"], "s3:GetBucketTagging"),
        ("s3:GetBucketAcl", &["status.Acl"], "s3:GetBucketAcl"),
        ("s3:GetBucketPolicy", &["status.Children"], "s3:GetBucketPolicy"),
        ("s3:GetBucketPolicyStatus", &["status.PolicyStatus"], "s3:GetBucketPolicyStatus"),
    ];
    let whole = inventory(&account(&["alpha", "beta"], |_| None)).await;
    for (operation, lost, permission) in calls {
        let aws = account(&["alpha", "beta"], move |request| {
            (request.operation == operation && request.first() == "alpha").then(denied)
        });
        let inventory = inventory(&aws).await;
        let (alpha, before) = (resource(&inventory, ":alpha"), resource(&whole, ":alpha"));
        for (path, field) in crate::inventory::fields(before) {
            let expected = match lost.contains(&path.as_str()) {
                true => format!("denied: {operation} (AccessDenied), allow {permission}"),
                false => known(before, &path),
            };
            assert_eq!(known(alpha, &path), expected, "{operation}: {path} was {field:?}");
        }
        assert_eq!(lines(resource(&inventory, ":beta")), lines(resource(&whole, ":beta")), "{operation}");
        assert!(inventory.unlisted.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_region_in_the_list_the_bucket_is_asked_for_it() {
    for (constraint, region) in [
        ("<LocationConstraint/>", "us-east-1"),
        ("<LocationConstraint></LocationConstraint>", "us-east-1"),
        ("<LocationConstraint>EU</LocationConstraint>", "eu-west-1"),
        ("<LocationConstraint>eu-west-1</LocationConstraint>", "eu-west-1"),
    ] {
        let aws = account(&["alpha@"], move |request| match request.operation {
            "s3:GetBucketLocation" => xml(constraint),
            _ => None,
        });
        let inventory = inventory(&aws).await;
        assert_eq!(resource(&inventory, ":alpha").region, region, "{constraint}");
        let cors: Vec<_> = aws.requests().into_iter().filter(|asked| asked.operation == "s3:GetBucketCors").collect();
        assert_eq!((cors.len(), cors[0].region.as_str()), (1, region), "{constraint}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bucket_whose_region_is_not_told_is_all_gaps() {
    let aws = account(&["alpha@", "beta"], |request| (request.operation == "s3:GetBucketLocation").then(denied));
    let inventory = inventory(&aws).await;
    let alpha = resource(&inventory, ":alpha");
    assert_eq!(alpha.region, "unknown");
    assert_eq!(known(alpha, "properties.BucketName"), "\"alpha\"");
    for (path, field) in crate::inventory::fields(alpha) {
        let is_gap = matches!(field.known, Known::Gap(_));
        assert_eq!(is_gap, !["properties.BucketName", "status.CreationDate"].contains(&path.as_str()), "{path}");
    }
    let gap = "denied: s3:GetBucketLocation (AccessDenied), allow s3:GetBucketLocation";
    assert_eq!(known(alpha, "status.Acl"), gap);
    assert_eq!(known(alpha, "tags"), gap);
    assert_eq!(known(resource(&inventory, ":beta"), "properties.CorsConfiguration"), "absent");
    let of_alpha = aws.requests().into_iter().filter(|asked| asked.host == "alpha").count();
    assert_eq!(of_alpha, 1, "only its location was asked");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_not_understood_is_no_region() {
    let aws = account(&["alpha@"], |request| {
        (request.operation == "s3:GetBucketLocation").then(|| Reply::xml(String::new()))
    });
    let inventory = inventory(&aws).await;
    assert_eq!(resource(&inventory, ":alpha").region, "unknown");
    assert!(known(resource(&inventory, ":alpha"), "status.Acl").starts_with("undecodable: s3:GetBucketLocation"));
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_went_away_is_gone_not_empty() {
    let aws = account(&["alpha", "beta"], |request| (request.first() == "alpha").then(|| refused(404, "NoSuchBucket")));
    let inventory = inventory(&aws).await;
    assert_eq!(buckets(&inventory), ["alpha", "beta"]);
    let alpha = resource(&inventory, ":alpha");
    assert_eq!(known(alpha, "properties.CorsConfiguration"), "gone: s3:GetBucketCors (NoSuchBucket)");
    assert_eq!(known(alpha, "properties.VersioningConfiguration"), "gone: s3:GetBucketVersioning (NoSuchBucket)");
    assert_eq!(known(alpha, "properties.ObjectLockEnabled"), "gone: s3:GetObjectLockConfiguration (NoSuchBucket)");
    assert_eq!(known(alpha, "status.Children"), "gone: s3:GetBucketPolicy (NoSuchBucket)");
    assert_eq!(known(alpha, "tags"), "gone: s3:GetBucketTagging (NoSuchBucket)");
    assert_eq!(known(resource(&inventory, ":beta"), "properties.CorsConfiguration"), "absent");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_lacks_what_aws_always_sends_is_a_gap() {
    let root = |name: &str| Reply::xml(format!("<{name}/>"));
    let aws = account(&["alpha"], move |request| match request.operation {
        "s3:GetPublicAccessBlock" => Some(Reply::xml(
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"
                .to_owned(),
        )),
        "s3:GetBucketOwnershipControls" => Some(root("OwnershipControls")),
        "s3:GetBucketEncryption" => Some(root("ServerSideEncryptionConfiguration")),
        "s3:GetBucketLifecycleConfiguration" => Some(root("LifecycleConfiguration")),
        "s3:GetBucketCors" => Some(root("CORSConfiguration")),
        "s3:GetBucketWebsite" => Some(root("WebsiteConfiguration")),
        "s3:GetBucketAcl" => Some(root("AccessControlPolicy")),
        "s3:GetBucketPolicy" => Some(account::json("[1]")),
        "s3:GetBucketPolicyStatus" => Some(root("PolicyStatus")),
        "s3:GetBucketLogging" => {
            Some(Reply::xml("<BucketLoggingStatus><LoggingEnabled/></BucketLoggingStatus>".to_owned()))
        }
        _ => None,
    });
    let inventory = inventory(&aws).await;
    let alpha = resource(&inventory, ":alpha");
    for path in [
        "properties.PublicAccessBlockConfiguration",
        "properties.OwnershipControls",
        "properties.BucketEncryption",
        "properties.LifecycleConfiguration",
        "properties.CorsConfiguration",
        "properties.WebsiteConfiguration",
        "properties.LoggingConfiguration",
        "status.Acl",
        "status.PolicyStatus",
    ] {
        assert!(known(alpha, path).starts_with("undecodable: s3:"), "{path}: {}", known(alpha, path));
    }
    let policy = resource(&inventory, ":alpha#policy");
    assert!(known(policy, "properties.PolicyDocument").starts_with("undecodable: s3:GetBucketPolicy"));
    assert_eq!(known(alpha, "status.Children"), r#"{"BucketPolicy":1}"#);
}
