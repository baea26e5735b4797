pub fn parse(_text: &str) -> Option<i64> {
    None
}
