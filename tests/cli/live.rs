//! Scans that go to a server: one of this test, on this machine.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::accounts::{HOSTILE, xml_text};
use crate::run::{Ran, command, directory, ended};

/// Starts a scan of `server` in this directory.
fn scan(directory: &Path, server: &str, more: &[&str]) -> Child {
    let mut command = command(directory, &[&["scan", "--endpoint-url", server], more].concat());
    credentials(&mut command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
}

fn credentials(command: &mut Command) {
    command.env("AWS_ACCESS_KEY_ID", "testing").env("AWS_SECRET_ACCESS_KEY", "testing").env("AWS_REGION", "us-east-1");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

/// A server that answers each request as `answer` says: status and body, or silence. Tells of each silence.
fn server(answer: fn(&str) -> Option<(u16, String)>) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://127.0.0.1:{}", listener.local_addr().expect("address").port());
    let (silent, silence) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let silent = silent.clone();
            std::thread::spawn(move || serve(stream, answer, silent));
        }
    });
    (url, silence)
}

fn serve(stream: TcpStream, answer: fn(&str) -> Option<(u16, String)>, silent: Sender<()>) {
    let mut reader = BufReader::new(stream.try_clone().expect("clone"));
    let mut writer = stream;
    while let Some(request) = request(&mut reader) {
        match answer(&request) {
            Some((status, body)) => {
                let head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n\r\n", body.len());
                if writer.write_all((head + &body).as_bytes()).is_err() {
                    return;
                }
            }
            // A test that is over does not listen any more.
            None => drop(silent.send(()).ok()),
        }
    }
}

/// Head and body of the next request.
fn request(reader: &mut impl BufRead) -> Option<String> {
    let mut text = String::new();
    let mut length = 0;
    loop {
        let start = text.len();
        if reader.read_line(&mut text).ok()? == 0 {
            return None;
        }
        let line = text[start..].trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(text + &String::from_utf8_lossy(&body))
}

fn identity() -> Option<(u16, String)> {
    Some((200, crate::stand_in::Reply::identity(crate::account::ACCOUNT).body))
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
}

fn end(child: Child) -> Ran {
    ended(&child.wait_with_output().expect("it ends"))
}

#[cfg(unix)]
#[test]
fn interrupted_is_5() {
    let (url, silence) = server(|_| None);
    let home = directory();
    let child = scan(home.path(), &url, &["--record", "f"]);
    silence.recv().expect("it asks");
    interrupt(&child);
    let ran = end(child).complains(5, &["interrupted"]);
    // There is nothing to go on with.
    assert!(!home.path().join("f").exists() && !ran.stderr.contains("--resume"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn interrupted_later_it_can_be_gone_on_with() {
    let (url, silence) = server(|request| if request.contains("GetCallerIdentity") { identity() } else { None });
    let home = directory();
    let child = scan(home.path(), &url, &["--record", "f"]);
    silence.recv().expect("it asks");
    interrupt(&child);
    end(child).complains(5, &["interrupted", "aplomb scan --resume f"]);
    let contents = aplomb::aws::recording::reader::read_file(&home.path().join("f")).expect("reads");
    assert_eq!((contents.exchanges, contents.cut.is_some()), (1, true));
    // The same account, another endpoint.
    let (other, _silence) = server(|_| identity());
    end(scan(home.path(), &other, &["--resume", "f"])).complains(3, &[&url, &other, "hint: "]);
    // The same endpoint again: it asks for what is missing.
    let child = scan(home.path(), &url, &["--resume", "f"]);
    silence.recv().expect("it asks");
    interrupt(&child);
    end(child).complains(5, &["aplomb scan --resume f"]);
}

#[test]
fn without_credentials_it_could_not_run() {
    let home = directory();
    let mut command = command(home.path(), &["scan", "--record", "f", "--endpoint-url", "http://127.0.0.1:1"]);
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_REGION", "us-east-1");
    let ran = ended(&command.output().expect("it starts"));
    ran.complains(3, &["sts:GetCallerIdentity", "credentials", "hint: "]);
    assert!(!home.path().join("f").exists(), "an empty recording was left behind");
}

#[test]
fn an_identity_that_is_refused_could_not_run_and_is_harmless() {
    let (url, _silence) = server(|_| {
        let text = xml_text(HOSTILE);
        Some((
            403,
            format!("<ErrorResponse><Error><Code>{text}</Code><Message>{text}</Message></Error></ErrorResponse>"),
        ))
    });
    let home = directory();
    let ran = end(scan(home.path(), &url, &[])).complains(3, &["sts:GetCallerIdentity", "owned", "hint: "]);
    crate::hostile::harmless("stderr", &ran.stderr);
    assert!(!ran.stderr.lines().any(|line| line.starts_with("HIGH")), "a line was forged: {}", ran.stderr);
}

#[test]
fn an_endpoint_that_is_none_is_a_wrong_use() {
    let home = directory();
    for url in ["localhost:5000", "http://", "ftp://x", "http://user:secret@127.0.0.1:1"] {
        let ran = end(scan(home.path(), url, &[])).complains(2, &["endpoint"]);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    }
    let mut command = command(home.path(), &["scan"]);
    credentials(&mut command);
    let ran = ended(&command.env("AWS_ENDPOINT_URL", "nonsense").output().expect("it starts"));
    ran.complains(2, &["nonsense"]);
}

/// What could be known before AWS is asked is not found out after.
#[test]
fn mistakes_are_found_before_the_first_call() {
    let (url, _silence) = server(|request| panic!("asked: {request}"));
    let home = directory();
    fs::write(home.path().join("f"), "").expect("write");
    let wrong = "[parameters.s3-nonsense]\nx = 1";
    fs::write(home.path().join("c.toml"), wrong).expect("write");
    for (more, code, word) in [
        (&["--record", "f"][..], 2, "f exists already"),
        (&["--record", "no/such/folder/f"], 3, "no/such/folder/f"),
        (&["--output", "json=no/such/folder/r"], 3, "no/such/folder/r"),
        (&["--config", "c.toml"], 2, "s3-nonsense"),
        (&["--checks", "s3-nonsense"], 2, "s3-nonsense"),
        (&["--format", "nonsense"], 2, "nonsense"),
    ] {
        end(scan(home.path(), &url, more)).complains(code, &[word]);
    }
}
