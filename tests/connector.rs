//! The connector, with a stand-in for AWS: what is refused, asked once, retried, masked, timed out, recorded, resumed.

#[path = "connector/stand_in.rs"]
mod stand_in;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aplomb::aws::answer::ask;
use aplomb::aws::read_list::{Read, ReadList};
use aplomb::aws::session::{Options, Session, SessionError, Source};
use aplomb::resource::GapCode;
use stand_in::{Aws, Reply};

fn reads() -> ReadList {
    let read = |service, operation| Read { service, operation, actions: &["s3:X"] };
    ReadList::new([
        read("sts", "GetCallerIdentity"),
        read("s3", "GetBucketCors"),
        read("s3", "GetBucketPolicy"),
        read("kms", "DescribeKey"),
    ])
}

fn options(aws: &Arc<Aws>) -> Options {
    let services = BTreeSet::from(["s3".to_owned()]);
    Options { network: Some(aws.network("us-east-1")), known_services: services, ..Options::default() }
}

async fn open(aws: &Arc<Aws>, source: Source) -> Result<Session, SessionError> {
    Session::open(source, options(aws), reads()).await
}

async fn live(aws: &Arc<Aws>, record: &Path) -> Session {
    open(aws, Source::Live { record: Some(record.to_owned()) }).await.expect("opens")
}

async fn replay(path: &Path) -> Session {
    let source = Source::Replay { path: path.to_owned() };
    Session::open(source, Options::default(), reads()).await.expect("opens")
}

fn resume(path: &Path, retry_denied: bool) -> Source {
    Source::Resume { path: path.to_owned(), allow_stale: false, retry_denied }
}

/// The allowed origin of a bucket's first CORS rule, or what came in its place.
async fn origin(session: &Session, bucket: &str) -> Result<String, GapCode> {
    let client: aws_sdk_s3::Client = session.client("us-east-1");
    let answer = ask(client.get_bucket_cors().bucket(bucket).send()).await;
    answer.outcome.map(|output| output.cors_rules()[0].allowed_origins()[0].clone()).map_err(|refusal| refusal.code)
}

fn cors(origin: &str) -> Reply {
    Reply::xml(format!(
        "<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
    ))
}

fn path() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("recording");
    (directory, path)
}

#[tokio::test(start_paused = true)]
async fn two_virtual_hosted_buckets_replay_their_own_answers() {
    let (_directory, path) = path();
    let aws = Aws::new(|request| match request.host() {
        "alpha.s3.us-east-1.amazonaws.com" => cors("https://alpha.example"),
        "beta.s3.us-east-1.amazonaws.com" => cors("https://beta.example"),
        _ => Reply::identity("111122223333"),
    });
    let session = live(&aws, &path).await;
    assert_eq!(origin(&session, "alpha").await, Ok("https://alpha.example".to_owned()));
    assert_eq!(origin(&session, "beta").await, Ok("https://beta.example".to_owned()));
    assert!(session.finish().unwritten.is_none());
    let session = replay(&path).await;
    assert_eq!(origin(&session, "beta").await, Ok("https://beta.example".to_owned()));
    assert_eq!(origin(&session, "alpha").await, Ok("https://alpha.example".to_owned()));
    assert_eq!(origin(&session, "gamma").await, Err(GapCode::NotInRecording));
    assert!(session.counts().is_empty(), "a replay asked AWS");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_on_the_read_list_never_leaves() {
    let (_directory, path) = path();
    let aws = Aws::new(|_| Reply::identity("111122223333"));
    let session = live(&aws, &path).await;
    let client: aws_sdk_s3::Client = session.client("us-east-1");
    let answer = ask(client.delete_bucket().bucket("alpha").send()).await;
    let refusal = answer.outcome.expect_err("refused");
    assert!(refusal.message.contains("s3:DeleteBucket is not on the read list"), "{refusal:?}");
    assert_eq!(aws.asked(), ["sts"]);
}

#[tokio::test(start_paused = true)]
async fn the_same_question_is_asked_once_at_a_time() {
    let (_directory, path) = path();
    let aws = Aws::new(|request| if request.is("sts") { Reply::identity("111122223333") } else { cors("https://x") });
    let session = live(&aws, &path).await;
    let answers = futures::future::join_all((0..20).map(|_| origin(&session, "alpha"))).await;
    assert!(answers.iter().all(|answer| answer == &Ok("https://x".to_owned())));
    assert_eq!(aws.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_one_call_are_one_exchange() {
    let (_directory, path) = path();
    let aws = Aws::new(|request| match request.count {
        0 => Reply::identity("111122223333"),
        1 | 2 => Reply { status: 503, body: "<Error><Code>SlowDown</Code></Error>".into(), ..Reply::default() },
        _ => cors("https://x"),
    });
    let session = live(&aws, &path).await;
    assert_eq!(origin(&session, "alpha").await, Ok("https://x".to_owned()));
    assert_eq!(aws.asked().len(), 4);
    assert!(session.finish().unwritten.is_none());
    let contents = aplomb::aws::recording::reader::read_file(&path).expect("reads");
    assert_eq!(contents.exchanges, 2, "identity and the call");
    assert_eq!(origin(&replay(&path).await, "alpha").await, Ok("https://x".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn no_answer_is_recorded_too() {
    let (_directory, path) = path();
    let aws = Aws::new(|request| match request.host() {
        host if host.starts_with("alpha") => Reply { hangs: true, ..Reply::default() },
        host if host.starts_with("beta") => Reply { breaks: true, ..Reply::default() },
        _ => Reply::identity("111122223333"),
    });
    let session = live(&aws, &path).await;
    assert_eq!(origin(&session, "alpha").await, Err(GapCode::Timeout));
    assert_eq!(origin(&session, "beta").await, Err(GapCode::Failed));
    assert!(session.finish().unwritten.is_none());
    let session = replay(&path).await;
    assert_eq!(origin(&session, "alpha").await, Err(GapCode::Timeout));
    assert_eq!(origin(&session, "beta").await, Err(GapCode::Failed));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_decoded_is_no_empty_answer() {
    let (_directory, path) = path();
    let garbage = ["", "<html><body>no</body></html>", "<CORSConfiguration><CORSRule>", "<Other/>", "{}", "\u{1}\u{2}"];
    let aws = Aws::new(move |request| match request.count {
        0 => Reply::identity("111122223333"),
        count => Reply { body: garbage[count - 1].into(), ..Reply::default() },
    });
    let session = live(&aws, &path).await;
    for (index, body) in garbage.iter().enumerate() {
        let client: aws_sdk_s3::Client = session.client("us-east-1");
        let answer = ask(client.get_bucket_cors().bucket(format!("b{index}")).send()).await;
        assert_eq!(answer.outcome.map_err(|refusal| refusal.code).err(), Some(GapCode::Undecodable), "{body:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_aws_are_told_apart() {
    let cases: [(u16, &'static str, GapCode); 7] = [
        (403, "AccessDenied", GapCode::Denied),
        (404, "NoSuchBucket", GapCode::Gone),
        (400, "Throttling", GapCode::Throttled),
        (501, "NotImplemented", GapCode::Unsupported),
        (500, "InternalError", GapCode::Failed),
        (400, "ExpiredToken", GapCode::Denied),
        (301, "PermanentRedirect", GapCode::Failed),
    ];
    for (status, code, expected) in cases {
        let (_directory, path) = path();
        let aws = Aws::new(move |request| match request.is("sts") {
            true => Reply::identity("111122223333"),
            false => Reply { status, body: format!("<Error><Code>{code}</Code></Error>"), ..Reply::default() },
        });
        assert_eq!(origin(&live(&aws, &path).await, "alpha").await, Err(expected), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_resumed_scan_serves_what_is_known_and_asks_for_the_rest() {
    let (_directory, path) = path();
    let denied = || Reply { status: 403, body: "<Error><Code>AccessDenied</Code></Error>".into(), ..Reply::default() };
    let aws = Aws::new(move |request| match request.host() {
        host if host.starts_with("alpha") => cors("https://old"),
        host if host.starts_with("beta") => denied(),
        host if host.starts_with("gamma") => Reply { hangs: true, ..Reply::default() },
        _ => Reply::identity("111122223333"),
    });
    let session = live(&aws, &path).await;
    for bucket in ["alpha", "beta", "gamma"] {
        let _ = origin(&session, bucket).await;
    }
    // Dropped without an end, as after a SIGKILL.
    drop(session);
    let later =
        || Aws::new(|request| if request.is("sts") { Reply::identity("111122223333") } else { cors("https://new") });
    let aws = later();
    let session = open(&aws, resume(&path, false)).await.expect("resumes");
    assert_eq!(origin(&session, "alpha").await, Ok("https://old".to_owned()));
    assert_eq!(origin(&session, "beta").await, Err(GapCode::Denied));
    assert_eq!(origin(&session, "gamma").await, Ok("https://new".to_owned()));
    assert_eq!(aws.asked().len(), 2, "identity and gamma");
    let end = session.finish();
    assert!(end.unwritten.is_none());
    assert_eq!((end.spans.len(), end.spans[0].finished.is_none(), end.cut), (2, true, None));
    let session = open(&later(), resume(&path, true)).await.expect("resumes");
    assert_eq!(origin(&session, "beta").await, Ok("https://new".to_owned()));
    assert!(session.finish().unwritten.is_none());
    assert_eq!(origin(&replay(&path).await, "beta").await, Ok("https://new".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn another_account_does_not_resume_a_recording() {
    let (_directory, path) = path();
    let aws = Aws::new(|_| Reply::identity("111122223333"));
    assert!(live(&aws, &path).await.finish().unwritten.is_none());
    let other = Aws::new(|_| Reply::identity("444455556666"));
    let error = open(&other, resume(&path, false)).await.expect_err("refused");
    assert!(matches!(error, SessionError::OtherAccount { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn without_an_identity_nothing_starts() {
    for reply in [
        Reply {
            status: 403,
            body: "<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>".into(),
            ..Reply::default()
        },
        Reply { body: "".into(), ..Reply::default() },
        Reply { body: "{}".into(), ..Reply::default() },
        Reply { hangs: true, ..Reply::default() },
        Reply::identity("not-an-account"),
    ] {
        let (_directory, path) = path();
        let aws = Aws::new(move |_| reply.clone());
        let error = open(&aws, Source::Live { record: Some(path.clone()) }).await.expect_err("refused");
        assert!(matches!(error, SessionError::Identity(_)), "{error}");
        assert!(!path.exists(), "an empty recording was left behind");
    }
}

#[tokio::test(start_paused = true)]
async fn no_credential_and_no_signature_is_written() {
    let (_directory, path) = path();
    let aws = Aws::new(|request| if request.is("sts") { Reply::identity("111122223333") } else { cors("https://x") });
    let session = live(&aws, &path).await;
    let _ = origin(&session, "alpha").await;
    assert!(session.finish().unwritten.is_none());
    let text = zstd::decode_all(std::fs::File::open(&path).expect("open")).expect("decode");
    let text = String::from_utf8(text).expect("text").to_lowercase();
    for word in ["authorization", "signature", "credential=", "x-amz-security-token", "invocation-id"] {
        assert!(!text.contains(word), "{word} in the recording");
    }
}
