//! S3 Control: the account's block of public access, and access points with their policies.

use aws_sdk_s3control::Client;
use aws_sdk_s3control::operation::get_access_point::GetAccessPointOutput;
use aws_sdk_s3control::types::{AccessPoint, PublicAccessBlockConfiguration};
use futures::FutureExt;
use futures::future::join_all;
use futures::stream::StreamExt;
use serde_json::{Value, json};

use super::field::{Lacks, date, document, object, set, text};
use super::{Collector, Context, Harvest, TypeSpec};
use crate::aws::answer::ask;
use crate::aws::read_list::Read;
use crate::resource::Resource;

pub const COLLECTOR: Collector = Collector {
    service: "s3control",
    types: &[
        TypeSpec {
            name: ACCOUNT_BLOCK,
            properties: &[],
            status: &["PublicAccessBlockConfiguration"],
            tags: false,
            regional: false,
        },
        TypeSpec {
            name: ACCESS_POINT,
            properties: &[
                "Name",
                "Bucket",
                "BucketAccountId",
                "Alias",
                "NetworkOrigin",
                "VpcConfiguration",
                "Arn",
                "PublicAccessBlockConfiguration",
                "Policy",
            ],
            status: &["CreationDate"],
            tags: false,
            regional: true,
        },
    ],
    reads: &[
        Read { service: "s3control", operation: "GetPublicAccessBlock", actions: &["s3:GetAccountPublicAccessBlock"] },
        Read { service: "s3control", operation: "ListAccessPoints", actions: &["s3:ListAccessPoints"] },
        Read { service: "s3control", operation: "GetAccessPoint", actions: &["s3:GetAccessPoint"] },
        Read { service: "s3control", operation: "GetAccessPointPolicy", actions: &["s3:GetAccessPointPolicy"] },
    ],
    after_others: false,
    collect: |context, _| collect(context).boxed(),
};

const ACCOUNT_BLOCK: &str = "AWS::S3::AccountPublicAccessBlock";
const ACCESS_POINT: &str = "AWS::S3::AccessPoint";

/// Access points of a region that are read at the same time.
const AT_ONCE: usize = 8;

async fn collect(context: &Context<'_>) -> Harvest {
    let (block, regions) = futures::join!(
        account_block(context),
        join_all(context.regions.iter().map(|region| in_region(context, region)))
    );
    let mut harvest = Harvest { resources: vec![block], ..Harvest::default() };
    for found in regions {
        harvest.add(found);
    }
    harvest
}

/// One a account, whichever region answers; also when there is none, so that there is something to judge.
async fn account_block(context: &Context<'_>) -> Resource {
    let client: Client = context.session.client(context.default_region());
    let answer = ask(client.get_public_access_block().account_id(&context.session.header.account).send()).await;
    let block = context.field(&answer, &["NoSuchPublicAccessBlockConfiguration"], |output| {
        flags(output.public_access_block_configuration()).map(Some)
    });
    let arn = format!("{}#s3-public-access-block", context.account_arn());
    let mut resource = context.resource(ACCOUNT_BLOCK, arn, "global");
    set(&mut resource.status, [("PublicAccessBlockConfiguration", block)]);
    resource
}

async fn in_region(context: &Context<'_>, region: &str) -> Harvest {
    let client: Client = context.session.client(region);
    let account = &context.session.header.account;
    let listing = context
        .pages(
            |token| ask(client.list_access_points().account_id(account).max_results(1000).set_next_token(token).send()),
            |page| Ok((page.access_point_list.ok_or(Lacks("AccessPointList"))?, page.next_token)),
        )
        .await;
    let reads = listing.items.iter().cloned().map(|item| one(context, &client, region, item));
    let found = futures::stream::iter(reads).buffered(AT_ONCE);
    Harvest {
        resources: found.collect::<Vec<_>>().await.into_iter().flatten().collect(),
        unlisted: listing.unlisted(ACCESS_POINT, region).into_iter().collect(),
    }
}

async fn one(context: &Context<'_>, client: &Client, region: &str, item: AccessPoint) -> Option<Resource> {
    let name = item.name();
    let account = &context.session.header.account;
    let (point, policy) = futures::join!(
        ask(client.get_access_point().account_id(account).name(name).send()),
        ask(client.get_access_point_policy().account_id(account).name(name).send()),
    );
    let arn = context.arn("s3", region, &format!("accesspoint/{name}"));
    let mut resource = context.resource(ACCESS_POINT, arn, region);
    let always = |read: fn(&GetAccessPointOutput) -> Option<Value>, member| {
        context.field(&point, &[], |output| read(output).ok_or(Lacks(member)).map(Some))
    };
    let maybe = |read: fn(&GetAccessPointOutput) -> Option<Value>| {
        // An answer without a name was not understood, and says nothing of the rest.
        context.field(&point, &[], |output| output.name().map(|_| read(output)).ok_or(Lacks("Name")))
    };
    let fields = [
        ("Name", always(|output| text(output.name()), "Name")),
        ("Bucket", always(|output| text(output.bucket()), "Bucket")),
        ("Arn", maybe(|output| text(output.access_point_arn()))),
        ("BucketAccountId", maybe(|output| text(output.bucket_account_id()))),
        ("Alias", maybe(|output| text(output.alias()))),
        (
            "NetworkOrigin",
            always(|output| text(output.network_origin().map(|origin| origin.as_str())), "NetworkOrigin"),
        ),
        (
            "VpcConfiguration",
            maybe(|output| output.vpc_configuration().and_then(|vpc| object([("VpcId", text(Some(vpc.vpc_id())))]))),
        ),
        (
            "PublicAccessBlockConfiguration",
            context.field(&point, &[], |output| flags(output.public_access_block_configuration()).map(Some)),
        ),
    ];
    set(&mut resource.properties, fields);
    set(&mut resource.status, [("CreationDate", maybe(|output| date(output.creation_date())))]);
    let policy_field = match &policy.outcome {
        Ok(output) => {
            let (field, original) = document(context, &policy, output.policy());
            resource.texts.extend(original.map(|text| ("Policy".to_owned(), text)));
            field
        }
        Err(_) => context.field(&policy, &["NoSuchAccessPointPolicy"], |_| Ok(None)),
    };
    set::<1>(&mut resource.properties, [("Policy", policy_field)]);
    Some(resource)
}

/// AWS always sends all four flags.
fn flags(block: Option<&PublicAccessBlockConfiguration>) -> Result<Value, Lacks> {
    let block = block.ok_or(Lacks("PublicAccessBlockConfiguration"))?;
    Ok(json!({
        "BlockPublicAcls": block.block_public_acls().ok_or(Lacks("BlockPublicAcls"))?,
        "IgnorePublicAcls": block.ignore_public_acls().ok_or(Lacks("IgnorePublicAcls"))?,
        "BlockPublicPolicy": block.block_public_policy().ok_or(Lacks("BlockPublicPolicy"))?,
        "RestrictPublicBuckets": block.restrict_public_buckets().ok_or(Lacks("RestrictPublicBuckets"))?,
    }))
}
