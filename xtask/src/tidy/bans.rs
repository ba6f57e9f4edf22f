//! Words that may not stand somewhere: the invariants of the architecture, as text.

use super::{
    Finding,
    source::{Line, Source},
};

/// Words, and where they are forbidden.
struct Ban {
    name: &'static str,
    words: &'static [&'static str],
    /// Whether the ban is about this file at all.
    place: fn(&Source) -> bool,
    reach: Reach,
    hint: &'static str,
}

/// The part of a file that a ban is about.
#[derive(Clone, Copy)]
enum Reach {
    Everything,
    /// Neither comments nor tests.
    Code,
    /// Comments too, but not tests.
    CodeAndComments,
    /// Code, be it tests or not.
    CodeAndTests,
    /// The code of tests.
    Tests,
}

impl Reach {
    /// What of the line counts.
    fn of<'a>(self, line: &Line<'a>) -> &'a str {
        match (self, line.is_test) {
            (Self::Everything, _) | (Self::CodeAndComments, false) => line.text,
            (Self::CodeAndTests, _) | (Self::Code, false) | (Self::Tests, true) => line.code,
            (Self::Code | Self::CodeAndComments, true) | (Self::Tests, false) => "",
        }
    }
}

const BANS: &[Ban] = &[
    Ban {
        name: "paths",
        words: &["/open-apis/"],
        place: |source| {
            let is_prose = source.path.ends_with(".md") || source.is_in(&["docs/", "skills/"]);
            !is_prose && !source.is_in(&["crates/lark-api/"])
        },
        reach: Reach::CodeAndComments,
        hint: "only lark-api spells a path: read it from the endpoint's `META`",
    },
    Ban {
        name: "terminal",
        words: &["println!", "eprintln!", "print!", "eprint!", "stdout()", "stderr()"],
        place: |source| {
            let is_output =
                source.is_in(&["crates/lark-cli/src/output/", "crates/lark-cli/src/output.rs"]);
            source.is_in(&["crates/lark-cli/src/"]) && !is_output
        },
        reach: Reach::Code,
        hint: "only src/output/ writes to the terminal: return a value",
    },
    Ban {
        name: "exit",
        words: &["process::exit", "ExitCode::", "process::ExitCode"],
        place: |source| {
            source.is_rust()
                && source.is_in(&["crates/"])
                && !source.is_in(&["crates/lark-cli/src/main.rs"])
        },
        reach: Reach::Code,
        hint: "only `main` exits: return an error",
    },
    Ban {
        name: "api-io",
        words: &[
            "std::fs",
            "std::net",
            "std::thread",
            "fs::",
            "net::",
            "thread::",
            "Instant",
            "SystemTime",
        ],
        place: |source| source.is_in(&["crates/lark-api/src/", "crates/lark-markdown/src/"]),
        reach: Reach::Code,
        hint: "lark-api and lark-markdown know no file, socket, thread or clock",
    },
    Ban {
        name: "async",
        words: &["async fn", "async move", ".await", "tokio"],
        place: |source| source.is_in(&["crates/lark-client/src/", "crates/lark-cli/src/commands/"]),
        reach: Reach::Code,
        hint: "async lives only in servers",
    },
    Ban {
        name: "client-knows-sandbox",
        words: &["lark_sandbox"],
        place: |source| source.is_in(&["crates/lark-client/src/"]),
        reach: Reach::CodeAndTests,
        hint: "the client must not know the sandbox",
    },
    Ban {
        name: "sandbox-knows-client",
        words: &["lark_client", "lark_cli"],
        place: |source| source.is_in(&["crates/lark-sandbox/src/"]),
        reach: Reach::CodeAndTests,
        hint: "the sandbox must not know who calls it",
    },
    Ban {
        name: "cli-knows-sql",
        words: &["rusqlite"],
        place: |source| source.is_in(&["crates/lark-cli/src/"]),
        reach: Reach::CodeAndTests,
        hint: "SQL stays in lark-sandbox",
    },
    Ban {
        name: "empty-names",
        words: &[
            "fn process_",
            "fn do_",
            "mod util",
            "mod utils",
            "mod helper",
            "mod helpers",
            "mod common",
            "mod manager",
            "mod misc",
        ],
        place: Source::is_rust,
        reach: Reach::CodeAndTests,
        hint: "name it after what it does",
    },
    Ban {
        name: "skipped-tests",
        words: &["#[ignore"],
        place: Source::is_rust,
        reach: Reach::CodeAndTests,
        hint: "a test that never runs tests nothing",
    },
    Ban {
        name: "sleeping-tests",
        words: &["thread::sleep", "time::sleep"],
        place: Source::is_rust,
        reach: Reach::Tests,
        hint: "wait for a condition with a deadline",
    },
    Ban {
        name: "unfinished",
        words: &["todo!", "unimplemented!", "dbg!"],
        place: Source::is_rust,
        reach: Reach::CodeAndTests,
        hint: "finish it, or leave it out",
    },
    Ban {
        name: "registries",
        words: &[
            concat!("crates", ".io"),
            concat!("pypi", ".org"),
            concat!("registry.npmjs", ".org"),
            concat!("deb.debian", ".org"),
        ],
        place: |source| source.path != "Cargo.lock",
        reach: Reach::Everything,
        hint: "where packages come from is the machine's business",
    },
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let bans = BANS.iter().filter(|ban| (ban.place)(source)).filter(|ban| {
        // This file cannot be written without the words.
        ban.name == "registries" || !source.is_in(&["xtask/src/tidy/bans.rs"])
    });
    let bans: Vec<&Ban> = bans.collect();
    let mut findings = Vec::new();
    for line in source.lines() {
        findings.extend(bans.iter().filter_map(|ban| broken(ban, source, &line)));
    }
    findings
}

fn broken(ban: &Ban, source: &Source, line: &Line<'_>) -> Option<Finding> {
    let text = ban.reach.of(line);
    let word = ban.words.iter().find(|word| has_word(text, word))?;
    let what = format!("`{word}` may not stand here");
    Some(Finding { path: source.path.clone(), line: line.number, what, hint: ban.hint })
}

/// Whether `word` stands in `text` and is not merely a part of a longer identifier.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let opens = word.starts_with(is_part);
    let closes = word.ends_with(char::is_alphanumeric);
    text.match_indices(word).any(|(start, _)| {
        let joined_before = opens && text[..start].ends_with(is_part);
        let joined_after = closes && text[start + word.len()..].starts_with(is_part);
        !joined_before && !joined_after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, line: &str) -> Vec<Finding> {
        check(&Source::new(path, format!("{line}\n").into()).unwrap())
    }

    /// The ban, then a place and a line that break it.
    const BROKEN: &[(&str, &str, &str)] = &[
        ("paths", "crates/lark-cli/src/api.rs", r#"get("/open-apis/im/v1/chats")"#),
        ("paths", "crates/lark-sandbox/web/page.mjs", "fetch('/open-apis/im/v1/chats')"),
        ("terminal", "crates/lark-cli/src/commands/im.rs", "eprintln!(\"sent\");"),
        ("terminal", "crates/lark-cli/src/main.rs", "let out = std::io::stdout().lock();"),
        ("exit", "crates/lark-cli/src/commands/im.rs", "std::process::exit(2);"),
        ("exit", "crates/lark-client/src/lib.rs", "ExitCode::FAILURE"),
        ("api-io", "crates/lark-api/src/content.rs", "use std::fs::File;"),
        ("api-io", "crates/lark-api/src/time.rs", "SystemTime::now()"),
        ("async", "crates/lark-client/src/call.rs", "pub async fn call() {"),
        ("async", "crates/lark-cli/src/commands/sandbox.rs", "tokio::spawn(f)"),
        ("client-knows-sandbox", "crates/lark-client/src/lib.rs", "use lark_sandbox::App;"),
        ("sandbox-knows-client", "crates/lark-sandbox/src/lib.rs", "use lark_client::Call;"),
        ("cli-knows-sql", "crates/lark-cli/src/context.rs", "rusqlite::Connection::open(p)"),
        ("empty-names", "crates/lark-cli/src/lib.rs", "fn process_message() {}"),
        ("empty-names", "crates/lark-cli/tests/it/main.rs", "mod common;"),
        ("skipped-tests", "crates/lark-cli/tests/it/main.rs", "#[ignore = \"slow\"]"),
        ("sleeping-tests", "crates/lark-cli/tests/it/main.rs", "std::thread::sleep(second);"),
        ("unfinished", "crates/lark-cli/src/lib.rs", "todo!()"),
        ("registries", "docs/a.md", concat!("from https://crates", ".io")),
    ];

    #[test]
    fn each_ban_finds_what_breaks_it_and_no_other_does() {
        for (name, path, line) in BROKEN {
            let ban = BANS.iter().find(|ban| ban.name == *name).unwrap();
            let found = findings(path, line);
            assert_eq!(found.len(), 1, "{path}: {line}: {found:?}");
            assert_eq!((found[0].line, found[0].hint), (1, ban.hint), "{path}: {line}");
        }
    }

    #[test]
    fn no_ban_is_without_an_example_that_breaks_it() {
        for ban in BANS {
            assert!(BROKEN.iter().any(|(name, ..)| *name == ban.name), "{}", ban.name);
        }
    }

    #[test]
    fn the_same_words_are_fine_where_they_belong() {
        let fine = [
            (
                "crates/lark-api/src/bot.rs",
                r#"Meta::get("bot.info.get", "/open-apis/bot/v3/info")"#,
            ),
            ("crates/lark-sandbox/tests/it/send.rs", r#"post("/open-apis/im/v1/messages")"#),
            ("README.md", "lark-cli api GET /open-apis/im/v1/chats"),
            ("crates/lark-cli/src/output/screen.rs", "std::io::stdout().write_all(text)"),
            ("crates/lark-cli/src/main.rs", "ExitCode::from(code)"),
            ("crates/lark-cli/src/transport/in_process.rs", "tokio::runtime::Builder"),
            ("crates/lark-client/src/call.rs", "// No tokio here."),
            ("crates/lark-cli/src/commands/im.rs", "command.stdout(Stdio::piped())"),
            ("crates/lark-client/src/pace.rs", "std::thread::sleep(wait)"),
            ("crates/lark-sandbox/src/lib.rs", "fn undo_recall() {}"),
            ("Cargo.lock", concat!("registry+https://github.com/rust-lang/crates", ".io-index")),
        ];
        for (path, line) in fine {
            let found = findings(path, line);
            assert!(found.is_empty(), "{path}: {line}: {found:?}");
        }
    }
}
