//! Policy variables: `${key}`, `${key, 'default'}`, and the three that stand for a character each.

use super::glob::Glob;
use super::parse::Version;
use super::request::{Context, Entry};
use super::text::Pattern;

/// A text of a policy in its parts.
///
/// Follows "IAM policy elements: Variables and tags" of the IAM user guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// As it is written; wildcards in it are wildcards.
    Text(&'a str),
    /// `${*}`, `${?}`, `${$}`: that character.
    Character(char),
    /// What the request says under a key, or else the default.
    Variable { key: &'a str, default: Option<&'a str> },
    /// `${` with no meaning that AWS documents.
    Odd(&'a str),
}

/// A text with `*` in the place of each variable: it matches at least what the text can, whatever they stand for.
pub(super) fn widened(text: &str, version: Version) -> String {
    let wide = |part: Part| match part {
        Part::Text(text) => text.to_owned(),
        Part::Character(_) => "?".to_owned(),
        Part::Variable { .. } | Part::Odd(_) => "*".to_owned(),
    };
    parts(text, version).into_iter().map(wide).collect()
}

/// A text with another in the place of each `${...}`.
pub(super) fn replaced(text: &str, instead: &str) -> String {
    let plain = |part: Part| match part {
        Part::Text(text) => text.to_owned(),
        _ => instead.to_owned(),
    };
    parts(text, Version::V2012).into_iter().map(plain).collect()
}

/// Whether a text is to be read for variables.
pub(super) fn has_variables(text: &str, version: Version) -> bool {
    version == Version::V2012 && text.contains("${")
}

/// The parts of a text. In the version of 2008 all of it is text.
pub(super) fn parts(text: &str, version: Version) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while version == Version::V2012
        && let Some(start) = rest.find("${")
    {
        let Some(length) = rest[start..].find('}') else {
            parts.push(Part::Text(&rest[..start]));
            parts.push(Part::Odd(&rest[start..]));
            return parts;
        };
        parts.push(Part::Text(&rest[..start]));
        let whole = &rest[start..=start + length];
        parts.push(variable(whole, &whole[2..length]));
        rest = &rest[start + length + 1..];
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    parts
}

fn variable<'a>(whole: &'a str, inner: &'a str) -> Part<'a> {
    match inner {
        "*" => return Part::Character('*'),
        "?" => return Part::Character('?'),
        "$" => return Part::Character('$'),
        _ => {}
    }
    let (key, default) = match inner.split_once(',') {
        None => (inner.trim(), None),
        Some((key, default)) => {
            let default = default.trim();
            match default.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
                Some(default) => (key.trim(), Some(default)),
                None => return Part::Odd(whole),
            }
        }
    };
    if key.is_empty() || key.contains(['*', '?', '$', '{']) {
        Part::Odd(whole)
    } else {
        Part::Variable { key, default }
    }
}

/// A text with its variables put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filled {
    /// The pattern, with what was put in taken literally; and the plain text.
    Whole { glob: Glob, text: String },
    /// A variable has no value: nothing equals this text.
    Missing,
    /// AWS does not document what this means, or what the request says is not known.
    Odd,
}

/// Puts what a request says in the place of variables. Values put in are taken literally.
pub(super) fn fill(text: &str, version: Version, context: &Context) -> Filled {
    if !has_variables(text, version) {
        return Filled::Whole { glob: Glob::new(text), text: text.to_owned() };
    }
    let (mut glob, mut plain) = (Glob::literal(""), String::new());
    for part in parts(text, version) {
        match part {
            Part::Text(text) => {
                glob = glob.then(&Glob::new(text));
                plain.push_str(text);
            }
            Part::Character(c) => {
                plain.push(c);
                glob = glob.then(&Glob::literal(c.encode_utf8(&mut [0; 4])));
            }
            Part::Variable { key, default } => {
                let value = match (context.get(key), default) {
                    (Some(Entry::One(value)), _) => value,
                    // Variables are for keys of one value.
                    (Some(Entry::Many(_) | Entry::Unknown), _) => return Filled::Odd,
                    (None, Some(default)) => default,
                    (None, None) => return Filled::Missing,
                };
                glob = glob.then(&Glob::literal(value));
                plain.push_str(value);
            }
            Part::Odd(_) => return Filled::Odd,
        }
    }
    Filled::Whole { glob, text: plain }
}

/// A text with its variables put in, for the making of a pattern.
pub(super) enum Marked {
    /// The plain text, and the text where what was put in has marks for its wildcards.
    Text { plain: String, marked: String },
    /// A variable has no value.
    Missing,
    /// AWS does not document what this means.
    Odd,
}

/// Stand for a `*` and a `?` that are put in, and so literal, until the pattern is made. Noncharacters of Unicode.
const STAR: char = '\u{fdd0}';
const QUESTION: char = '\u{fdd1}';

/// Puts what the context says in the place of variables.
pub(super) fn mark(text: &str, version: Version, context: &Context) -> Marked {
    let (mut plain, mut marked) = (String::new(), String::new());
    for part in parts(text, version) {
        let literal = match part {
            Part::Text(text) => {
                plain.push_str(text);
                marked.push_str(text);
                continue;
            }
            Part::Character(c) => c.to_string(),
            Part::Variable { key, default } => match context.one(key).or(default) {
                Some(value) => value.to_owned(),
                None => return Marked::Missing,
            },
            Part::Odd(_) => return Marked::Odd,
        };
        plain.push_str(&literal);
        marked.extend(literal.chars().map(|c| match c {
            '*' => STAR,
            '?' => QUESTION,
            c => c,
        }));
    }
    Marked::Text { plain, marked }
}

/// The pattern of a marked text: its marks are literal now.
pub(super) fn unmark(pattern: Pattern) -> Pattern {
    pattern.replacing(STAR, '*').replacing(QUESTION, '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_literally() {
        let mut context = Context::default();
        context.set("aws:username", "a*b");
        let glob = |text: &str| match fill(text, Version::V2012, &context) {
            Filled::Whole { glob, text } => (glob, text),
            other => panic!("{text}: {other:?}"),
        };
        let (own, plain) = glob("home/${AWS:UserName}/*");
        assert_eq!(plain, "home/a*b/*");
        assert!(own.matches("home/a*b/x") && !own.matches("home/acb/x"));
        assert!(glob("${*}").0.matches("*") && !glob("${*}").0.matches("x"));
        assert!(glob("${aws:nothing, 'all'}x").0.matches("allx"));
        assert_eq!(fill("${aws:nothing}", Version::V2012, &context), Filled::Missing);
        for odd in ["${", "${}", "a${aws:x, y}", "${a${b}}"] {
            assert_eq!(fill(odd, Version::V2012, &context), Filled::Odd, "{odd}");
        }
        let Filled::Whole { glob, .. } = fill("${aws:username}", Version::V2008, &context) else { panic!("2008") };
        assert!(glob.matches("${aws:username}"));
    }
}
