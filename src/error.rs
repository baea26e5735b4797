//! Why a command could not do its work, with the next step, and the exit code that says so.

use std::fmt;

use crate::aws::recording::RecordingError;
use crate::aws::session::SessionError;

/// Exit codes, as the README lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Ran; nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Usage, configuration or policy file.
    Usage = 2,
    /// No credentials, account out of reach, recording unreadable.
    CouldNotRun = 3,
    /// Not enough could be read to say that nothing is wrong.
    Incomplete = 4,
    /// Stopped by the user.
    Interrupted = 5,
}

/// An error for the user: what failed and what to do next.
#[derive(Debug)]
pub struct Error {
    pub exit: Exit,
    message: String,
    hint: Option<String>,
}

impl Error {
    /// A fault in what the user gave us.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string(), hint: None }
    }

    /// Something outside that we cannot do without.
    pub fn could_not_run(message: impl fmt::Display) -> Self {
        Self { exit: Exit::CouldNotRun, message: message.to_string(), hint: None }
    }

    /// The user stopped us.
    pub fn interrupted(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Interrupted, message: message.to_string(), hint: None }
    }

    /// Adds the next step.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        let hint = match &error {
            SessionError::Recording(recording) => return recording_error(recording),
            SessionError::Identity(_) => {
                "check credentials, profile, region and endpoint, for example with `aws sts get-caller-identity`"
            }
            SessionError::OtherAccount { .. } => {
                "use the credentials and endpoint that it was begun with, or start anew"
            }
            SessionError::Stale { .. } => "start a new scan, or add --allow-stale to mix old answers with new ones",
            SessionError::Configuration(_) => return Self::usage(&error),
            SessionError::Temporary(_) => "make room in the temporary directory, or set TMPDIR",
        };
        Self::could_not_run(&error).hint(hint)
    }
}

impl From<RecordingError> for Error {
    fn from(error: RecordingError) -> Self {
        recording_error(&error)
    }
}

fn recording_error(error: &RecordingError) -> Error {
    let hint = match error {
        RecordingError::Exists { .. } => {
            return Error::usage(error).hint("go on with it by --resume, or choose another name");
        }
        RecordingError::Read { .. } => "check the path and its permissions",
        RecordingError::Write { .. } => "check the path, its permissions and the room on the disk",
        RecordingError::Foreign { .. } => "recordings are made by `aplomb scan --record FILE`",
        RecordingError::Version { .. } => "use the version of aplomb that it was made with",
        RecordingError::CutHeader { .. } => "start a new scan",
        RecordingError::Damaged { .. } => {
            "it was changed after it was made: use an undamaged copy, or start a new scan"
        }
    };
    Error::could_not_run(error).hint(hint)
}
