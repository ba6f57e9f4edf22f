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
    convert(&source, shape, true);
}

fn convert(source: &str, shape: Option<Shape>, shows: bool) -> usize {
    let mut document = parse(source);
    document.settle_people(Mentions::Made, Everybody::Never, &mut NoPeople);
    let options = Options { shape, title: None, length: Length::Split };
    let Ok(rendered) = render(&document, &options) else { return 0 };
    let wire: Vec<String> = rendered.contents.iter().map(|content| content.to_wire()).collect();
    if shows {
        wire.iter().for_each(|wire| println!("{wire}"));
        rendered.warnings.iter().for_each(|warning| println!("{warning}"));
    }
    wire.iter().map(String::len).sum()
}

/// The median of some runs, in milliseconds, on as much of the source as makes 100 KB.
fn time(source: &str) {
    let source = source.repeat(100 * 1024 / source.len().max(1) + 1);
    for shape in [Shape::Post, Shape::Card, Shape::Text] {
        let mut runs: Vec<f64> = (0..21)
            .map(|_| {
                let start = Instant::now();
                assert!(convert(&source, Some(shape), false) > 0);
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        runs.sort_by(f64::total_cmp);
        println!("{shape:?} {:.2}", runs[runs.len() / 2]);
    }
}
