//! Which regions an account has, and which of them this scan looks at.

use std::collections::BTreeSet;

use aws_sdk_account::types::RegionOptStatus;

use super::Context;
use super::field::Lacks;
use crate::aws::answer::ask;
use crate::aws::generic::{Query, query, texts};
use crate::aws::session::Session;
use crate::resource::{Evidence, Gap};

/// The regions of a scan.
#[derive(Debug)]
pub struct Regions {
    pub scanned: BTreeSet<String>,
    /// Enabled regions that were left out by choice.
    pub not_scanned: BTreeSet<String>,
    /// Why the account's regions are not known, if they are not and nobody named any.
    pub unreadable: Option<(Gap, Vec<Evidence>)>,
}

/// A region was asked for that the account does not have.
#[derive(Debug, thiserror::Error)]
#[error("--regions: {unknown} is not enabled in this account; enabled are {enabled}")]
pub struct RegionError {
    unknown: String,
    enabled: String,
}

/// The regions to scan: those asked for, else all that are enabled.
///
/// # Errors
/// A region asked for is not enabled.
pub async fn regions(session: &Session) -> Result<Regions, RegionError> {
    let asked = session.header.regions.clone();
    match (enabled(session).await, asked) {
        (Ok(enabled), None) => Ok(Regions { scanned: enabled, not_scanned: BTreeSet::new(), unreadable: None }),
        (Ok(enabled), Some(asked)) => match asked.difference(&enabled).next() {
            Some(unknown) => Err(RegionError {
                unknown: unknown.clone(),
                enabled: enabled.into_iter().collect::<Vec<_>>().join(", "),
            }),
            None => {
                let not_scanned = enabled.difference(&asked).cloned().collect();
                Ok(Regions { scanned: asked, not_scanned, unreadable: None })
            }
        },
        // Whoever names the regions need not let us list them; that there are others is certain.
        (Err(_), Some(asked)) => {
            Ok(Regions { scanned: asked, not_scanned: BTreeSet::from(["unknown".to_owned()]), unreadable: None })
        }
        (Err(unreadable), None) => Ok(Regions {
            scanned: BTreeSet::from([session.header.default_region.clone()]),
            not_scanned: BTreeSet::new(),
            unreadable: Some(unreadable),
        }),
    }
}

/// `account:ListRegions`, else `ec2:DescribeRegions`, which more roles may call.
async fn enabled(session: &Session) -> Result<BTreeSet<String>, (Gap, Vec<Evidence>)> {
    let nowhere = BTreeSet::new();
    let context = Context { session, regions: &nowhere };
    let region = session.header.default_region.clone();
    let client: aws_sdk_account::Client = session.client(&region);
    let listing = context
        .pages(
            |token| {
                let request = client
                    .list_regions()
                    .region_opt_status_contains(RegionOptStatus::Enabled)
                    .region_opt_status_contains(RegionOptStatus::EnabledByDefault)
                    .max_results(50)
                    .set_next_token(token);
                ask(request.send())
            },
            |page| {
                let regions = page.regions.ok_or(Lacks("Regions"))?;
                Ok((regions.into_iter().filter_map(|region| region.region_name).collect(), page.next_token))
            },
        )
        .await;
    // AWS always has at least one enabled region.
    if listing.broken.is_none() && !listing.items.is_empty() {
        return Ok(listing.items.into_iter().collect());
    }
    let operation = Query {
        service_id: "EC2",
        endpoint: "ec2",
        operation: "DescribeRegions",
        version: "2016-11-15",
        region: &region,
        parameters: &[],
    };
    let answer = query(session, operation).await;
    match &answer.outcome {
        Ok(xml) => match texts(xml, "regionName") {
            names if names.is_empty() => Err((context.lacks(&answer, "regionName"), vec![answer.evidence])),
            names => Ok(names.into_iter().collect()),
        },
        Err(_) => {
            let gap = listing.broken.clone().unwrap_or_else(|| context.gap(&answer));
            let mut evidence = listing.evidence;
            evidence.push(answer.evidence);
            Err((gap, evidence))
        }
    }
}
