"""Fills in REST APIs, their usage plans and keys, and custom domains."""

from __future__ import annotations

import json
from typing import Any

import plans
import rest_apis
from emulated import Account
from gateways import ApiKey, Domain, Method, RestApi, Stage, UsagePlan, mock
from resources import EU, US
from seed_audit import make_log_group

VALIDATORS = {"all": (True, True), "body": (True, False)}


def fill(account: Account, filling: str) -> None:
    good_only = filling == "good"
    regions = (US,) if good_only else (US, EU)
    make_log_role(account)
    acls = {region: make_web_acl(account, region) for region in regions}
    for api in rest_apis.REST_APIS:
        if api.good or not good_only:
            make_api(account, api, acls[api.region])
    client = account.client("apigateway", US)
    account.attempt("client certificate", client.generate_client_certificate, description="acme-backends")
    keys = {key.name: make_api_key(account, key) for key in plans.API_KEYS if key.good or not good_only}
    for plan in plans.USAGE_PLANS:
        if plan.good or not good_only:
            make_plan(account, plan, keys)
    for domain in plans.DOMAINS:
        if domain.good or not good_only:
            make_domain(account, domain)


def make_log_role(account: Account) -> None:
    """Lets API Gateway write logs; in one region, as the demo's other region has forgotten it."""
    role = account.filled_in("arn:PARTITION:iam::ACCOUNT_ID:role/acme-apigateway-logs")
    patch = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    account.attempt("log role", account.client("apigateway", US).update_account, patchOperations=patch)


def make_web_acl(account: Account, region: str) -> str:
    shown = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "acme-api"}
    rate = {
        "Name": "per-address",
        "Priority": 0,
        "Statement": {"RateBasedStatement": {"Limit": 1000, "AggregateKeyType": "IP"}},
        "Action": {"Block": {}},
        "VisibilityConfig": shown,
    }
    made = account.attempt(
        "web ACL",
        account.client("wafv2", region).create_web_acl,
        Name="acme-api",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        Rules=[rate],
        VisibilityConfig=shown,
    )
    return made["Summary"]["ARN"] if made else ""


def make_api(account: Account, api: RestApi, acl: str) -> None:
    client = account.client("apigateway", api.region)
    more: dict[str, Any] = {"policy": account.policy(api.policy)} if api.policy else {}
    endpoint: dict[str, Any] = {"types": [api.endpoint]}
    if api.endpoints:
        endpoint["vpcEndpointIds"] = list(api.endpoints)
    made = client.create_rest_api(
        name=api.name,
        description=api.shows,
        endpointConfiguration=endpoint,
        disableExecuteApiEndpoint=not api.default_endpoint,
        tags=api.tags,
        **more,
    )
    account.ids[api.name] = made["id"]
    ids = {"": made["id"]} | make_parts(account, api)
    resources = {"/": client.get_resources(restApiId=made["id"])["items"][0]["id"]}
    for method in api.methods:
        make_method(account, api, method, ids, resources)
    for kind, response in api.responses.items():
        templates = {"application/json": response["templates"]} if "templates" in response else {}
        given = {name: value for name, value in response.items() if name != "templates"}
        account.attempt(
            f"gateway response {kind}",
            client.put_gateway_response,
            restApiId=made["id"],
            responseType=kind,
            **given,
            **({"responseTemplates": templates} if templates else {}),
        )
    for stage in api.stages:
        make_stage(account, api, stage, acl)
    for method in api.methods:
        if f"{method.verb} {method.path}" in api.mended_since:
            place = {"restApiId": made["id"], "resourceId": resources[method.path]}
            client.delete_method(**place, httpMethod=method.verb)
            mended = Method(method.verb, method.path, method.to, "AWS_IAM", method.key)
            make_method(account, api, mended, ids, resources)


def make_parts(account: Account, api: RestApi) -> dict[str, str]:
    """Authorizers, validators and models; ids of the first two by name."""
    client, rest = account.client("apigateway", api.region), account.ids[api.name]
    ids = {}
    for authorizer in api.authorizers:
        invoked = account.in_region(f"{AUTHORIZER}:function:{authorizer.name}/invocations", api.region)
        more: dict[str, Any] = {
            "type": authorizer.type,
            "authorizerUri": invoked,
            "authorizerResultTtlInSeconds": authorizer.ttl,
            "identitySource": authorizer.source,
        }
        if not authorizer.source:
            pool = account.in_region(
                "arn:PARTITION:cognito-idp:REGION:ACCOUNT_ID:userpool/REGION_acme", api.region
            )
            source = "method.request.header.Authorization"
            more = {"type": "COGNITO_USER_POOLS", "providerARNs": [pool], "identitySource": source}
        ids[authorizer.name] = client.create_authorizer(restApiId=rest, name=authorizer.name, **more)["id"]
    for name in dict.fromkeys(method.validator for method in api.methods if method.validator):
        body, parameters = VALIDATORS[name]
        made = client.create_request_validator(
            restApiId=rest, name=name, validateRequestBody=body, validateRequestParameters=parameters
        )
        ids[name] = made["id"]
    for name, schema in api.models.items():
        client.create_model(
            restApiId=rest, name=name, contentType="application/json", schema=json.dumps(schema)
        )
    return ids


AUTHORIZER = (
    "arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/arn:PARTITION:lambda:REGION:ACCOUNT_ID"
)


def make_method(
    account: Account, api: RestApi, method: Method, ids: dict[str, str], resources: dict[str, str]
) -> None:
    client = account.client("apigateway", api.region)
    parent = "/"
    for part in method.path.strip("/").split("/"):
        path = f"{parent.rstrip('/')}/{part}"
        if part and path not in resources:
            made = client.create_resource(restApiId=ids[""], parentId=resources[parent], pathPart=part)
            resources[path] = made["id"]
        parent = path
    place = {"restApiId": ids[""], "resourceId": resources[method.path], "httpMethod": method.verb}
    more: dict[str, Any] = {"authorizationType": method.auth}
    if method.auth in ids:
        people = any(one.name == method.auth and not one.source for one in api.authorizers)
        more = {
            "authorizationType": "COGNITO_USER_POOLS" if people else "CUSTOM",
            "authorizerId": ids[method.auth],
        }
    if method.validator:
        more["requestValidatorId"] = ids[method.validator]
    if method.models:
        more["requestModels"] = method.models
    if method.parameters:
        more["requestParameters"] = method.parameters
    client.put_method(**place, apiKeyRequired=method.key, **more)
    client.put_integration(**place, **account.in_region(method.to, api.region))
    if method.to["type"] == "MOCK":
        shown = dict.fromkeys(method.answer.get("responseParameters", ()), False)
        client.put_method_response(**place, statusCode="200", responseParameters=shown)
        client.put_integration_response(**place, statusCode="200", **method.answer)


def make_stage(account: Account, api: RestApi, stage: Stage, acl: str) -> None:
    client, rest = account.client("apigateway", api.region), account.ids[api.name]
    deployment = client.create_deployment(restApiId=rest, description=f"{api.name} {stage.name}")["id"]
    more: dict[str, Any] = {}
    if stage.documented is not None:
        more |= make_documentation(account, api, stage)
    if stage.cache:
        more |= {"cacheClusterEnabled": True, "cacheClusterSize": "0.5"}
    if stage.canary:
        more["canarySettings"] = {"deploymentId": deployment} | stage.canary
    client.create_stage(
        restApiId=rest,
        stageName=stage.name,
        deploymentId=deployment,
        tracingEnabled=stage.tracing,
        variables=stage.variables,
        tags=api.tags,
        **more,
    )
    settings = dict(stage.settings)
    if stage.throttle:
        settings["*/*/throttling/rateLimit"] = str(stage.throttle[0])
        settings["*/*/throttling/burstLimit"] = str(stage.throttle[1])
    if stage.logging:
        settings["*/*/logging/loglevel"] = stage.logging
    if stage.cache:
        settings["*/*/caching/enabled"] = "true"
        settings["*/*/caching/dataEncrypted"] = str(stage.cache == "encrypted").lower()
    if stage.logs_to:
        group = f"arn:PARTITION:logs:REGION:ACCOUNT_ID:log-group:{stage.logs_to}"
        settings["accessLogSettings/destinationArn"] = account.in_region(group, api.region)
        settings["accessLogSettings/format"] = stage.format
    patches = [{"op": "replace", "path": f"/{path}", "value": value} for path, value in settings.items()]
    if patches:
        client.update_stage(restApiId=rest, stageName=stage.name, patchOperations=patches)
    if stage.waf and acl:
        arn = f"arn:{account.partition}:apigateway:{api.region}::/restapis/{rest}/stages/{stage.name}"
        waf = account.client("wafv2", api.region)
        account.attempt(f"web ACL of {api.name}", waf.associate_web_acl, WebACLArn=acl, ResourceArn=arn)
    if stage.unchanged_for:
        match = {"path": f"/restapis/{rest}/stages", "stageName": stage.name}
        account.history("apigateway:GetStages", match, lastUpdatedDate={"days": stage.unchanged_for})
    if stage.logging:
        make_execution_logs(account, api, stage)


def make_documentation(account: Account, api: RestApi, stage: Stage) -> dict[str, str]:
    client, rest = account.client("apigateway", api.region), account.ids[api.name]
    made = account.attempt(
        f"documentation of {api.name}",
        client.create_documentation_part,
        restApiId=rest,
        location={"type": "API"},
        properties=json.dumps({"info": {"description": api.shows}}),
    )
    version = {"documentationVersion": f"{stage.name}-1"}
    made = made and account.attempt(
        f"documentation of {api.name}", client.create_documentation_version, restApiId=rest, **version
    )
    if made and stage.documented:
        match = {
            "path": f"/restapis/{rest}/documentation/versions",
            "version": version["documentationVersion"],
        }
        account.history("apigateway:GetDocumentationVersions", match, createdDate={"days": stage.documented})
    return version if made else {}


def make_execution_logs(account: Account, api: RestApi, stage: Stage) -> None:
    """As API Gateway makes it: kept for ever, under no key. A good API's is mended."""
    name = f"API-Gateway-Execution-Logs_{account.ids[api.name]}/{stage.name}"
    if api.good:
        make_log_group(account, name, api.region, 400, "alias/acme-logs")
    else:
        make_log_group(account, name, api.region)


def make_api_key(account: Account, key: ApiKey) -> str:
    client = account.client("apigateway", key.region)
    more = {"customerId": key.customer} if key.customer else {}
    made = client.create_api_key(name=key.name, enabled=key.enabled, **more)["id"]
    dates = {"createdDate": {"days": key.age}, "lastUpdatedDate": {"days": key.age}}
    account.history("apigateway:GetApiKeys", {"id": made}, **dates)
    return made


def make_plan(account: Account, plan: UsagePlan, keys: dict[str, str]) -> None:
    client = account.client("apigateway", plan.region)
    more: dict[str, Any] = {}
    if plan.throttle:
        more["throttle"] = {"rateLimit": plan.throttle[0], "burstLimit": plan.throttle[1]}
    if plan.quota:
        more["quota"] = {"limit": plan.quota[0], "period": plan.quota[1]}
    stages = [{"apiId": account.ids[api], "stage": stage} for api, stage in plan.stages]
    made = client.create_usage_plan(name=plan.name, description=plan.shows, apiStages=stages, **more)
    for name in plan.keys:
        client.create_usage_plan_key(usagePlanId=made["id"], keyId=keys[name], keyType="API_KEY")


def make_domain(account: Account, domain: Domain) -> None:
    client = account.client("apigateway", domain.region)
    certificate = account.in_region("arn:PARTITION:acm:REGION:ACCOUNT_ID:certificate/acme", domain.region)
    name = "regionalCertificateArn" if domain.endpoint == "REGIONAL" else "certificateArn"
    more: dict[str, Any] = {name: certificate}
    if domain.policy:
        more["policy"] = account.policy(domain.policy)
    mutual = {}
    if domain.truststore:
        place, version = domain.truststore
        mutual = {"truststoreUri": f"s3://acme-truststores/{place}"}
        if version:
            mutual["truststoreVersion"] = version
        more["mutualTlsAuthentication"] = mutual
    account.attempt(
        f"domain {domain.name}",
        client.create_domain_name,
        domainName=domain.name,
        securityPolicy=domain.security_policy,
        endpointConfiguration={"types": [domain.endpoint]},
        **more,
    )
    if domain.warnings:
        warned = mutual | {"truststoreWarnings": list(domain.warnings)}
        for call in ("apigateway:GetDomainNames", "apigatewayv2:GetDomainNames"):
            account.history(call, {"domainName": domain.name}, mutualTlsAuthentication=warned)
    for path, api, stage in domain.mappings:
        account.attempt(
            f"mapping of {domain.name}",
            client.create_base_path_mapping,
            domainName=domain.name,
            basePath=path,
            restApiId=account.ids[api],
            stage=stage,
        )


def fill_many(account: Account, count: int) -> None:
    """Plain REST APIs, half in each region."""
    # One after the other: moto's lists break where another thread adds to them.
    for number in range(count):
        paths = ("/items", "/items/{id}", "/orders", "/orders/{id}")
        methods = tuple(Method(verb, path, mock(), "AWS_IAM") for path in paths for verb in ("GET", "POST"))
        stage = Stage("prod", waf=False, logging="", documented=None)
        region = (US, EU)[number % 2]
        make_api(account, RestApi(f"acme-many-{number:05}", "plain", methods, (stage,), region=region), "")
