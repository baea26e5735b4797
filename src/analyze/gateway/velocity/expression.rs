//! Expressions of Velocity: references, literals, comparisons.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Expression {
    /// A text in quotes; in double quotes references in it are replaced.
    Text {
        text: String,
        replaced: bool,
    },
    Boolean(bool),
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
    /// `$root.step.step(...)[...]`
    Reference {
        root: String,
        steps: Vec<Step>,
    },
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Equal(Box<Expression>, Box<Expression>),
    /// Something else, made of these: numbers, sums, orders.
    Other(Vec<Expression>),
}

/// A step of a reference.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Step {
    Member(String),
    Call(String, Vec<Expression>),
    Item(Expression),
}

/// No person nests this deep, or joins so many parts.
const DEPTH: usize = 30;
const PARTS: usize = 100;

/// An expression that is all of a text.
pub(in super::super) fn parse(text: &str) -> Result<Expression, String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let found = reader.either()?;
    reader.blank();
    if reader.at == text.len() { Ok(found) } else { Err("an expression".to_owned()) }
}

/// `$target = value`
pub(super) fn assignment(text: &str) -> Result<(Expression, Expression), String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.blank();
    let target = reader.reference()?.ok_or("#set of no reference")?;
    if !reader.take("=") {
        return Err("#set without =".to_owned());
    }
    Ok((target, parse(&text[reader.at..])?))
}

/// `$variable in list`
pub(super) fn iteration(text: &str) -> Result<(String, Expression), String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.blank();
    let Some(Expression::Reference { root, steps }) = reader.reference()? else {
        return Err("#foreach of no reference".to_owned());
    };
    if !steps.is_empty() || !reader.take("in") {
        return Err("#foreach".to_owned());
    }
    Ok((root, parse(&text[reader.at..])?))
}

/// A reference at the start of a text, and its length. `None`: it is none.
pub(super) fn reference(text: &str) -> Result<Option<(Expression, usize)>, String> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let found = reader.reference()?;
    Ok(found.map(|found| (found, reader.at)))
}

/// The length of a text in parentheses, up to the one that closes the first.
pub(super) fn closed(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn either(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("expressions nest too deep".to_owned());
        }
        let mut left = self.both()?;
        for _ in 0..PARTS {
            if !self.take("||") && !self.take("or") {
                self.depth -= 1;
                return Ok(left);
            }
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Err("an expression that is too long".to_owned())
    }

    fn both(&mut self) -> Result<Expression, String> {
        let mut left = self.comparison()?;
        for _ in 0..PARTS {
            if !self.take("&&") && !self.take("and") {
                return Ok(left);
            }
            left = Expression::And(Box::new(left), Box::new(self.comparison()?));
        }
        Err("an expression that is too long".to_owned())
    }

    fn comparison(&mut self) -> Result<Expression, String> {
        let left = self.sum()?;
        if self.take("==") || self.take("eq") {
            return Ok(Expression::Equal(Box::new(left), Box::new(self.sum()?)));
        }
        if self.take("!=") || self.take("ne") {
            let equal = Expression::Equal(Box::new(left), Box::new(self.sum()?));
            return Ok(Expression::Not(Box::new(equal)));
        }
        for order in ["<=", ">=", "<", ">", "lt", "gt", "le", "ge"] {
            if self.take(order) {
                return Ok(Expression::Other(vec![left, self.sum()?]));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut parts = vec![self.unary()?];
        while ["+", "-", "*", "/", "%"].iter().any(|operator| self.take(operator)) {
            parts.push(self.unary()?);
        }
        if parts.len() > 1 { Ok(Expression::Other(parts)) } else { parts.pop().ok_or_else(String::new) }
    }

    fn unary(&mut self) -> Result<Expression, String> {
        let mut negated = false;
        self.blank();
        while (!self.rest().starts_with("!=") && self.take("!")) || self.take("not") {
            negated = !negated;
        }
        let found = self.primary()?;
        Ok(if negated { Expression::Not(Box::new(found)) } else { found })
    }

    fn primary(&mut self) -> Result<Expression, String> {
        self.blank();
        let Some(first) = self.rest().chars().next() else { return Err("an expression that ends".to_owned()) };
        match first {
            '(' => {
                self.at += 1;
                let inner = self.either()?;
                if self.take(")") { Ok(inner) } else { Err("parentheses".to_owned()) }
            }
            '\'' | '"' => self.quoted(first),
            '$' => self.reference()?.ok_or_else(|| "a reference".to_owned()),
            '[' => {
                self.at += 1;
                self.items("]").map(Expression::List)
            }
            '{' => self.map(),
            '0'..='9' => {
                let length = self.rest().find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest().len());
                self.at += length;
                Ok(Expression::Other(Vec::new()))
            }
            _ if self.take("true") => Ok(Expression::Boolean(true)),
            _ if self.take("false") => Ok(Expression::Boolean(false)),
            _ if self.take("null") => Ok(Expression::Other(Vec::new())),
            _ => Err("an expression".to_owned()),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Expression, String> {
        let start = self.at + 1;
        let Some(length) = self.text[start..].find(quote) else { return Err("a text without end".to_owned()) };
        let text = &self.text[start..start + length];
        self.at = start + length + 1;
        // Two quotes in a row stand for one within a text.
        if self.rest().starts_with(quote) {
            return Err("a quote within a text".to_owned());
        }
        // `"^https://a$"` holds no reference.
        let refers = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || "_!{".contains(c));
        let replaced = quote == '"' && (text.contains('#') || text.split('$').skip(1).any(refers));
        Ok(Expression::Text { text: text.to_owned(), replaced })
    }

    fn map(&mut self) -> Result<Expression, String> {
        self.at += 1;
        let mut pairs = Vec::new();
        while !self.take("}") {
            let key = self.either()?;
            if !self.take(":") {
                return Err("a map".to_owned());
            }
            pairs.push((key, self.either()?));
            if !self.take(",")
                && !{
                    self.blank();
                    self.rest().starts_with('}')
                }
            {
                return Err("a map".to_owned());
            }
        }
        Ok(Expression::Map(pairs))
    }

    /// Expressions between commas, up to the end mark.
    fn items(&mut self, end: &str) -> Result<Vec<Expression>, String> {
        let mut items = Vec::new();
        if self.take(end) {
            return Ok(items);
        }
        loop {
            items.push(self.either()?);
            if self.take(end) {
                return Ok(items);
            }
            if !self.take(",") {
                return Err("a list".to_owned());
            }
        }
    }

    fn reference(&mut self) -> Result<Option<Expression>, String> {
        let start = self.at;
        self.at += 1;
        if self.rest().starts_with('!') {
            self.at += 1;
        }
        let braced = self.rest().starts_with('{');
        if braced {
            self.at += 1;
        }
        let Some(root) = self.name() else {
            self.at = start;
            return Ok(None);
        };
        let mut steps = Vec::new();
        loop {
            if self.rest().starts_with('[') {
                self.at += 1;
                let item = self.either()?;
                if !self.take("]") {
                    return Err("an index".to_owned());
                }
                steps.push(Step::Item(item));
                continue;
            }
            let dot = self.at;
            if !self.rest().starts_with('.') {
                break;
            }
            self.at += 1;
            let Some(name) = self.name() else {
                self.at = dot;
                break;
            };
            if self.rest().starts_with('(') {
                self.at += 1;
                steps.push(Step::Call(name.to_owned(), self.items(")")?));
            } else {
                steps.push(Step::Member(name.to_owned()));
            }
        }
        if braced && !self.take("}") {
            return Err("a reference in braces".to_owned());
        }
        Ok(Some(Expression::Reference { root: root.to_owned(), steps }))
    }

    /// A name; hyphens belong to it.
    fn name(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let is_name = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        is_name.then(|| {
            self.at += length;
            &rest[..length]
        })
    }

    /// Takes a word or sign, after blanks. A word ends where no letter follows.
    fn take(&mut self, sign: &str) -> bool {
        let before = self.at;
        self.blank();
        let rest = self.rest();
        let is_word = sign.starts_with(|c: char| c.is_ascii_alphabetic());
        let follows = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let fits = rest.strip_prefix(sign).is_some_and(|after| !is_word || !follows(after));
        self.at = if fits { self.at + sign.len() } else { before };
        fits
    }

    fn blank(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }
}
