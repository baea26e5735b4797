//! Does a text match a pattern?
//!
//! A text is a pattern of which each token is one character, so the same walk tells more: a pattern that "matches" the
//! tokens of another takes all texts that the other takes.

use super::{Class, Token, is_universal};

/// Whether the pattern takes the whole text. At most (length of the text) x (length of the pattern) steps.
///
/// Of a text with wildcards, `true` is certain; `false` says nothing.
pub(super) fn matches(tokens: &[Token], text: impl Iterator<Item = Token> + Clone) -> bool {
    let (mut position, mut rest) = (0, text);
    // Where the last run is, and the text that it has not taken yet: it takes one character more at a time.
    // An earlier run over all characters need not be thought of again, since the later one can take its part.
    let mut last_run = None;
    loop {
        let mut after = rest.clone();
        match (tokens.get(position), after.next()) {
            (None, None) => return true,
            (Some(Token::Run(Class::Any)), _) => {
                if position + 1 == tokens.len() {
                    return true;
                }
                last_run = Some((position, rest.clone()));
            }
            (Some(Token::Run(_)), _) => {
                let (start, from) = last_run.unwrap_or((position, rest));
                return walk(&tokens[start..], from);
            }
            (Some(token), Some(taken)) if token.covers(taken) => rest = after,
            _ => {
                let Some((start, mut longer)) = last_run else { return false };
                if longer.next().is_none() {
                    return false;
                }
                last_run = Some((start, longer.clone()));
                (position, rest) = (start, longer);
            }
        }
        position += 1;
    }
}

/// The same with all the positions that the pattern can have, a bit each: right for runs of every class.
fn walk(tokens: &[Token], text: impl Iterator<Item = Token>) -> bool {
    let words = tokens.len() / 64 + 1;
    let (mut few, mut many);
    // Patterns of usual length need nothing from the heap.
    let (mut now, mut next) = if words <= 4 {
        few = [0_u64; 8];
        few[..2 * words].split_at_mut(words)
    } else {
        many = vec![0_u64; 2 * words];
        many.split_at_mut(words)
    };
    enter(tokens, now, 0);
    for taken in text {
        next.fill(0);
        let mut alive = false;
        for (word, bits) in now.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let position = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(token) = tokens.get(position).filter(|token| token.covers(taken)) else { continue };
                if is_universal(&tokens[position..]) {
                    return true;
                }
                alive = true;
                enter(tokens, next, position + usize::from(!matches!(token, Token::Run(_))));
            }
        }
        if !alive {
            return false;
        }
        std::mem::swap(&mut now, &mut next);
    }
    now[tokens.len() / 64] >> (tokens.len() % 64) & 1 == 1
}

/// Adds a position, and those behind the runs that it stands before.
fn enter(tokens: &[Token], positions: &mut [u64], mut position: usize) {
    positions[position / 64] |= 1 << (position % 64);
    while matches!(tokens.get(position), Some(Token::Run(_))) {
        position += 1;
        positions[position / 64] |= 1 << (position % 64);
    }
}
