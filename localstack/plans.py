"""Acme's usage plans, API keys and domains: what is good and what is faulty."""

from __future__ import annotations

from gateways import ApiKey, Domain, UsagePlan
from resources import EU
from statements import allow

API_KEYS = (
    ApiKey("acme-mobile-app", age=20, good=True),
    ApiKey("acme-partner-shop", age=900),
    ApiKey("acme-batch-blue", age=40),
    ApiKey("acme-batch-green", age=10),
    ApiKey("acme-kiosk-v1", age=60),
    ApiKey("acme-kiosk-v2", age=0.2),
    ApiKey("northwind-first", age=50, customer="northwind"),
    ApiKey("northwind-second", age=8, customer="northwind"),
    ApiKey("acme-intern-demo", age=30),
    ApiKey("acme-tablet-2021", age=1500, enabled=False),
)

USAGE_PLANS = (
    UsagePlan(
        "acme-standard",
        "a request a second and a quota",
        (("acme-models", "prod"),),
        ("acme-mobile-app",),
        good=True,
    ),
    UsagePlan(
        "acme-chat-basic",
        "the only limit of a stage, with a method that needs no key",
        (("acme-chat", "prod"),),
        ("acme-partner-shop", "acme-batch-blue", "acme-batch-green", "acme-kiosk-v1", "acme-kiosk-v2"),
        quota=None,
    ),
    UsagePlan(
        "acme-premium",
        "far more than sixty a minute",
        (("acme-orders", "prod"),),
        ("northwind-first", "northwind-second"),
        throttle=(1000.0, 2000),
    ),
    UsagePlan("acme-unlimited", "no limit at all", (("acme-orders", "prod"),), throttle=None, quota=None),
    UsagePlan("acme-retired", "no stage, and only a key that is off", (), ("acme-tablet-2021",)),
)

DOMAINS = (
    Domain(
        "api.acme.example",
        "mutual TLS, and no other way in",
        "SecurityPolicy_TLS13_1_3_2025_09",
        ("clients.pem", "acme1version"),
        mappings=(("(none)", "acme-models", "prod"),),
        good=True,
    ),
    Domain(
        "partners.acme.example",
        "mutual TLS, with other ways in; the newest truststore counts, and it warns",
        truststore=("partners.pem", ""),
        warnings=("The certificate with subject CN=northwind has expired.",),
        mappings=(("(none)", "acme-partners", "v1"),),
        http_mappings=(("notes", "acme-notes", "$default"),),
    ),
    Domain(
        "old-partners.acme.example",
        "the same API without mutual TLS, and with TLS 1.0",
        "TLS_1_0",
        mappings=(("catalogue", "acme-partners", "v1"), ("chat", "acme-chat", "prod")),
        endpoint="EDGE",
    ),
    Domain(
        "payments.acme.example",
        "of high security, but without mutual TLS",
        mappings=(("(none)", "acme-payments", "prod"),),
        region=EU,
    ),
    Domain(
        "reports.internal.acme.example",
        "a private name for everybody",
        endpoint="PRIVATE",
        policy=(allow("Anybody", "*", "execute-api:Invoke", "execute-api:/*"),),
        mappings=(("(none)", "acme-reports", "prod"),),
    ),
)
