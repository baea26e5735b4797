//! The command as its users meet it: exit codes, streams, flags, bad input, hostile text.

#[path = "connector/account.rs"]
mod account;
#[path = "cli/accounts.rs"]
mod accounts;
#[path = "cli/can.rs"]
mod can;
#[path = "cli/declarations.rs"]
mod declarations;
#[path = "cli/documents.rs"]
mod documents;
#[path = "recording/edit.rs"]
mod edit;
#[path = "cli/enforcement.rs"]
mod enforcement;
#[path = "cli/exits.rs"]
mod exits;
#[path = "cli/exposure.rs"]
mod exposure;
#[path = "cli/hostile.rs"]
mod hostile;
#[path = "connector/iam_answers.rs"]
mod iam_answers;
#[path = "cli/inventory.rs"]
mod inventory;
#[path = "cli/knowledge.rs"]
mod knowledge;
#[path = "cli/live.rs"]
mod live;
#[path = "cli/policies.rs"]
mod policies;
#[path = "cli/recordings.rs"]
mod recordings;
#[path = "cli/run.rs"]
mod run;
#[path = "cli/selection.rs"]
mod selection;
#[path = "connector/stand_in.rs"]
mod stand_in;
#[path = "cli/streams.rs"]
mod streams;
