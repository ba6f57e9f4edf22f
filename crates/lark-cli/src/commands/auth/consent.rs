//! Asking a person to confirm on a page, and what it means when they did not.

use lark_client::consent::NotGranted;

use crate::{
    context::Context,
    error::{CommandError, Type},
    output,
};

/// Shows the address and the code, as a picture too where somebody looks.
pub fn ask(address: &str, user_code: &str) {
    output::note(&format!("Open this page and confirm: {address}"));
    output::note(&format!("The code is {user_code}"));
    output::picture(address);
}

/// The commands that begin once more, and that ask on.
pub struct Steps<'a> {
    pub anew: &'a str,
    pub again: &'a str,
}

pub fn not_granted(error: NotGranted, steps: &Steps<'_>) -> CommandError {
    let failure =
        |subtype, message: &str| CommandError::new(Type::Authentication, subtype, message);
    match error {
        NotGranted::Denied => failure("access_denied", "the person said no on the page")
            .with_hint(format!("ask them why; when they have changed their mind: {}", steps.anew)),
        NotGranted::Expired => failure("expired_token", "the code is no good any more")
            .with_hint(format!("begin anew: {}", steps.anew)),
        NotGranted::Pending => failure("authorization_pending", "nobody has confirmed yet")
            .with_hint(format!("when they have: {}", steps.again)),
        NotGranted::Refused(error) => error.into(),
    }
}

/// What a person confirms happens: there is nothing to show of it beforehand.
pub fn refuse_dry_run(context: &Context) -> Result<(), CommandError> {
    if !context.global().dry_run {
        return Ok(());
    }
    let message = "what a person confirms cannot be tried without happening";
    Err(CommandError::invalid("--dry-run", message).with_hint("leave --dry-run out"))
}
