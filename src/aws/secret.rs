//! Finds secrets in a text that is no secret as a whole: credentials of known forms, and values whose name gives them
//! away.
//!
//! It runs where a field may hold a secret and checks must read the rest of it. It would rather leave out a value of no
//! known form and with no telling name: ids, hashes and names look as random as keys do.

mod named;

use std::ops::Range;

/// A secret within a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub range: Range<usize>,
    /// What it is, in one word: `access-key-id`, `password`, ...
    pub kind: &'static str,
}

/// A credential that begins with letters of its own.
struct Form {
    prefixes: &'static [&'static str],
    kind: &'static str,
    /// How many characters follow, at least and at most.
    length: (usize, usize),
    /// Which they are.
    of: fn(char) -> bool,
    /// Whether ordinary words can begin the same: then one part of it must look drawn by lot.
    random: bool,
}

const ANY: usize = usize::MAX;

const FORMS: &[Form] = &[
    Form { prefixes: &["AKIA", "ASIA"], kind: ACCESS_KEY_ID, length: (16, 16), of: is_upper, random: false },
    Form { prefixes: &["sk-ant-"], kind: "anthropic-key", length: (20, ANY), of: is_token, random: false },
    Form { prefixes: &["sk-"], kind: "openai-key", length: (20, ANY), of: is_token, random: true },
    Form {
        prefixes: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        kind: "github-token",
        length: (30, ANY),
        of: is_alphanumeric,
        random: false,
    },
    Form { prefixes: &["github_pat_"], kind: "github-token", length: (22, ANY), of: is_token, random: false },
    Form { prefixes: &["glpat-"], kind: "gitlab-token", length: (20, ANY), of: is_token, random: false },
    Form {
        prefixes: &["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"],
        kind: "slack-token",
        length: (10, ANY),
        of: is_token,
        random: false,
    },
    Form { prefixes: &["AIza"], kind: "google-key", length: (35, 35), of: is_token, random: false },
    Form {
        prefixes: &["sk_live_", "rk_live_", "sk_test_", "rk_test_"],
        kind: "stripe-key",
        length: (16, ANY),
        of: is_alphanumeric,
        random: false,
    },
    // A JSON object in base64, a point, and what it says.
    Form { prefixes: &["eyJ"], kind: "jwt", length: (24, ANY), of: is_jwt, random: false },
];

const ACCESS_KEY_ID: &str = "access-key-id";
const SECRET_ACCESS_KEY: &str = "secret-access-key";

/// The secrets of a text that stands under `name`, in order; they do not overlap.
pub fn secrets(name: &str, text: &str) -> Vec<Secret> {
    let mut found = formed(text);
    found.extend(authorized(text));
    found.extend(private_keys(text));
    found.extend(in_urls(text));
    if found.iter().any(|secret| secret.kind == ACCESS_KEY_ID) {
        found.extend(beside_an_id(text));
    }
    found.extend(named::assigned(text));
    found.extend(named::whole(name, text));
    merged(found)
}

/// In order; what overlaps becomes one, of the kind that was found first.
fn merged(found: Vec<Secret>) -> Vec<Secret> {
    let mut kept: Vec<Secret> = Vec::new();
    for mut secret in found {
        kept.retain(|other| {
            let apart = other.range.end <= secret.range.start || secret.range.end <= other.range.start;
            if !apart {
                secret.range = secret.range.start.min(other.range.start)..secret.range.end.max(other.range.end);
                secret.kind = other.kind;
            }
            apart
        });
        kept.push(secret);
    }
    kept.sort_by_key(|secret| secret.range.start);
    kept
}

/// Credentials by their first letters.
fn formed(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for form in FORMS {
        for prefix in form.prefixes {
            for (start, _) in text.match_indices(prefix) {
                let tail = run(&text[start + prefix.len()..], form.of);
                let end = start + prefix.len() + tail.len();
                let long = (form.length.0..=form.length.1).contains(&tail.len()) && ends_word(text, end);
                let random = !form.random || tail.split(['-', '_']).any(|part| part.len() >= 16 && is_mixed(part));
                let whole = form.kind != "jwt" || tail.trim_end_matches('.').contains('.');
                if begins_word(text, start) && long && random && whole {
                    found.push(Secret { range: start..end, kind: form.kind });
                }
            }
        }
    }
    found
}

/// `Bearer TOKEN` and `Basic BASE64`.
fn authorized(text: &str) -> Vec<Secret> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for scheme in ["bearer", "basic"] {
        for (start, _) in lower.match_indices(scheme) {
            let after = &text[start + scheme.len()..];
            let rest = after.trim_start_matches([' ', '\t', '+']);
            let value = run(rest, |c| is_token(c) || matches!(c, '.' | '~' | '+' | '/' | '='));
            let secret = match scheme {
                "bearer" => value.len() >= 16 && is_mixed(value),
                _ => value.len() >= 8 && is_user_and_password(value),
            };
            if begins_word(text, start) && rest.len() < after.len() && secret {
                let place = text.len() - rest.len();
                found.push(Secret { range: place..place + value.len(), kind: scheme });
            }
        }
    }
    found
}

fn is_user_and_password(base64: &str) -> bool {
    let decoded = aws_smithy_types::base64::decode(base64).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.is_some_and(|text| text.contains(':') && !text.chars().any(char::is_control))
}

/// Private keys in PEM, to their end or that of the text.
fn private_keys(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for (start, begin) in text.match_indices("-----BEGIN ") {
        let after = start + begin.len();
        let Some(head) = text[after..].find("-----").map(|end| &text[after..after + end]) else { continue };
        if head.ends_with("PRIVATE KEY") && head.len() < 40 {
            let end = format!("-----END {head}-----");
            let end = text[after..].find(&end).map_or(text.len(), |place| after + place + end.len());
            found.push(Secret { range: start..end, kind: "private-key" });
        }
    }
    found
}

/// `scheme://user:PASSWORD@host`.
fn in_urls(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for (scheme, mark) in text.match_indices("://") {
        let start = scheme + mark.len();
        let authority =
            run(&text[start..], |c| !matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>') && !c.is_whitespace());
        let Some((user, _)) = authority.rsplit_once('@') else { continue };
        let Some((name, password)) = user.split_once(':') else { continue };
        if !password.is_empty() && !named::is_reference(password) && password.chars().any(|c| c != '*') {
            let place = start + name.len() + 1;
            found.push(Secret { range: place..place + password.len(), kind: "url-password" });
        }
    }
    found
}

/// Beside an access key id stands its secret: forty characters of base64, of all sorts.
fn beside_an_id(text: &str) -> Vec<Secret> {
    let of = |c: char| is_alphanumeric(c) || matches!(c, '/' | '+');
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = text[place..].find(of).map(|start| place + start) {
        let word = run(&text[start..], of);
        place = start + word.len();
        let sorts = [char::is_uppercase, char::is_lowercase, char::is_numeric];
        if word.len() == 40 && sorts.iter().all(|sort| word.chars().any(sort)) {
            found.push(Secret { range: start..place, kind: SECRET_ACCESS_KEY });
        }
    }
    found
}

/// The characters at the beginning of a text that are of this sort.
fn run(text: &str, of: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !of(c)).unwrap_or(text.len())]
}

fn begins_word(text: &str, start: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(is_token)
}

fn ends_word(text: &str, end: usize) -> bool {
    !text[end..].starts_with(is_alphanumeric)
}

fn is_mixed(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && text.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn is_jwt(c: char) -> bool {
    is_token(c) || c == '.'
}

#[cfg(test)]
mod tests;
