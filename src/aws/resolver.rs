//! Resolves hosts below an endpoint override, such as `111122223333.localhost`, to the override's own host.

use std::net::IpAddr;

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};

/// Resolves every host below one of `parents` as that parent, and all others as usual.
#[derive(Debug, Clone)]
pub struct BelowOverride {
    parents: Vec<String>,
}

impl BelowOverride {
    /// For these endpoint URLs.
    pub fn new<'a>(endpoints: impl Iterator<Item = &'a String>) -> Self {
        let parents = endpoints.filter_map(|url| host(url)).collect();
        Self { parents }
    }
}

impl ResolveDns for BelowOverride {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        let parent = self.parents.iter().find(|parent| {
            name.len() > parent.len()
                && name.ends_with(parent.as_str())
                && name[..name.len() - parent.len()].ends_with('.')
        });
        let host = parent.map_or(name, String::as_str).to_owned();
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await.map_err(ResolveDnsError::new)?;
            let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            // Emulators listen on IPv4; the system may answer ::1 first.
            addresses.sort_by_key(IpAddr::is_ipv6);
            Ok(addresses)
        })
    }
}

fn host(url: &str) -> Option<String> {
    let authority = url.split_once("://")?.1.split(['/', '?']).next()?;
    if authority.starts_with('[') {
        return None;
    }
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_endpoint() {
        assert_eq!(host("http://localhost:5000"), Some("localhost".to_owned()));
        assert_eq!(host("https://emulator.example/path"), Some("emulator.example".to_owned()));
        assert_eq!(host("http://[::1]:5000"), None);
        assert_eq!(host("nonsense"), None);
    }

    #[tokio::test]
    async fn a_host_below_the_override_resolves_as_the_override() {
        let endpoints = ["http://localhost:5000".to_owned()];
        let resolver = BelowOverride::new(endpoints.iter());
        let found = resolver.resolve_dns("111122223333.localhost").await.expect("resolves");
        assert!(found.iter().all(IpAddr::is_loopback) && !found.is_empty());
    }
}
