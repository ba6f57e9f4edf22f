//! Converts Markdown from standard input: `convert post|card|text|auto`, or `convert time` for how
//! long 100 KB of it take.
#![allow(clippy::print_stdout)]

use std::{io::Read, time::Instant};

use lark_markdown::{Everybody, Length, Mentions, NoPeople, Options, Shape, parse, render};

fn main() {
    let word = std::env::args().nth(1).unwrap_or_default();
    let mut source = String::new();
    std::io::stdin().read_to_string(&mut source).expect("standard input is UTF-8");
    if word == "time" {
        return time(&source);
    }
    let shape = match word.as_str() {
        "post" => Some(Shape::Post),
        "card" => Some(Shape::Card),
        "text" => Some(Shape::Text),
        _ => None,
    };
    convert(&source, shape);
}

fn convert(source: &str, shape: Option<Shape>) {
    let mut document = parse(source);
    document.settle_people(Mentions::Made, Everybody::Never, &mut NoPeople);
    let options = Options { shape, title: None, length: Length::Split };
    let Ok(rendered) = render(&document, &options) else { return };
    rendered.contents.iter().for_each(|content| println!("{}", content.to_wire()));
    rendered.warnings.iter().for_each(|warning| println!("{warning}"));
}

/// The best of some runs, in milliseconds, on as much of the source as makes 100 KB.
fn time(source: &str) {
    let source = source.repeat(100 * 1024 / source.len().max(1) + 1);
    for shape in [Shape::Post, Shape::Card, Shape::Text] {
        let options = Options { shape: Some(shape), title: None, length: Length::Split };
        let runs = (0..RUNS).map(|_| {
            let start = Instant::now();
            let mut document = parse(&source);
            document.settle_people(Mentions::Made, Everybody::Never, &mut NoPeople);
            let rendered = render(&document, &options).expect("it is split");
            assert!(!rendered.contents.is_empty());
            start.elapsed().as_secs_f64() * 1000.0
        });
        println!("{shape:?} {:.2}", runs.fold(f64::MAX, f64::min));
    }
}

const RUNS: usize = 101;
