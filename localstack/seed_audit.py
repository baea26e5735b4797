"""Fills in keys, log groups and who may write to them, metric filters, alarms, and the organisation."""

from __future__ import annotations

import json
from typing import Any

import audit
from emulated import Account
from resources import US, Key


def make_organization(account: Account, filling: str) -> None:
    client = account.client("organizations", US)
    made = account.attempt("organization", client.create_organization, FeatureSet="ALL")
    alias = account.client("iam", US).create_account_alias
    account.attempt("account alias", alias, AccountAlias="acme-demo")
    if not made:
        return
    account.organization = made["Organization"]["Id"]
    root = client.list_roots()["Roots"][0]["Id"]
    enable = client.enable_policy_type
    for kind in sorted({kind for kind, _, _ in audit.GUARDRAILS.values()}):
        account.attempt(f"{kind} of the organisation", enable, RootId=root, PolicyType=kind)
    if filling == "demo":
        # What binds no manager of an organisation is to be seen: as moto makes it, the account is one.
        account.history(
            "organizations:DescribeOrganization",
            {"Id": account.organization},
            MasterAccountId=audit.MANAGER,
            MasterAccountArn=made["Organization"]["MasterAccountArn"].rpartition("/")[0] + f"/{audit.MANAGER}",
        )
    unit = client.create_organizational_unit(ParentId=root, Name=audit.SANDBOXES)["OrganizationalUnit"]["Id"]
    for name, (kind, place, statements) in audit.GUARDRAILS.items():
        policy = client.create_policy(
            Name=name, Description=name, Type=kind, Content=account.policy(statements)
        )
        client.attach_policy(
            PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=unit if place else root
        )


def make_keys(account: Account, filling: str) -> None:
    chosen = [key for key in audit.KEYS if key.good or filling != "good"]
    for region in dict.fromkeys(key.region for key in chosen):
        # As AWS does, the first mention of the alias makes the AWS managed key.
        account.client("kms", region).describe_key(KeyId="alias/aws/s3")
    for key in chosen:
        account.keys[key.region, key.alias] = make_key(account, key)


def make_key(account: Account, key: Key) -> str:
    kms = account.client("kms", key.region)
    more: dict[str, Any] = {"KeyUsage": "SIGN_VERIFY", "KeySpec": "ECC_NIST_P256"} if key.signs else {}
    if key.policy:
        document = json.loads(account.policy(key.policy))
        more["Policy"] = json.dumps(account.in_region(document, key.region))
    made = kms.create_key(Description=key.alias.rpartition("/")[2], **more)["KeyMetadata"]
    kms.create_alias(AliasName=key.alias, TargetKeyId=made["KeyId"])
    for grantee, operations in key.grants:
        grantee = account.filled_in(grantee)
        account.attempt(
            f"grant on {key.alias}",
            kms.create_grant,
            KeyId=made["KeyId"],
            GranteePrincipal=grantee,
            Operations=list(operations),
        )
    if key.rotation and not key.signs:
        kms.enable_key_rotation(KeyId=made["KeyId"], RotationPeriodInDays=key.rotation)
    if not key.enabled:
        kms.disable_key(KeyId=made["KeyId"])
    if key.age:
        account.history("kms:DescribeKey", {"KeyId": made["KeyId"]}, CreationDate={"days": key.age})
    return made["Arn"]


def delete_keys(account: Account, filling: str) -> None:
    """Once all that needs them is there: AWS would refuse to use a key that is to be deleted."""
    for key in audit.KEYS:
        if key.pending_deletion and (key.good or filling != "good"):
            delete = account.client("kms", key.region).schedule_key_deletion
            identifier = account.keys[key.region, key.alias].rpartition("/")[2]
            account.attempt(key.alias, delete, KeyId=identifier, PendingWindowInDays=30)


def make_logs(account: Account, filling: str) -> None:
    good_only = filling == "good"
    for group in audit.LOG_GROUPS:
        if group.good or not good_only:
            make_log_group(account, group.name, group.region, group.retention, group.key)
    client = account.client("logs", US)
    for name, statements, good in audit.LOG_POLICIES:
        if good or not good_only:
            put = client.put_resource_policy
            document = account.policy(statements)
            account.attempt(f"log policy {name}", put, policyName=name, policyDocument=document)
    if not good_only:
        make_destinations(account)
    for one in audit.METRIC_FILTERS:
        if one.good or not good_only:
            account.attempt(
                f"metric filter {one.name}",
                account.client("logs", one.region).put_metric_filter,
                filterName=one.name,
                filterPattern=one.pattern,
                logGroupName=one.group,
                metricTransformations=[
                    {"metricName": one.name, "metricNamespace": "Acme", "metricValue": "1"}
                ],
            )


def make_log_group(account: Account, name: str, region: str, retention: int = 0, key: str = "") -> None:
    logs = account.client("logs", region)
    more = {"kmsKeyId": account.keys[region, key]} if key else {}
    account.attempt(f"log group {name}", logs.create_log_group, logGroupName=name, **more)
    if retention:
        put = logs.put_retention_policy
        account.attempt(f"retention of {name}", put, logGroupName=name, retentionInDays=retention)


def make_destinations(account: Account) -> None:
    client = account.client("logs", US)
    role = account.filled_in("arn:PARTITION:iam::ACCOUNT_ID:role/acme-cloudtrail-logs")
    for name, statements in audit.LOG_DESTINATIONS:
        target = account.filled_in("arn:PARTITION:kinesis:us-east-1:ACCOUNT_ID:stream/acme-siem")
        made = account.attempt(
            f"destination {name}",
            client.put_destination,
            destinationName=name,
            targetArn=target,
            roleArn=role,
        )
        if made:
            policy = account.policy(statements)
            client.put_destination_policy(destinationName=name, accessPolicy=policy)


def make_alarms(account: Account, filling: str) -> None:
    """Once the APIs are there: of HTTP APIs the dimension is the id."""
    for alarm in audit.ALARMS:
        if not alarm.good and filling == "good":
            continue
        dimensions = []
        if alarm.api:
            value = account.ids.get(alarm.api, "") if alarm.dimension == "ApiId" else alarm.api
            if not value:
                continue
            dimensions = [{"Name": alarm.dimension, "Value": value}]
        account.attempt(
            f"alarm {alarm.name}",
            account.client("cloudwatch", alarm.region).put_metric_alarm,
            AlarmName=alarm.name,
            MetricName=alarm.metric,
            Namespace=alarm.namespace,
            Dimensions=dimensions,
            ActionsEnabled=alarm.actions,
            AlarmActions=[account.in_region(audit.TOPIC, alarm.region)],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=100,
            ComparisonOperator="GreaterThanThreshold",
        )
