//! What opens if a guard falls, for people.

use serde_json::Value;

use super::page::Page;
use super::{evidence, request};
use crate::iam::exposure::{Class, Guard, WhatIf, json};

/// Each guard without which something opens or is not known; the others by their names. `now`: the class with all.
pub(super) fn guards(page: &mut Page, now: Class, found: &[WhatIf]) {
    let (holding, idle): (Vec<&WhatIf>, Vec<&WhatIf>) =
        found.iter().partition(|one| one.class != now || !one.opens.is_empty() || !one.unknowns.is_empty());
    for one in holding {
        page.gap();
        page.line(&format!("if {} falls: {}", name(&one.without), one.class.word()));
        for open in &one.opens {
            page.values("opens to", [&open.archetype]);
            page.list("may", &evidence::actions(&open.actions));
            page.values("request", request::lines(&json::request(&open.witness)));
        }
        evidence::not_known(page, &one.unknowns);
    }
    if !idle.is_empty() {
        page.gap();
        page.line("nothing opens if one of these falls");
        page.values("", idle.iter().map(|one| name(&one.without)));
    }
    if found.is_empty() {
        page.gap();
        page.line("no guard: no Deny, no flag, no resource control policy");
    }
}

/// Each policy without which another thing is decided, from the JSON that programs get.
pub(super) fn policies(page: &mut Page, answer: &Value) {
    let Some(all) = answer["what_if"].as_array() else { return };
    let is_needed = |one: &&Value| one["decision"] != answer["decision"];
    page.gap();
    for one in all.iter().filter(is_needed) {
        let (guard, text) = (&one["guard"], |value: &Value| value.as_str().unwrap_or_default().to_owned());
        let level = guard["level"].as_u64().map(|level| format!(" of level {level}")).unwrap_or_default();
        let decision = text(&one["decision"]).replace('_', " ");
        page.line(&format!("without {} {}{level}: {decision}", text(&guard["type"]), text(&guard["name"])));
    }
    let same = all.iter().filter(|one| !is_needed(one)).count();
    if same > 0 {
        page.line(&format!("the same without any other of {same} policies"));
    }
}

fn name(guard: &Guard) -> String {
    match guard {
        Guard::Deny(statement) => format!("Deny {}", evidence::name(statement)),
        Guard::BlockPublicAccess(flag) => flag.clone(),
        Guard::ResourceControl(name) => format!("resource control policy {name}"),
    }
}
