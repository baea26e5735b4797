//! What a request of one kind of caller says under each condition key.
//!
//! Presence follows "AWS global condition context keys" of the IAM user guide.

use super::super::network::Network;
use super::super::request::Caller;
use super::super::search::{Domain, Present};
use super::super::text::{Class, Pattern};
use super::super::vocabulary::{self, Action, ConditionKey, KeyType};
use super::World;
use super::caller::{Archetype, Severity};
use super::way::Way;

/// What may stand under a key, in lower case, when such a caller does such a thing. `None`: AWS documents no such key.
pub fn domain(key: &str, who: &Archetype, action: Option<&Action>, world: &World) -> Option<Domain> {
    if let Some(tenant) = &who.tenant
        && let Some(domain) = tenant.claim(key)
    {
        return Some(domain);
    }
    if let Some(domain) = of_request(key, who, world).or_else(|| of_caller(key, who, world)) {
        return Some(domain);
    }
    if let Some(domain) = of_resource(key, who, world) {
        return Some(domain);
    }
    let (prefix, _) = key.split_once(':')?;
    let known = vocabulary::condition_key(key);
    let Some(known) = known else {
        // Claims of identity providers stand under their hosts.
        let of_unnamed = matches!(&who.caller, Caller::Federated(provider) if !provider.starts_with("arn:"));
        return (prefix.contains('.')).then(|| match &who.tenant {
            Some(_) => never(),
            None if of_unnamed => maybe(anything()),
            None => signed(who, anything()),
        });
    };
    if prefix == world.kind.service
        && let (Some(service), Some(action)) = (vocabulary::service(prefix), action)
        && !service.has_key(action, known.name)
    {
        return Some(never());
    }
    // Some actions have keys of other services: who assumes a role is asked for its tags as IAM calls them.
    let has_key = || {
        let service = vocabulary::service(world.kind.service);
        service.zip(action).is_some_and(|(service, action)| service.has_key(action, known.name))
    };
    if !matches!(prefix, "aws" | "saml" | "identitystore")
        && prefix != world.kind.service
        && !OF_CREDENTIALS.contains(&key)
        && !has_key()
    {
        return Some(never());
    }
    Some(maybe(of_type(known, world.now)))
}

/// Whatever a key of that type can hold.
pub fn of_type(known: &ConditionKey, now: i64) -> Present {
    let one = match known.kind {
        KeyType::String | KeyType::Binary | KeyType::Arn => anything(),
        KeyType::Numeric => Present::Number,
        KeyType::Date => Present::Time { now, epoch: false },
        KeyType::Bool => points(["true", "false"]),
        KeyType::IpAddress => Present::Addresses(Network::all()),
    };
    if known.array { Present::Set(Box::new(one)) } else { one }
}

/// Keys of other services that travel with the credentials of a caller.
pub const OF_CREDENTIALS: &[&str] = &[
    "ec2:roledelivery",
    "ec2:sourceinstancearn",
    "glue:credentialissuingservice",
    "glue:roleassumedby",
    "lambda:sourcefunctionarn",
    "ssm:sourceinstancearn",
];

/// Keys about how the request comes.
pub fn of_request(key: &str, who: &Archetype, world: &World) -> Option<Domain> {
    let endpoint = |domain| {
        if who.way == Way::Endpoint { domain } else { never() }
    };
    let hex = |prefix: &str| Pattern::literal(prefix).concat(&Pattern::at_least(8, Class::LowerHex));
    Some(match key {
        "aws:currenttime" => always(Present::Time { now: world.now, epoch: false }),
        "aws:epochtime" => always(Present::Time { now: world.now, epoch: true }),
        // API Gateway takes no plain http.
        "aws:securetransport" if world.kind.service == "execute-api" => always(points(["true"])),
        "aws:securetransport" => always(points(["true", "false"])),
        "aws:sourceip" if who.way == Way::Endpoint => never(),
        "aws:sourceip" => always(Present::Addresses(world.addresses.clone())),
        "aws:vpcsourceip" => endpoint(always(Present::Addresses(Network::all()))),
        "aws:sourcevpce" => endpoint(always(fixed(key, who, world, hex("vpce-"), &world.zone.endpoints))),
        "aws:sourcevpc" => endpoint(always(fixed(key, who, world, hex("vpc-"), &world.zone.vpcs))),
        "aws:sourcevpcarn" => {
            let arn = format!("arn:{}:ec2:*:{}:vpc/vpc-", world.partition, who.account);
            let form =
                Pattern::arn(&arn).unwrap_or_else(Pattern::everything).concat(&Pattern::at_least(8, Class::LowerHex));
            let ids = world.mentions.values(key).filter_map(|arn| arn.rsplit_once("vpc/")).map(|(_, id)| id);
            let ids = ids.filter(|id| !id.contains(['*', '?', '$'])).map(|id| Pattern::glob(&format!("*:vpc/{id}")));
            let own = world.zone.vpcs.iter().map(|id| Pattern::glob(&format!("*:vpc/{id}")));
            let without = if who.bounded { own.collect() } else { own.chain(ids).collect() };
            endpoint(maybe(Present::Texts { within: vec![form], without }))
        }
        "aws:vpceaccount" => endpoint(maybe(points([who.account.as_str()]))),
        "aws:vpceorgid" => endpoint(organization(who)),
        "aws:vpceorgpaths" => endpoint(organization_paths(who)),
        "aws:viaawsservice" => always(points([if who.way == Way::Service { "true" } else { "false" }])),
        "aws:calledvia" if who.way == Way::Service => always(Present::Set(Box::new(services()))),
        "aws:calledviafirst" | "aws:calledvialast" if who.way == Way::Service => always(services()),
        "aws:calledvia" | "aws:calledviafirst" | "aws:calledvialast" => never(),
        "aws:useragent" | "aws:referer" => maybe(anything()),
        "aws:requestedregion" => match world.region.as_str() {
            "" => always(anything()),
            region => always(points([region])),
        },
        _ => return None,
    })
}

/// Keys about the caller.
pub fn of_caller(key: &str, who: &Archetype, world: &World) -> Option<Domain> {
    let session = matches!(who.caller, Caller::Session { .. } | Caller::FederatedUser(_));
    // Users and root take temporary credentials too: `GetSessionToken`, where MFA is told.
    let own = matches!(who.caller, Caller::User(_) | Caller::Root { .. });
    let is_service = matches!(who.caller, Caller::Service(_));
    let is_passed_on = who.way == Way::Service && who.severity == Severity::Named;
    let anonymous = who.severity == Severity::Anonymous || matches!(who.caller, Caller::Anonymous);
    let has_account = who.caller.account().is_some();
    let account = || points([who.account.as_str()]);
    let when = |holds: bool, domain: Domain| if holds { domain } else { never() };
    Some(match key {
        "aws:principalaccount" if anonymous => always(points(["anonymous"])),
        // Every request has it; which account AWS's services call from is not documented.
        "aws:principalaccount" if is_service => always(Present::Texts {
            within: vec![Pattern::digits(12)],
            without: world
                .mentions
                .accounts()
                .iter()
                .chain([&world.zone.account])
                .map(|id| Pattern::literal(id))
                .collect(),
        }),
        "aws:principalaccount" => when(has_account, always(account())),
        "kms:calleraccount" => when(has_account && world.kind.service == "kms", always(account())),
        "aws:sourceowner" => when(!anonymous, maybe(account())),
        "aws:principalarn" => principal_arn(who, world),
        "aws:principaltype" => always(points([match &who.caller {
            Caller::Anonymous => "Anonymous",
            Caller::User(_) => "User",
            Caller::Session { .. } => "AssumedRole",
            Caller::FederatedUser(_) => "FederatedUser",
            Caller::Service(_) => "Service",
            _ => "Account",
        }])),
        "aws:userid" => user_id(key, who, world),
        "aws:username" => match &who.caller {
            Caller::User(arn) if who.name == *arn => always(points([arn.rsplit('/').next().unwrap_or_default()])),
            Caller::User(_) => always(Present::text(Pattern::at_least(1, Class::IamName))),
            _ => never(),
        },
        "aws:principalorgid" => when(has_account, organization(who)),
        "aws:principalorgpaths" => when(has_account, organization_paths(who)),
        "aws:principalisawsservice" if is_service => always(points(["true"])),
        "aws:principalisawsservice" => when(!anonymous, always(points(["false"]))),
        "aws:principalservicename" => match &who.caller {
            Caller::Service(name) => always(points([name.as_str()])),
            _ => never(),
        },
        "aws:principalservicenameslist" => match &who.caller {
            Caller::Service(name) => always(Present::Set(Box::new(points([name.as_str()])))),
            _ => never(),
        },
        "aws:multifactorauthpresent" => when(session || own, maybe(points(["true", "false"]))),
        "aws:multifactorauthage" => when(session || own, maybe(Present::Number)),
        "aws:tokenissuetime" if own => maybe(Present::Time { now: world.now, epoch: false }),
        "aws:tokenissuetime" => when(session, always(Present::Time { now: world.now, epoch: false })),
        "aws:sourceidentity" => when(session, maybe(Present::text(Pattern::at_least(2, Class::IamName)))),
        "aws:federatedprovider" => when(session, maybe(anything())),
        "aws:sourcearn" => when(is_service || is_passed_on, maybe(source_arn(who, world))),
        _ if is_service && key.starts_with("kms:encryptioncontext:aws:") && key.ends_with(":arn") => {
            maybe(source_arn(who, world))
        }
        "aws:sourceaccount" => when(is_service || is_passed_on, maybe(account())),
        "aws:sourceorgid" => when(is_service, organization(who)),
        "aws:sourceorgpaths" => when(is_service, organization_paths(who)),
        "sts:externalid" => maybe(fixed(key, who, world, Pattern::at_least(2, Class::Printable), &Default::default())),
        "s3:authtype" | "s3:signatureversion" | "s3:signatureage" if anonymous => never(),
        "kms:viaservice" if world.kind.service == "kms" => maybe(services()),
        _ if key.starts_with("aws:principaltag/") => when(has_account, maybe(anything())),
        _ => return None,
    })
}

/// Keys about the resource, or the way to it that its owner or the caller has made.
fn of_resource(key: &str, who: &Archetype, world: &World) -> Option<Domain> {
    let own_point = world.kind.is_s3() && world.resource.contains(":accesspoint/");
    Some(match key {
        "aws:resourceaccount" | "s3:resourceaccount" => always(points([world.zone.account.as_str()])),
        "aws:resourceorgid" => match world.zone.organizations.first() {
            Some(id) => always(points([id.as_str()])),
            None => always(points(["o-ownorganization"])),
        },
        "aws:resourceorgpaths" => {
            let id = world.zone.organizations.first().map_or("o-ownorganization", String::as_str);
            let paths = Pattern::literal(id).concat(&Pattern::glob("/r-*"));
            always(Present::Set(Box::new(Present::text(paths))))
        }
        "s3:dataaccesspointarn" if own_point => always(points([world.resource.as_str()])),
        "s3:dataaccesspointaccount" if own_point => always(points([world.zone.account.as_str()])),
        "s3:dataaccesspointarn" => {
            let arn = format!("arn:{}:s3:*:{}:accesspoint/?*", world.partition, who.account);
            maybe(Present::text(Pattern::arn(&arn).unwrap_or_else(Pattern::everything)))
        }
        "s3:dataaccesspointaccount" => maybe(points([who.account.as_str()])),
        // Each event has one of these, though the reference lists them as many.
        "events:source" | "events:detail-type" => maybe(anything()),
        "s3:accesspointnetworkorigin" => maybe(points(["Internet", "VPC"])),
        // Mount targets stand in the owner's VPCs.
        "elasticfilesystem:accessedviamounttarget" => always(points(["false"])),
        "lambda:functionurlauthtype" if matches!(who.caller, Caller::Anonymous) => always(points(["NONE"])),
        "lambda:functionurlauthtype" => maybe(points(["AWS_IAM", "NONE"])),
        _ => return None,
    })
}

fn principal_arn(who: &Archetype, world: &World) -> Domain {
    let own = |kind: &str| {
        let head = Pattern::literal(&format!("arn:{}:iam::{}:{kind}/", world.partition, who.account));
        let name = Pattern::at_least(1, Class::IamName);
        // A path takes more characters than a name.
        let path = Pattern::at_least(1, Class::Printable).concat(&Pattern::literal("/")).concat(&name);
        always(Present::Texts { within: vec![head.clone().concat(&name), head.concat(&path)], without: Vec::new() })
    };
    match &who.caller {
        Caller::User(arn) if who.name == *arn => always(points([arn.as_str()])),
        Caller::User(_) => own("user"),
        Caller::Session { role: Some(role), .. } => always(points([role.as_str()])),
        Caller::Session { arn, .. } if who.name == *arn => {
            let name = arn.rsplit('/').nth(1).unwrap_or_default();
            let head = Pattern::literal(&format!("arn:{}:iam::{}:role/", world.partition, who.account));
            let plain = head.clone().concat(&Pattern::literal(name));
            let path = head.concat(&Pattern::run(Class::IamPath)).concat(&Pattern::literal(&format!("/{name}")));
            always(Present::Texts { within: vec![plain, path], without: Vec::new() })
        }
        Caller::Session { .. } => own("role"),
        Caller::FederatedUser(arn) if who.name == *arn => always(points([arn.as_str()])),
        Caller::FederatedUser(_) => {
            let head = Pattern::literal(&format!("arn:{}:sts::{}:federated-user/", world.partition, who.account));
            always(Present::text(head.concat(&Pattern::at_least(2, Class::IamName))))
        }
        Caller::Root { .. } => always(points([who.caller.text().as_str()])),
        _ => never(),
    }
}

fn user_id(key: &str, who: &Archetype, world: &World) -> Domain {
    let id = |prefix: &str| Pattern::literal(prefix).concat(&Pattern::at_least(16, Class::Alphanumeric));
    let session = Pattern::literal(":").concat(&Pattern::at_least(2, Class::IamName));
    let pattern = match &who.caller {
        Caller::Anonymous => return always(points(["anonymous"])),
        Caller::User(_) => id("AIDA"),
        Caller::Session { .. } => id("AROA").concat(&session),
        Caller::FederatedUser(_) => Pattern::literal(&who.account).concat(&session),
        Caller::Root { .. } => return always(points([who.account.as_str()])),
        _ => return never(),
    };
    let mut without = Vec::new();
    if !who.bounded {
        // Ids are given by AWS: one that the policy writes out is somebody's.
        for value in world.mentions.values(key) {
            let head = value.split(':').next().unwrap_or_default();
            if !head.contains(['*', '?', '$']) && !head.bytes().all(|byte| byte.is_ascii_digit()) {
                without.push(Pattern::literal(head));
                without.push(Pattern::literal(head).concat(&Pattern::glob(":*")));
            }
        }
    }
    always(Present::Texts { within: vec![pattern], without })
}

/// The ARNs that a service can name as the source of its call: of its caller's account, or of none.
fn source_arn(who: &Archetype, world: &World) -> Present {
    let arn = |account: &str| Pattern::arn(&["arn:", &world.partition, ":?*:*:", account, ":?*"].concat());
    let within = [arn(&who.account), arn("")].into_iter().flatten().collect();
    let own = world.mentions.values("aws:sourcearn");
    let mut without: Vec<Pattern> = own.filter_map(|value| renamed(value, who, world)).collect();
    without.push(Pattern::literal(&world.resource));
    Present::Texts { within, without }
}

/// ARNs of others with an account of the zone in their names. Only alarms of CloudWatch may have colons in theirs.
fn renamed(value: &str, who: &Archetype, world: &World) -> Option<Pattern> {
    let mut parts = value.splitn(6, ':').skip(2);
    let (service, account) = (parts.next()?, parts.nth(1)?);
    let is_plain = !service.contains(['*', '?', '$']) && service != "cloudwatch";
    let is_plain = is_plain && account != who.account && world.zone.has_account(account);
    is_plain.then(|| Pattern::glob(&["arn:*:", service, ":*:", account, ":*"].concat()))
}

/// Texts of a form, of which those that the policy writes out are somebody's: the caller's only if he is bound to it.
fn fixed(
    key: &str,
    who: &Archetype,
    world: &World,
    form: Pattern,
    own: &std::collections::BTreeSet<String>,
) -> Present {
    let mut within = vec![form];
    let mut without: Vec<Pattern> = own.iter().map(|id| Pattern::literal(id)).collect();
    let exact = world.mentions.values(key).filter(|value| !value.contains(['*', '?', '$']));
    if who.bounded {
        within.extend(exact.map(Pattern::literal));
    } else {
        without.extend(exact.map(Pattern::literal));
    }
    Present::Texts { within, without }
}

fn organization(who: &Archetype) -> Domain {
    who.organization.as_deref().map_or_else(never, |id| always(points([id])))
}

fn organization_paths(who: &Archetype) -> Domain {
    who.organization.as_deref().map_or_else(never, |id| {
        let path = Pattern::literal(id).concat(&Pattern::glob("/r-????*/"));
        always(Present::Set(Box::new(Present::text(path))))
    })
}

fn signed(who: &Archetype, present: Present) -> Domain {
    if who.caller.account().is_some() { maybe(present) } else { never() }
}

fn services() -> Present {
    Present::text(Pattern::at_least(1, Class::Slug).concat(&Pattern::literal(".amazonaws.com")))
}

fn anything() -> Present {
    Present::text(Pattern::everything())
}

fn points<'a>(values: impl IntoIterator<Item = &'a str>) -> Present {
    Present::Points(values.into_iter().map(str::to_owned).collect())
}

fn always(present: Present) -> Domain {
    Domain { absent: false, present }
}

fn maybe(present: Present) -> Domain {
    Domain { absent: true, present }
}

pub(super) fn never() -> Domain {
    Domain { absent: true, present: Present::Never }
}

/// The addresses that a request from the internet can have, outside the networks of the zone.
pub fn outside_addresses(zone: &super::Zone) -> Network {
    let own = zone.networks.iter().filter_map(|network| Network::parse(network));
    own.fold(Network::routable().clone(), |left, network| left.difference(&network))
}
