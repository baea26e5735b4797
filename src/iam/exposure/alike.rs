//! Accounts and organisations that are the same to a policy: to ask about one of them is to ask about all.

use std::collections::BTreeMap;

use super::super::parse::{Element, Policy};
use super::mention::Mentions;

/// Ids that stand in the same places of a policy.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The first of them.
    pub id: String,
    /// How many others there are.
    pub others: usize,
}

impl Alike {
    /// An id that is like no other.
    pub fn alone(id: String) -> Self {
        Self { id, others: 0 }
    }

    /// The id, and how many are like it.
    pub fn text(&self) -> String {
        match self.others {
            0 => self.id.clone(),
            others => format!("{} and {others} alike", self.id),
        }
    }
}

/// Where an id stands: the statement, the part of it, and the text around the id.
type Place = (usize, usize, String);

/// Puts ids together that a policy cannot tell apart.
pub fn groups(ids: impl IntoIterator<Item = String>, policy: &Policy, mentions: &Mentions) -> Vec<Alike> {
    let ids = ids.into_iter();
    // A pattern that may begin or end within an id tells ids apart in ways that places do not show.
    if mentions.has_loose_patterns() {
        return ids.map(Alike::alone).collect();
    }
    let mut groups: BTreeMap<Vec<Place>, Alike> = BTreeMap::new();
    for id in ids {
        let group = groups.entry(places(&id, policy));
        group.and_modify(|alike| alike.others += 1).or_insert_with(|| Alike::alone(id));
    }
    groups.into_values().collect()
}

fn places(id: &str, policy: &Policy) -> Vec<Place> {
    let mut found = Vec::new();
    for (number, statement) in policy.statements.iter().enumerate() {
        let mut note = |part: usize, text: &str| {
            if text.contains(id) {
                found.push((number, part, text.replace(id, "_")));
            }
        };
        if let Element::Is(listed) | Element::Not(listed) = &statement.principals {
            listed.iter().for_each(|principal| note(0, principal.text()));
        }
        if let Element::Is(texts) | Element::Not(texts) = &statement.resources {
            texts.iter().for_each(|text| note(1, text));
        }
        for (place, condition) in statement.conditions.iter().enumerate() {
            condition.values.iter().for_each(|value| note(2 + place, value));
        }
    }
    found.sort_unstable();
    found
}
