//! Reads a recording, checks its chain, and keeps what a replay needs.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;

use super::{Body, Exchange, FORMAT_VERSION, Header, Line, Record, RecordingError, sha256};
use crate::aws::key::Key;
use crate::aws::store::Store;
use crate::resource::Span;

/// A recording that was read up to its last whole record.
#[derive(Debug)]
pub struct Contents {
    pub header: Header,
    pub store: Store,
    /// One for the first scan and one for each resumption.
    pub spans: Vec<Span>,
    /// Why it is not whole, if it is not.
    pub cut: Option<String>,
    /// Lines read.
    pub records: u64,
    pub exchanges: u64,
    /// SHA-256 of the last line read.
    pub last_hash: String,
}

/// No answer of AWS is as long; a longer line is not ours.
const LONGEST_LINE: u64 = 256 << 20;

/// Reads a recording from a file.
///
/// # Errors
/// It cannot be read, is no recording, is damaged or reordered, or was cut inside its header.
pub fn read_file(path: &Path) -> Result<Contents, RecordingError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|source| RecordingError::Read { path: name.clone(), source })?;
    read(file, &name)
}

/// Reads a recording from bytes; `name` is what errors call it.
///
/// # Errors
/// As [`read_file`].
pub fn read(source: impl Read, name: &str) -> Result<Contents, RecordingError> {
    let io = |source| RecordingError::Read { path: name.to_owned(), source };
    let mut lines = Lines::new(source, name).map_err(io)?;
    let header = header(&mut lines, name)?;
    let mut contents = Contents {
        spans: vec![Span { started: header.started.clone(), finished: None }],
        header,
        store: Store::new().map_err(io)?,
        cut: None,
        records: 1,
        exchanges: 0,
        last_hash: lines.hash(),
    };
    loop {
        let record = contents.records;
        let damaged = |what: String| RecordingError::Damaged { path: name.to_owned(), record, what };
        match lines.next().map_err(|what| damaged(what.to_string()))? {
            Next::Line => {}
            Next::Cut => {
                contents.cut = Some(format!("cut after record {}", record - 1));
                return Ok(contents);
            }
            Next::End if contents.spans.last().is_some_and(|span| span.finished.is_some()) => return Ok(contents),
            Next::End => {
                contents.cut = Some(format!("no end record after record {}", record - 1));
                return Ok(contents);
            }
        }
        let found: Record = serde_json::from_slice(&lines.line).map_err(|error| damaged(error.to_string()))?;
        if found.n != record || found.prev != contents.last_hash {
            return Err(damaged("it does not follow the record before it".to_owned()));
        }
        contents.last_hash = lines.hash();
        contents.records += 1;
        contents.take(found.line).map_err(|error| match error {
            Taken::Io(source) => io(source),
            Taken::Damaged(what) => damaged(what),
        })?;
    }
}

/// Copies the first `count` lines of a recording as they are.
///
/// # Errors
/// The file cannot be read or the copy cannot be written.
pub fn copy_records(path: &Path, count: u64, to: &mut impl Write) -> std::io::Result<()> {
    let mut lines = Lines::new(File::open(path)?, "")?;
    for _ in 0..count {
        match lines.next()? {
            Next::Line => {
                to.write_all(&lines.line)?;
                to.write_all(b"\n")?;
            }
            Next::Cut | Next::End => return Err(std::io::Error::new(ErrorKind::UnexpectedEof, "it changed meanwhile")),
        }
    }
    Ok(())
}

fn header(lines: &mut Lines<impl Read>, name: &str) -> Result<Header, RecordingError> {
    let path = name.to_owned();
    let foreign = |what: &str| RecordingError::Foreign { path: name.to_owned(), what: what.to_owned() };
    match lines.next() {
        Ok(Next::Line) => {}
        Ok(Next::Cut) => return Err(RecordingError::CutHeader { path }),
        Ok(Next::End) => return Err(foreign("it is empty")),
        Err(_) => return Err(foreign("it is not a zstd stream, or its first record is damaged")),
    }
    // The version is looked at first: another version may have another header.
    #[derive(serde::Deserialize)]
    struct Format {
        format: String,
        format_version: u32,
    }
    let format: Format = serde_json::from_slice(&lines.line).map_err(|_| foreign("its first line is no header"))?;
    if format.format != "aplomb-recording" {
        return Err(foreign("its first line is no header"));
    }
    if format.format_version != FORMAT_VERSION {
        return Err(RecordingError::Version { path, found: format.format_version });
    }
    let damaged = |what: String| RecordingError::Damaged { path: name.to_owned(), record: 0, what };
    match serde_json::from_slice::<Record>(&lines.line) {
        Ok(Record { n: 0, line: Line::Header(header), .. }) => Ok(*header),
        Ok(_) => Err(damaged("it is no header".to_owned())),
        Err(error) => Err(damaged(error.to_string())),
    }
}

enum Taken {
    Io(std::io::Error),
    Damaged(String),
}

impl Contents {
    fn take(&mut self, line: Line) -> Result<(), Taken> {
        match line {
            Line::Header(_) => Err(Taken::Damaged("a second header".to_owned())),
            Line::Body(body) => self.body(body),
            Line::Exchange(exchange) => self.exchange(&exchange),
            Line::Resume { started } => {
                self.spans.push(Span { started, finished: None });
                Ok(())
            }
            Line::End(end) => {
                if end.exchanges != self.exchanges {
                    return Err(Taken::Damaged(format!(
                        "it counts {} exchanges, {} are there",
                        end.exchanges, self.exchanges
                    )));
                }
                if let Some(span) = self.spans.last_mut() {
                    span.finished = Some(end.finished);
                }
                Ok(())
            }
        }
    }

    fn body(&mut self, body: Body) -> Result<(), Taken> {
        let bytes = match (body.text, body.base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(coded)) => aws_smithy_types::base64::decode(coded)
                .map_err(|_| Taken::Damaged("its body is not base64".to_owned()))?,
            _ => return Err(Taken::Damaged("it holds no body".to_owned())),
        };
        if sha256(&bytes) != body.sha256 {
            return Err(Taken::Damaged("its body has another hash".to_owned()));
        }
        self.store.put_body(&body.sha256, &bytes).map_err(Taken::Io)
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<(), Taken> {
        if Key::operation(&exchange.key).is_none() {
            return Err(Taken::Damaged("its key is not understood".to_owned()));
        }
        self.exchanges += 1;
        let known = self.store.put(&Key::from_recorded(&exchange.key), exchange).map_err(Taken::Io)?;
        if known { Ok(()) } else { Err(Taken::Damaged("its body is missing".to_owned())) }
    }
}

enum Next {
    Line,
    /// The stream stopped inside a line or frame.
    Cut,
    End,
}

struct Lines<R: Read> {
    stream: BufReader<zstd::Decoder<'static, BufReader<R>>>,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    fn new(source: R, _name: &str) -> std::io::Result<Self> {
        Ok(Self { stream: BufReader::new(zstd::Decoder::new(source)?), line: Vec::new() })
    }

    fn hash(&self) -> String {
        sha256(&self.line)
    }

    fn next(&mut self) -> std::io::Result<Next> {
        self.line.clear();
        match (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut self.line) {
            Ok(0) => Ok(Next::End),
            Ok(_) if self.line.last() == Some(&b'\n') => {
                self.line.pop();
                Ok(Next::Line)
            }
            Ok(_) => Ok(Next::Cut),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(Next::Cut),
            Err(error) => Err(error),
        }
    }
}
