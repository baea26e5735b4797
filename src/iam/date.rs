pub fn parse(text: &str) -> Option<i64> { text.parse::<i64>().ok().map(|s| s * 1000) }
pub fn format(time: i64) -> String { (time / 1000).to_string() }
