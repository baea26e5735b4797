//! Text from the cloud made fit for a terminal: nothing hidden, measured in columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Shows each character that has no glyph of its own as an escape, so that it can neither act nor hide.
///
/// That is control characters (and with them terminal escapes and line ends), bidirectional overrides, and
/// whatever takes no column: zero-width characters, variation selectors, combining marks.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// JSON with each character that has no glyph of its own as a `\\u` escape: the data stays the same. Outside of strings
/// JSON is plain ASCII, so that only line ends between values stay.
pub fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a character has no glyph of its own. Implies that all others take one column or two.
pub fn is_hidden(c: char) -> bool {
    // The soft hyphen and the line separators take a column by some tables, and none on most terminals.
    c.width().unwrap_or(0) == 0 || matches!(c, '\u{ad}' | '\u{2028}' | '\u{2029}')
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Shortens a text to `columns` by cutting its middle: of an ARN both the service and the name stay.
pub fn middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(1);
    let tail: String = fitting(text.chars().rev(), room.div_ceil(2)).chars().rev().collect();
    let head = fitting(text.chars(), room - width(&tail));
    format!("{head}…{tail}")
}

/// Breaks a text into lines of at most `columns`, between words. A longer word loses its middle.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = middle(word, columns);
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&word) <= columns => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Fills a text up to `columns` with blanks.
pub fn pad(text: &str, columns: usize) -> String {
    text.to_owned() + &" ".repeat(columns.saturating_sub(width(text)))
}

/// Keeps the first lines of a text and marks that more came after them.
pub fn cut(mut lines: Vec<String>, most: usize, columns: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", fitting(last.chars(), columns.saturating_sub(1)));
        }
    }
    lines
}

fn fitting(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut kept = String::new();
    for c in chars {
        kept.push(c);
        if width(&kept) > columns {
            kept.pop();
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{cut, middle, pad, visible, width, wrap};

    #[test]
    fn what_has_no_glyph_is_shown() {
        for (text, shown) in [
            ("plain ümlaut 日本 🪣", "plain ümlaut 日本 🪣"),
            ("\u{1b}[31m", r"\u{1b}[31m"),
            ("a\nb\tc\r", r"a\nb\tc\r"),
            ("\u{202e}\u{200b}\u{feff}\u{ad}\u{e0041}", r"\u{202e}\u{200b}\u{feff}\u{ad}\u{e0041}"),
            ("e\u{301}", r"e\u{301}"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn the_middle_goes_first() {
        let arn = "arn:aws-cn:iam::123456789012:role/a-long-name";
        assert_eq!(middle(arn, 45), arn);
        assert_eq!(middle(arn, 21), "arn:aws-cn…-long-name");
        // A wide character that does not fit leaves a column free.
        assert_eq!(middle("日本語日本語", 6), "日…語");
        for columns in 0..20 {
            assert!(width(&middle("日本x語日本語", columns)) <= columns.max(1));
        }
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("a abcdefghij b", 5), ["a", "ab…ij", "b"]);
        assert_eq!(wrap("日本 語", 4), ["日本", "語"]);
        assert!(wrap("  ", 5).is_empty());
    }

    #[test]
    fn a_cut_is_marked() {
        let lines = || wrap("one two three four", 5);
        assert_eq!(cut(lines(), 2, 5), ["one", "two…"]);
        assert_eq!(cut(lines(), 3, 5), ["one", "two", "thre…"]);
        assert_eq!(cut(lines(), 4, 5), lines());
        assert_eq!(pad("日", 4), "日  ");
    }
}
