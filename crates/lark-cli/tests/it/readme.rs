//! What the documentation shows is what happens: its console blocks are run, line by line.

use std::{path::Path, process::Command};

use crate::workspace::{BINARY, NOW, Workspace};

/// A command of a block and the lines that are shown after it.
struct Shown {
    command: String,
    output: Vec<String>,
}

fn blocks(text: &str) -> Vec<Vec<Shown>> {
    let mut blocks: Vec<Vec<Shown>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => {
                inside = true;
                blocks.push(Vec::new());
            }
            "```" => inside = false,
            line if inside => add_line(blocks.last_mut().unwrap(), line),
            _ => {}
        }
    }
    blocks
}

fn add_line(block: &mut Vec<Shown>, line: &str) {
    match line.strip_prefix("$ ") {
        Some(command) => block.push(Shown { command: command.to_owned(), output: Vec::new() }),
        None => match block.last_mut() {
            Some(shown) if shown.command.ends_with('\\') => {
                shown.command.pop();
                shown.command.push_str(line.trim_start());
            }
            Some(shown) => shown.output.push(line.to_owned()),
            None => panic!("a console block starts with `$ `: {line}"),
        },
    }
}

/// Runs a block in one shell, with the binary on the path.
fn run(workspace: &Workspace, block: &[Shown]) -> Vec<String> {
    const MARK: &str = "--next--";
    let script: String =
        block.iter().map(|shown| format!("{}\necho; echo {MARK}\n", shown.command)).collect();
    let directory = Path::new(BINARY).parent().unwrap().display();
    let output = Command::new("sh")
        .args(["-euc", &script])
        .env_clear()
        .env("PATH", format!("{directory}:/usr/local/bin:/usr/bin:/bin"))
        .env("HOME", workspace.path(""))
        .env("LARK_CLI_SANDBOX_CLOCK", NOW)
        .env("TZ", "UTC")
        .current_dir(workspace.path(""))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{script}\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.split(MARK).map(|part| part.trim().to_owned()).collect()
}

/// `…` stands for anything within a line; a line of it for any lines.
fn agrees(shown: &[String], printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().collect();
    lines_agree(shown, &printed)
}

fn lines_agree(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=printed.len()).any(|skipped| lines_agree(rest, &printed[skipped..]))
        }
        Some((first, rest)) => match printed.split_first() {
            Some((line, others)) => line_agrees(first, line) && lines_agree(rest, others),
            None => false,
        },
    }
}

fn line_agrees(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = printed.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        match (last, rest.find(part)) {
            (true, _) if rest.ends_with(part) => rest = "",
            (false, Some(found)) => rest = &rest[found + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty()
}

#[test]
fn the_readmes_examples_do_what_they_show() {
    show("README.md", 3);
}

#[test]
fn the_examples_of_pipes_do_what_they_show() {
    show("docs/pipes.md", 2);
}

/// Runs the examples of a page, of which there are at least so many.
fn show(page: &str, least: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = blocks(&text);
    assert!(blocks.len() >= least, "{page} shows its commands in console blocks");
    let workspace = Workspace::new();
    workspace.file("document.pdf", b"%PDF-1.4\n%%EOF\n");
    for block in blocks {
        let printed = run(&workspace, &block);
        for (shown, printed) in block.iter().zip(printed) {
            let agreed = shown.output.is_empty() || agrees(&shown.output, &printed);
            assert!(
                agreed,
                "$ {}\nshown:\n{}\nprinted:\n{printed}",
                shown.command,
                shown.output.join("\n")
            );
        }
    }
}

#[test]
fn a_shown_line_agrees_with_what_it_leaves_out_and_with_nothing_else() {
    assert!(line_agrees("\"id\": \"om_…\",", "\"id\": \"om_12\","));
    assert!(!line_agrees("\"id\": \"om_…\",", "\"id\": \"oc_12\","));
    let shown = ["a".to_owned(), "…".to_owned(), "z".to_owned()];
    assert!(agrees(&shown, "a\nb\nc\nz") && agrees(&shown, "a\nz") && !agrees(&shown, "a\nb"));
}
