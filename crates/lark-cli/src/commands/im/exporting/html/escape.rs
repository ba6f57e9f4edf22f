//! Text of others on a page.

use crate::output::sanitize;

/// Between elements.
pub fn text(text: &str) -> String {
    escaped(&sanitize(text))
}

/// Between quotation marks.
pub fn attribute(value: &str) -> String {
    escaped(&sanitize(value).replace('\n', " "))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// An address that may be followed: of the web, or to write to.
pub fn address(href: &str) -> Option<String> {
    let lower = href.trim().to_ascii_lowercase();
    let is_known =
        ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    (is_known && !lower.chars().any(char::is_control)).then(|| attribute(href.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_no_element_and_no_attribute() {
        assert_eq!(text("<script>\"'&\u{202e}"), "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(attribute("a\" onerror=x\nb"), "a&quot; onerror=x b");
    }

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        assert_eq!(
            address("https://x.example/?a=1&b").as_deref(),
            Some("https://x.example/?a=1&amp;b")
        );
        for bad in [
            "javascript:alert(1)",
            " JAVASCRIPT:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//x",
            "java\nscript:x",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
