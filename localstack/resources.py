"""What an account is filled with: each kind of thing, and how it differs from a new one."""

from __future__ import annotations

from dataclasses import dataclass, field

from statements import Document

US, EU = "us-east-1", "eu-west-1"
OFF: tuple[str, ...] = ()
ON = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@dataclass(frozen=True)
class Bucket:
    """One bucket; what is not said is as AWS makes a new bucket."""

    name: str
    shows: str
    region: str = US
    # Part of the filling `good` too: every check passes or does not apply.
    good: bool = False
    # Flags of block public access; None: the configuration is deleted.
    block: tuple[str, ...] | None = ON
    ownership: str = "BucketOwnerEnforced"
    acl: str = ""
    # aws:kms, or aws:kms:dsse; the key is an alias, "arn of ALIAS", an ARN, or "".
    encryption: tuple[str, str] | None = None
    logs_to: str = ""
    versioning: str = ""
    mfa_delete: bool = False
    lock: bool = False
    retention: Document | None = None
    lifecycle: tuple[Document, ...] = ()
    cors: tuple[Document, ...] = ()
    website: bool = False
    policy: tuple[Document, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AccessPoint:
    name: str
    bucket: str
    shows: str
    good: bool = False
    block: tuple[str, ...] = ON
    vpc: str = ""
    policy: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Trail:
    name: str
    region: str
    bucket: str
    logging: bool = True
    everywhere: bool = True
    validated: bool = True
    # An alias; a log group; "": none.
    key: str = "alias/acme-logs"
    log_group: str = "/acme/audit/trail"
    insights: tuple[str, ...] = ("ApiCallRateInsight", "ApiErrorRateInsight")
    # Buckets whose object events are recorded; "" stands for all.
    data_events: tuple[str, ...] = ("",)
    # Sources whose management events are left out.
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """A customer key of KMS, by its alias."""

    alias: str
    region: str
    shows: str
    good: bool = False
    enabled: bool = True
    # Days between rotations; 0: off.
    rotation: int = 365
    signs: bool = False
    pending_deletion: bool = False
    age: int = 0
    policy: tuple[Document, ...] = ()
    # Who may use it by a grant, and for what.
    grants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AccessKey:
    """Ages in days; `used` None: never."""

    age: float = 0
    used: float | None = 0.1
    active: bool = True


@dataclass(frozen=True)
class User:
    name: str
    shows: str
    good: bool = False
    groups: tuple[str, ...] = ()
    console: bool = False
    mfa: bool = False
    keys: tuple[AccessKey, ...] = ()
    # Statements of inline policies by name; names or ARNs of managed policies.
    inline: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    name: str
    good: bool = False
    inline: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    attached: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A customer managed policy."""

    name: str
    shows: str
    statements: tuple[Document, ...]
    good: bool = False


@dataclass(frozen=True)
class Role:
    name: str
    shows: str
    trust: tuple[Document, ...]
    good: bool = False
    inline: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    boundary: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Certificate:
    """A server certificate, and the days until it expires."""

    name: str
    days: int
    good: bool = False
