//! The few characters that a search must try: those that patterns name, and one for each kind of all others.

use super::super::class::{self, Class};
use super::{Token, set};

/// A character, and what it does at each position.
pub(super) struct Letter<'a> {
    /// Whether another letter does the same at each position whose token does not name this one.
    pub has_stand_in: bool,
    /// Positions before a token that names this character.
    pub named: &'a [u64],
    /// Positions before a token that takes this character once.
    pub moves: &'a [u64],
    /// Positions before a run that takes this character.
    pub stays: &'a [u64],
}

/// The characters that a search tries.
pub(super) struct Letters {
    /// Each with whether some other stands in for it, best-looking first.
    pub characters: Vec<(char, bool)>,
    /// How many words hold all positions.
    words: usize,
    /// Three rows of words for each letter.
    rows: Vec<u64>,
}

/// The classes that the patterns use, a bit each.
type Classes = u16;

/// The characters that matter, with whether some other stands in for one, best-looking first.
pub(super) fn characters<'a>(patterns: impl Iterator<Item = &'a [Token]>) -> Vec<(char, bool)> {
    let (mut ascii, mut beyond, mut used): (u128, Vec<char>, Classes) = (0, Vec::new(), 0);
    for token in patterns.flatten() {
        match *token {
            Token::Only(c) => match class::bit(c) {
                Some(bit) => ascii |= bit,
                None => beyond.push(c),
            },
            Token::Folded(c) => {
                ascii |= class::bit(c).unwrap_or(0) | class::bit(c.to_ascii_uppercase()).unwrap_or(0);
            }
            Token::One(class) | Token::Run(class) => used |= 1 << class.index(),
        }
    }
    beyond.sort_unstable();
    beyond.dedup();
    let others = stand_ins(ascii, &beyond, used);
    let kinds: Vec<Classes> = others.iter().map(|c| classes_of(*c, used)).collect();
    let named = (0..128_u8).map(char::from).filter(|c| class::bit(*c).is_some_and(|bit| ascii & bit != 0));
    let mut all: Vec<(char, bool)> = named.chain(beyond).map(|c| (c, kinds.contains(&classes_of(c, used)))).collect();
    all.extend(others.into_iter().map(|c| (c, false)));
    all.sort_unstable_by_key(|(c, _)| class::rank(*c));
    all
}

/// One character for each set of classes that some unnamed character is in.
fn stand_ins(ascii: u128, beyond: &[char], used: Classes) -> Vec<char> {
    let mut blocks = vec![!ascii];
    for class in Class::all().filter(|class| used >> class.index() & 1 == 1 && class.ascii() != u128::MAX) {
        for place in 0..blocks.len() {
            let (inside, outside) = (blocks[place] & class.ascii(), blocks[place] & !class.ascii());
            if inside != 0 && outside != 0 {
                blocks[place] = inside;
                blocks.push(outside);
            }
        }
    }
    let mut found: Vec<char> = blocks.into_iter().filter_map(class::prettiest).collect();
    // Characters outside of ASCII are in the same classes, all of them.
    let foreign = ('\u{e9}'..).find(|c| beyond.binary_search(c).is_err());
    if let Some(foreign) = foreign
        && !found.iter().any(|c| classes_of(*c, used) == classes_of(foreign, used))
    {
        found.push(foreign);
    }
    found
}

fn classes_of(c: char, used: Classes) -> Classes {
    Class::all()
        .filter(|class| used >> class.index() & 1 == 1 && class.contains(c))
        .fold(0, |all, class| all | 1 << class.index())
}

impl Letters {
    /// The letters for these characters. The patterns lie side by side, each with one position more than it has tokens.
    pub fn new<'a>(patterns: impl Iterator<Item = &'a [Token]>, characters: Vec<(char, bool)>, words: usize) -> Self {
        let mut letters = Self { words, rows: vec![0; characters.len() * 3 * words], characters };
        // Where a class stands alone, and where as a run; only for classes that occur.
        let mut classes: [Option<(Vec<u64>, Vec<u64>)>; Class::COUNT] = Default::default();
        let mut position = 0;
        for pattern in patterns {
            for token in pattern {
                match *token {
                    Token::Only(c) => letters.name(c, position),
                    Token::Folded(c) => {
                        letters.name(c, position);
                        letters.name(c.to_ascii_uppercase(), position);
                    }
                    Token::One(class) | Token::Run(class) => {
                        let (once, run) =
                            classes[class.index()].get_or_insert_with(|| (vec![0; words], vec![0; words]));
                        set(if matches!(token, Token::Run(_)) { run } else { once }, position);
                    }
                }
                position += 1;
            }
            position += 1;
        }
        for (class, uses) in Class::all().zip(classes) {
            let Some((once, run)) = uses else { continue };
            for place in 0..letters.characters.len() {
                if class.contains(letters.characters[place].0) {
                    let [_, moves, stays] = letters.rows_of(place);
                    moves.iter_mut().zip(&once).for_each(|(moves, once)| *moves |= once);
                    stays.iter_mut().zip(&run).for_each(|(stays, run)| *stays |= run);
                }
            }
        }
        letters
    }

    /// All letters, those that read best first.
    pub fn iter(&self) -> impl Iterator<Item = Letter<'_>> {
        self.characters.iter().zip(self.rows.chunks_exact(3 * self.words)).map(|((_, has_stand_in), rows)| {
            let (named, rest) = rows.split_at(self.words);
            let (moves, stays) = rest.split_at(self.words);
            Letter { has_stand_in: *has_stand_in, named, moves, stays }
        })
    }

    /// Notes that the token behind a position names this character.
    fn name(&mut self, c: char, position: usize) {
        if let Ok(place) = self.characters.binary_search_by_key(&class::rank(c), |(c, _)| class::rank(*c)) {
            let [named, moves, _] = self.rows_of(place);
            set(named, position);
            set(moves, position);
        }
    }

    fn rows_of(&mut self, place: usize) -> [&mut [u64]; 3] {
        let rows = &mut self.rows[place * 3 * self.words..(place + 1) * 3 * self.words];
        let (named, rest) = rows.split_at_mut(self.words);
        let (moves, stays) = rest.split_at_mut(self.words);
        [named, moves, stays]
    }
}
