use super::*;

fn network(blocks: &[&str]) -> Network {
    blocks.iter().fold(Network::none(), |all, block| all.union(&Network::parse(block).unwrap()))
}

#[test]
fn blocks_and_bare_addresses_are_read() {
    for (block, address, expected) in [
        ("0.0.0.0/0", "203.0.113.7", Some(true)),
        ("0.0.0.0/0", "2001:db8::1", Some(false)),
        ("::/0", "2001:db8::1", Some(true)),
        ("::/0", "203.0.113.7", Some(false)),
        ("::/0", "::ffff:203.0.113.7", Some(true)),
        ("203.0.113.0/24", "::ffff:203.0.113.7", Some(false)),
        ("203.0.113.99/24", "203.0.113.7", Some(true)),
        ("203.0.113.99/24", "203.0.112.255", Some(false)),
        ("203.0.113.7", "203.0.113.7", Some(true)),
        ("203.0.113.7/32", "203.0.113.8", Some(false)),
        ("2001:DB8:0:0::/64", "2001:db8::ffff", Some(true)),
        ("2001:db8::1", "2001:0db8:0:0:0:0:0:1", Some(true)),
        ("2001:db8::1/128", "2001:db8::2", Some(false)),
        ("10.0.0.0/33", "10.0.0.1", None),
        ("10.0.0.0/", "10.0.0.1", None),
        ("10.0.0.0/+8", "10.0.0.1", None),
        ("10.0.0.0/08", "10.0.0.1", None),
        ("10.0.0.0/-1", "10.0.0.1", None),
        ("10.0.0.0/8/8", "10.0.0.1", None),
        ("10.0.0.0/99999999999", "10.0.0.1", None),
        ("010.0.0.0/8", "10.0.0.1", None),
        ("10.0.0/8", "10.0.0.1", None),
        (" 10.0.0.0/8", "10.0.0.1", None),
        ("::/129", "::1", None),
        ("*", "10.0.0.1", None),
        ("", "10.0.0.1", None),
        ("10.0.0.0/8", "10.0.0.0/8", None),
        ("10.0.0.0/8", "fe80::1%eth0", None),
    ] {
        assert_eq!(contains(block, address), expected, "{block} {address}");
    }
}

#[test]
fn operations_agree_with_sets_of_single_addresses() {
    // All unions of blocks in the last four bits, over a fixed, thorough choice.
    let blocks: Vec<String> = (0..=4)
        .flat_map(|n| (0..1 << n).map(move |i| (n, i << (4 - n))))
        .map(|(n, i)| format!("10.0.0.{i}/{}", 28 + n))
        .collect();
    let mut sets: Vec<Network> = blocks.iter().map(|block| network(&[block])).collect();
    for (place, block) in blocks.iter().enumerate() {
        sets.push(network(&[block, &blocks[(place * 7 + 3) % blocks.len()], &blocks[(place * 5 + 11) % blocks.len()]]));
    }
    sets.push(Network::none());
    let bits =
        |set: &Network| (0..16).filter(|n| set.has(&format!("10.0.0.{n}")).unwrap()).fold(0_u16, |all, n| all | 1 << n);
    for one in &sets {
        assert_eq!(one.size(Family::V4), u128::from(bits(one).count_ones()));
        for (before, after) in one.ranges(Family::V4).iter().zip(one.ranges(Family::V4).iter().skip(1)) {
            assert!(before.1 + 1 < after.0, "{one:?}");
        }
        for other in &sets {
            assert_eq!(bits(&one.union(other)), bits(one) | bits(other));
            assert_eq!(bits(&one.intersection(other)), bits(one) & bits(other));
            assert_eq!(bits(&one.difference(other)), bits(one) & !bits(other));
            assert_eq!(one.difference(other).is_empty(), bits(one) & !bits(other) == 0);
            assert_eq!(one == other, bits(one) == bits(other));
        }
    }
}

#[test]
fn the_ends_of_the_address_space_hold() {
    let all = Network::all();
    assert!(all.difference(&network(&["0.0.0.0/0", "::/0"])).is_empty());
    assert_eq!(network(&["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"]), all);
    assert_eq!(all.size(Family::V4), 1 << 32);
    assert_eq!(all.size(Family::V6), u128::MAX);
    let ends =
        all.difference(&network(&["255.255.255.255", "0.0.0.0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]));
    assert_eq!(ends.size(Family::V4), (1 << 32) - 2);
    assert_eq!(ends.ranges(Family::V6), [(1, u128::MAX - 1)]);
    assert_eq!(network(&["255.255.255.255"]).pick().unwrap(), "255.255.255.255");
}

#[test]
fn picks_are_public_where_they_can_be() {
    let pick = |blocks: &[&str]| network(blocks).pick();
    assert_eq!(Network::all().pick().unwrap(), "1.0.0.1");
    assert_eq!(pick(&["10.0.0.0/8", "8.8.8.0/24"]).unwrap(), "8.8.8.1");
    assert_eq!(pick(&["203.0.113.0/24", "2600::/16"]).unwrap(), "2600::1");
    assert_eq!(pick(&["203.0.113.0/24", "10.0.0.0/8"]).unwrap(), "203.0.113.1");
    assert_eq!(pick(&["10.0.0.0/8", "192.168.0.0/16"]).unwrap(), "10.0.0.1");
    assert_eq!(pick(&["fc00::/7"]).unwrap(), "fc00::1");
    assert_eq!(pick(&[]), None);
    assert!(network(&["10.0.0.0/8", "172.16.0.0/12", "fe80::/10"]).intersection(Network::routable()).is_empty());
    assert!(network(&["1.1.1.1", "172.32.0.0/16", "2606:4700::/32"]).is_within(Network::routable()));
    assert!(!Network::all().is_within(Network::routable()));
}
