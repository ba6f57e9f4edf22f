//! Whom a text names: asked of the caller, who knows where to look.

/// Somebody who can be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub name: String,
}

/// What is known about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// And how many bytes of the text are the name.
    Person(Person, usize),
    /// Nobody to mention, and why: it stands in the warning.
    Nobody(String),
}

/// Finds people by their names. Asked only where a text names somebody.
pub trait People {
    /// Who is meant by what follows an `@`: `after` begins with the name and goes on to the end of
    /// the line; `word` is its beginning up to where a name usually ends.
    fn find(&mut self, after: &str, word: &str) -> Found;
}

/// Where nobody can be looked for.
pub struct NoPeople;

impl People for NoPeople {
    fn find(&mut self, _: &str, _: &str) -> Found {
        Found::Nobody("nobody of that name is known here".to_owned())
    }
}
