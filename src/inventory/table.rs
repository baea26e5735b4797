//! The lists as tables that fit a terminal.

use tabled::builder::Builder;
use tabled::settings::object::Rows;
use tabled::settings::peaker::Priority;
use tabled::settings::{Color, Modify, Padding, Style, Width};

use super::cell::Cell;
use super::{View, missing};
use crate::Audit;
use crate::report::visible;

/// Width where there is no terminal.
const FIXED_WIDTH: usize = 160;
/// The narrowest table; a terminal below it wraps by itself.
const LEAST_WIDTH: usize = 60;

/// What stands in a cell that is not known; the reasons follow below the table.
const UNKNOWN: &str = "?";

pub(super) fn table(audit: &Audit, views: &[&View], demo: bool, width: Option<usize>) -> String {
    let header = &audit.header;
    let mut lines = vec![format!(
        "aplomb {}: account {}, partition {}",
        env!("CARGO_PKG_VERSION"),
        header.account,
        header.partition
    )];
    for url in header.endpoints.values() {
        lines.push(format!("! emulated account: answers came from {}, not from AWS", visible(url)));
    }
    if demo {
        lines.push("! demo: these answers ship with aplomb; they tell nothing of your account".to_owned());
    }
    lines.extend(audit.cut.iter().map(|cut| format!("! not whole: {}", visible(cut))));
    for view in views {
        lines.push(String::new());
        lines.push(list(audit, view, width.unwrap_or(FIXED_WIDTH).max(LEAST_WIDTH)));
    }
    lines.join("\n") + "\n"
}

fn list(audit: &Audit, view: &View, width: usize) -> String {
    let rows = (view.rows)(&audit.inventory);
    let mut reasons: Vec<String> = Vec::new();
    let mut parts = vec![format!("{}: {}", view.title, rows.len())];
    if !rows.is_empty() {
        let mut builder = Builder::default();
        builder.push_record(view.columns.iter().map(|name| name.replace('_', " ").to_uppercase()));
        for row in &rows {
            builder.push_record(row.iter().map(|cell| match cell {
                Cell::Known { text, .. } => visible(text),
                Cell::Absent => "-".to_owned(),
                Cell::Unknown(why) => {
                    reasons.extend(why.iter().cloned());
                    UNKNOWN.to_owned()
                }
            }));
        }
        let mut table = builder.build();
        table.with(Style::empty()).with(Padding::new(0, 2, 0, 0));
        table.with(Modify::new(Rows::first()).with(Color::BOLD).with(Color::empty()));
        table.with(Width::wrap(width).keep_words(true).priority(Priority::max(true)));
        parts.push(table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n"));
    }
    reasons.sort();
    reasons.dedup();
    parts.extend(reasons.into_iter().map(|why| format!("{UNKNOWN} not known: {}", visible(&why))));
    for one in missing(audit, &[view]) {
        let how = if one.partial { "listed only in part" } else { "not listed" };
        let why = one.gap.words();
        parts.push(format!("! {} in {} {how}: {}", one.resource_type, visible(one.region), visible(&why)));
    }
    parts.join("\n")
}
