//! Audits the configuration of AWS accounts: collect, analyze, evaluate, report.

pub mod aws;
pub mod cli;
pub mod collect;
pub mod config;
pub mod error;
pub mod finding;
pub mod permissions;
pub mod resource;
