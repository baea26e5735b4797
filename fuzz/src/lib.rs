//! The policy engine by itself: only what is fuzzed is built and instrumented, and not the AWS SDK.

#[path = "../../src/iam.rs"]
pub mod iam;
