//! The page that a table is set on: its width, its colours, and columns that line up.

use anstyle::{AnsiColor, Style as Look};
use tabled::builder::Builder;
use tabled::settings::object::{Cell, Columns};
use tabled::settings::{Alignment, Color, Padding, Style as Borders};

use super::super::text::{cut, middle, pad, visible, width, wrap};
use super::Style;
use crate::finding::{Severity, Verdict};

/// Width where there is no terminal.
const FIXED_WIDTH: usize = 120;
/// The narrowest page; a terminal below it wraps by itself.
const LEAST_WIDTH: usize = 40;
/// Blank columns to the left of lists and between their columns.
const GUTTER: usize = 2;
/// Where fewer columns are left for a reason, it stands below its resource instead of beside it.
const LEAST_REASON: usize = 40;
/// Lines that one reason may take, unless all is asked for.
const REASON_LINES: usize = 4;
/// Column at which the value of a `key  value` line starts.
const VALUE_AT: usize = 10;

/// Turns text as the cloud sent it into lines that fit.
pub struct Page {
    width: usize,
    color: bool,
    brief: bool,
}

/// One line of a check's list.
pub struct Row {
    pub verdict: Verdict,
    pub name: String,
    pub region: String,
    pub reason: String,
}

/// Column widths that all lists of a page share, so that they line up.
pub struct Layout {
    verdict: usize,
    name: usize,
    region: usize,
    /// All but the verdict.
    text: usize,
}

impl Page {
    pub fn new(style: &Style) -> Self {
        let width = style.width.unwrap_or(FIXED_WIDTH).max(LEAST_WIDTH);
        Self { width, color: style.color, brief: !style.all }
    }

    pub fn heading(&self, text: &str) -> String {
        self.lines(0, Look::new().bold(), text)
    }

    pub fn notice(&self, text: &str) -> String {
        self.lines(0, AnsiColor::Yellow.on_default().bold(), &format!("! {text}"))
    }

    /// A paragraph that is set in from the left.
    pub fn paragraph(&self, text: &str) -> String {
        self.lines(GUTTER, Look::new(), text)
    }

    /// A line `key  value`; a long value goes on below itself.
    pub fn entry(&self, key: &str, value: &str) -> String {
        self.keyed(key, &wrap(&visible(value), self.width - VALUE_AT))
    }

    /// The same for counts by severity, which `total` opens.
    pub fn severities(&self, key: &str, total: &str, counts: &[(Severity, String)]) -> String {
        let plain: Vec<&str> = counts.iter().map(|(_, count)| count.as_str()).collect();
        let paint = |(severity, count): &(Severity, String)| self.paint(severity_look(*severity), count);
        let painted: Vec<String> = counts.iter().map(paint).collect();
        match width(total) + width(&plain.join(", ")) <= self.width - VALUE_AT {
            true => self.keyed(key, &[format!("{total}{}", painted.join(", "))]),
            false => self.keyed(key, &painted),
        }
    }

    /// The heading of a check: how severe, which check, what came out, and what it asks.
    pub fn check_heading(&self, severity: Severity, id: &str, counts: &str, title: &str) -> String {
        let word = severity.word().to_uppercase();
        let id = middle(&visible(id), self.width.saturating_sub(word.len() + GUTTER));
        let line =
            format!("{}  {}", self.paint(severity_look(severity).bold(), &word), self.paint(Look::new().bold(), &id));
        let used = word.len() + GUTTER + width(&id) + GUTTER + width(counts);
        let counts = match used <= self.width {
            true => format!("  {counts}"),
            false => format!("\n{}", self.paragraph(counts)),
        };
        let title = self.lines(GUTTER, Look::new().dimmed(), title);
        format!("{line}{counts}\n{title}").trim_end().to_owned()
    }

    /// Shares the width out among the columns of all lists.
    pub fn layout<'a>(&self, rows: impl Iterator<Item = &'a Row> + Clone) -> Layout {
        let widest = |text: fn(&Row) -> &str| rows.clone().map(|row| width(&visible(text(row)))).max().unwrap_or(0);
        let verdict = widest(|row| word(row.verdict));
        let text = self.width - verdict - 2 * GUTTER;
        let region = widest(|row| &row.region).min(self.width / 4);
        let name = widest(|row| &row.name).min(self.width * 3 / 10).min(text - region - GUTTER);
        Layout { verdict, name, region, text }
    }

    /// The list of one check.
    pub fn rows(&self, layout: &Layout, rows: &[Row]) -> String {
        let mut cells = Builder::default();
        let mut above = "";
        for row in rows {
            let again = self.brief && row.reason == above;
            cells.push_record([pad(word(row.verdict), layout.verdict), self.row(layout, row, again)]);
            above = &row.reason;
        }
        let looks = rows.iter().enumerate().map(|(line, row)| (line, 0, verdict_look(row.verdict)));
        self.grid(cells, looks, None)
    }

    /// Name, region and reason: beside each other where the reason has room there, else it stands below.
    fn row(&self, layout: &Layout, row: &Row, again: bool) -> String {
        let region = middle(&visible(&row.region), layout.region);
        let name = middle(&visible(&row.name), layout.text - width(&region) - GUTTER);
        let lead = format!("{}  {}  ", pad(&name, layout.name), pad(&region, layout.region));
        let room = layout.text.saturating_sub(width(&lead));
        let mut reason = visible(&row.reason);
        if again && width(&reason) > room {
            reason = "as above".to_owned();
        }
        if width(&reason) <= room {
            return lead + &reason;
        }
        if room >= LEAST_REASON && reason.split(' ').all(|word| width(word) <= room) {
            let below = format!("\n{:1$}", "", width(&lead));
            return lead + &self.cut(wrap(&reason, room), room).join(&below);
        }
        format!("{}\n{}", lead.trim_end(), self.cut(wrap(&reason, layout.text), layout.text).join("\n"))
    }

    /// The list of gaps: a number, and two texts that share the rest of the line.
    pub fn gap_rows(&self, rows: &[[String; 3]]) -> String {
        let number = rows.iter().map(|[number, ..]| width(number)).max().unwrap_or(0);
        let room = self.width.saturating_sub(number + 3 * GUTTER);
        let widest = rows.iter().map(|[_, why, _]| width(&visible(why))).max().unwrap_or(0);
        let why = widest.min(room / 2);
        let mut cells = Builder::default();
        for [number, cause, mend] in rows {
            let fit = |text: &str, columns| self.cut(wrap(&visible(text), columns), columns).join("\n");
            cells.push_record([number.clone(), fit(cause, why), fit(mend, room - why)]);
        }
        let looks = (0..3).map(|column| (0, column, Look::new().dimmed()));
        self.grid(cells, looks, Some(0))
    }

    /// Sets cells, whose lines fit already, into columns. (Widths are not forced: tabled panics where a cell is wider.)
    fn grid(&self, cells: Builder, looks: impl Iterator<Item = (usize, usize, Look)>, right: Option<usize>) -> String {
        let mut table = cells.build();
        table.with(Borders::empty()).with(Padding::new(GUTTER, 0, 0, 0));
        if let Some(column) = right {
            table.modify(Columns::one(column), Alignment::right());
        }
        if self.color {
            for (row, column, look) in looks {
                let color = Color::new(look.render().to_string(), look.render_reset().to_string());
                table.modify(Cell::new(row, column), color);
            }
        }
        table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    fn keyed(&self, key: &str, value: &[String]) -> String {
        let below = format!("\n{:VALUE_AT$}", "");
        let key = self.paint(Look::new().dimmed(), &pad(key, VALUE_AT));
        format!("{key}{}", value.join(&below)).trim_end().to_owned()
    }

    /// Text in a colour. The text must be ours, or `visible` already.
    fn paint(&self, look: Look, text: &str) -> String {
        if self.color { format!("{look}{text}{look:#}") } else { text.to_owned() }
    }

    fn cut(&self, lines: Vec<String>, columns: usize) -> Vec<String> {
        if self.brief { cut(lines, REASON_LINES, columns) } else { lines }
    }

    fn lines(&self, indent: usize, look: Look, text: &str) -> String {
        let lines = wrap(&visible(text), self.width - indent);
        let lines: Vec<String> = lines.iter().map(|line| " ".repeat(indent) + &self.paint(look, line)).collect();
        lines.join("\n")
    }
}

pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "not applicable",
        verdict => verdict.word(),
    }
}

fn severity_look(severity: Severity) -> Look {
    match severity {
        Severity::Critical => AnsiColor::Magenta.on_default(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => Look::new().dimmed(),
    }
}

fn verdict_look(verdict: Verdict) -> Look {
    match verdict {
        Verdict::Fail => AnsiColor::Red.on_default(),
        Verdict::Unknown => AnsiColor::Yellow.on_default(),
        Verdict::Pass => AnsiColor::Green.on_default(),
        Verdict::NotApplicable => Look::new().dimmed(),
    }
}
