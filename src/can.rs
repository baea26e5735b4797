//! The commands `can` and `who-can`: one request of a principal of the account, under all policies that were read.

mod book;
mod gateway;
mod outsiders;
mod point;
mod request;
mod resource;

use serde_json::{Value, json};

use crate::cli::{Can, Cli, PolicyFormat, Question, WhoCan};
use crate::error::{Error, Exit};
use crate::iam::{Truth, decision_json, exposure};
use crate::policy::{Page, print_json, summary, trace};
use crate::scan::{options, source, tell, write_stdout};
use crate::{Audit, progress, survey};

use book::{Answer, Book};

/// Version of the JSON, `MAJOR.MINOR`: the first number changes when an old reader could break.
const SCHEMA_VERSION: &str = "1.0";

/// Whether a principal may do something.
///
/// # Errors
/// Wrong flags; no such principal; the account or recording cannot be read; stdout cannot be written.
pub async fn can(cli: &Cli, arguments: &Can) -> Result<Exit, Error> {
    let audit = read(cli, &arguments.question).await?;
    let book = Book::new(&audit.inventory);
    let principal = request::principal(&book, &arguments.principal)?;
    let answer = book.answer(request::request(&book, principal, &arguments.question)?);
    let document = document(&audit, &answer);
    match arguments.question.format {
        PolicyFormat::Json => print_json(&document)?,
        PolicyFormat::Text => write_stdout(page(&document, &answer, cli.verbose).as_bytes())?,
    }
    audit.unwritten.map_or(Ok(exit(answer.is_open_for_lack_of_reads())), Err)
}

/// Which users and roles of the account may do something, and which outsiders.
///
/// # Errors
/// Wrong flags; the account or recording cannot be read; stdout cannot be written.
pub async fn who_can(cli: &Cli, arguments: &WhoCan) -> Result<Exit, Error> {
    let audit = read(cli, &arguments.question).await?;
    let book = Book::new(&audit.inventory);
    let (mut allowed, mut unknown, mut denied) = (Vec::new(), Vec::new(), 0_usize);
    let mut missing = book.missing_principals();
    for principal in book.principals() {
        let arn = principal.arn.as_str();
        let Ok(caller) = request::principal(&book, arn) else {
            missing.push(format!("{arn} is no ARN that we understand"));
            continue;
        };
        let answer = book.answer(request::request(&book, caller, &arguments.question)?);
        match answer.decision.allowed {
            Truth::Yes => allowed.push(json!({"principal": arn, "reasons": answer.decision.reasons})),
            Truth::No => denied += 1,
            Truth::Maybe => unknown.push(json!({
                "principal": arn,
                "unknowns": answer.decision.unknowns,
                "not_read": answer.unread,
                "otherwise": answer.otherwise,
            })),
        }
    }
    let is_incomplete = !missing.is_empty() || unknown.iter().any(|one| one["not_read"] != json!([]));
    let outsiders = outsiders::outsiders(&book, &audit.header.declarations.trust, &arguments.question);
    let mut document = head(&audit);
    document["action"] = json!(arguments.question.action);
    document["resource"] = json!(arguments.question.resource);
    document["allowed"] = json!(allowed);
    document["unknown"] = json!(unknown);
    document["denied"] = json!(denied);
    document["outsiders"] = outsiders;
    document["missing"] = json!(missing);
    match arguments.question.format {
        PolicyFormat::Json => print_json(&document)?,
        PolicyFormat::Text => write_stdout(who_page(&document).as_bytes())?,
    }
    audit.unwritten.map_or(Ok(exit(is_incomplete)), Err)
}

async fn read(cli: &Cli, question: &Question) -> Result<Audit, Error> {
    request::check(question)?;
    let options = options(&question.origin)?;
    let mut bar = progress::Progress::new(cli.quiet);
    let audit = survey(source(&question.origin), options, |count| bar.watch(count)).await;
    bar.finish();
    let audit = audit?;
    tell(cli, &audit);
    Ok(audit)
}

/// What was not read may hide the answer: nobody may take it for a no.
fn exit(is_incomplete: bool) -> Exit {
    if is_incomplete { Exit::Incomplete } else { Exit::Clean }
}

fn head(audit: &Audit) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "account": audit.header.account,
        "partial": audit.cut,
    })
}

fn document(audit: &Audit, answer: &Answer) -> Value {
    let mut document = head(audit);
    document["request"] = exposure::json::request(&answer.request);
    let decision = decision_json(None, &answer.decision);
    for name in ["decision", "reasons", "unknowns", "trace"] {
        document[name] = decision[name].clone();
    }
    document["not_read"] = json!(answer.unread);
    document["otherwise"] = json!(answer.otherwise);
    document
}

fn page(document: &Value, answer: &Answer, all: bool) -> String {
    let mut page = Page::new();
    let request = &answer.request;
    page.line(&format!("{} on {} by {}", request.action, request.resource, request.caller.text()));
    summary(&mut page, document);
    page.values("not read", &answer.unread);
    page.values("otherwise", answer.otherwise.map(|word| format!("{word}, if what was not read says nothing")));
    trace(&mut page, document, |step| all || step["matched"] != json!(false));
    page.into_text()
}

fn who_page(document: &Value) -> String {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let texts = |value: &Value| list(value).iter().map(text).collect::<Vec<_>>();
    let mut page = Page::new();
    page.line(&format!("{} on {}", text(&document["action"]), text(&document["resource"])));
    let (allowed, unknown) = (list(&document["allowed"]), list(&document["unknown"]));
    page.line(&format!("{} allowed, {} unknown, {} denied", allowed.len(), unknown.len(), document["denied"]));
    for one in &allowed {
        page.gap();
        page.line(&format!("allowed  {}", text(&one["principal"])));
        page.values("because", texts(&one["reasons"]));
    }
    for one in &unknown {
        page.gap();
        page.line(&format!("unknown  {}", text(&one["principal"])));
        page.values("not known", texts(&one["unknowns"]));
        page.values("not read", texts(&one["not_read"]));
        page.values("otherwise", one["otherwise"].as_str());
    }
    page.gap();
    let outsiders = &document["outsiders"];
    match outsiders["exposure"].as_str() {
        None => page.line(&format!("outsiders: not known: {}", text(&outsiders["error"]))),
        Some(class) => page.line(&format!("outsiders, by the policy of the resource: {class}")),
    }
    for one in list(&outsiders["exposures"]) {
        page.values("allowed", [text(&one["archetype"])]);
    }
    for one in list(&outsiders["unknowns"]) {
        page.values("not known", [text(&one["construct"])]);
    }
    for why in texts(&document["missing"]) {
        page.line(&format!("! not listed: {why}"));
    }
    page.into_text()
}
