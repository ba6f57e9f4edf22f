//! `lark-cli auth qrcode`

use std::fmt;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    context::Context,
    error::CommandError,
    output::{self, Output},
};

/// Draw an address as a QR code, for a phone to read off the screen
///
/// Such as the page that `auth login --no-wait` prints. Nothing is sent.
#[derive(Args)]
#[command(after_help = "Example:\n  lark-cli auth qrcode \"$VERIFICATION_URL\" --format pretty")]
pub struct QrcodeArgs {
    /// The page's address
    #[arg(value_name = "URL")]
    url: String,
}

#[derive(Serialize, JsonSchema)]
struct Drawn {
    url: String,
    /// Lines of block characters.
    picture: String,
}

pub fn run(_: &Context, args: QrcodeArgs) -> Result<Output<'_>, CommandError> {
    match output::drawn(&args.url) {
        Some(picture) => Ok(Output::value(Drawn { url: args.url, picture })),
        None => Err(CommandError::invalid("URL", "it is too long for a QR code")
            .with_hint("open the page on this machine, or send the address on")),
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.picture)
    }
}
