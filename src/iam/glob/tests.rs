use super::*;

/// All texts over `alphabet` of at most `longest` characters.
fn texts(alphabet: &[char], longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..longest {
        last = last.iter().flat_map(|text| alphabet.iter().map(move |c| format!("{text}{c}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// The obvious matcher, to judge the other by.
fn plainly_matches(pattern: &[char], text: &[char]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some('*'), _) => {
            plainly_matches(&pattern[1..], text) || (!text.is_empty() && plainly_matches(pattern, &text[1..]))
        }
        (Some('?'), Some(_)) => plainly_matches(&pattern[1..], &text[1..]),
        (Some(p), Some(t)) if p == t => plainly_matches(&pattern[1..], &text[1..]),
        _ => false,
    }
}

fn found(within: &[&[&str]], without: &[&str]) -> Option<bool> {
    let own: Vec<Vec<Glob>> = within.iter().map(|group| group.iter().map(|p| Glob::new(p)).collect()).collect();
    let not: Vec<Glob> = without.iter().map(|p| Glob::new(p)).collect();
    let groups: Vec<Vec<&Glob>> = own.iter().map(|group| group.iter().collect()).collect();
    exists(&groups, &not.iter().collect::<Vec<_>>(), &mut Budget::default())
}

#[test]
fn matching_agrees_with_the_obvious_matcher() {
    // `z` stands in no pattern.
    let texts = texts(&['a', 'b', 'z'], 4);
    for pattern in self::texts(&['a', 'b', '*', '?'], 4) {
        let (glob, plain) = (Glob::new(&pattern), pattern.chars().collect::<Vec<_>>());
        for text in &texts {
            let expected = plainly_matches(&plain, &text.chars().collect::<Vec<_>>());
            assert_eq!(glob.matches(text), expected, "{pattern} {text}");
        }
    }
}

#[test]
fn inclusion_and_overlap_agree_with_all_short_texts() {
    // Patterns of three tokens differ on texts of at most four characters, if they differ at all.
    let patterns = texts(&['a', 'b', '*', '?'], 3);
    let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::new(pattern)).collect();
    let texts = texts(&['a', 'b', 'z'], 5);
    let matched: Vec<Vec<bool>> = globs.iter().map(|g| texts.iter().map(|text| g.matches(text)).collect()).collect();
    for (i, a) in globs.iter().enumerate() {
        for (j, b) in globs.iter().enumerate() {
            let outside = exists(&[vec![a]], &[b], &mut Budget::default());
            let plainly = matched[i].iter().zip(&matched[j]).any(|(a, b)| *a && !*b);
            assert_eq!(outside, Some(plainly), "{} without {}", patterns[i], patterns[j]);
            let common = exists(&[vec![a], vec![b]], &[], &mut Budget::default());
            let plainly = matched[i].iter().zip(&matched[j]).any(|(a, b)| *a && *b);
            assert_eq!(common, Some(plainly), "{} and {}", patterns[i], patterns[j]);
        }
    }
}

#[test]
fn unions_cover_what_no_single_glob_covers() {
    assert_eq!(found(&[&["?*"]], &["?", "??*"]), Some(false));
    assert_eq!(found(&[&["b/?*"]], &["b/a*", "b/b*"]), Some(true));
    assert_eq!(found(&[&["*"]], &["", "?*"]), Some(false));
    assert_eq!(found(&[&["*"]], &["?*"]), Some(true));
    assert_eq!(found(&[&["a*", "b*"], &["*a", "*b"]], &["a*a", "a*b", "b*a"]), Some(true));
    assert_eq!(found(&[&["a*", "b*"], &["*a", "*b"]], &["a", "b", "a*a", "a*b", "b*a", "b*b"]), Some(false));
    assert_eq!(found(&[&["a*"], &[]], &[]), Some(false));
    assert_eq!(found(&[], &[]), Some(true));
    assert_eq!(found(&[&["a", "b"]], &["a"]), Some(true));
    assert_eq!(found(&[&["ab", "cd"], &["c*"]], &[]), Some(true));
}

#[test]
fn the_order_of_wildcards_does_not_matter() {
    for (one, other) in [("*?", "?*"), ("**", "*"), ("*?*?*", "??*"), ("a*?**b", "a?*b")] {
        assert_eq!(Glob::new(one), Glob::new(other));
    }
    assert_eq!(Glob::new("a*").then(&Glob::new("*?b")), Glob::new("a?*b"));
}

#[test]
fn a_question_mark_is_one_character_and_not_one_byte() {
    assert!(Glob::new("?").matches("é"));
    assert!(Glob::new("a?c").matches("a語c"));
    assert!(Glob::literal("*").matches("*"));
    assert!(!Glob::literal("*").matches("a"));
}

#[test]
fn hostile_patterns_end_in_time() {
    // Telling whether the tenth character from the end is an `a` takes a set of positions for each of 2^k pasts.
    let hard = format!("*a{}", "?".repeat(200));
    let start = std::time::Instant::now();
    let other = format!("*b{}", "?".repeat(200));
    assert_eq!(found(&[&["*"]], &[&hard, &other]), Some(true));
    let within: Vec<String> = (0..20).map(|n| format!("*{}*", "ab".repeat(n + 1))).collect();
    let groups: Vec<Vec<&str>> = within.iter().map(|pattern| vec![pattern.as_str()]).collect();
    let groups: Vec<&[&str]> = groups.iter().map(Vec::as_slice).collect();
    found(&groups, &[&hard]);
    let glob = Glob::new(&hard);
    let universal = Glob::new(&format!("{}*", "?".repeat(201)));
    assert_eq!(exists(&[vec![&universal]], &[&glob, &Glob::new("*")], &mut Budget::default()), Some(false));
    let alternating: Vec<String> = (0..12).map(|n| format!("*{}{}", ["a", "b"][n % 2], "?".repeat(30 + n))).collect();
    let refs: Vec<&str> = alternating.iter().map(String::as_str).collect();
    found(&[&["*a*b*a*"]], &refs);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let long = "a*".repeat(10_000);
    found(&[&[&long], &["*b"]], &[]);
    assert!(!Glob::new(&long).matches("b"));
}

#[test]
fn an_empty_purse_gives_no_answer() {
    let (glob, all) = (Glob::new("abc*"), Glob::new("*"));
    assert_eq!(exists(&[vec![&glob]], &[&all], &mut Budget::of(0)), None);
}
