//! Names that are known without the vocabulary of services: global condition keys.

/// Global condition keys, of "AWS global condition context keys". Those that end in a slash take a tag's name.
const GLOBAL_KEYS: &[&str] = &[
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CalledViaAWSMCP",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ChatbotSourceArn",
    "aws:CurrentTime",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:IsMcpServiceAction",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgMasterAccountId",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:RequestTag/",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag/",
    "aws:SecureTransport",
    "aws:SignInSessionArn",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSMCPService",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:userid",
    "aws:username",
];

/// Keys that have many values in one request.
const MANY: &[&str] = &[
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:TagKeys",
    "aws:VpceOrgPaths",
    "dynamodb:Attributes",
    "dynamodb:LeadingKeys",
];

/// What a key that starts with `aws:` is.
pub(super) enum Global {
    Known,
    /// Not one of them; the nearest name, if one is near.
    Unknown(Option<&'static str>),
    /// Not a global key at all.
    OfService,
}

pub(super) fn global(key: &str) -> Global {
    if !key.split_once(':').is_some_and(|(prefix, _)| prefix.eq_ignore_ascii_case("aws")) {
        return Global::OfService;
    }
    let name = key.split_once('/').map_or(key.to_owned(), |(name, _)| format!("{name}/"));
    let has_tag = key.split_once('/').is_none_or(|(_, tag)| !tag.is_empty());
    if has_tag && GLOBAL_KEYS.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        return Global::Known;
    }
    Global::Unknown(nearest(&name, GLOBAL_KEYS.iter().copied()))
}

/// Whether the key has many values in one request.
pub(super) fn has_many_values(key: &str) -> bool {
    MANY.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Whether it is a global key with one value in one request.
pub(super) fn has_one_value(key: &str) -> bool {
    !has_many_values(key) && matches!(global(key), Global::Known)
}

/// The known name that is at most two letters away.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // Longer names are none of ours, and comparing them would cost.
    if name.len() > 64 {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let near = known
        .filter(|known| known.len().abs_diff(name.len()) <= 2)
        .map(|known| (distance(&name, &known.to_ascii_lowercase()), known));
    near.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

/// How many letters must be changed, added or taken away (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, own) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut last = i + 1;
        for (j, other) in right.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or_default();
            let cost = (diagonal + usize::from(own != *other)).min(above + 1).min(last + 1);
            if let Some(cell) = row.get_mut(j) {
                *cell = last;
            }
            diagonal = above;
            last = cost;
        }
        if let Some(cell) = row.last_mut() {
            *cell = last;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (left, right, expected) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn a_near_name_is_told() {
        assert!(matches!(global("aws:SourceVPC"), Global::Known));
        assert!(matches!(global("AWS:principaltag/Team/x"), Global::Known));
        assert!(matches!(global("aws:PrincipalOrgId"), Global::Known));
        assert!(matches!(global("aws:PrincipleOrgID"), Global::Unknown(Some("aws:PrincipalOrgID"))));
        assert!(matches!(global("aws:PrincipalTag"), Global::Unknown(_)));
        assert!(matches!(global("aws:PrincipalTag/"), Global::Unknown(_)));
        assert!(matches!(global("aws:Nonsense"), Global::Unknown(None)));
        assert!(matches!(global("s3:prefix"), Global::OfService));
    }
}
