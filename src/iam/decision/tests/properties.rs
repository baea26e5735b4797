//! What must hold of every decision, whatever the policies: checked on policies that are drawn at random.

use super::*;
use crate::iam::Entry;

/// A small generator of numbers (xorshift): the tests need no good one, but the same one each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

fn statement(draw: &mut Draw, kind: Kind, effect: &str) -> String {
    let mut text = format!(r#"{{"Effect": "{effect}""#);
    let action = draw.one(&["s3:GetObject", "s3:*", "*", "s3:Put*", "*:*"]);
    text += &format!(r#", "{}": "{action}""#, draw.one(&["Action", "Action", "Action", "NotAction"]));
    let resource =
        draw.one(&["*", "*", OBJECT, "arn:aws:s3:::bucket/${aws:userid}", "arn:aws:s3:::${aws:none}", "arn:aws:s3*"]);
    text += &format!(r#", "{}": "{resource}""#, draw.one(&["Resource", "Resource", "Resource", "NotResource"]));
    if kind == Kind::Resource {
        let principal = draw.one(&[
            r#""*""#,
            r#"{"AWS": "arn:aws:iam::111122223333:role/app/reader"}"#,
            r#"{"AWS": "arn:aws:sts::111122223333:assumed-role/reader/s1"}"#,
            r#"{"AWS": ["111122223333", "arn:aws:iam::111122223333:user/ann"]}"#,
            r#"{"AWS": "444455556666"}"#,
        ]);
        text += &format!(r#", "{}": {principal}"#, draw.one(&["Principal", "Principal", "Principal", "NotPrincipal"]));
    } else if matches!(kind, Kind::ResourceControl | Kind::Endpoint) {
        text += r#", "Principal": "*""#;
    }
    if draw.below(2) == 0 {
        let operator = draw.one(&[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringEqualsIfExists",
            "ForAllValues:StringLike",
            "ForAnyValue:StringNotEquals",
            "Null",
            "StringResembles",
        ]);
        let (key, value) =
            (draw.one(&["aws:userid", "aws:username", "aws:tag"]), draw.one(&["a", "b", "*", "true", "${aws:tag}"]));
        text += &format!(r#", "Condition": {{"{operator}": {{"{key}": "{value}"}}}}"#);
    }
    text + "}"
}

/// Every kind of policy, each with a few statements, or none of that kind.
struct World(Vec<(Kind, Vec<String>)>);

const KINDS: [Kind; 7] = [
    Kind::Identity,
    Kind::Resource,
    Kind::Boundary,
    Kind::ServiceControl,
    Kind::ResourceControl,
    Kind::Session,
    Kind::Endpoint,
];

impl World {
    fn draw(draw: &mut Draw) -> Self {
        let mut world = Vec::new();
        for kind in KINDS {
            let wanted = if matches!(kind, Kind::Identity | Kind::Resource) { 3 } else { 1 };
            if draw.below(4) < wanted {
                let mut statements = Vec::new();
                for _ in 0..=draw.below(3) {
                    let effect = draw.one(&["Allow", "Allow", "Allow", "Deny", "allow"]);
                    statements.push(statement(draw, kind, effect));
                }
                world.push((kind, statements));
            }
        }
        Self(world)
    }

    fn of(&self, kind: Kind) -> Option<String> {
        self.0.iter().find(|(own, _)| *own == kind).map(|(_, statements)| statements.join(", "))
    }

    fn allowed(&self, request: &Request) -> Truth {
        let texts = KINDS.map(|kind| self.of(kind));
        let [identity, resource, boundary, scp, rcp, session, endpoint] = texts.each_ref().map(Option::as_deref);
        let (scp, rcp) = (scp.into_iter().collect(), rcp.into_iter().collect());
        decision(&Texts { identity, resource, boundary, session, endpoint, scp, rcp }, request).allowed
    }

    /// The same world with one statement more of that kind, if it has such policies.
    fn with(&self, kind: Kind, statement: &str) -> Self {
        let more = |(own, statements): &(Kind, Vec<String>)| {
            let mut statements = statements.clone();
            if *own == kind {
                statements.insert(statements.len() / 2, statement.to_owned());
            }
            (*own, statements)
        };
        Self(self.0.iter().map(more).collect())
    }
}

fn drawn_request(draw: &mut Draw) -> Request {
    let caller = match draw.below(5) {
        0 => Caller::Anonymous,
        1 => root(OWN),
        2 => user(),
        3 => Caller::User("arn:aws:iam::444455556666:user/eve".to_owned()),
        _ => session(),
    };
    let mut request = request(caller, "s3:GetObject", OBJECT);
    for key in ["aws:userid", "aws:username", "aws:tag"] {
        match draw.below(4) {
            0 => request.context.set(key, "a"),
            1 => request.context.set(key, "key"),
            2 => request.context.insert(key, Entry::Many(vec!["a".to_owned(), "b".to_owned()])),
            _ => {}
        }
    }
    request
}

#[test]
fn more_denials_allow_less_and_more_grants_allow_more() {
    let mut draw = Draw(0x5eed_0001);
    for _ in 0..4_000 {
        let (world, request) = (World::draw(&mut draw), drawn_request(&mut draw));
        let before = world.allowed(&request);
        let kind = KINDS[draw.below(KINDS.len())];
        let deny = statement(&mut draw, kind, "Deny");
        assert!(world.with(kind, &deny).allowed(&request) <= before, "{deny} in {:?} for {request:?}", world.0);
        let allow = statement(&mut draw, kind, "Allow");
        assert!(world.with(kind, &allow).allowed(&request) >= before, "{allow} in {:?} for {request:?}", world.0);
    }
}

#[test]
fn what_is_decided_without_knowing_a_key_is_decided_alike_with_any_value_or_none() {
    let mut draw = Draw(0x5eed_0002);
    let mut decided = 0;
    for _ in 0..4_000 {
        let (world, mut request) = (World::draw(&mut draw), drawn_request(&mut draw));
        let key = draw.one(&["aws:userid", "aws:username", "aws:tag"]);
        let as_drawn = world.allowed(&request);
        request.context.insert(key, Entry::Unknown);
        let open = world.allowed(&request);
        assert!(open == Truth::Maybe || open == as_drawn, "{key} in {:?} for {request:?}", world.0);
        for value in ["", "a", "b", "key", "true", "*"] {
            request.context.set(key, value);
            let known = world.allowed(&request);
            assert!(open == Truth::Maybe || open == known, "{key} {value} in {:?} for {request:?}", world.0);
        }
        decided += usize::from(open != Truth::Maybe);
    }
    assert!(decided > 1_000, "the test says nothing: {decided}");
}
