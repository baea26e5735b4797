//! Policy variables: `${key}`, `${key, 'default'}`, `${*}`.

use super::super::parse::Version;
use super::known::{self, Global};
use super::report::{Report, short};

/// What `$` and braces make of a text where variables are taken.
pub(super) fn remarks(raw: &str, text: &str, version: Version, report: &mut Report) {
    let mut rest = text;
    let mut plain = String::new();
    let mut first = true;
    while let Some((before, after)) = rest.split_once("${") {
        plain.push_str(before);
        // So that what stands on both sides of a variable does not grow together.
        plain.push(' ');
        if version == Version::V2008 {
            if first {
                let message = format!("{:?} is literal text in this Version", short(text));
                report.say("variable-needs-2012", raw, message, "write \"Version\": \"2012-10-17\"");
            }
            (first, rest) = (false, after);
            continue;
        }
        let Some((name, after)) = after.split_once('}') else {
            let message = format!("a policy variable is not closed in {:?}", short(text));
            report.say("variable-form", raw, message, "add the }");
            return;
        };
        one(raw, name, report);
        rest = after;
    }
    plain.push_str(rest);
    if ["$aws:", "{aws:", "$(aws:", "<aws:"].iter().any(|almost| plain.contains(almost)) && version == Version::V2012 {
        let message = format!("{:?} has no policy variable", short(text));
        report.say("variable-misspelt", raw, message, "write ${aws:...}");
    }
}

fn one(raw: &str, inside: &str, report: &mut Report) {
    if matches!(inside, "*" | "?" | "$") {
        return;
    }
    let name = inside.split_once(',').map_or(inside, |(name, _)| name).trim();
    let shown = short(inside);
    if !name.split_once(':').is_some_and(|(service, key)| !service.is_empty() && !key.is_empty()) {
        let message = format!("the policy variable ${{{shown}}} names no key");
        report.say("variable-form", raw, message, "write ${aws:username} or the like");
        return;
    }
    if known::has_many_values(name) {
        let message = format!("the policy variable ${{{shown}}} has many values");
        report.say("variable-multivalued", raw, message, "use a key with one value");
        return;
    }
    if let Global::Unknown(near) = known::global(name) {
        let message = format!("there is no global key for ${{{shown}}}");
        let mend = near.map_or("look the key up".to_owned(), |near| format!("did you mean ${{{near}}}?"));
        report.say("variable-unknown", raw, message, &mend);
    }
}
