//! Makes another recording of one: some answers changed, some left out, the chain whole again.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use aplomb::aws::key::Key;
use aplomb::aws::recording::writer::Writer;
use aplomb::aws::recording::{Body, Exchange, Header, Line, Outcome, Record, sha256};

/// One exchange of a recording, taken apart.
pub struct Part {
    /// `service:Operation`.
    pub operation: String,
    pub region: String,
    pub exchange: Exchange,
    pub body: Vec<u8>,
}

/// What becomes of an exchange.
pub enum Change {
    Keep,
    Drop,
    /// Another answer.
    Answer(u16, Vec<u8>),
}

/// The header and the exchanges of a recording.
pub fn parts(recording: impl Read) -> (Header, Vec<Part>) {
    let text = zstd::decode_all(recording).expect("a zstd stream");
    let mut bodies: HashMap<String, Vec<u8>> = HashMap::new();
    let (mut header, mut parts) = (None, Vec::new());
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let record: Record = serde_json::from_slice(line).expect("a record");
        match record.line {
            Line::Header(found) => header = Some(*found),
            Line::Body(body) => drop(bodies.insert(body.sha256.clone(), bytes(body))),
            Line::Exchange(exchange) => {
                let (region, operation) = Key::operation(&exchange.key).expect("a key");
                let body = match &exchange.outcome {
                    Outcome::Answered { body, .. } => bodies[body].clone(),
                    Outcome::Failed { .. } => Vec::new(),
                };
                parts.push(Part { operation, region: region.to_owned(), exchange, body });
            }
            Line::Resume { .. } | Line::End(_) => {}
        }
    }
    (header.expect("a header"), parts)
}

/// Writes a recording whose exchanges are those of `recording` after `change`.
pub fn edited(recording: impl Read, to: &Path, mut change: impl FnMut(&Part) -> Change) {
    let (header, parts) = parts(recording);
    let finished = header.started.clone();
    let mut writer = Writer::create(to, header).expect("create");
    for mut part in parts {
        match change(&part) {
            Change::Keep => {}
            Change::Drop => continue,
            Change::Answer(status, body) => {
                let hash = sha256(&body);
                part.exchange.outcome = Outcome::Answered { status, headers: Vec::new(), body: hash };
                part.body = body;
            }
        }
        let hash = match &part.exchange.outcome {
            Outcome::Answered { body, .. } => Some(body.clone()),
            Outcome::Failed { .. } => None,
        };
        let body = hash.as_deref().map(|hash| (hash, part.body.as_slice()));
        writer.exchange(part.exchange.clone(), body).expect("append");
    }
    writer.finish(finished).expect("finish");
}

fn bytes(body: Body) -> Vec<u8> {
    match (body.text, body.base64) {
        (Some(text), _) => text.into_bytes(),
        (None, coded) => aws_smithy_types::base64::decode(coded.expect("a body")).expect("base64"),
    }
}
