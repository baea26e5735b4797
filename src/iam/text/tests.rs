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

fn decided(within: &[&[&str]], without: &[&str]) -> Option<bool> {
    let own: Vec<Vec<Pattern>> = within.iter().map(|group| group.iter().map(|p| Pattern::glob(p)).collect()).collect();
    let not: Vec<Pattern> = without.iter().map(|p| Pattern::glob(p)).collect();
    let groups: Vec<Vec<&Pattern>> = own.iter().map(|group| group.iter().collect()).collect();
    exists(&groups, &not.iter().collect::<Vec<_>>(), &mut Budget::default())
}

#[test]
fn matching_agrees_with_the_obvious_matcher() {
    // `z` stands in no pattern.
    let texts = texts(&['a', 'b', 'z'], 4);
    for pattern in self::texts(&['a', 'b', '*', '?'], 4) {
        let (glob, plain) = (Pattern::glob(&pattern), pattern.chars().collect::<Vec<_>>());
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
    let globs: Vec<Pattern> = patterns.iter().map(|pattern| Pattern::glob(pattern)).collect();
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
    assert_eq!(decided(&[&["?*"]], &["?", "??*"]), Some(false));
    assert_eq!(decided(&[&["b/?*"]], &["b/a*", "b/b*"]), Some(true));
    assert_eq!(decided(&[&["*"]], &["", "?*"]), Some(false));
    assert_eq!(decided(&[&["*"]], &["?*"]), Some(true));
    assert_eq!(decided(&[&["a*", "b*"], &["*a", "*b"]], &["a*a", "a*b", "b*a"]), Some(true));
    assert_eq!(decided(&[&["a*", "b*"], &["*a", "*b"]], &["a", "b", "a*a", "a*b", "b*a", "b*b"]), Some(false));
    assert_eq!(decided(&[&["a*"], &[]], &[]), Some(false));
    assert_eq!(decided(&[], &[]), Some(true));
    assert_eq!(decided(&[&["a", "b"]], &["a"]), Some(true));
    assert_eq!(decided(&[&["ab", "cd"], &["c*"]], &[]), Some(true));
}

#[test]
fn the_order_of_wildcards_does_not_matter() {
    for (one, other) in [("*?", "?*"), ("**", "*"), ("*?*?*", "??*"), ("a*?**b", "a?*b")] {
        assert_eq!(Pattern::glob(one), Pattern::glob(other));
    }
    assert_eq!(Pattern::glob("a*").concat(&Pattern::glob("*?b")), Pattern::glob("a?*b"));
}

#[test]
fn a_question_mark_is_one_character_and_not_one_byte() {
    assert!(Pattern::glob("?").matches("é"));
    assert!(Pattern::glob("a?c").matches("a語c"));
    assert!(Pattern::literal("*").matches("*"));
    assert!(!Pattern::literal("*").matches("a"));
}

#[test]
fn hostile_patterns_end_in_time() {
    // Telling whether the tenth character from the end is an `a` takes a set of positions for each of 2^k pasts.
    let hard = format!("*a{}", "?".repeat(200));
    let start = std::time::Instant::now();
    let other = format!("*b{}", "?".repeat(200));
    assert_eq!(decided(&[&["*"]], &[&hard, &other]), Some(true));
    let within: Vec<String> = (0..20).map(|n| format!("*{}*", "ab".repeat(n + 1))).collect();
    let groups: Vec<Vec<&str>> = within.iter().map(|pattern| vec![pattern.as_str()]).collect();
    let groups: Vec<&[&str]> = groups.iter().map(Vec::as_slice).collect();
    decided(&groups, &[&hard]);
    let glob = Pattern::glob(&hard);
    let universal = Pattern::glob(&format!("{}*", "?".repeat(201)));
    assert_eq!(exists(&[vec![&universal]], &[&glob, &Pattern::glob("*")], &mut Budget::default()), Some(false));
    let alternating: Vec<String> = (0..12).map(|n| format!("*{}{}", ["a", "b"][n % 2], "?".repeat(30 + n))).collect();
    let refs: Vec<&str> = alternating.iter().map(String::as_str).collect();
    decided(&[&["*a*b*a*"]], &refs);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let long = "a*".repeat(10_000);
    decided(&[&[&long], &["*b"]], &[]);
    assert!(!Pattern::glob(&long).matches("b"));
}

#[test]
fn an_empty_purse_gives_no_answer() {
    let (one, other, all) = (Pattern::glob("*abc*d"), Pattern::glob("*e*f*"), Pattern::glob("*f*d*"));
    let asked = |steps| find(&[vec![&one], vec![&other]], &[&all], &mut Budget::of(steps));
    assert_eq!(asked(0), Found::OutOfBudget);
    assert_eq!(asked(30), Found::OutOfBudget);
    assert_eq!(asked(1000), Found::Nothing);
    assert_eq!(search::shortest(&[], &[], 0, &mut Budget::of(9)), Some(Some(String::new())));
    assert_eq!(search::shortest(&[vec![]], &[], 9, &mut Budget::of(9)), Some(None));
    // One text needs no search.
    assert_eq!(exists(&[vec![&Pattern::literal("abc")]], &[&other], &mut Budget::of(0)), Some(true));
}

#[test]
fn inclusion_is_seen_without_a_search() {
    let few = || Budget::of(5);
    let (narrow, wide) = (Pattern::glob("*/raw/*/2026/?*.csv"), Pattern::glob("*r?w/*/*.csv"));
    assert_eq!(is_subset(&narrow, &[&wide], &mut few()), Some(true));
    assert_eq!(is_subset(&wide, &[&narrow], &mut few()), Some(false));
    let role = Pattern::arn("arn:aws:iam::*:role/*").unwrap();
    assert_eq!(is_subset(&role, &[&Pattern::arn("arn:*:*:*:*:*").unwrap()], &mut few()), Some(true));
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pattern(&mut self) -> Pattern {
        let classes = [Class::Any, Class::Any, Class::NotColon, Class::Digit, Class::LowerHex, Class::Slug];
        let tokens = (0..self.below(6)).map(|_| match self.below(12) {
            0..4 => Token::Only(['a', 'b', ':'][self.below(3)]),
            4 => Token::Only(['A', '1', 'é'][self.below(3)]),
            5 => Token::folded(['a', 'B'][self.below(2)]),
            6..8 => Token::One(classes[self.below(6)]),
            _ => Token::Run(classes[self.below(6)]),
        });
        Pattern::of(tokens.collect::<Vec<_>>().into_iter())
    }
}

/// The plainest matcher, for patterns of every kind.
fn takes(tokens: &[Token], text: &[char]) -> bool {
    match (tokens.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((token @ Token::Run(_), rest)), Some((c, others))) => {
            takes(rest, text) || (token.takes(*c) && takes(tokens, others))
        }
        (Some((Token::Run(_), rest)), None) => takes(rest, text),
        (Some((token, rest)), Some((c, others))) => token.takes(*c) && takes(rest, others),
        _ => false,
    }
}

#[test]
fn matching_agrees_with_the_plainest_matcher() {
    let mut dice = Dice(7);
    let texts: Vec<Vec<char>> =
        texts(&['a', 'A', ':', '1', 'é'], 4).iter().map(|text| text.chars().collect()).collect();
    for _ in 0..300 {
        let pattern = dice.pattern();
        for text in &texts {
            let own: String = text.iter().collect();
            assert_eq!(pattern.matches(&own), takes(&pattern.0, text), "{pattern:?} {own}");
        }
    }
}

/// Asks both ways, by search and by trying all short texts, and compares.
fn agrees_with_trying(
    alphabet: &[char],
    longest: usize,
    rounds: usize,
    mut dice: Dice,
    pattern: fn(&mut Dice) -> Pattern,
) {
    let texts = texts(alphabet, longest);
    let (mut hits, mut misses) = (0, 0);
    for _ in 0..rounds {
        let within: Vec<Vec<Pattern>> =
            (0..dice.below(4)).map(|_| (0..=dice.below(3)).map(|_| pattern(&mut dice)).collect()).collect();
        let without: Vec<Pattern> = (0..dice.below(4)).map(|_| pattern(&mut dice)).collect();
        let groups: Vec<Vec<&Pattern>> = within.iter().map(|group| group.iter().collect()).collect();
        let refused: Vec<&Pattern> = without.iter().collect();
        let fits = |text: &str| {
            within.iter().all(|group| group.iter().any(|p| p.matches(text))) && !without.iter().any(|p| p.matches(text))
        };
        let found = find(&groups, &refused, &mut Budget::default());
        assert_eq!(exists(&groups, &refused, &mut Budget::default()), found.is_text());
        // The product must come to the same without choosing and stripping, wherever in the words the patterns lie.
        let (all, long) = (Pattern::everything(), Pattern::exactly(dice.below(130), Class::Digit));
        let idle = vec![all.0.as_slice(), long.0.as_slice()];
        let own = within.iter().map(|group| group.iter().map(|p| p.0.as_slice()).collect());
        let slices: Vec<Vec<&[Token]>> = [idle].into_iter().chain(own).collect();
        let others: Vec<&[Token]> = without.iter().map(|p| p.0.as_slice()).collect();
        let plain = search::shortest(&slices, &others, usize::MAX, &mut Budget::default()).unwrap();
        let length = |text: &String| text.chars().count();
        assert_eq!(plain.as_ref().map(length), found.clone().text().as_ref().map(length), "{within:?} - {without:?}");
        assert!(plain.is_none_or(|text| fits(&text)), "{within:?} - {without:?}");
        let shortest = texts.iter().find(|text| fits(text));
        match (&found, shortest) {
            (Found::Text(text), Some(expected)) => {
                assert!(fits(text), "{text} {within:?} - {without:?}");
                assert_eq!(length(text), length(expected), "{within:?} - {without:?}");
                hits += 1;
            }
            (Found::Text(text), None) => {
                assert!(fits(text), "{text} {within:?} - {without:?}");
                assert!(length(text) > longest, "{text} {within:?} - {without:?}");
            }
            (Found::Nothing, None) => misses += 1,
            other => panic!("{other:?} {within:?} - {without:?}"),
        }
    }
    assert!(hits * 5 > rounds && misses * 20 > rounds, "{hits} {misses}");
}

#[test]
fn the_search_agrees_with_trying_all_short_texts() {
    // `z` stands in no pattern.
    agrees_with_trying(&['a', 'b', ':', 'z'], 7, 400, Dice(1), |dice| {
        let tokens = (0..dice.below(7)).map(|_| ['a', 'b', ':', '?', '*', '*'][dice.below(6)]);
        Pattern::glob(&tokens.collect::<String>())
    });
}

#[test]
fn the_search_agrees_with_trying_for_classes_and_cases_too() {
    // One character of each kind that the classes tell apart, named by a pattern or not.
    let alphabet = ['a', 'b', 'c', 'z', 'A', 'B', 'Z', '1', '2', ':', ' ', 'é', 'ü'];
    agrees_with_trying(&alphabet, 3, 1500, Dice(2), Dice::pattern);
}

#[test]
fn witnesses_are_pretty() {
    let find = |within: &[Pattern], without: &[Pattern]| {
        let groups: Vec<Vec<&Pattern>> = within.iter().map(|pattern| vec![pattern]).collect();
        find(&groups, &without.iter().collect::<Vec<_>>(), &mut Budget::default()).text()
    };
    let glob = Pattern::glob;
    assert_eq!(find(&[glob("b/*")], &[glob("b/")]).unwrap(), "b/a");
    assert_eq!(find(&[glob("b/?*")], &[glob("b/a*"), glob("b/b*")]).unwrap(), "b/c");
    assert_eq!(find(&[Pattern::digits(12)], &[]).unwrap(), "111111111111");
    assert_eq!(find(&[Pattern::digits(12)], &[glob("111*")]).unwrap(), "112222222222");
    assert_eq!(find(&[glob("s3:*Object"), Pattern::folded_glob("S3:get*")], &[]).unwrap(), "s3:getObject");
    let organization = Pattern::literal("o-").concat(&Pattern::at_least(10, Class::LowerAlphanumeric));
    assert_eq!(find(&[organization], &[glob("o-a1b2c3d4e5")]).unwrap(), "o-aaaaaaaaaa");
    assert_eq!(
        find(&[glob("prod-data-eu/raw/*/2026/*.parquet"), glob("prod-*/raw/*")], &[glob("*/raw//*")]).unwrap(),
        "prod-data-eu/raw/b/2026/.parquet"
    );
    assert_eq!(find(&[], &[]).unwrap(), "");
}

#[test]
fn segments_of_an_arn_keep_their_wildcards() {
    let users = Pattern::arn("arn:aws:iam::*:user/*").unwrap();
    assert!(users.matches("arn:aws:iam::111122223333:user/a:b"));
    assert!(!users.matches("arn:aws:iam::1:2:user/a"));
    assert!(Pattern::glob("arn:aws:iam::*:user/*").matches("arn:aws:iam::1:2:user/a"));
    assert_eq!(Pattern::arn("arn:aws:iam::*"), None);
    assert_eq!(Pattern::arn("*"), None);
    assert!(Pattern::arn(":::::").unwrap().matches(":::::"));
    assert!(Pattern::folded_arn("ARN:aws:S3:::Bucket").unwrap().matches("arn:AWS:s3:::Bucket"));
    assert!(!Pattern::folded_arn("arn:aws:s3:::Bucket").unwrap().matches("arn:aws:s3:::bucket"));
    let all = Pattern::arn("*:*:*:*:*:*").unwrap();
    assert_eq!(is_subset(&users, &[&all], &mut Budget::default()), Some(true));
    assert_eq!(is_subset(&all, &[&users], &mut Budget::default()), Some(false));
    assert_eq!(is_subset(&all, &[&Pattern::glob("*:*:*:*:*:*")], &mut Budget::default()), Some(true));
    assert_eq!(is_subset(&Pattern::glob("*:*:*:*:*:*"), &[&all], &mut Budget::default()), Some(true));
}

#[test]
fn everything_is_told_from_nearly_everything() {
    assert!(Pattern::glob("**").is_universal());
    assert!(Pattern::run(Class::Digit).concat(&Pattern::run(Class::Any)).is_universal());
    assert!(!Pattern::glob("?*").is_universal() && !Pattern::run(Class::NotColon).is_universal());
    assert_eq!(Pattern::literal("a*").as_literal().as_deref(), Some("a*"));
    assert_eq!(Pattern::glob("a*").as_literal(), None);
    assert_eq!(intersects(&Pattern::glob("*.csv"), &Pattern::glob("*.parquet"), &mut Budget::of(5)), Some(false));
}

#[test]
fn hostile_queries_stay_within_the_budget() {
    let own: Vec<Pattern> = (0..20).map(|n| Pattern::glob(&format!("{}{n}", "*a?".repeat(50 + n)))).collect();
    let groups: Vec<Vec<&Pattern>> = own.iter().map(|pattern| vec![pattern]).collect();
    let start = std::time::Instant::now();
    find(&groups, &[], &mut Budget::default());
    find(&[own.iter().collect(), own.iter().rev().collect()], &[&own[3]], &mut Budget::default());
    let refused: Vec<&Pattern> = own.iter().collect();
    find(&[vec![&Pattern::glob("*b*")]], &refused, &mut Budget::default());
    let letters: String = ('\u{4e00}'..'\u{9000}').flat_map(|c| [c, '*']).collect();
    let wide = Pattern::glob(&letters);
    assert_eq!(
        find(&[vec![&wide], vec![&Pattern::glob("*x*")]], &[&own[0]], &mut Budget::default()),
        Found::OutOfBudget
    );
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
