//! Token buckets per region and service, so that an audit never takes an account's request quota away.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// Requests a second that we allow ourselves: AWS's published quotas where there are any. S3 publishes none for bucket
/// settings; it answers `SlowDown`, and then we do.
const RATES: &[(&str, f64)] = &[
    ("s3", 2000.0),
    ("s3control", 50.0),
    // ListGrants, one call in three or four, has a quota of 100 a second.
    ("kms", 300.0),
    ("cloudtrail", 10.0),
    ("organizations", 10.0),
    ("iam", 20.0),
    ("sts", 600.0),
    // One quota for both versions of API Gateway's control plane: 10 a second and account.
    ("apigateway", 7.0),
    ("apigatewayv2", 3.0),
    ("logs", 5.0),
    ("cloudwatch", 9.0),
    ("account", 5.0),
    ("ec2", 20.0),
];

/// Requests a second that we allow ourselves of a service in a region.
pub fn rate(service: &str) -> f64 {
    RATES.iter().find(|(name, _)| *name == service).map_or(OTHER_RATE, |(_, rate)| *rate)
}

/// For a service that the table does not name.
const OTHER_RATE: f64 = 10.0;

/// The lowest rate that throttling can push us to.
const FLOOR: f64 = 0.5;

/// Throttles within this time count as one.
const WINDOW: Duration = Duration::from_secs(2);

/// One token bucket for each region and service.
#[derive(Debug, Default)]
pub struct Limits {
    buckets: Mutex<HashMap<(String, String), Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    rate: f64,
    ceiling: f64,
    tokens: f64,
    filled: Instant,
    /// When the rate was last halved.
    slowed: Option<Instant>,
}

impl Limits {
    /// Waits until a request may go out.
    pub async fn acquire(&self, region: &str, service: &str) {
        let wait = self.take(region, service);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// AWS throttled us: halve the rate; it climbs back with each request that is not throttled.
    pub fn throttled(&self, region: &str, service: &str) {
        self.with(region, service, |bucket| {
            let now = Instant::now();
            // All that was in flight is throttled together: that is one message, not many.
            if bucket.slowed.is_none_or(|slowed| now.duration_since(slowed) >= WINDOW) {
                bucket.rate = (bucket.rate / 2.0).max(FLOOR);
                bucket.slowed = Some(now);
            }
        });
    }

    /// AWS answered: climb back a little.
    pub fn answered(&self, region: &str, service: &str) {
        self.with(region, service, |bucket| bucket.rate = (bucket.rate * 1.02).min(bucket.ceiling));
    }

    fn take(&self, region: &str, service: &str) -> Duration {
        self.with(region, service, |bucket| {
            let now = Instant::now();
            let gained = now.duration_since(bucket.filled).as_secs_f64() * bucket.rate;
            bucket.tokens = (bucket.tokens + gained).min(bucket.ceiling);
            bucket.filled = now;
            // A debt is allowed: each waiter is given its own later time, in order.
            bucket.tokens -= 1.0;
            if bucket.tokens >= 0.0 { Duration::ZERO } else { Duration::from_secs_f64(-bucket.tokens / bucket.rate) }
        })
        .unwrap_or_default()
    }

    fn with<T>(&self, region: &str, service: &str, action: impl FnOnce(&mut Bucket) -> T) -> Option<T> {
        let mut buckets = self.buckets.lock().ok()?;
        let bucket = buckets.entry((region.to_owned(), service.to_owned())).or_insert_with(|| {
            let rate = rate(service);
            Bucket { rate, ceiling: rate, tokens: rate, filled: Instant::now(), slowed: None }
        });
        Some(action(bucket))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_then_the_rate_holds() {
        let limits = Limits::default();
        let start = Instant::now();
        for _ in 0..10 {
            limits.acquire("r", "cloudtrail").await;
        }
        assert_eq!(start.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            limits.acquire("r", "cloudtrail").await;
        }
        assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_slows_down() {
        let limits = Limits::default();
        for _ in 0..10 {
            limits.acquire("r", "cloudtrail").await;
        }
        limits.throttled("r", "cloudtrail");
        let start = Instant::now();
        for _ in 0..5 {
            limits.acquire("r", "cloudtrail").await;
        }
        assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
    }
}
