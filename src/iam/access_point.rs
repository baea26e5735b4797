//! Access points of S3.

/// The access point that a policy hangs on.
#[derive(Debug, Clone, Copy)]
pub struct AccessPoint<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    pub name: &'a str,
}

impl AccessPoint<'_> {
    /// The access point's ARN.
    pub fn arn(&self) -> String {
        let Self { partition, region, account, name } = self;
        format!("arn:{partition}:s3:{region}:{account}:accesspoint/{name}")
    }
}

#[cfg(test)]
mod tests;
