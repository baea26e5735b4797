//! Random bucket policies over a tiny alphabet.

use serde_json::{Map, Value, json};

use super::dice::Dice;

/// How a key is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Text,
    Arn,
    Address,
    Bool,
    Number,
    Date,
}

/// A condition key, and what policies compare it with.
pub struct Key {
    pub name: &'static str,
    sort: Sort,
    is_set: bool,
    values: &'static [&'static str],
}

const fn key(name: &'static str, sort: Sort, values: &'static [&'static str]) -> Key {
    Key { name, sort, is_set: false, values }
}

pub const KEYS: &[Key] = &[
    key(
        "aws:SourceIp",
        Sort::Address,
        &["203.0.113.0/24", "0.0.0.0/1", "128.0.0.0/1", "203.0.113.5", "::/0", "0.0.0.0/0"],
    ),
    key("aws:SourceVpce", Sort::Text, &["vpce-00000001", "vpce-00000002", "vpce-*", "vpce-0000000?"]),
    key("aws:PrincipalOrgID", Sort::Text, &["o-ownown0001", "o-foreign001", "o-*", "o-own*"]),
    key("aws:SecureTransport", Sort::Bool, &["true", "false"]),
    key("aws:PrincipalTag/t", Sort::Text, &["a", "b", "a*", "*", "A"]),
    key("aws:username", Sort::Text, &["ann", "bob", "a*", "*", "ANN"]),
    key(
        "aws:PrincipalArn",
        Sort::Arn,
        &[
            "arn:aws:iam::111122223333:role/r",
            "arn:aws:iam::444455556666:role/r",
            "arn:aws:iam::*:role/r",
            "arn:aws:iam::444455556666:*",
            "arn:aws:iam::*:user/a*",
        ],
    ),
    key("aws:PrincipalAccount", Sort::Text, &["111122223333", "444455556666", "4444*", "anonymous"]),
    key("s3:prefix", Sort::Text, &["home/", "home/*", "x", "*"]),
    key("s3:max-keys", Sort::Number, &["10", "100", "10.5"]),
    key("aws:CurrentTime", Sort::Date, &["2020-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]),
    Key {
        name: "aws:PrincipalOrgPaths",
        sort: Sort::Text,
        is_set: true,
        values: &["o-ownown0001/*", "o-foreign001/*", "o-*/r-1/*", "*"],
    },
    key("aws:SourceAccount", Sort::Text, &["111122223333", "444455556666"]),
    key(
        "aws:SourceArn",
        Sort::Arn,
        &[
            "arn:aws:events:us-east-1:111122223333:rule/x",
            "arn:aws:events:*:444455556666:*",
            "arn:aws:events:*:*:rule/x",
        ],
    ),
    key("aws:PrincipalIsAWSService", Sort::Bool, &["true", "false"]),
    key("aws:MultiFactorAuthPresent", Sort::Bool, &["true", "false"]),
    key("aws:PrincipalType", Sort::Text, &["User", "AssumedRole", "Anonymous", "Account", "A*"]),
];

const PRINCIPALS: &[(&str, &str)] = &[
    ("AWS", "*"),
    ("AWS", "111122223333"),
    ("AWS", "444455556666"),
    ("AWS", "arn:aws:iam::444455556666:user/ann"),
    ("AWS", "arn:aws:iam::444455556666:role/r"),
    ("AWS", "arn:aws:sts::444455556666:assumed-role/r/s"),
    ("Service", "events.amazonaws.com"),
];
const ACTIONS: &[&str] = &["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:*", "s3:Get*", "s3:?utObject", "*"];
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/l",
    "arn:aws:s3:::b/k*",
    "arn:aws:s3:::b/?",
    "arn:aws:s3:::b*",
    "*",
];

const VARIABLES: &[&str] = &["${aws:username}", "${aws:PrincipalTag/t}", "${aws:PrincipalAccount}"];

/// A document, and whether it holds nothing that AWS leaves open.
pub struct Drawn {
    pub document: Value,
    pub is_settled: bool,
}

/// Draws a policy. Its conditions speak of three keys at most, so that all requests can be gone through.
pub fn policy(dice: &mut Dice) -> Drawn {
    let keys: Vec<&Key> = (0..3).map(|_| dice.pick(KEYS)).collect();
    let with_variables = dice.percent(10);
    let mut artist = Artist { dice, keys, with_variables, is_settled: !with_variables };
    let count = 1 + artist.dice.below(4);
    let mut statements: Vec<Value> = Vec::new();
    for place in 0..count {
        // Without an Allow there is nothing to see.
        let effect = if place == 0 || artist.dice.percent(35) { "Allow" } else { "Deny" };
        statements.push(artist.statement(effect));
    }
    // The ARN of a session does not tell the path of its role.
    let is_session = statements.iter().any(|one: &Value| one.to_string().contains(":assumed-role/"));
    let is_settled = artist.is_settled && !(is_session && artist.keys.iter().any(|key| key.name == "aws:PrincipalArn"));
    Drawn { document: json!({ "Version": "2012-10-17", "Statement": statements }), is_settled }
}

/// Draws a statement over all keys, to be added to a policy.
pub fn statement(dice: &mut Dice, effect: &str) -> Value {
    let keys = KEYS.iter().collect();
    Artist { dice, keys, with_variables: false, is_settled: true }.statement(effect)
}

struct Artist<'d> {
    dice: &'d mut Dice,
    keys: Vec<&'static Key>,
    with_variables: bool,
    is_settled: bool,
}

impl Artist<'_> {
    fn statement(&mut self, effect: &str) -> Value {
        let mut statement = Map::new();
        statement.insert("Effect".to_owned(), json!(effect));
        let (name, principals) = self.principals();
        statement.insert(name.to_owned(), principals);
        let not = if self.dice.percent(15) { "Not" } else { "" };
        let actions = self.some(ACTIONS);
        statement.insert(format!("{not}Action"), actions);
        let not = if self.dice.percent(15) { "Not" } else { "" };
        let mut resources = self.some(RESOURCES);
        if self.with_variables && self.dice.percent(40) {
            let variable = self.dice.pick(VARIABLES);
            resources = json!(format!("arn:aws:s3:::b/{variable}"));
        }
        statement.insert(format!("{not}Resource"), resources);
        let mut conditions: Map<String, Value> = Map::new();
        for _ in 0..*self.dice.pick(&[0, 1, 1, 1, 2]) {
            let (operator, key, values) = self.condition();
            let block = conditions.entry(operator).or_insert_with(|| json!({}));
            block[key] = values;
        }
        if !conditions.is_empty() {
            statement.insert("Condition".to_owned(), Value::Object(conditions));
        }
        Value::Object(statement)
    }

    fn principals(&mut self) -> (&'static str, Value) {
        if self.dice.percent(55) {
            return ("Principal", json!("*"));
        }
        let mut listed: Map<String, Value> = Map::new();
        for _ in 0..1 + self.dice.below(2) {
            let (kind, text) = *self.dice.pick(PRINCIPALS);
            let values = listed.entry(kind).or_insert_with(|| json!([]));
            if let Some(values) = values.as_array_mut() {
                values.push(json!(text));
            }
        }
        let is_not = self.dice.percent(20);
        // A user's federated sessions may be him; whom `NotPrincipal` spares hangs on what else it lists.
        self.is_settled &= !is_not && !listed.values().any(|values| values.to_string().contains(":user/"));
        (if is_not { "NotPrincipal" } else { "Principal" }, Value::Object(listed))
    }

    fn some(&mut self, from: &[&str]) -> Value {
        let texts: Vec<&str> = (0..1 + self.dice.below(2)).map(|_| *self.dice.pick(from)).collect();
        if texts.len() == 1 { json!(texts[0]) } else { json!(texts) }
    }

    fn condition(&mut self) -> (String, &'static str, Value) {
        let key = self.keys[self.dice.below(self.keys.len())];
        if self.dice.percent(12) {
            return ("Null".to_owned(), key.name, json!(self.dice.pick(&["true", "false"])));
        }
        let base = *self.dice.pick(operators(key.sort));
        let exists = if self.dice.percent(25) { "IfExists" } else { "" };
        let set = match self.dice.below(10) {
            0 => "ForAllValues:",
            1 => "ForAnyValue:",
            roll if key.is_set && roll < 5 => "ForAllValues:",
            _ if key.is_set => "ForAnyValue:",
            _ => "",
        };
        // AWS's texts contradict one another, or say nothing.
        self.is_settled &= set != "ForAnyValue:" || exists.is_empty();
        self.is_settled &= !base.starts_with("Arn") || self.keys.iter().all(|own| own.sort == Sort::Arn);
        let mut values = self.some(key.values);
        if self.with_variables && key.sort == Sort::Text && self.dice.percent(30) {
            values = json!(self.dice.pick(VARIABLES));
        }
        (format!("{set}{base}{exists}"), key.name, values)
    }
}

fn operators(sort: Sort) -> &'static [&'static str] {
    const TEXT: &[&str] = &[
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    match sort {
        Sort::Text => TEXT,
        Sort::Arn => &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotLike"],
        Sort::Address => &["IpAddress", "NotIpAddress"],
        Sort::Bool => &["Bool", "StringEquals", "StringNotEquals"],
        Sort::Number => {
            &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan"]
        }
        Sort::Date => &["DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThan", "DateGreaterThanEquals"],
    }
}
