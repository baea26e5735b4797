//! Parses mapping templates: the directives and expressions of Velocity that choose headers.
//!
//! What is not understood is an error, which names it. Text between directives is passed on for its references.

mod expression;

pub(super) use expression::{Expression, Step, parse};

/// A piece of a template, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// `#set(TARGET = VALUE)`
    Set {
        line: usize,
        target: Expression,
        value: Expression,
    },
    /// A reference in the text; it is evaluated, and may change something: `$list.add("x")`.
    Text {
        line: usize,
        reference: Expression,
    },
    If {
        branches: Vec<(Expression, Vec<Node>)>,
        otherwise: Vec<Node>,
    },
    Foreach {
        variable: String,
        list: Expression,
        body: Vec<Node>,
    },
}

/// No person nests this deep, and none writes as many directives.
const DEPTH: usize = 40;
const NODES: usize = 2_000;

/// The nodes of a template; else the construct that is not understood.
pub(super) fn nodes(template: &str) -> Result<Vec<Node>, String> {
    let mut parser = Parser { template, at: 0, count: 0 };
    let (nodes, end) = parser.block(0)?;
    match end {
        End::Template => Ok(nodes),
        _ => Err(format!("a directive without #if at line {}", parser.line(parser.at))),
    }
}

struct Parser<'t> {
    template: &'t str,
    at: usize,
    count: usize,
}

/// What closed a block.
enum End {
    Template,
    End,
    Else,
    ElseIf(Expression),
}

impl<'t> Parser<'t> {
    fn block(&mut self, depth: usize) -> Result<(Vec<Node>, End), String> {
        if depth > DEPTH {
            return Err("directives nest too deep".to_owned());
        }
        let mut nodes = Vec::new();
        loop {
            self.count += 1;
            if self.count > NODES {
                return Err("the template is too long".to_owned());
            }
            let Some(start) = self.template[self.at..].find(['#', '$']).map(|found| self.at + found) else {
                self.at = self.template.len();
                return Ok((nodes, End::Template));
            };
            self.at = start;
            let rest = &self.template[start..];
            if self.template[..start].ends_with('\\') {
                return Err(format!("an escape at line {}", self.line(start)));
            }
            if rest.starts_with('$') {
                nodes.extend(self.reference(start)?);
            } else if rest.starts_with("##") {
                self.at = rest.find('\n').map_or(self.template.len(), |end| start + end);
            } else if rest.starts_with("#*") {
                self.at = rest.find("*#").map_or(self.template.len(), |end| start + end + 2);
            } else if let Some(end) = self.directive(start, depth, &mut nodes)? {
                return Ok((nodes, end));
            }
        }
    }

    /// A reference in the text. What only looks like one is text.
    fn reference(&mut self, start: usize) -> Result<Option<Node>, String> {
        let line = self.line(start);
        match expression::reference(&self.template[start..]).map_err(|what| format!("{what} at line {line}"))? {
            Some((reference, length)) => {
                self.at = start + length;
                Ok(Some(Node::Text { line, reference }))
            }
            None => {
                self.at = start + 1;
                Ok(None)
            }
        }
    }

    fn directive(&mut self, start: usize, depth: usize, nodes: &mut Vec<Node>) -> Result<Option<End>, String> {
        let line = self.line(start);
        let rest = &self.template[start + 1..];
        let plain = |text: &'t str| &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())];
        let braced = rest.strip_prefix('{').map(plain).filter(|word| rest[1 + word.len()..].starts_with('}'));
        let word = braced.unwrap_or_else(|| plain(rest));
        self.at = start + 1 + word.len() + if braced.is_some() { 2 } else { 0 };
        let error = |what: String| format!("{what} at line {line}");
        match word {
            "end" => return Ok(Some(End::End)),
            "else" => return Ok(Some(End::Else)),
            "elseif" => {
                let argument = self.argument().map_err(error)?;
                return Ok(Some(End::ElseIf(parse(argument).map_err(error)?)));
            }
            "if" => {
                let argument = self.argument().map_err(error)?;
                let condition = parse(argument).map_err(error)?;
                nodes.push(self.branches(condition, depth)?);
            }
            "set" => {
                let argument = self.argument().map_err(error)?;
                let (target, value) = expression::assignment(argument).map_err(error)?;
                nodes.push(Node::Set { line, target, value });
            }
            "foreach" => {
                let argument = self.argument().map_err(error)?;
                let (variable, list) = expression::iteration(argument).map_err(error)?;
                let (body, end) = self.block(depth + 1)?;
                let End::End = end else { return Err(error("#foreach without #end".to_owned())) };
                nodes.push(Node::Foreach { variable, list, body });
            }
            // `# set(...)` and `#colour` are text to Velocity.
            "" => self.at = start + 1,
            _ if STRANGE.contains(&word) || self.template[self.at..].starts_with('(') => {
                return Err(error(format!("#{word}")));
            }
            _ => {}
        }
        Ok(None)
    }

    fn branches(&mut self, condition: Expression, depth: usize) -> Result<Node, String> {
        let mut branches = Vec::new();
        let mut condition = condition;
        loop {
            let (body, end) = self.block(depth + 1)?;
            branches.push((condition, body));
            match end {
                End::End => return Ok(Node::If { branches, otherwise: Vec::new() }),
                End::ElseIf(next) => condition = next,
                End::Else => {
                    let (otherwise, End::End) = self.block(depth + 1)? else {
                        return Err("#else without #end".to_owned());
                    };
                    return Ok(Node::If { branches, otherwise });
                }
                End::Template => return Err("#if without #end".to_owned()),
            }
        }
    }

    /// What stands in the parentheses that follow.
    fn argument(&mut self) -> Result<&str, String> {
        let rest = &self.template[self.at..];
        let open = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !rest[open..].starts_with('(') {
            return Err("a directive without parentheses".to_owned());
        }
        let length = expression::closed(&rest[open..]).ok_or("parentheses that do not close")?;
        self.at += open + length;
        Ok(&rest[open + 1..open + length - 1])
    }

    fn line(&self, at: usize) -> usize {
        self.template[..at].matches('\n').count() + 1
    }
}

/// Directives that change the course of a template.
const STRANGE: [&str; 8] = ["break", "define", "evaluate", "include", "macro", "parse", "return", "stop"];
