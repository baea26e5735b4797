use super::{AccessLevel, KeyType, Service, condition_key, service, services};

fn known(prefix: &str) -> &'static Service {
    service(prefix).unwrap_or_else(|| panic!("no service {prefix}"))
}

fn all() -> impl Iterator<Item = &'static Service> {
    services().map(known)
}

fn types_of(prefix: &str, action: &str) -> Vec<&'static str> {
    let service = known(prefix);
    let action = service.action(action).unwrap_or_else(|| panic!("no action {prefix}:{action}"));
    service.types_of(action).map(|resource_type| resource_type.name).collect()
}

fn level(prefix: &str, action: &str) -> Option<AccessLevel> {
    known(prefix).action(action).map(|action| action.level)
}

/// What `convert.py` printed: with a new version of the package these numbers change.
#[test]
fn every_line_of_the_table_is_read() {
    assert_eq!(services().count(), 456);
    assert_eq!(all().filter(|service| service.supports_rcp()).count(), 62);
    assert_eq!(all().map(|service| service.actions().len()).sum::<usize>(), 22_091);
    assert_eq!(all().map(|service| service.resource_types().len()).sum::<usize>(), 2_334);
    assert_eq!(all().map(|service| service.condition_keys().len()).sum::<usize>(), 2_575);
    assert_eq!(super::table::homeless().all().len(), 101);
}

#[test]
fn every_name_is_found_again_in_any_case() {
    for prefix in services() {
        let service = known(&prefix.to_ascii_uppercase());
        assert_eq!(service.prefix(), prefix);
        for action in service.actions() {
            for name in [action.name.to_owned(), action.name.to_ascii_lowercase(), action.name.to_ascii_uppercase()] {
                assert!(service.action(&name).is_some_and(|found| std::ptr::eq(found, action)), "{prefix}:{name}");
            }
        }
        for kind in service.resource_types() {
            let found = service.resource_type(&kind.name.to_ascii_uppercase());
            assert!(found.is_some_and(|found| std::ptr::eq(found, kind)), "{prefix}: {}", kind.name);
        }
        for key in service.condition_keys() {
            assert_eq!(service.condition_key(&key.name.to_ascii_uppercase()), Some(key));
        }
    }
    for key in super::table::homeless().all() {
        assert!(condition_key(key.name).is_some(), "{}", key.name);
    }
}

#[test]
fn every_place_is_there() {
    for service in all() {
        for kind in service.resource_types() {
            assert!(!kind.arns.is_empty() && kind.arns.iter().all(|arn| arn.starts_with("arn:")), "{:?}", kind.arns);
            assert!(kind.keys <= service.sets.len());
        }
        for action in service.actions() {
            assert!(!action.name.contains(['*', '?', ' ', ':']), "{}", action.name);
            assert_eq!(service.types_of(action).count(), action.uses.len());
            assert!(action.keys <= service.sets.len());
            assert!(action.uses.iter().all(|used| used.keys <= service.sets.len()));
        }
        let places = service.sets.iter().flatten();
        assert!(places.copied().all(|place| place < service.condition_keys().len()));
    }
}

#[test]
fn actions_have_their_levels_and_resources() {
    for (prefix, action, level_wanted, types) in [
        ("s3", "GetObject", AccessLevel::Read, &["accesspointobject", "object"][..]),
        ("s3", "ListBucket", AccessLevel::List, &["accesspoint", "bucket"]),
        ("s3", "PutBucketPolicy", AccessLevel::Permissions, &["bucket"]),
        ("s3", "ListAllMyBuckets", AccessLevel::List, &[]),
        ("s3", "DeleteObjectTagging", AccessLevel::Tagging, &["accesspointobject", "object"]),
        ("kms", "Decrypt", AccessLevel::Write, &["key"]),
        ("kms", "CreateGrant", AccessLevel::Permissions, &["key"]),
        ("sts", "AssumeRole", AccessLevel::Write, &["role"]),
        ("sts", "GetCallerIdentity", AccessLevel::Read, &[]),
        ("iam", "PassRole", AccessLevel::Write, &["role"]),
        ("sqs", "SendMessage", AccessLevel::Write, &["queue"]),
    ] {
        assert_eq!(level(prefix, action), Some(level_wanted), "{prefix}:{action}");
        assert_eq!(types_of(prefix, action), types, "{prefix}:{action}");
    }
}

#[test]
fn actions_are_grouped_by_resource_type() {
    let s3 = known("s3");
    let on = |kind: &str| s3.actions_on(kind).map(|action| action.name).collect::<Vec<_>>();
    assert!(on("Object").contains(&"GetObject") && !on("object").contains(&"ListBucket"));
    assert!(on("bucket").contains(&"ListBucket") && !on("bucket").contains(&"GetObject"));
    assert!(on("queue").is_empty());
    assert!(s3.actions_without_resource().any(|action| action.name == "ListAllMyBuckets"));
    assert!(s3.actions_without_resource().all(|action| action.uses.is_empty()));
}

#[test]
fn resource_types_have_their_arns() {
    let arns = |prefix, kind| known(prefix).resource_type(kind).map(|kind| kind.arns.clone());
    assert_eq!(arns("s3", "object"), Some(vec!["arn:${Partition}:s3:::${BucketName}/${ObjectName}"]));
    assert_eq!(arns("iam", "role"), Some(vec!["arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"]));
    assert_eq!(arns("lambda", "function alias").map(|arns| arns.len()), Some(1));
    assert_eq!(arns("lex", "bot").map(|arns| arns.len()), Some(2));
    assert_eq!(arns("s3", "queue"), None);
}

#[test]
fn resource_control_policies_bind_some_services() {
    for prefix in ["s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "ecr"] {
        assert!(known(prefix).supports_rcp(), "{prefix}");
    }
    for prefix in ["ec2", "iam", "lambda", "sns"] {
        assert!(!known(prefix).supports_rcp(), "{prefix}");
    }
}

#[test]
fn keys_of_an_action_are_its_own_and_those_of_its_resources() {
    let s3 = known("s3");
    let keys: Vec<_> = s3.action("GetObject").map(|action| s3.keys_of(action)).unwrap_or_default();
    let names: Vec<_> = keys.iter().map(|key| key.name).collect();
    assert!(names.contains(&"s3:ExistingObjectTag/${TagKey}"));
    assert!(names.contains(&"s3:DataAccessPointAccount"), "a key of access points");
    assert!(!names.contains(&"s3:prefix"));
    assert!(names.is_sorted_by_key(|name| name.to_ascii_lowercase()));
    let bucket = s3.resource_type("bucket").expect("S3 has buckets");
    assert!(s3.keys_of_type(bucket).any(|key| key.name == "s3:BucketTag/${TagKey}"));
}

#[test]
fn keys_have_their_types() {
    for (name, kind, array) in [
        ("aws:SourceIp", KeyType::IpAddress, false),
        ("AWS:sourceip", KeyType::IpAddress, false),
        ("aws:VpcSourceIp", KeyType::IpAddress, false),
        ("aws:PrincipalArn", KeyType::Arn, false),
        ("aws:PrincipalTag/team", KeyType::String, false),
        ("aws:principaltag/a/b", KeyType::String, false),
        ("aws:RequestTag/team", KeyType::String, false),
        ("aws:ResourceTag/team", KeyType::String, false),
        ("aws:TagKeys", KeyType::String, true),
        ("aws:CalledVia", KeyType::String, true),
        ("aws:SecureTransport", KeyType::Bool, false),
        ("aws:MultiFactorAuthAge", KeyType::Numeric, false),
        ("aws:CurrentTime", KeyType::Date, false),
        ("aws:SourceVpcArn", KeyType::Arn, false),
        ("aws:SignInSessionArn", KeyType::Arn, false),
        ("s3:prefix", KeyType::String, false),
        ("s3:TlsVersion", KeyType::Numeric, false),
        ("secretsmanager:ResourceTag/team", KeyType::String, false),
        ("glacier:ResourceTag/team", KeyType::String, false),
        ("s3:ExistingObjectTag/team", KeyType::String, false),
        ("kms:EncryptionContext:aws:s3:arn", KeyType::String, false),
        ("kms:EncryptionContextKeys", KeyType::String, true),
        ("dynamodb:LeadingKeys", KeyType::String, true),
        ("ec2:SourceInstanceARN", KeyType::Arn, false),
        ("lambda:SourceFunctionArn", KeyType::Arn, false),
        ("saml:aud", KeyType::String, false),
        ("events:Metadata/a/Matcher", KeyType::String, false),
    ] {
        let found = condition_key(name).map(|key| (key.kind, key.array));
        assert_eq!(found, Some((kind, array)), "{name}");
    }
    let events = condition_key("events:metadata/a/matcher").map(|key| key.name);
    assert_eq!(events, Some("events:Metadata/${MetadataKey}/Matcher"), "the closest one");
}

/// The keys that AWS documents for every service.
#[test]
fn global_keys_are_known() {
    for name in [
        "AssumedRoot",
        "CalledVia",
        "CalledViaFirst",
        "CalledViaLast",
        "ChatbotSourceArn",
        "CurrentTime",
        "Ec2InstanceSourcePrivateIPv4",
        "Ec2InstanceSourceVpc",
        "EpochTime",
        "FederatedProvider",
        "MultiFactorAuthAge",
        "MultiFactorAuthPresent",
        "PrincipalAccount",
        "PrincipalArn",
        "PrincipalIsAWSService",
        "PrincipalOrgID",
        "PrincipalOrgPaths",
        "PrincipalServiceName",
        "PrincipalServiceNamesList",
        "PrincipalTag/x",
        "PrincipalType",
        "referer",
        "RequestedRegion",
        "RequestTag/x",
        "ResourceAccount",
        "ResourceOrgID",
        "ResourceOrgPaths",
        "ResourceTag/x",
        "SecureTransport",
        "SignInSessionArn",
        "SourceAccount",
        "SourceArn",
        "SourceIdentity",
        "SourceIp",
        "SourceOrgID",
        "SourceOrgPaths",
        "SourceOwner",
        "SourceVpc",
        "SourceVpcArn",
        "SourceVpce",
        "TagKeys",
        "TokenIssueTime",
        "UserAgent",
        "userid",
        "username",
        "ViaAWSService",
        "VpceAccount",
        "VpceOrgID",
        "VpceOrgPaths",
        "VpcSourceIp",
    ] {
        assert!(condition_key(&format!("aws:{name}")).is_some(), "aws:{name}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    for prefix in ["", "aws", "S4", "s3 ", "s3 rcp", "@s3", "*", "é", "a\0b"] {
        assert!(service(prefix).is_none(), "{prefix:?}");
    }
    for name in ["", "*", "Get*", "GetObject ", "GetObjects", "s3:GetObject", "GetObjéct"] {
        assert!(known("s3").action(name).is_none(), "{name:?}");
    }
    for name in [
        "",
        ":",
        "::",
        "aws",
        "aws:",
        "aws:x",
        "aws:PrincipalTag",
        "aws:PrincipalTag/",
        "aws:SourceIp/x",
        "s3:",
        "s3:x",
        "SourceIp",
        "é:é",
        "aws:PrincipalTaé/x",
        "kms:EncryptionContext:",
        "token.actions.githubusercontent.com:sub",
        "cognito-identity.amazonaws.com:aud",
        "accounts.google.com:sub",
        "example.org/a:sub",
        "\u{0}:\u{0}",
    ] {
        assert_eq!(condition_key(name), None, "{name:?}");
    }
    assert_eq!(condition_key(&"aws:".repeat(100_000)), None);
    let long = format!("aws:PrincipalTag/{}", "é".repeat(100_000));
    assert!(condition_key(&long).is_some());
}

/// The lists of actions in this module's neighbours are of the same reference.
#[test]
fn the_lists_of_bucket_actions_are_in_the_table() {
    use crate::iam::bucket::{LIST, READ, Target, WRITE};

    for (listed, levels) in [
        (&READ[..], &[AccessLevel::Read][..]),
        (LIST, &[AccessLevel::List]),
        (&WRITE, &[AccessLevel::Write, AccessLevel::Tagging, AccessLevel::Permissions]),
    ] {
        for action in listed {
            let name = action.name.trim_start_matches("s3:");
            let kind = if action.on == Target::Bucket { "bucket" } else { "object" };
            assert!(level("s3", name).is_some_and(|level| levels.contains(&level)), "{name}");
            assert!(types_of("s3", name).contains(&kind), "{name} is not on {kind}");
        }
    }
}

/// A global key that the table has by now, with the same type, need not stand beside it.
#[test]
fn the_table_lacks_what_is_added_by_hand() {
    for added in super::global::KEYS {
        let same = super::table::homeless().find(added.name).is_some_and(|key| key.kind == added.kind);
        assert!(!same, "drop {} from global.rs", added.name);
    }
}
