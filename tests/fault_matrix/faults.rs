//! What can go wrong with a call, as each protocol of AWS really says it.

use aplomb::aws::recording::{Exchange, Failure, FailureKind, Outcome, sha256};
use aplomb::resource::GapCode;

use crate::edit::Part;

/// One way in which a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Denied,
    Throttled,
    ServerError,
    /// A server error of something in between that does not know AWS.
    BadGateway,
    ZeroBytes,
    /// A page for people, with success.
    Html,
    /// A page for people: what stands there has no such path.
    HtmlNotFound,
    /// Half of the answer.
    Truncated,
    /// All of the answer but its last character.
    LastCharacterLost,
    /// The answer inside something else.
    WrongRoot,
    /// An error with success: AWS would have to mean it.
    ErrorWithSuccess,
    EmptyObject,
    Timeout,
    Connection,
    Missing,
}

/// All of them.
pub const FAULTS: &[Fault] = &[
    Fault::Denied,
    Fault::Throttled,
    Fault::ServerError,
    Fault::BadGateway,
    Fault::ZeroBytes,
    Fault::Html,
    Fault::HtmlNotFound,
    Fault::Truncated,
    Fault::LastCharacterLost,
    Fault::WrongRoot,
    Fault::ErrorWithSuccess,
    Fault::EmptyObject,
    Fault::Timeout,
    Fault::Connection,
    Fault::Missing,
];

/// How the calls of an operation fail, round by round: the first is refused, and so is every other; then all fail in one
/// of three other ways, the `number`th; then they fail in turn in each way, until every fault has struck, at least two
/// turns: calls are not alike. Where all fail alike the code of their gaps is known. Each service has operations enough
/// for all three.
pub fn rounds(calls: usize, number: usize) -> Vec<Vec<Fault>> {
    let other = [Fault::Throttled, Fault::Timeout, Fault::Truncated][number % 3];
    let alike = if calls > 1 { vec![vec![Fault::Denied; calls], vec![other; calls]] } else { Vec::new() };
    let turns = FAULTS.len().div_ceil(calls).max(2);
    let turn = |round: usize| -> Vec<Fault> {
        let start = round * calls.min(7);
        (0..calls).map(|place| FAULTS[(start + place) % FAULTS.len()]).collect()
    };
    alike.into_iter().chain((0..turns).map(turn)).collect()
}

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Proxy</title></head><body><h1>Sign in</h1></body></html>\n";

impl Fault {
    /// The exchange and its body after the fault; `None` if it is gone.
    pub fn strike(self, part: &Part) -> Option<(Exchange, Vec<u8>)> {
        let protocol = Protocol::of(&part.operation);
        let (status, headers) = match &part.exchange.outcome {
            Outcome::Answered { status, headers, .. } => (*status, headers.clone()),
            Outcome::Failed { .. } => (200, Vec::new()),
        };
        let whole = String::from_utf8_lossy(&part.body).trim_end().to_owned();
        let html = vec![("content-type".to_owned(), "text/html".to_owned())];
        let (status, headers, body) = match self {
            Self::Missing => return None,
            Self::Timeout => return Some((failed(part, FailureKind::Timeout), Vec::new())),
            Self::Connection => return Some((failed(part, FailureKind::Connection), Vec::new())),
            Self::Denied => protocol.denied(),
            Self::Throttled => protocol.throttled(),
            Self::ServerError => protocol.server_error(),
            Self::BadGateway => (502, html, PAGE.to_owned()),
            Self::ZeroBytes => (200, headers, String::new()),
            Self::Html => (200, html, PAGE.to_owned()),
            Self::HtmlNotFound => (404, html, PAGE.to_owned()),
            Self::Truncated => (status, headers, start(&whole, whole.chars().count() / 2)),
            Self::LastCharacterLost => (status, headers, start(&whole, whole.chars().count().saturating_sub(1))),
            Self::WrongRoot => (status, headers, protocol.in_another_root(&whole)),
            Self::ErrorWithSuccess => (200, headers, protocol.not_there(&part.operation)),
            Self::EmptyObject => (200, headers, "{}".to_owned()),
        };
        let outcome = Outcome::Answered { status, headers, body: sha256(body.as_bytes()) };
        Some((Exchange { outcome, ..part.exchange.clone() }, body.into_bytes()))
    }

    /// The code of the gap that it must leave; `None`: any failed read will do.
    pub fn code(self) -> Option<GapCode> {
        Some(match self {
            Self::Denied => GapCode::Denied,
            Self::Throttled => GapCode::Throttled,
            Self::ServerError | Self::BadGateway | Self::Connection => GapCode::Failed,
            Self::ZeroBytes | Self::Html | Self::ErrorWithSuccess | Self::EmptyObject => GapCode::Undecodable,
            // Half of a refusal is a refusal without a reason.
            Self::HtmlNotFound | Self::Truncated | Self::LastCharacterLost | Self::WrongRoot => return None,
            Self::Timeout => GapCode::Timeout,
            Self::Missing => GapCode::NotInRecording,
        })
    }

    /// The same, where it strikes all of these: half of a success cannot be decoded.
    pub fn code_of_all<'a>(self, mut answers: impl Iterator<Item = &'a Part>) -> Option<GapCode> {
        match self {
            Self::Truncated if answers.all(succeeded) => Some(GapCode::Undecodable),
            _ => self.code(),
        }
    }
}

fn succeeded(part: &Part) -> bool {
    matches!(part.exchange.outcome, Outcome::Answered { status: 200, .. })
}

fn failed(part: &Part, kind: FailureKind) -> Exchange {
    let error = "no answer".to_owned();
    Exchange { outcome: Outcome::Failed { failure: Failure { kind, error } }, ..part.exchange.clone() }
}

fn start(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

type Answer = (u16, Vec<(String, String)>, String);

#[derive(Clone, Copy)]
enum Protocol {
    S3,
    /// XML in an envelope: S3 Control, STS, IAM, CloudWatch.
    Xml,
    Ec2,
    Json,
    RestJson,
}

impl Protocol {
    fn of(operation: &str) -> Self {
        match operation.split_once(':').map_or("", |(service, _)| service) {
            "s3" => Self::S3,
            "s3control" | "sts" | "iam" | "cloudwatch" => Self::Xml,
            "ec2" => Self::Ec2,
            "kms" | "cloudtrail" | "organizations" | "logs" => Self::Json,
            "account" | "apigateway" | "apigatewayv2" => Self::RestJson,
            other => panic!("say which protocol {other} speaks"),
        }
    }

    fn denied(self) -> Answer {
        match self {
            Self::S3 | Self::Xml => self.error(403, "AccessDenied"),
            Self::Ec2 => self.error(403, "UnauthorizedOperation"),
            Self::Json => self.error(400, "AccessDeniedException"),
            Self::RestJson => self.error(403, "AccessDeniedException"),
        }
    }

    fn throttled(self) -> Answer {
        match self {
            Self::S3 => self.error(503, "SlowDown"),
            Self::Xml => self.error(400, "Throttling"),
            Self::Ec2 => self.error(503, "RequestLimitExceeded"),
            Self::Json => self.error(400, "ThrottlingException"),
            Self::RestJson => self.error(429, "TooManyRequestsException"),
        }
    }

    fn server_error(self) -> Answer {
        match self {
            Self::S3 | Self::Ec2 => self.error(500, "InternalError"),
            Self::Xml => self.error(500, "InternalFailure"),
            Self::Json => self.error(500, "InternalFailure"),
            Self::RestJson => self.error(500, "InternalServerException"),
        }
    }

    /// How the operation says "there is none", or another error where it never says so.
    fn not_there(self, operation: &str) -> String {
        let code = match operation {
            "s3:GetPublicAccessBlock" | "s3control:GetPublicAccessBlock" => "NoSuchPublicAccessBlockConfiguration",
            "s3:GetBucketOwnershipControls" => "OwnershipControlsNotFoundError",
            "s3:GetBucketEncryption" => "ServerSideEncryptionConfigurationNotFoundError",
            "s3:GetObjectLockConfiguration" => "ObjectLockConfigurationNotFoundError",
            "s3:GetBucketLifecycleConfiguration" => "NoSuchLifecycleConfiguration",
            "s3:GetBucketCors" => "NoSuchCORSConfiguration",
            "s3:GetBucketWebsite" => "NoSuchWebsiteConfiguration",
            "s3:GetBucketPolicy" => "NoSuchBucketPolicy",
            "s3:GetBucketTagging" => "NoSuchTagSet",
            "s3control:GetAccessPointPolicy" => "NoSuchAccessPointPolicy",
            "iam:GetAccountPasswordPolicy" => "NoSuchEntity",
            "iam:GetCredentialReport" => "ReportNotPresent",
            "cloudtrail:GetInsightSelectors" => "InsightNotEnabledException",
            "kms:GetKeyRotationStatus" => "UnsupportedOperationException",
            name if name.starts_with("organizations:") => "AWSOrganizationsNotInUseException",
            _ => "NotFoundException",
        };
        self.error(200, code).2
    }

    fn error(self, status: u16, code: &str) -> Answer {
        let xml = format!("<Code>{code}</Code><Message>made for a test</Message>");
        let (kind, body) = match self {
            Self::S3 => ("application/xml", format!("<Error>{xml}<RequestId>R</RequestId></Error>")),
            Self::Xml => {
                let error = format!("<Error><Type>Sender</Type>{xml}</Error>");
                ("text/xml", format!("<ErrorResponse>{error}<RequestId>R</RequestId></ErrorResponse>"))
            }
            Self::Ec2 => {
                let errors = format!("<Errors><Error>{xml}</Error></Errors>");
                ("text/xml", format!("<Response>{errors}<RequestID>R</RequestID></Response>"))
            }
            Self::Json => {
                let body = serde_json::json!({"__type": code, "message": "made for a test"});
                ("application/x-amz-json-1.1", body.to_string())
            }
            Self::RestJson => ("application/json", r#"{"message":"made for a test"}"#.to_owned()),
        };
        let mut headers = vec![("content-type".to_owned(), kind.to_owned())];
        if let Self::RestJson = self {
            headers.push(("x-amzn-errortype".to_owned(), code.to_owned()));
        }
        (status, headers, body)
    }

    /// A document is no XML even where the protocol is.
    fn in_another_root(self, whole: &str) -> String {
        if !whole.starts_with('<') {
            return format!("[{whole}]");
        }
        let start = whole.find("?>").map_or(0, |end| end + 2);
        format!("{}<Another>{}</Another>", &whole[..start], &whole[start..])
    }
}
