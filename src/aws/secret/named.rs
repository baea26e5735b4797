//! Secrets that their name gives away: `db_password=...`, a header `x-api-key`, a stage variable `stripeSecret`.

use super::{SECRET_ACCESS_KEY, Secret, is_token};

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// A password: people choose them, so they need not be long or random.
    Password,
    /// A secret, which may also be the name under which one is kept.
    Secret,
    /// A key, a token, a credential: made by a machine, long and random.
    Key,
}

const PASSWORDS: &[&str] = &["password", "passwd", "passphrase", "pwd"];
const KEYS: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "credential",
    "authorization",
    "bearer",
    "apikey",
    "accesskey",
    "accountkey",
    "authkey",
    "encryptionkey",
    "functionskey",
    "masterkey",
    "privatekey",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
];
/// Last words that say: this is about a secret, and is none.
const ABOUT: &[&str] = &[
    "algorithm",
    "alias",
    "arn",
    "audience",
    "bucket",
    "claim",
    "count",
    "enabled",
    "endpoint",
    "expiration",
    "expires",
    "expiry",
    "field",
    "file",
    "function",
    "header",
    "host",
    "id",
    "issuer",
    "lambda",
    "length",
    "limit",
    "location",
    "manager",
    "mode",
    "name",
    "parameter",
    "param",
    "path",
    "policy",
    "prefix",
    "provider",
    "region",
    "required",
    "rotation",
    "source",
    "store",
    "table",
    "ttl",
    "type",
    "uri",
    "url",
    "version",
];

/// The least length of what a machine drew by lot, and of what people choose.
const KEY_LENGTH: usize = 20;
const PASSWORD_LENGTH: usize = 8;

/// The whole text, if its name says so and it looks like it. Constants of mappings stand in single quotes.
pub(super) fn whole(name: &str, text: &str) -> Option<Secret> {
    // `integration.request.header.x-api-key`, `overwrite:header.x-api-key`: the last part is the name.
    let name = name.rsplit(['.', ':']).next().unwrap_or(name);
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(trimmed);
    let kind = kind(name, inner)?;
    let start = text.find(inner)?;
    Some(Secret { range: start..start + inner.len(), kind })
}

/// Each value that the text gives to a telling name: `name=value`, `"name": "value"`, `?name=value&`.
pub(super) fn assigned(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = text[place..].find(is_token).map(|start| place + start) {
        let name = super::run(&text[start..], is_token);
        place = start + name.len();
        let quote = |c: char| matches!(c, '"' | '\'' | '\\');
        let rest = text[place..].trim_start_matches(quote).trim_start();
        let Some(rest) = rest.strip_prefix([':', '=']).filter(|_| !text[..start].ends_with(':')) else {
            // What follows a colon is a part of an ARN.
            continue;
        };
        let open = rest.trim_start();
        let rest = open.trim_start_matches(quote);
        let value = if rest.len() < open.len() {
            super::run(rest, |c| !quote(c))
        } else {
            let ends = |c: char| matches!(c, ',' | ';' | '&' | ')' | '}' | ']' | '<' | '>');
            super::run(rest, |c| !quote(c) && !c.is_whitespace() && !ends(c))
        };
        if let Some(kind) = kind(name, value) {
            let start = text.len() - rest.len();
            found.push(Secret { range: start..start + value.len(), kind });
        }
    }
    found
}

/// Text that stands for something else: a variable, a mapping expression, an ARN, a marker.
pub(super) fn is_reference(value: &str) -> bool {
    let starts =
        ["$", "{", "<", "#set", "#if", "#foreach", "arn:", "method.", "integration.", "context.", "stageVariables."];
    starts.iter().any(|start| value.starts_with(start)) || value.contains("${") || value.contains("://")
}

/// What a value is that stands under this name; `None` if it is no secret.
fn kind(name: &str, value: &str) -> Option<&'static str> {
    if is_reference(value) || value.contains(char::is_whitespace) {
        return None;
    }
    let (says, joined) = says(name)?;
    let length = value.chars().count();
    let secret = match says {
        // `/prod/db/password` is the parameter that holds it.
        Name::Password => length >= PASSWORD_LENGTH && is_chosen(value) && !value.starts_with('/'),
        Name::Secret => length >= PASSWORD_LENGTH && is_chosen(value) && !is_words(value),
        Name::Key => false,
    };
    let drawn = length >= KEY_LENGTH && is_random(value) && !is_words(value);
    if !secret && !drawn {
        return None;
    }
    let of_aws = ["secretaccesskey", "awssecret", "secretkey"].iter().any(|word| joined.contains(word));
    let base64 = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '='));
    Some(match joined.as_str() {
        _ if of_aws && length == 40 && base64 => SECRET_ACCESS_KEY,
        name if PASSWORDS.iter().any(|word| name.contains(word)) => "password",
        name if name.contains("apikey") => "api-key",
        name if ["token", "authorization", "bearer"].iter().any(|word| name.contains(word)) => "token",
        _ => "secret",
    })
}

/// What a name says of its value, with its words as one.
fn says(name: &str) -> Option<(Name, String)> {
    let words = words(name);
    let last = words.last()?;
    if ABOUT.contains(&last.as_str()) {
        return None;
    }
    let joined = words.concat();
    let says = match last.as_str() {
        last if PASSWORDS.iter().any(|word| last.ends_with(word)) => Name::Password,
        last if last.ends_with("secret") => Name::Secret,
        _ if KEYS.iter().any(|word| joined.contains(word)) => Name::Key,
        _ => return None,
    };
    Some((says, joined))
}

/// `dbPassword`, `DB_PASSWORD`, `db-password`: the words, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            before = None;
            continue;
        }
        let begins = before.is_none_or(|before: char| before.is_ascii_lowercase() && c.is_ascii_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
        before = Some(c);
    }
    words
}

/// Letters, and with them digits or signs that names do not have.
fn is_chosen(value: &str) -> bool {
    let sign = |c: char| c.is_ascii_digit() || (c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '.' | '/' | ':'));
    value.contains(|c: char| c.is_alphabetic()) && value.contains(sign)
}

/// Many different characters: at least 3.5 bits in each, of hexadecimal digits 3.
fn is_random(value: &str) -> bool {
    let mut counts = std::collections::BTreeMap::new();
    for c in value.chars() {
        *counts.entry(c).or_insert(0_u32) += 1;
    }
    let length = f64::from(counts.values().sum::<u32>());
    let bits: f64 = counts.values().map(|count| f64::from(*count) / length).map(|part| -part * part.log2()).sum();
    let hexadecimal = value.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    bits >= if hexadecimal { 3.0 } else { 3.5 }
}

/// Whether it is put together of words and small numbers, as names and paths are: `prod/shop/db-v2`.
fn is_words(value: &str) -> bool {
    value.split(['-', '_', '/', '.', ':', '@']).all(|part| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let cases = letters.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let one_case = cases.is_empty() || cases.chars().all(|c| c.is_ascii_lowercase());
        // More than fourteen letters in a row are rarely one word.
        letters.len() <= 14 && part.len() - letters.len() <= 4 && one_case && letters.chars().all(|c| c.is_alphabetic())
    })
}
