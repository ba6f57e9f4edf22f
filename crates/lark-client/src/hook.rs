//! What makes a call of a custom bot's webhook one of who knows its secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;

use crate::Secret;

/// The signature of a call made at a time, in seconds: of nothing, with the time and the secret as the key.
pub fn signature(seconds: i64, secret: &Secret) -> String {
    let key = format!("{seconds}\n{}", secret.reveal());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    STANDARD.encode(hmac::sign(&key, b""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_other_programs_make_of_the_same() {
        // `printf '' | openssl dgst -sha256 -hmac "$(printf '1599360473\ndemo')" -binary | base64`
        let secret = Secret::new("demo");
        assert_eq!(
            signature(1_599_360_473, &secret),
            "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
        );
    }
}
