//! Which pages an allowed origin lets in.

use std::net::Ipv4Addr;

/// By how many strangers a pattern can be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `*`
    Any,
    /// Every host of a scheme, or of all: `https://*`.
    SchemeAny,
    /// A wildcard that hosts of strangers can meet: `https://*.com`, `https://*example.com`.
    Reflecting,
    /// A wildcard below one registrable domain: `https://*.example.com`.
    Anchored,
    /// One host.
    Exact,
    /// `null`: the origin of sandboxed frames and local files.
    Null,
    /// The browser's own machine.
    Loopback,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
    /// Both.
    Any,
    /// Neither: some other scheme, or none.
    None,
}

/// Classes an allowed origin of S3. `*` stands for any run of characters, at most once, and nothing else is special.
pub(super) fn classify(origin: &str) -> (Class, Scheme) {
    let origin = origin.to_ascii_lowercase();
    (class(&origin), scheme(&origin))
}

fn class(origin: &str) -> Class {
    if origin == "*" {
        return Class::Any;
    }
    if origin == "null" {
        return Class::Null;
    }
    let (host, has_scheme) = host(origin);
    let Some((_, fixed)) = host.rsplit_once('*') else {
        return if is_loopback(host) { Class::Loopback } else { Class::Exact };
    };
    if host == "*" {
        return if has_scheme { Class::SchemeAny } else { Class::Reflecting };
    }
    // What stands before the first dot after the wildcard may be the tail of a stranger's name.
    let Some((_, below)) = fixed.split_once('.') else {
        return Class::Reflecting;
    };
    let below = below.strip_suffix('.').unwrap_or(below);
    if below == "localhost" {
        Class::Loopback
    } else if is_own_domain(below) {
        Class::Anchored
    } else {
        Class::Reflecting
    }
}

/// Whether all names below `domain` belong to whoever owns it.
///
/// The public suffix list tells where names are handed out (`co.uk`, `github.io`).
fn is_own_domain(domain: &str) -> bool {
    let is_address = domain.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(registrable) = psl::domain_str(domain) else {
        return false;
    };
    // `*.kawasaki.jp` is a suffix although `kawasaki.jp` is a domain: ask for a name below as well.
    let hands_out = psl::domain_str(&format!("x.{domain}")).is_none();
    !is_address && !hands_out && !SHARED.contains(&registrable)
}

/// Domains whose owner hands out names deeper than one label below them (`BUCKET.s3.REGION.amazonaws.com`), so that a
/// wildcard below the domain itself lets customers of theirs in. The list knows these suffixes, but cannot be asked
/// what lies below a name.
const SHARED: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazoncognito.com",
    "awsapprunner.com",
    "azure.com",
    "databricksapps.com",
    "digitaloceanspaces.com",
    "fastly.net",
    "googleapis.com",
    "linodeobjects.com",
    "on.aws",
    "oraclecloudapps.com",
    "ovh.net",
    "replit.dev",
    "run.app",
    "salesforce.com",
    "windows.net",
];

/// The schemes of the origins that a pattern matches. The first wildcard may stand for the rest of the scheme.
fn scheme(origin: &str) -> Scheme {
    let meets = |scheme: &str| match origin.split_once('*') {
        None => origin.starts_with(scheme),
        Some((fixed, _)) => scheme.starts_with(fixed) || fixed.starts_with(scheme),
    };
    match (meets("http://"), meets("https://")) {
        (true, true) => Scheme::Any,
        (true, false) => Scheme::Http,
        (false, true) => Scheme::Https,
        (false, false) => Scheme::None,
    }
}

/// The part of a pattern that the host must match, and whether its scheme is set apart from it.
fn host(origin: &str) -> (&str, bool) {
    let (host, has_scheme) = match (origin.split_once("//"), origin.find('*')) {
        (Some((_, rest)), _) => (rest, true),
        // The wildcard runs over the end of the scheme: `http*`, `*.example.com`.
        (None, Some(star)) => (&origin[star..], false),
        (None, None) => (origin, false),
    };
    let host = host.split('/').next().unwrap_or(host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*') => (name, has_scheme),
        _ => (host, has_scheme),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_classed() {
        for (origin, class, scheme) in [
            ("*", Class::Any, Scheme::Any),
            ("https://*", Class::SchemeAny, Scheme::Https),
            ("http://*", Class::SchemeAny, Scheme::Http),
            ("*://*", Class::SchemeAny, Scheme::Any),
            ("http*://*", Class::SchemeAny, Scheme::Any),
            ("https://*:443", Class::SchemeAny, Scheme::Https),
            ("https://*:*", Class::SchemeAny, Scheme::Https),
            ("chrome-extension://*", Class::SchemeAny, Scheme::None),
            ("http*", Class::Reflecting, Scheme::Any),
            ("https*", Class::Reflecting, Scheme::Https),
            ("h*", Class::Reflecting, Scheme::Any),
            ("https:*", Class::Reflecting, Scheme::Https),
            ("https:/*", Class::Reflecting, Scheme::Https),
            ("https://example.com/*", Class::Exact, Scheme::Https),
            ("https://*.example.com/*", Class::Anchored, Scheme::Https),
            ("https://*.com/x.example.com", Class::Reflecting, Scheme::Https),
            ("https://*.com", Class::Reflecting, Scheme::Https),
            ("https://*.co.uk", Class::Reflecting, Scheme::Https),
            ("https://*.github.io", Class::Reflecting, Scheme::Https),
            ("https://*.s3.amazonaws.com", Class::Reflecting, Scheme::Https),
            ("https://*.amazonaws.com", Class::Reflecting, Scheme::Https),
            ("https://*.kawasaki.jp", Class::Reflecting, Scheme::Https),
            ("https://*.d111.cloudfront.net", Class::Anchored, Scheme::Https),
            ("https://*example.com", Class::Reflecting, Scheme::Https),
            ("*example.com", Class::Reflecting, Scheme::Any),
            ("https://example.*", Class::Reflecting, Scheme::Https),
            ("https://example.com*", Class::Reflecting, Scheme::Https),
            ("https://exam*le.com", Class::Reflecting, Scheme::Https),
            ("https://127.0.0.*", Class::Reflecting, Scheme::Https),
            ("http://localhost*", Class::Reflecting, Scheme::Http),
            ("https://*.2.3.4", Class::Reflecting, Scheme::Https),
            ("https://*.corp", Class::Reflecting, Scheme::Https),
            ("https://*.example.com", Class::Anchored, Scheme::Https),
            ("HTTPS://*.Example.COM", Class::Anchored, Scheme::Https),
            ("https://*.example.com.", Class::Anchored, Scheme::Https),
            ("https://*.example.co.uk:8443", Class::Anchored, Scheme::Https),
            ("https://app-*.example.com", Class::Anchored, Scheme::Https),
            ("https://*-app.example.com", Class::Anchored, Scheme::Https),
            ("https://*.a.b.example.com", Class::Anchored, Scheme::Https),
            ("*.example.com", Class::Anchored, Scheme::Any),
            ("http*.example.com", Class::Anchored, Scheme::Any),
            ("https://example.com", Class::Exact, Scheme::Https),
            ("http://example.com:8080", Class::Exact, Scheme::Http),
            ("https://example.com:*", Class::Exact, Scheme::Https),
            ("*://example.com", Class::Exact, Scheme::Any),
            ("https://example.com/", Class::Exact, Scheme::Https),
            ("https://what?.example.com", Class::Exact, Scheme::Https),
            ("example.com", Class::Exact, Scheme::None),
            ("ftp://example.com", Class::Exact, Scheme::None),
            ("", Class::Exact, Scheme::None),
            ("null", Class::Null, Scheme::None),
            ("http://localhost", Class::Loopback, Scheme::Http),
            ("http://localhost:3000", Class::Loopback, Scheme::Http),
            ("http://localhost:*", Class::Loopback, Scheme::Http),
            ("http://*.localhost", Class::Loopback, Scheme::Http),
            ("https://app.localhost", Class::Loopback, Scheme::Https),
            ("http://127.0.0.1:5000", Class::Loopback, Scheme::Http),
            ("http://127.9.9.9", Class::Loopback, Scheme::Http),
            ("http://[::1]:80", Class::Loopback, Scheme::Http),
            ("http://[::1]", Class::Loopback, Scheme::Http),
            ("http://128.0.0.1", Class::Exact, Scheme::Http),
        ] {
            assert_eq!(classify(origin), (class, scheme), "{origin}");
        }
    }

    #[test]
    fn hostile_origins_are_classed_without_panic() {
        let start = std::time::Instant::now();
        for text in [
            "",
            ".",
            "..",
            "*.",
            "*..",
            "*..com",
            "https://*..com",
            "https://*.é",
            "//",
            "//*",
            ":",
            "*:",
            "[::1",
            "*.\0",
        ] {
            classify(text);
            classify(&text.repeat(2_000));
        }
        for at in 0..30 {
            let text = "https://*.example.com:8080/path";
            classify(&text[at..]);
            classify(&text[..at]);
        }
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }
}
