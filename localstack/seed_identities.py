"""Fills in IAM: users and their keys, groups, roles, policies, providers, certificates."""

from __future__ import annotations

import datetime
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import identities
from emulated import Account
from resources import US, AccessKey, Certificate, Group, Policy, Role, User
from statements import Document, may, service, trust

METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sso.acme.example/saml">'
    f"<!-- {'acme ' * 220}--></EntityDescriptor>"
)


def fill(account: Account, filling: str) -> None:
    good_only = filling == "good"
    iam = account.client("iam", US)
    chosen = [one for one in identities.POLICIES if one.good or not good_only]
    arns = {policy.name: make_policy(account, policy) for policy in chosen}
    for provider, audience in identities.PROVIDERS.items():
        account.attempt(
            f"provider {provider}",
            iam.create_open_id_connect_provider,
            Url=f"https://{provider}",
            ClientIDList=[audience],
            ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"],
        )
    account.attempt(
        "SAML provider",
        iam.create_saml_provider,
        Name=identities.SAML_PROVIDER,
        SAMLMetadataDocument=METADATA,
    )
    for group in identities.GROUPS:
        if group.good or not good_only:
            make_group(account, group, arns)
    for role in identities.ROLES:
        if role.good or not good_only:
            make_role(account, role, arns)
    for user in identities.USERS:
        if user.good or not good_only:
            make_user(account, user, arns)
    for certificate in identities.CERTIFICATES:
        if certificate.good or not good_only:
            make_certificate(account, certificate)
    put = iam.update_account_password_policy
    account.attempt("password policy", put, **identities.PASSWORD_POLICY[filling])
    account.history("iam:GetAccountSummary", {}, **identities.ROOT[filling])
    device = {} if identities.ROOT[filling]["AccountMFAEnabled"] else {"password_last_used": {"days": 3}}
    if device:
        account.history("iam:GetCredentialReport", {"user": "<root_account>"}, **device)


def _document(account: Account, statements: tuple[Document, ...]) -> str:
    return account.policy(statements)


def _arn(account: Account, arns: dict[str, str], name: str) -> str:
    return account.filled_in(name) if name.startswith("arn:") else arns[name]


def make_policy(account: Account, policy: Policy) -> str:
    made = account.attempt(
        f"policy {policy.name}",
        account.client("iam", US).create_policy,
        PolicyName=policy.name,
        PolicyDocument=_document(account, policy.statements),
        Description=policy.shows,
    )
    return made["Policy"]["Arn"] if made else ""


def make_group(account: Account, group: Group, arns: dict[str, str]) -> None:
    iam = account.client("iam", US)
    iam.create_group(GroupName=group.name)
    for name, statements in group.inline.items():
        put = iam.put_group_policy
        document = _document(account, statements)
        account.attempt(name, put, GroupName=group.name, PolicyName=name, PolicyDocument=document)
    for name in group.attached:
        arn = _arn(account, arns, name)
        account.attempt(name, iam.attach_group_policy, GroupName=group.name, PolicyArn=arn)


def make_role(account: Account, role: Role, arns: dict[str, str]) -> None:
    iam = account.client("iam", US)
    more: dict[str, Any] = {}
    if role.boundary:
        more["PermissionsBoundary"] = _arn(account, arns, role.boundary)
    if role.tags:
        more["Tags"] = [{"Key": key, "Value": value} for key, value in role.tags.items()]
    account.attempt(
        f"role {role.name}",
        iam.create_role,
        RoleName=role.name,
        AssumeRolePolicyDocument=_document(account, role.trust),
        Description=role.shows,
        **more,
    )
    for name, statements in role.inline.items():
        document = _document(account, statements)
        account.attempt(
            name, iam.put_role_policy, RoleName=role.name, PolicyName=name, PolicyDocument=document
        )
    for name in role.attached:
        arn = _arn(account, arns, name)
        account.attempt(name, iam.attach_role_policy, RoleName=role.name, PolicyArn=arn)


def make_user(account: Account, user: User, arns: dict[str, str]) -> None:
    iam = account.client("iam", US)
    iam.create_user(UserName=user.name)
    for group in user.groups:
        iam.add_user_to_group(GroupName=group, UserName=user.name)
    if user.console:
        iam.create_login_profile(UserName=user.name, Password="planted-Passw0rd!")
    if user.mfa:
        made = account.attempt(
            f"device of {user.name}", iam.create_virtual_mfa_device, VirtualMFADeviceName=user.name
        )
        if made:
            account.attempt(
                f"device of {user.name}",
                iam.enable_mfa_device,
                UserName=user.name,
                SerialNumber=made["VirtualMFADevice"]["SerialNumber"],
                AuthenticationCode1="123456",
                AuthenticationCode2="654321",
            )
    for name, statements in user.inline.items():
        put = iam.put_user_policy
        document = _document(account, statements)
        account.attempt(name, put, UserName=user.name, PolicyName=name, PolicyDocument=document)
    for name in user.attached:
        arn = _arn(account, arns, name)
        account.attempt(name, iam.attach_user_policy, UserName=user.name, PolicyArn=arn)
    for key in user.keys:
        make_access_key(account, user, key)


def make_access_key(account: Account, user: User, key: AccessKey) -> None:
    iam = account.client("iam", US)
    made = iam.create_access_key(UserName=user.name)["AccessKey"]["AccessKeyId"]
    if not key.active:
        iam.update_access_key(UserName=user.name, AccessKeyId=made, Status="Inactive")
    if key.age:
        account.history("iam:ListAccessKeys", {"AccessKeyId": made}, CreateDate={"days": key.age})
    if key.used is not None:
        used = {"LastUsedDate": {"days": key.used}, "ServiceName": "s3", "Region": US}
        account.history("iam:GetAccessKeyLastUsed", {"AccessKeyId": made}, AccessKeyLastUsed=used)


def make_certificate(account: Account, certificate: Certificate) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{certificate.name}.acme.example")])
    now = datetime.datetime.now(datetime.UTC)
    end = now + datetime.timedelta(days=certificate.days)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, end) - datetime.timedelta(days=365))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    account.attempt(
        f"certificate {certificate.name}",
        account.client("iam", US).upload_server_certificate,
        ServerCertificateName=certificate.name,
        CertificateBody=signed.public_bytes(pem).decode(),
        PrivateKey=private.decode(),
    )


def fill_many(account: Account, count: int) -> None:
    """Plain users with a key, roles and policies: as many of each."""
    iam = account.client("iam", US)
    document = json.dumps(
        {"Version": "2012-10-17", "Statement": [may("Read", ["s3:GetObject"], "arn:aws:s3:::acme-many-*/*")]}
    )
    trusted = json.dumps({"Version": "2012-10-17", "Statement": [trust(service("lambda"))]})

    # One after the other: moto's lists break where another thread adds to them.
    for number in range(count):
        name = f"acme-many-{number:05}"
        arn = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted)
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        iam.create_user(UserName=name)
        iam.create_access_key(UserName=name)
