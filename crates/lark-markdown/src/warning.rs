//! What is shown otherwise than Markdown would have it, said with its place.

use std::fmt;

/// Something that is shown otherwise than it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub loss: Loss,
    /// The first line it is on, from 1.
    pub line: usize,
    /// How often it is so.
    pub count: usize,
}

/// What is shown otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Posts and texts have no style for code in a line.
    InlineCode,
    /// Lark does not colour this language.
    Language(String),
    /// Code stands beside the list or the quote it is in.
    NestedCode,
    /// Posts show no headings deeper than the third level as such.
    HeadingLevel,
    /// Texts have no styles.
    Style,
    /// A table became a block of fixed width.
    Table(TableReason),
    /// The header of a card's table is plain.
    HeaderStyle,
    /// A row has more cells than the table has columns.
    ExtraCells,
    /// A list or quote so deep that its marks are left out.
    Depth,
    /// A link's or an image's title stands behind it.
    Title,
    /// Where a link leads is no address that Lark opens.
    Address(String),
    /// A definition that no link uses.
    Definition,
    /// HTML is shown as it is written.
    Html,
    /// An image stands on a line of its own.
    ImageLine,
    /// An image became a link or its address.
    Image { source: String, reason: String },
    /// Nobody, or more than one, has that name.
    Nobody { name: String, reason: String },
    /// Mentions that text of this origin may not make.
    Inert,
    /// Everybody is mentioned only when that is asked for.
    Everybody,
    /// Something that Lark would take for a tag has an invisible character in it.
    BrokenTag,
    /// A block was cut in two, being too long for one message.
    Cut,
    /// There is more than is listed.
    More,
}

/// Why a table is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableReason {
    /// Posts have none.
    Post,
    Text,
    /// Cards have them only outside everything else.
    Nested,
    /// More or larger than a card takes.
    Limits,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InlineCode => f.write_str("code in a line is shown between backticks"),
            Self::Language(language) => {
                write!(f, "Lark colours no {language}; the language is named above the code")
            }
            Self::NestedCode => f.write_str("code stands beside the list or quote it is in"),
            Self::HeadingLevel => f.write_str("a deep heading is shown like one of level 3"),
            Self::Style => f.write_str("a text has no styles; the words are there"),
            Self::Table(reason) => {
                let why = match reason {
                    TableReason::Post => "a post has no tables",
                    TableReason::Text => "a text has no tables",
                    TableReason::Nested => "it stands in a list or a quote",
                    TableReason::Limits => "it is more than a card takes",
                };
                write!(f, "a table is shown as lines of fixed width: {why}")
            }
            Self::HeaderStyle => f.write_str("the header of a table has no styles and links"),
            Self::ExtraCells => f.write_str("cells beyond the last column stand in the last one"),
            Self::Depth => f.write_str("what is nested very deeply is shown less deep"),
            Self::Title => f.write_str("the title of a link or an image stands behind it"),
            Self::Address(address) => {
                write!(f, "`{address}` is no address on the web; it is shown as text")
            }
            Self::Definition => f.write_str("a definition that no link uses is shown as text"),
            Self::Html => f.write_str("HTML is shown as it is written"),
            Self::ImageLine => f.write_str("an image stands on a line of its own"),
            Self::Image { source, reason } => {
                write!(f, "the image {source} is shown as its address: {reason}")
            }
            Self::Nobody { name, reason } => write!(f, "@{name} mentions nobody: {reason}"),
            Self::Inert => {
                f.write_str("mentions in text from a file or a pipe are shown, not made")
            }
            Self::Everybody => f.write_str("everybody is mentioned only when that is asked for"),
            Self::BrokenTag => f.write_str(
                "what Lark would take for a tag has an invisible character in it (U+2060)",
            ),
            Self::More => f.write_str("more is shown otherwise than is listed here"),
            Self::Cut => f.write_str("a block too long for one message goes on in the next"),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.loss)?;
        if self.count > 1 { write!(f, " ({} times)", self.count) } else { Ok(()) }
    }
}

/// Warnings, those about the same counted together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warnings(Vec<Warning>);

impl Warnings {
    pub(crate) fn add(&mut self, loss: Loss, line: usize) {
        if let Some(warning) = self.0.iter_mut().find(|warning| warning.loss == loss) {
            warning.count += 1;
            warning.line = warning.line.min(line);
            return;
        }
        // Enough to act on; thousands of different ones help nobody and cost time.
        let loss = if self.0.len() < MOST { loss } else { Loss::More };
        if self.0.len() <= MOST {
            self.0.push(Warning { loss, line, count: 1 });
        }
    }

    /// In the order of their lines.
    pub(crate) fn into_list(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| warning.line);
        self.0
    }
}

const MOST: usize = 200;
