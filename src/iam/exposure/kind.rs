//! The kinds of resource policies: which actions they grant on what, and to whom they can.

use super::super::text::Pattern;
use super::super::vocabulary;

/// One kind of policy.
#[derive(Debug)]
pub struct Kind {
    /// Its names, the first of them CloudFormation's.
    pub names: &'static [&'static str],
    /// The prefix of its actions.
    pub service: &'static str,
    /// Resource types of the vocabulary, and what follows the ARN of the resource in theirs; or all of their last part,
    /// where that has the resource's `NAME` in it.
    pub forms: &'static [(&'static str, &'static [&'static str])],
    /// Actions, where the vocabulary's are not those that the policy can grant.
    pub actions: &'static [&'static str],
    /// Whether the service takes requests that nobody signed.
    pub anonymous: bool,
    /// Whether statements need no `Resource`: it is the one that the policy hangs on.
    pub implied: bool,
    /// The ARN of some resource of that kind, in an account: where none is given.
    pub example: &'static str,
}

/// What follows the ARN of an object's bucket: a key of one character at least.
const KEY: &str = "/?*";

/// Service rules, of the service authorization reference and of each service's guide to resource policies.
pub const KINDS: &[Kind] = &[
    Kind {
        names: &["AWS::S3::BucketPolicy", "AWS::S3::Bucket"],
        service: "s3",
        forms: &[("bucket", &[""]), ("object", &[KEY])],
        anonymous: true,
        example: "arn:PARTITION:s3:::example-bucket",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::S3::AccessPoint", "AWS::S3::AccessPointPolicy"],
        service: "s3",
        forms: &[("bucket", &[""]), ("object", &["/object/?*"])],
        anonymous: true,
        example: "arn:PARTITION:s3:us-east-1:ACCOUNT:accesspoint/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::IAM::Role", "AWS::IAM::RolePolicy", "AWS::IAM::AssumeRolePolicy"],
        service: "sts",
        forms: &[("role", &[""])],
        actions: &["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"],
        implied: true,
        example: "arn:PARTITION:iam::ACCOUNT:role/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::KMS::Key", "AWS::KMS::KeyPolicy"],
        service: "kms",
        forms: &[("key", &[""])],
        example: "arn:PARTITION:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::SQS::QueuePolicy", "AWS::SQS::Queue"],
        service: "sqs",
        forms: &[("queue", &[""])],
        anonymous: true,
        example: "arn:PARTITION:sqs:us-east-1:ACCOUNT:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::SNS::TopicPolicy", "AWS::SNS::Topic"],
        service: "sns",
        forms: &[("topic", &[""])],
        anonymous: true,
        example: "arn:PARTITION:sns:us-east-1:ACCOUNT:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::Lambda::FunctionPolicy"],
        service: "lambda",
        forms: &[("function", &["", ":?*"])],
        anonymous: true,
        example: "arn:PARTITION:lambda:us-east-1:ACCOUNT:function:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Lambda::LayerVersion", "AWS::Lambda::LayerVersionPermission"],
        service: "lambda",
        forms: &[("layerVersion", &[""])],
        actions: &["GetLayerVersion"],
        example: "arn:PARTITION:lambda:us-east-1:ACCOUNT:layer:example:1",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::SecretsManager::ResourcePolicy", "AWS::SecretsManager::Secret"],
        service: "secretsmanager",
        forms: &[("Secret", &[""])],
        example: "arn:PARTITION:secretsmanager:us-east-1:ACCOUNT:secret:example-AbCdEf",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::ECR::Repository", "AWS::ECR::RepositoryPolicy"],
        service: "ecr",
        forms: &[("repository", &[""])],
        implied: true,
        example: "arn:PARTITION:ecr:us-east-1:ACCOUNT:repository/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"],
        service: "es",
        forms: &[("domain", &["", KEY])],
        anonymous: true,
        example: "arn:PARTITION:es:us-east-1:ACCOUNT:domain/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Events::EventBusPolicy", "AWS::Events::EventBus"],
        service: "events",
        forms: &[("event-bus", &[""]), ("rule-on-custom-event-bus", &["rule/NAME/?*"])],
        example: "arn:PARTITION:events:us-east-1:ACCOUNT:event-bus/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::ResourcePolicy"],
        service: "dynamodb",
        forms: &[("table", &[""]), ("index", &["/index/?*"]), ("stream", &["/stream/?*"])],
        example: "arn:PARTITION:dynamodb:us-east-1:ACCOUNT:table/example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::ApiGateway::RestApi"],
        service: "execute-api",
        forms: &[("execute-api-general", &[KEY])],
        actions: &["Invoke"],
        anonymous: true,
        example: "arn:PARTITION:execute-api:us-east-1:ACCOUNT:example123",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Logs::ResourcePolicy"],
        service: "logs",
        forms: &[("log-group", &["", ":*"]), ("log-stream", &[":log-stream:?*"])],
        example: "arn:PARTITION:logs:us-east-1:ACCOUNT:log-group:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Logs::Destination"],
        service: "logs",
        forms: &[("destination", &[""])],
        example: "arn:PARTITION:logs:us-east-1:ACCOUNT:destination:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Backup::BackupVault"],
        service: "backup",
        forms: &[("backupVault", &[""])],
        example: "arn:PARTITION:backup:us-east-1:ACCOUNT:backup-vault:example",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::EFS::FileSystem"],
        service: "elasticfilesystem",
        forms: &[("file-system", &[""])],
        anonymous: true,
        // The console of EFS writes statements without it.
        implied: true,
        example: "arn:PARTITION:elasticfilesystem:us-east-1:ACCOUNT:file-system/fs-01234567",
        ..Kind::PLAIN
    },
    Kind {
        names: &["AWS::Kinesis::Stream", "AWS::Kinesis::ResourcePolicy"],
        service: "kinesis",
        forms: &[("stream", &[""])],
        example: "arn:PARTITION:kinesis:us-east-1:ACCOUNT:stream/example",
        ..Kind::PLAIN
    },
];

/// Services that only policies of an organisation are asked about, on whatever resource.
const BOUND: &[Kind] = &[
    Kind { service: "cloudtrail", forms: &[("trail", &[""])], ..Kind::PLAIN },
    Kind { service: "config", forms: &[("ConfigurationRecorder", &[""])], ..Kind::PLAIN },
    Kind { service: "elasticfilesystem", forms: &[("file-system", &[""])], anonymous: true, ..Kind::PLAIN },
    Kind { service: "guardduty", forms: &[("detector", &[""])], ..Kind::PLAIN },
    Kind { service: "sts", forms: &[("role", &[""])], ..Kind::PLAIN },
];

impl Kind {
    /// A kind of nothing.
    pub const PLAIN: Self =
        Self { names: &[], service: "", forms: &[], actions: &[], anonymous: false, implied: false, example: "" };

    /// The kind of that name, which compares without case.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.names.iter().any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// Whether a text is the ARN of something that such a policy can hang on, as far as the service tells. Policies of
    /// an organisation hang on nothing: any ARN will do.
    pub fn takes(&self, arn: &str) -> bool {
        let service = |arn: &str| arn.split(':').nth(2).map(str::to_ascii_lowercase);
        let is_own = self.example.is_empty() || service(arn) == service(self.example);
        is_own && arn.starts_with("arn:") && arn.splitn(6, ':').count() == 6
    }

    /// Resources of a service as policies of an organisation see them.
    pub fn of_service(prefix: &str) -> Option<&'static Self> {
        BOUND.iter().chain(KINDS).find(|kind| kind.service == prefix && !kind.implied)
    }

    /// Whether this is the policy of an S3 bucket or access point.
    pub fn is_s3(&self) -> bool {
        self.service == "s3"
    }

    /// Whether the owner's own people need an `Allow` of this policy too: of keys and roles ("Key policies in AWS KMS",
    /// KMS developer guide; "Granting a user permissions to switch roles", IAM user guide).
    pub fn must_allow_own(&self) -> bool {
        matches!(self.service, "sts" | "kms")
    }

    /// Whether this is the trust policy of a role.
    pub fn is_role(&self) -> bool {
        self.service == "sts" && self.implied
    }

    /// The actions that a policy of this kind can grant, and the form of resource that each needs.
    pub fn grantable(&self) -> impl Iterator<Item = (usize, &'static vocabulary::Action)> {
        let service = vocabulary::service(self.service);
        self.forms.iter().enumerate().flat_map(move |(form, (name, _))| {
            let own = service.into_iter().flat_map(move |service| service.actions_on(name));
            own.filter(move |action| {
                if self.actions.is_empty() {
                    // The bucket of a bucket's policy is there already.
                    !(self.is_s3() && action.name == "CreateBucket")
                } else {
                    self.actions.contains(&action.name)
                }
            })
            .map(move |action| (form, action))
        })
    }

    /// The last part of the ARN of the resource that an ARN's last part is of, or is a part of. `example`: that of some
    /// resource of the kind.
    pub fn name_of(&self, rest: &str, example: &str) -> String {
        let tails = || self.forms.iter().flat_map(|(_, tails)| tails.iter());
        // Rules have ARNs of their own, with the name of their bus.
        let apart = tails().filter_map(|tail| tail.split_once("NAME"));
        for (before, _) in apart {
            if let Some(behind) = rest.strip_prefix(before) {
                let head = example.rsplit_once('/').map_or("", |(head, _)| head);
                return format!("{head}/{}", behind.split('/').next().unwrap_or_default());
            }
        }
        // Where parts of a resource follow it, its own name ends before what they begin with.
        match tails().find_map(|tail| tail.chars().next()) {
            Some(end) if matches!(end, '/' | ':') => {
                let count = example.split(end).count();
                rest.split(end).take(count).collect::<Vec<_>>().join(&end.to_string())
            }
            _ => rest.to_owned(),
        }
    }

    /// The last part of the ARNs of one form, for a resource whose own last part is `rest`.
    pub fn tails(&self, form: usize, rest: &str) -> Vec<Pattern> {
        let tails = self.forms.get(form).map_or(&[][..], |(_, tails)| tails);
        let name = rest.rsplit('/').next().unwrap_or_default();
        let tail = |tail: &&str| match tail.split_once("NAME") {
            Some((before, after)) => {
                Pattern::literal(before).concat(&Pattern::literal(name)).concat(&Pattern::glob(after))
            }
            None => Pattern::literal(rest).concat(&Pattern::glob(tail)),
        };
        tails.iter().map(tail).collect()
    }
}
