//! Asking a person to confirm on a page, and what it means when they did not.

use lark_client::consent::NotGranted;

use crate::{
    error::{CommandError, Type},
    output,
};

/// Shows the address and the code, as a picture too where somebody looks.
pub fn ask(address: &str, user_code: &str) {
    output::note(&format!("Open this page and confirm: {address}"));
    output::note(&format!("The code is {user_code}"));
    output::picture(address);
}

/// `again` is the command that asks on.
pub fn not_granted(error: NotGranted, again: &str) -> CommandError {
    let failure =
        |subtype, message: &str| CommandError::new(Type::Authentication, subtype, message);
    match error {
        NotGranted::Denied => failure("access_denied", "the person said no on the page")
            .with_hint("ask them why; they may want to grant less: lark-cli auth login --scope …"),
        NotGranted::Expired => failure("expired_token", "the code is no good any more")
            .with_hint("begin anew: lark-cli auth login"),
        NotGranted::Pending => failure("authorization_pending", "nobody has confirmed yet")
            .with_hint(format!("when they have: {again}")),
        NotGranted::Refused(error) => error.into(),
    }
}
