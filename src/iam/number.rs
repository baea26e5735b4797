pub fn parse(text: &str) -> Option<i64> {
    text.parse().ok()
}
