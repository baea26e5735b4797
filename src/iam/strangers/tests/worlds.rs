//! Random policies, judged in every world that their undecided conditions allow.

use super::super::super::{READ, parse};
use super::super::{Bucket, Truth, stranger_access};
use super::OWNER;

const BUCKET: Bucket = Bucket { partition: "aws", name: "acme" };
const ACTIONS: [&str; 4] = ["s3:getobject", "s3:getobjectacl", "s3:getobjectversion", "s3:getobjecttagging"];

/// A small generator, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

#[derive(Debug, Clone, Copy)]
struct Statement {
    allow: bool,
    /// JSON of the principal, and whether it reaches a stranger.
    who: (&'static str, bool),
    not_action: bool,
    action: &'static str,
    not_resource: bool,
    resource: &'static str,
    condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Condition {
    Nothing,
    PlainHttp,
    Organization,
    /// True in some worlds.
    Open(usize),
}

impl Statement {
    fn roll(dice: &mut Dice) -> Self {
        Self {
            allow: dice.roll(5) < 3,
            who: dice.pick(&[
                (r#""Principal": "*""#, true),
                (r#""Principal": {"AWS": ["*"]}"#, true),
                (r#""Principal": {"AWS": "111122223333"}"#, false),
                (r#""NotPrincipal": {"AWS": "111122223333"}"#, true),
            ]),
            not_action: dice.roll(4) == 0,
            action: dice.pick(&["s3:*", "s3:Get*", "s3:GetObject", "s3:GetObject?*", "s3:*Acl", "s3:Put*"]),
            not_resource: dice.roll(4) == 0,
            resource: dice.pick(&["*", "acme/*", "acme/a*", "acme/*a", "acme/?", "acme/?a*", "acme", "other/*"]),
            condition: match dice.roll(8) {
                0 => Condition::PlainHttp,
                1 => Condition::Organization,
                2 => Condition::Open(0),
                3 => Condition::Open(1),
                _ => Condition::Nothing,
            },
        }
    }

    fn text(&self) -> String {
        let effect = if self.allow { "Allow" } else { "Deny" };
        let action = if self.not_action { "NotAction" } else { "Action" };
        let resource = if self.not_resource { "NotResource" } else { "Resource" };
        let condition = match self.condition {
            Condition::Nothing => String::new(),
            Condition::PlainHttp => r#", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#.to_owned(),
            Condition::Organization => {
                r#", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}"#.to_owned()
            }
            Condition::Open(key) => format!(r#", "Condition": {{"StringEquals": {{"x:{key}": "y"}}}}"#),
        };
        let (who, actions) = (self.who.0, self.action);
        let resources = if self.resource == "*" { "*".to_owned() } else { format!("arn:aws:s3:::{}", self.resource) };
        format!(r#"{{"Effect": "{effect}", {who}, "{action}": "{actions}", "{resource}": "{resources}"{condition}}}"#)
    }

    /// Whether it meets a stranger's request.
    fn meets(&self, action: &str, key: &str, https: bool, world: usize) -> bool {
        let holds = match self.condition {
            Condition::Nothing => true,
            Condition::PlainHttp => !https,
            Condition::Organization => false,
            Condition::Open(bit) => world & (1 << bit) != 0,
        };
        let matches = super::plainly_matches;
        holds
            && self.who.1
            && matches(&self.action.to_ascii_lowercase(), action) != self.not_action
            && matches(self.resource, key) != self.not_resource
    }
}

/// Whether a stranger can do any of the actions on any of the keys.
fn is_open(statements: &[Statement], keys: &[String], world: usize) -> bool {
    ACTIONS.iter().any(|action| {
        keys.iter().any(|key| {
            [false, true].into_iter().any(|https| {
                let met = |allow: bool| {
                    statements.iter().any(|one| one.allow == allow && one.meets(action, key, https, world))
                };
                met(true) && !met(false)
            })
        })
    })
}

#[test]
fn what_is_certain_holds_in_every_world() {
    let letters = ["a", "b"];
    let mut keys: Vec<String> = letters.map(|letter| format!("acme/{letter}")).into();
    for length in 1..4 {
        let longest = keys.iter().filter(|key| key.len() == 5 + length).cloned().collect::<Vec<_>>();
        keys.extend(longest.iter().flat_map(|key| letters.map(|letter| format!("{key}{letter}"))));
    }
    let mut dice = Dice(42);
    let mut seen = [0; 3];
    for _ in 0..6_000 {
        let statements: Vec<Statement> = (0..1 + dice.roll(5)).map(|_| Statement::roll(&mut dice)).collect();
        let texts: Vec<String> = statements.iter().map(Statement::text).collect();
        let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}", texts.join(",\n"));
        let policy = parse(&text).expect("a policy");
        let actions: Vec<_> =
            READ.iter().copied().filter(|one| ACTIONS.contains(&one.name.to_ascii_lowercase().as_str())).collect();
        let access = stranger_access(&policy, BUCKET, OWNER, &actions);
        let answer = match (access.certain.is_empty(), access.doubts.is_empty()) {
            (false, _) => Truth::Yes,
            (true, true) => Truth::No,
            (true, false) => Truth::Maybe,
        };
        let worlds: Vec<bool> = (0..4).map(|world| is_open(&statements, &keys, world)).collect();
        seen[answer as usize] += 1;
        match answer {
            Truth::Yes => assert!(worlds.iter().all(|open| *open), "{text}"),
            Truth::No => assert!(worlds.iter().all(|open| !open), "{text}"),
            Truth::Maybe => {
                let open = statements.iter().any(|one| matches!(one.condition, Condition::Open(_)));
                assert!(open, "{text}");
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 300), "{seen:?}");
}
