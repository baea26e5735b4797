//! Progress on stderr, on a terminal only.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line that says how many calls were made; nothing where nobody looks.
pub struct Progress {
    bar: Option<ProgressBar>,
    ticker: Option<tokio::task::JoinHandle<()>>,
}

impl Progress {
    /// Begins, unless `quiet` or stderr is no terminal.
    pub fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner().with_message("asking AWS");
            match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self { bar, ticker: None }
    }

    /// Shows this count from now on.
    pub fn watch(&mut self, count: Box<dyn Fn() -> u64 + Send>) {
        let Some(bar) = self.bar.clone() else { return };
        self.ticker = Some(tokio::spawn(async move {
            loop {
                bar.set_message(format!("{} calls to AWS", count()));
                bar.tick();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }));
    }

    /// Ends, and leaves no trace on the terminal.
    pub fn finish(&mut self) {
        if let Some(ticker) = self.ticker.take() {
            ticker.abort();
        }
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// Columns of the terminal on stdout; `None` if it is none.
pub fn stdout_width() -> Option<usize> {
    let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(std::io::stdout())?;
    Some(usize::from(width))
}
