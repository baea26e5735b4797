//! How we talk to AWS: one connector that tags, checks, masks and records or replays every call.

pub mod answer;
pub mod clients;
pub mod connector;
pub mod generic;
pub mod key;
pub mod limits;
pub mod live;
pub mod mask;
pub mod read_list;
pub mod recording;
pub mod resolver;
pub mod secret;
pub mod session;
pub mod shared;
pub mod store;
pub mod tag;
