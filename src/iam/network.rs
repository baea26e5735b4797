pub fn contains(_cidr: &str, _address: &str) -> bool {
    false
}
