//! An address as a picture that a phone reads off the screen.

use std::io::{self, IsTerminal, Write};

use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};

/// Draws it on standard error, where a person is looking at a terminal.
pub fn picture(address: &str) {
    let mut err = io::stderr().lock();
    if !err.is_terminal() {
        return;
    }
    if let Some(picture) = drawn(address) {
        let _ = writeln!(err, "{picture}");
    }
}

/// What is light on paper is drawn, the margin too: terminals are dark more often than not.
pub fn drawn(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::L).ok()?;
    let mut drawing = code.render::<Dense1x2>();
    Some(drawing.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_a_terminal() {
        let picture =
            drawn("https://accounts.feishu.cn/oauth/v1/device/verify?user_code=ABCD-EFGH");
        let picture = picture.unwrap();
        let width = picture.lines().map(|line| line.chars().count()).max();
        assert!(width.unwrap() <= 60 && picture.lines().count() <= 30, "{picture}");
        let margin = picture.lines().next().unwrap();
        assert!(margin.chars().all(|c| c == '█'), "the margin is light: {picture}");
    }
}
