//! Texts: plain lines. Nothing in them is a tag but the mentions that were settled.

use crate::{
    escape, fixed,
    flow::{Flow, Line},
    images,
    model::{Piece, Span, Style},
    post::backticked,
    warning::{Loss, Warnings},
};

/// The lines of a piece.
pub(crate) fn lines(flow: &Flow, warnings: &mut Warnings) -> Vec<String> {
    match flow {
        Flow::Line(line) => vec![line_text(line, warnings)],
        Flow::Blank => vec![String::new()],
        Flow::Rule => vec!["────────".to_owned()],
        Flow::Image(image) => vec![image.key.clone()],
        Flow::Code(code) => {
            let language = code.language.unwrap_or_default().to_lowercase();
            let fenced = format!("```{language}\n{}\n```", code.text);
            literal(&fenced, &code.prefix, code.line, warnings)
        }
        Flow::Table(table) => literal(&fixed::lines(table).join("\n"), "", 1, warnings),
        Flow::Fixed(fixed) => {
            let text = fixed::lines(&fixed.table).join("\n");
            literal(&text, &fixed.prefix, fixed.line, warnings)
        }
    }
}

fn literal(text: &str, prefix: &str, line: usize, warnings: &mut Warnings) -> Vec<String> {
    let text = escaped(text, line, warnings);
    text.split('\n').map(|line| format!("{prefix}{line}")).collect()
}

fn escaped(text: &str, line: usize, warnings: &mut Warnings) -> String {
    let (text, was_broken) = escape::text(text);
    if was_broken {
        warnings.add(Loss::BrokenTag, line);
    }
    text
}

fn line_text(line: &Line, warnings: &mut Warnings) -> String {
    let marks = line.heading.map_or(0, usize::from);
    let mut text = match marks {
        0 => line.prefix.clone(),
        level => format!("{}{} ", line.prefix, "#".repeat(level)),
    };
    let mut plain = String::new();
    let mut at = 1;
    for (number, span) in line.spans.iter().enumerate() {
        at = span.line;
        if span.style != Style::default() {
            warnings.add(Loss::Style, span.line);
        }
        if let Piece::Mention(mention) = &span.piece {
            text.push_str(&escaped(&std::mem::take(&mut plain), at, warnings));
            let name: String = mention.name.chars().filter(|c| !"<>\"".contains(*c)).collect();
            text.push_str(&format!("<at user_id=\"{}\">{name}</at>", mention.id));
            continue;
        }
        plain.push_str(&shown(span, warnings));
        let Some(link) = &span.link else { continue };
        let goes_on =
            line.spans.get(number + 1).is_some_and(|next| next.link.as_ref() == Some(link));
        if !goes_on && !plain.ends_with(link.as_ref()) {
            plain.push_str(&format!(" ({link})"));
        }
    }
    text.push_str(&escaped(&plain, at, warnings));
    text
}

fn shown(span: &Span, warnings: &mut Warnings) -> String {
    match &span.piece {
        Piece::Text(text) => text.clone(),
        Piece::Code(code) => {
            warnings.add(Loss::InlineCode, span.line);
            backticked(code)
        }
        Piece::Tag(tag) => tag.source.clone(),
        Piece::Image(image) => {
            let mut spans = Vec::new();
            images::address(span, image, &mut spans);
            fixed::plain(&spans)
        }
        Piece::Break | Piece::Mention(_) => String::new(),
    }
}
