//! Images: the caller says which of them there are, and what shows the others.

use std::rc::Rc;

use lark_api::ids::ImageKey;

use crate::{
    links,
    model::{Document, Image, Piece, Span},
    warning::Loss,
};

/// As long as a key is: stands for one while it is not known yet.
pub const PLACEHOLDER: &str = "img_v3_00000_00000000-0000-0000-0000-00000000000g";

/// What becomes of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageAnswer {
    Shown(ImageKey),
    /// Its address is shown instead, and why.
    Address(String),
}

impl Document {
    /// Decides about every image; to be done once, before rendering. Asked once a use.
    pub fn settle_images(&mut self, answer: &mut dyn FnMut(&str) -> ImageAnswer) {
        let mut warnings = std::mem::take(&mut self.warnings);
        self.for_each_spans(&mut |spans| {
            if !spans.iter().any(|span| matches!(span.piece, Piece::Image(_))) {
                return;
            }
            let mut settled = Vec::with_capacity(spans.len());
            for span in std::mem::take(spans) {
                let Piece::Image(image) = &span.piece else {
                    settled.push(span);
                    continue;
                };
                match answer(&image.source) {
                    ImageAnswer::Shown(key) => {
                        let image = Image { key: Some(key), ..image.clone() };
                        settled.push(span.with(Piece::Image(image)));
                    }
                    ImageAnswer::Address(reason) => {
                        let source = image.source.clone();
                        warnings.add(Loss::Image { source, reason }, span.line);
                        address(&span, image, &mut settled);
                    }
                }
            }
            *spans = settled;
        });
        self.warnings = warnings;
    }
}

/// What stands for an image that is not shown: its description, leading to it.
pub(crate) fn address(span: &Span, image: &Image, spans: &mut Vec<Span>) {
    let text = |text: String, link: Option<Rc<str>>| {
        let mut span = span.with(Piece::Text(text));
        span.link = link;
        span
    };
    let is_address = links::is_address(&image.source);
    let own = is_address.then(|| Rc::from(image.source.as_str()));
    match (image.alt.is_empty(), &span.link) {
        (false, None) if is_address => spans.push(text(image.alt.clone(), own)),
        (true, None) => spans.push(text(image.source.clone(), own)),
        (true, Some(outer)) if **outer == *image.source => {
            spans.push(text(image.source.clone(), own));
        }
        (_, outer) => {
            let alt = if image.alt.is_empty() { "image" } else { &image.alt };
            spans.push(text(alt.to_owned(), outer.clone()));
            spans.push(text(" (".to_owned(), None));
            spans.push(text(image.source.clone(), own));
            spans.push(text(")".to_owned(), None));
        }
    }
    if !image.title.is_empty() {
        spans.push(text(format!(" ({})", image.title), None));
    }
}
