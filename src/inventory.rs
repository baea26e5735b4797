//! The command `inventory`: what there is and how it is guarded, as a table or as JSON.

mod apis;
mod buckets;
mod cell;
mod endpoints;
mod principals;
mod table;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::cli::{self, Cli, ListFormat};
use crate::collect::type_spec;
use crate::error::{Error, Exit};
use crate::resource::{Gap, Inventory};
use crate::scan::{options, source, tell, write_stdout};
use crate::{Audit, progress, survey};

use cell::Cell;

/// Version of the JSON, `MAJOR.MINOR`: the first number changes when an old reader could break.
const SCHEMA_VERSION: &str = "1.0";

/// One list: a record for each thing, a cell for each column.
struct View {
    which: cli::View,
    /// Its name in the JSON.
    name: &'static str,
    title: &'static str,
    columns: &'static [&'static str],
    /// The types without which the list may lack something.
    types: &'static [&'static str],
    rows: fn(&Inventory) -> Vec<Vec<Cell>>,
}

const VIEWS: &[View] = &[apis::VIEW, endpoints::VIEW, buckets::VIEW, principals::VIEW];

/// Reads an account and lists what there is.
///
/// # Errors
/// Wrong flags or declarations; the account or recording cannot be read; stdout cannot be written.
pub async fn inventory(cli: &Cli, arguments: &cli::Inventory) -> Result<Exit, Error> {
    let options = options(&arguments.origin)?;
    let mut bar = progress::Progress::new(cli.quiet);
    let audit = survey(source(&arguments.origin), options, |count| bar.watch(count)).await;
    bar.finish();
    let audit = audit?;
    tell(cli, &audit);
    let wanted = |view: &&View| arguments.views.is_empty() || arguments.views.contains(&view.which);
    let views: Vec<&View> = VIEWS.iter().filter(wanted).collect();
    let bytes = match arguments.format {
        ListFormat::Table => table::table(&audit, &views, arguments.origin.demo, progress::stdout_width()),
        ListFormat::Json => format!("{:#}\n", json(&audit, &views, arguments.origin.demo)),
    };
    write_stdout(bytes.as_bytes())?;
    // What could not be listed is missing from the answer: nobody may take it for the whole.
    let incomplete = missing(&audit, &views).iter().any(|one| one.gap.code.is_failed_read());
    let exit = if incomplete { Exit::Incomplete } else { Exit::Clean };
    audit.unwritten.map_or(Ok(exit), Err)
}

/// Something that a list should hold and may not.
struct Missing<'a> {
    resource_type: &'a str,
    region: &'a str,
    gap: Gap,
    partial: bool,
}

/// What these lists may lack: what AWS would not list, and services that were left out.
fn missing<'a>(audit: &'a Audit, views: &[&View]) -> Vec<Missing<'a>> {
    let types: BTreeSet<&'static str> = views.iter().flat_map(|view| view.types).copied().collect();
    let unlisted = audit.inventory.unlisted.iter().filter(|one| types.contains(one.resource_type.as_str()));
    let unlisted = unlisted.map(|one| Missing {
        resource_type: &one.resource_type,
        region: &one.region,
        gap: one.gap.clone(),
        partial: one.partial,
    });
    let scope = &audit.inventory.scope;
    let left_out = types.iter().filter_map(|name| {
        let (collector, _) = type_spec(name)?;
        let scanned = scope.services.contains(collector.service);
        let gap = Gap::not_scanned(collector.service);
        (!scanned).then_some(Missing { resource_type: name, region: "global", gap, partial: false })
    });
    unlisted.chain(left_out).collect()
}

/// Every cell that is known under its column's name; one that is not known is `{"unknown": [why]}`; what there is not
/// is a missing name.
fn json(audit: &Audit, views: &[&View], demo: bool) -> Value {
    let header = &audit.header;
    let endpoints: Vec<&String> = header.endpoints.values().collect();
    let mut document = json!({
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "aplomb", "version": env!("CARGO_PKG_VERSION")},
        "partition": header.partition,
        "account": header.account,
        "demo": demo,
        "endpoint_overrides": endpoints,
        "spans": audit.spans,
        "partial": audit.cut,
        "scope": audit.inventory.scope,
    });
    for view in views {
        let records: Vec<Value> = (view.rows)(&audit.inventory).iter().map(|row| record(view, row)).collect();
        document[view.name] = records.into();
    }
    let missing = missing(audit, views)
        .into_iter()
        .map(|one| json!({"type": one.resource_type, "region": one.region, "partial": one.partial, "gap": one.gap}));
    document["missing"] = missing.collect::<Vec<_>>().into();
    document
}

fn record(view: &View, row: &[Cell]) -> Value {
    let members = view.columns.iter().zip(row).filter_map(|(name, cell)| {
        let value = match cell {
            Cell::Known { value, .. } => value.clone(),
            Cell::Unknown(reasons) => json!({"unknown": reasons}),
            Cell::Absent => return None,
        };
        Some(((*name).to_owned(), value))
    });
    Value::Object(members.collect::<Map<_, _>>())
}
