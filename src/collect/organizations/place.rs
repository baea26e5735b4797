//! Where the account stands in its organisation.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::ParentType;
use serde_json::json;

use super::super::Context;
use super::super::field::Lacks;
use crate::aws::answer::ask;
use crate::resource::{Field, Gap, GapCode};

/// Units nest five deep ("Quotas for AWS Organizations"), then comes the root. A little more ends a circle.
const HIGHEST: usize = 8;

/// The ids of all that stands above the account, from the unit that it is in up to the root.
///
/// The management account and delegated administrators may ask; to other members AWS denies it.
pub(super) async fn parents(context: &Context<'_>, client: &Client) -> Field {
    let (mut above, mut evidence) = (Vec::new(), Vec::new());
    let mut child = context.session.header.account.clone();
    while above.len() < HIGHEST {
        let listing = context
            .pages(
                |token| ask(client.list_parents().child_id(&child).set_next_token(token).send()),
                |page| Ok((page.parents.ok_or(Lacks("Parents"))?, page.next_token)),
            )
            .await;
        evidence.extend(listing.evidence);
        if let Some(gap) = listing.broken {
            return Field::gap(gap, evidence);
        }
        // A child has one parent.
        let [parent] = listing.items.as_slice() else { break };
        let Some(id) = parent.id() else { break };
        above.push(id.to_owned());
        if parent.r#type() == Some(&ParentType::Root) {
            return Field::value(json!(above), evidence);
        }
        id.clone_into(&mut child);
    }
    let operation = "organizations:ListParents".to_owned();
    let error = format!("no root was found above {child}");
    Field::gap(Gap { operation, error, ..Gap::bare(GapCode::Undecodable) }, evidence)
}
