//! The shapes of bucket settings that differ between S3's answers and the resource schema.

use aws_sdk_s3::operation::get_bucket_website::GetBucketWebsiteOutput;
use aws_sdk_s3::types::{
    CorsRule, LifecycleRule, LoggingEnabled, ObjectLockConfiguration, RoutingRule, ServerSideEncryptionConfiguration,
    Tag,
};
use serde_json::{Value, json};

use crate::collect::field::{Lacks, date, list, object, text};

/// `BucketEncryption`.
pub fn encryption(configuration: Option<&ServerSideEncryptionConfiguration>) -> Result<Value, Lacks> {
    let rules = configuration.map(|configuration| configuration.rules()).unwrap_or_default();
    let rules = list(rules, |rule| {
        let default = rule.apply_server_side_encryption_by_default().and_then(|default| {
            object([
                ("SSEAlgorithm", text(Some(default.sse_algorithm().as_str()))),
                ("KMSMasterKeyID", text(default.kms_master_key_id())),
            ])
        });
        let blocked = rule.blocked_encryption_types().and_then(|blocked| {
            object([("EncryptionType", list(blocked.encryption_type(), |kind| text(Some(kind.as_str()))))])
        });
        object([
            ("ServerSideEncryptionByDefault", default),
            ("BucketKeyEnabled", rule.bucket_key_enabled().map(Value::from)),
            ("BlockedEncryptionTypes", blocked),
        ])
    });
    Ok(json!({"ServerSideEncryptionConfiguration": rules.ok_or(Lacks("Rules"))?}))
}

/// `LoggingConfiguration`; an empty answer says that logging is off.
pub fn logging(logging: Option<&LoggingEnabled>) -> Result<Option<Value>, Lacks> {
    let Some(logging) = logging else { return Ok(None) };
    let format = logging.target_object_key_format().and_then(|format| match format.partitioned_prefix() {
        Some(partitioned) => {
            let source = partitioned.partition_date_source().map(|source| source.as_str());
            Some(json!({"PartitionedPrefix": object([("PartitionDateSource", text(source))]).unwrap_or_else(|| json!({}))}))
        }
        None => format.simple_prefix().map(|_| json!({"SimplePrefix": {}})),
    });
    if logging.target_bucket().is_empty() {
        return Err(Lacks("TargetBucket"));
    }
    Ok(object([
        ("DestinationBucketName", text(Some(logging.target_bucket()))),
        ("LogFilePrefix", text(Some(logging.target_prefix()))),
        ("TargetObjectKeyFormat", format),
    ]))
}

/// `ObjectLockConfiguration`.
pub fn object_lock(lock: Option<&ObjectLockConfiguration>) -> Result<Value, Lacks> {
    let lock = lock.ok_or(Lacks("ObjectLockConfiguration"))?;
    let enabled = lock.object_lock_enabled().ok_or(Lacks("ObjectLockEnabled"))?;
    let retention = lock.rule().and_then(|rule| rule.default_retention()).and_then(|retention| {
        object([
            ("Mode", text(retention.mode().map(|mode| mode.as_str()))),
            ("Days", retention.days().map(Value::from)),
            ("Years", retention.years().map(Value::from)),
        ])
    });
    let rule = retention.map(|retention| json!({"DefaultRetention": retention}));
    object([("ObjectLockEnabled", text(Some(enabled.as_str()))), ("Rule", rule)]).ok_or(Lacks("ObjectLockEnabled"))
}

/// `CorsConfiguration`.
pub fn cors(rules: &[CorsRule]) -> Result<Value, Lacks> {
    let rules = list(rules, |rule| {
        let texts = |values: &[String]| list(values, |value| text(Some(value)));
        object([
            ("Id", text(rule.id())),
            ("AllowedOrigins", texts(rule.allowed_origins())),
            ("AllowedMethods", texts(rule.allowed_methods())),
            ("AllowedHeaders", texts(rule.allowed_headers())),
            ("ExposedHeaders", texts(rule.expose_headers())),
            ("MaxAge", rule.max_age_seconds().map(Value::from)),
        ])
    });
    Ok(json!({"CorsRules": rules.ok_or(Lacks("CORSRule"))?}))
}

/// `WebsiteConfiguration`: it is a redirect of everything, or it has an index document.
pub fn website(website: &GetBucketWebsiteOutput) -> Result<Value, Lacks> {
    let redirect = website.redirect_all_requests_to().and_then(|redirect| {
        object([
            ("HostName", text(Some(redirect.host_name()))),
            ("Protocol", text(redirect.protocol().map(|protocol| protocol.as_str()))),
        ])
    });
    object([
        ("IndexDocument", text(website.index_document().map(|index| index.suffix()))),
        ("ErrorDocument", text(website.error_document().map(|error| error.key()))),
        ("RedirectAllRequestsTo", redirect),
        ("RoutingRules", list(website.routing_rules(), routing_rule)),
    ])
    .ok_or(Lacks("IndexDocument and RedirectAllRequestsTo"))
}

fn routing_rule(rule: &RoutingRule) -> Option<Value> {
    let condition = rule.condition().and_then(|condition| {
        object([
            ("HttpErrorCodeReturnedEquals", text(condition.http_error_code_returned_equals())),
            ("KeyPrefixEquals", text(condition.key_prefix_equals())),
        ])
    });
    let redirect = rule.redirect().and_then(|redirect| {
        object([
            ("HostName", text(redirect.host_name())),
            ("HttpRedirectCode", text(redirect.http_redirect_code())),
            ("Protocol", text(redirect.protocol().map(|protocol| protocol.as_str()))),
            ("ReplaceKeyPrefixWith", text(redirect.replace_key_prefix_with())),
            ("ReplaceKeyWith", text(redirect.replace_key_with())),
        ])
    });
    object([("RoutingRuleCondition", condition), ("RedirectRule", redirect)])
}

/// `LifecycleConfiguration`.
pub fn lifecycle(rules: &[LifecycleRule]) -> Result<Value, Lacks> {
    let rules = list(rules, lifecycle_rule);
    Ok(json!({"Rules": rules.ok_or(Lacks("Rule"))?}))
}

fn lifecycle_rule(rule: &LifecycleRule) -> Option<Value> {
    let filter = rule.filter();
    let and = filter.and_then(|filter| filter.and());
    // The rule's own prefix is the old form; S3 answers the one that was set.
    #[allow(deprecated, reason = "buckets still have rules of the old form")]
    let prefix = rule.prefix().or(filter.and_then(|filter| filter.prefix())).or(and.and_then(|and| and.prefix()));
    let one = filter.and_then(|filter| filter.tag());
    let tags: Vec<&Tag> = one.into_iter().chain(and.map(|and| and.tags()).unwrap_or_default()).collect();
    let size = |plain: Option<i64>, joint: Option<i64>| plain.or(joint).map(|bytes| Value::from(bytes.to_string()));
    let expiration = rule.expiration();
    let noncurrent = rule.noncurrent_version_expiration().and_then(|expiration| {
        object([
            ("NoncurrentDays", expiration.noncurrent_days().map(Value::from)),
            ("NewerNoncurrentVersions", expiration.newer_noncurrent_versions().map(Value::from)),
        ])
    });
    let transitions = list(rule.transitions(), |transition| {
        object([
            ("TransitionInDays", transition.days().map(Value::from)),
            ("TransitionDate", date(transition.date())),
            ("StorageClass", text(transition.storage_class().map(|class| class.as_str()))),
        ])
    });
    let noncurrent_transitions = list(rule.noncurrent_version_transitions(), |transition| {
        object([
            ("TransitionInDays", transition.noncurrent_days().map(Value::from)),
            ("StorageClass", text(transition.storage_class().map(|class| class.as_str()))),
        ])
    });
    let abort = rule.abort_incomplete_multipart_upload().and_then(|abort| abort.days_after_initiation());
    object([
        ("Id", text(rule.id())),
        ("Status", text(Some(rule.status().as_str()))),
        ("Prefix", text(prefix)),
        ("TagFilters", list(&tags, |tag| object([("Key", text(Some(tag.key()))), ("Value", text(Some(tag.value())))]))),
        (
            "ObjectSizeGreaterThan",
            size(filter.and_then(|f| f.object_size_greater_than()), and.and_then(|a| a.object_size_greater_than())),
        ),
        (
            "ObjectSizeLessThan",
            size(filter.and_then(|f| f.object_size_less_than()), and.and_then(|a| a.object_size_less_than())),
        ),
        ("ExpirationInDays", expiration.and_then(|expiration| expiration.days()).map(Value::from)),
        ("ExpirationDate", date(expiration.and_then(|expiration| expiration.date()))),
        (
            "ExpiredObjectDeleteMarker",
            expiration.and_then(|expiration| expiration.expired_object_delete_marker()).map(Value::from),
        ),
        ("NoncurrentVersionExpiration", noncurrent),
        ("Transitions", transitions),
        ("NoncurrentVersionTransitions", noncurrent_transitions),
        ("AbortIncompleteMultipartUpload", abort.map(|days| json!({"DaysAfterInitiation": days}))),
    ])
}
