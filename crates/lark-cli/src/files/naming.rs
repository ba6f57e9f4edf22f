//! Names for files that a server gives: nothing in them leads elsewhere or hides what it is.

use std::collections::HashSet;

/// In bytes. File systems take 255; some of it is for what is put around a name.
const LONGEST: usize = 200;

/// What Windows opens as a device, whatever comes after its first dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A server's name for a file, as one may write it anywhere.
pub fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .filter(|c| !c.is_control() && !crate::output::is_unsafe(*c))
        .collect();
    let kept = shortened(kept.trim_matches(['.', ' ']), LONGEST);
    if kept.is_empty() {
        return None;
    }
    Some(if is_device(&kept) { format!("_{kept}") } else { kept })
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |stem: &str| {
        let number = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        number.is_some_and(|number| {
            let mut digits = number.chars();
            matches!(digits.next(), Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
        })
    };
    DEVICES.contains(&stem.as_str()) || numbered(&stem)
}

/// The name with its extension, in so many bytes.
fn shortened(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    let (stem, extension) = split(name);
    // What is longer is no extension.
    let extension = if extension.len() <= 20 { extension } else { "" };
    let cut = |text: &str, most: usize| text[..text.floor_char_boundary(most)].to_owned();
    let stem = cut(stem, most - extension.len());
    format!("{}{extension}", stem.trim_end_matches(['.', ' ']))
}

/// The extension with its dot; a name that begins with its only dot has none.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    }
}

/// The name itself, or the first of `name (2).ext`, `name (3).ext` … that nobody has. Names that
/// differ only in case are one on some systems, and so they are here.
pub fn unique(name: &str, mut is_taken: impl FnMut(&str) -> bool) -> String {
    let (stem, extension) = split(name);
    let mut candidate = name.to_owned();
    let mut number = 1_u64;
    while is_taken(&candidate) {
        number += 1;
        candidate = format!("{stem} ({number}){extension}");
    }
    candidate
}

/// Names that were given out, whatever their case.
#[derive(Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    pub fn add(&mut self, name: &str) {
        self.0.insert(name.to_lowercase());
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_servers_name_leads_nowhere_else() {
        for (given, safe) in [
            ("../../etc/passwd", Some("passwd")),
            ("C:\\x\\report?.pdf", Some("report_.pdf")),
            ("周报.pdf", Some("周报.pdf")),
            ("\u{202e}fdp.exe\u{1b}", Some("fdp.exe")),
            ("..", None),
            ("", None),
            ("a/", None),
            (".bashrc", Some("bashrc")),
            ("report.pdf. . ", Some("report.pdf")),
            ("nul", Some("_nul")),
            ("Con.txt", Some("_Con.txt")),
            ("COM1 .log", Some("_COM1 .log")),
            ("lpt².pdf", Some("_lpt².pdf")),
            ("com10.txt", Some("com10.txt")),
            ("console.txt", Some("console.txt")),
        ] {
            assert_eq!(safe_name(given).as_deref(), safe, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_whole_characters() {
        let long = format!("{}.docx", "报".repeat(100));
        let name = safe_name(&long).unwrap();
        assert!(name.len() <= LONGEST && name.ends_with("报.docx"), "{name}");
        let name = safe_name(&format!("a.{}", "x".repeat(300))).unwrap();
        assert!(name.len() <= LONGEST && name.starts_with('a'), "{name}");
    }

    #[test]
    fn a_name_that_is_taken_is_numbered() {
        let mut taken = Taken::default();
        let names = ["Report.pdf", "report.pdf", "report (2).pdf", "tar", "tar"].map(|name| {
            let name = unique(name, |name| taken.has(name));
            taken.add(&name);
            name
        });
        assert_eq!(names, ["Report.pdf", "report (2).pdf", "report (2) (2).pdf", "tar", "tar (2)"]);
    }

    proptest! {
        #[test]
        fn no_name_is_a_path_or_too_long(name in "\\PC{0,300}|[./\\\\ a-c]{0,40}") {
            if let Some(safe) = safe_name(&name) {
                prop_assert!(!safe.contains(['/', '\\']) && !safe.starts_with('.'));
                prop_assert!(!safe.ends_with(['.', ' ']) && safe.len() <= LONGEST + 1);
                let again = safe_name(&safe);
                prop_assert_eq!(again, Some(safe));
            }
        }
    }
}
