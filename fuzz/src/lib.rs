//! The policy engine by itself: only what is fuzzed is built and instrumented, and not the AWS SDK.

/// The sources of the program.
#[path = "../../src"]
mod source {
    pub mod iam;
}

pub use source::iam;
