//! The credential report: AWS writes it on demand, at most once in four hours, and answers it as CSV.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::ReportStateType;
use serde_json::{Map, Value};

use super::super::field::{Lacks, date};
use super::super::{Context, gap};
use crate::aws::answer::ask;
use crate::aws::tag::Turn;
use crate::resource::{Evidence, Field, Gap, GapCode, Known};

/// How often AWS is asked whether the report is ready, and how long it is given in between.
const TURNS: u32 = 30;
const PAUSE: Duration = Duration::from_secs(2);

/// The row of the root user.
const ROOT: &str = "<root_account>";

/// The report by user, or why there is none.
pub(super) struct Report {
    rows: Result<BTreeMap<String, Value>, Gap>,
    evidence: Vec<Evidence>,
    /// For users that are younger than the report.
    no_row: Gap,
}

/// Has the report made and reads it.
pub(super) async fn report(context: &Context<'_>, client: &Client) -> Report {
    // Where the job is refused, a report that somebody else had made is as good; so its failure says nothing yet.
    for turn in 0..TURNS {
        let call = client.generate_credential_report().customize();
        let answer = ask(call.interceptor(Poll(turn)).send()).await;
        match answer.outcome {
            Ok(output) if output.state() != Some(&ReportStateType::Complete) => {}
            _ => break,
        }
        context.session.pause(PAUSE).await;
    }
    let answer = ask(client.get_credential_report().send()).await;
    let field = context.field(&answer, &[], |output| {
        let content = output.content().ok_or(Lacks("Content"))?;
        let text = std::str::from_utf8(content.as_ref()).map_err(|_| Lacks("Content in UTF-8"))?;
        let generated = date(output.generated_time()).ok_or(Lacks("GeneratedTime"))?;
        rows(text, &generated).map(Some)
    });
    let evidence = field.evidence;
    let missing = "the credential report has no row for this user";
    let no_row = gap(context.session, "iam:GetCredentialReport", GapCode::Undecodable, missing);
    let rows = match field.known {
        Known::Value(Value::Object(rows)) => Ok(rows.into_iter().collect()),
        Known::Gap(gaps) => Err(gaps.into_iter().next().unwrap_or_else(|| no_row.clone())),
        _ => Err(no_row.clone()),
    };
    Report { rows, evidence, no_row }
}

impl Report {
    /// `CredentialReport` of a user.
    pub fn row(&self, user: &str) -> Field {
        match &self.rows {
            Err(gap) => Field::gap(gap.clone(), self.evidence.clone()),
            Ok(rows) => match rows.get(user) {
                Some(row) => Field::value(row.clone(), self.evidence.clone()),
                None => Field::gap(self.no_row.clone(), self.evidence.clone()),
            },
        }
    }

    /// `CredentialReport` of the root user.
    pub fn root(&self) -> Field {
        self.row(ROOT)
    }
}

/// Each row as an object by its user. A row of another width than the header's is left out: then its user has none.
fn rows(text: &str, generated: &Value) -> Result<Value, Lacks> {
    let mut lines = text.lines();
    let header: Vec<String> = lines.next().unwrap_or_default().split(',').map(pascal).collect();
    for needed in ["User", "PasswordEnabled", "MfaActive"] {
        if !header.iter().any(|name| name == needed) {
            return Err(Lacks("the columns of a credential report"));
        }
    }
    let mut rows = Map::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells.len() != header.len() {
            continue;
        }
        let mut row: Map<String, Value> =
            header.iter().zip(&cells).filter_map(|(name, cell)| Some((name.clone(), value(cell)?))).collect();
        row.insert("GeneratedTime".to_owned(), generated.clone());
        rows.insert(cells.first().copied().unwrap_or_default().to_owned(), Value::Object(row));
    }
    Ok(Value::Object(rows))
}

/// `password_enabled` is `PasswordEnabled`.
fn pascal(name: &str) -> String {
    let upper = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.trim().split('_').map(upper).collect()
}

/// `None` for the words with which the report says that there is nothing.
fn value(cell: &str) -> Option<Value> {
    match cell {
        "" | "N/A" | "no_information" | "not_supported" => None,
        "true" | "TRUE" => Some(true.into()),
        "false" | "FALSE" => Some(false.into()),
        date if date.len() > 19 && date.as_bytes().get(10) == Some(&b'T') => {
            let parsed =
                aws_smithy_types::DateTime::from_str(date, aws_smithy_types::date_time::Format::DateTimeWithOffset);
            match parsed {
                Ok(parsed) => super::super::field::date(Some(&parsed)),
                Err(_) => Some(date.into()),
            }
        }
        other => Some(other.into()),
    }
}

/// Marks a call as the n-th time that the same thing is asked.
#[derive(Debug)]
struct Poll(u32);

impl aws_sdk_iam::config::Intercept for Poll {
    fn name(&self) -> &'static str {
        "Poll"
    }

    fn read_before_execution(
        &self,
        _: &aws_sdk_iam::config::interceptors::BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut aws_sdk_iam::config::ConfigBag,
    ) -> Result<(), aws_sdk_iam::error::BoxError> {
        cfg.interceptor_state().store_put(Turn(self.0));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::rows;

    #[test]
    fn a_row_is_an_object_under_the_names_of_the_header() {
        let text = "user,arn,password_enabled,password_last_used,mfa_active,access_key_1_active,cert_1_active\n\
                    <root_account>,arn:x,not_supported,2026-11-01T10:00:00+00:00,true,false,false\n\
                    ann,arn:ann,true,no_information,false,N/A,false\n\
                    a,b,c\n";
        let rows = rows(text, &json!("2026-11-22T00:00:00Z")).unwrap();
        let root = json!({"User": "<root_account>", "Arn": "arn:x", "PasswordLastUsed": "2026-11-01T10:00:00Z",
            "MfaActive": true, "AccessKey1Active": false, "Cert1Active": false,
            "GeneratedTime": "2026-11-22T00:00:00Z"});
        assert_eq!(rows["<root_account>"], root);
        assert_eq!(rows["ann"]["PasswordEnabled"], true);
        assert_eq!(rows["ann"].get("AccessKey1Active"), None);
        assert_eq!(rows.as_object().map(|rows| rows.len()), Some(2));
    }

    #[test]
    fn what_is_no_report_is_not_taken_for_an_empty_one() {
        for text in ["", "hello", "user,arn\nann,x\n"] {
            assert!(rows(text, &json!("x")).is_err(), "{text:?}");
        }
    }
}
