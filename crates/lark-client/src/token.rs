//! Who calls: credentials, and the tokens got with them.

use std::{fmt, sync::OnceLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use lark_api::{
    Auth,
    ids::{AppId, OpenId},
};
use sha2::{Digest, Sha256};

use crate::CredentialError;

/// A secret. It shows itself only to who asks by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Tells two secrets apart without giving either away.
    pub(crate) fn fingerprint(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes())[..8])
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

/// How files have secrets that have to be in them.
pub(crate) mod serialized_secret {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Secret;

    pub fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.reveal())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }

    pub(crate) mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::Secret;

        #[expect(clippy::ref_option, reason = "serde calls it so")]
        pub fn serialize<S: Serializer>(
            secret: &Option<Secret>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            secret.as_ref().map(Secret::reveal).serialize(serializer)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Secret>, D::Error> {
            Ok(Option::deserialize(deserializer)?.map(|text: String| Secret::new(text)))
        }
    }
}

/// Where a person's token comes from.
pub trait UserTokens: Send + Sync {
    /// A token to call with; `stale` is one that was refused.
    fn get(&self, stale: Option<&Secret>) -> Result<Secret, CredentialError>;

    /// Whose token the last one was, where that is known.
    fn person(&self) -> Option<OpenId> {
        None
    }

    /// What the person granted, with spaces between; `None` where it is not known.
    fn scope(&self) -> Option<String> {
        None
    }
}

/// A token that was given and cannot be had anew.
pub(crate) struct GivenUserToken {
    pub token: Secret,
    pub person: Option<OpenId>,
}

impl UserTokens for GivenUserToken {
    fn get(&self, _: Option<&Secret>) -> Result<Secret, CredentialError> {
        Ok(self.token.clone())
    }

    fn person(&self) -> Option<OpenId> {
        self.person.clone()
    }
}

/// Where an app's secret is that costs something to have: behind a program, in a keychain.
pub trait SecretSource: Send + Sync {
    /// Tells what tokens were got with, without having the secret.
    fn fingerprint(&self) -> String;

    fn fetch(&self) -> Result<Secret, CredentialError>;
}

/// An app's secret. It is had only when it is needed, which is not for every call.
pub struct AppSecret(Kind);

enum Kind {
    Known(Secret),
    Fetched(Box<dyn SecretSource>, OnceLock<Secret>),
}

impl AppSecret {
    pub fn behind(source: impl SecretSource + 'static) -> Self {
        Self(Kind::Fetched(Box::new(source), OnceLock::new()))
    }

    pub(crate) fn fingerprint(&self) -> String {
        match &self.0 {
            Kind::Known(secret) => secret.fingerprint(),
            Kind::Fetched(source, _) => source.fingerprint(),
        }
    }

    fn get(&self) -> Result<&Secret, CredentialError> {
        match &self.0 {
            Kind::Known(secret) => Ok(secret),
            Kind::Fetched(source, fetched) => match fetched.get() {
                Some(secret) => Ok(secret),
                None => {
                    let secret = source.fetch()?;
                    Ok(fetched.get_or_init(|| secret))
                }
            },
        }
    }
}

impl From<Secret> for AppSecret {
    fn from(secret: Secret) -> Self {
        Self(Kind::Known(secret))
    }
}

/// What a profile has to call with. All of it belongs to the base URL it came with.
#[derive(Default)]
pub struct Credentials {
    pub app_id: Option<AppId>,
    pub app_secret: Option<AppSecret>,
    /// A tenant token that was given; it is used as it is and never renewed.
    pub tenant_access_token: Option<Secret>,
    pub user: Option<Box<dyn UserTokens>>,
}

impl Credentials {
    /// Takes a person's token that was given as it is.
    pub fn with_user_access_token(mut self, token: Secret) -> Self {
        self.user = Some(Box::new(GivenUserToken { token, person: None }));
        self
    }

    /// As [`Credentials::with_user_access_token`], of a person who is known.
    pub fn with_token_of(mut self, person: OpenId, token: Secret) -> Self {
        self.user = Some(Box::new(GivenUserToken { token, person: Some(person) }));
        self
    }

    /// The app and the secret to mint with.
    pub(crate) fn app(&self) -> Result<(&AppId, &Secret), CredentialError> {
        let (app_id, app_secret) = self.app_with_source()?;
        Ok((app_id, app_secret.get()?))
    }

    /// The app, and where its secret comes from.
    pub(crate) fn app_with_source(&self) -> Result<(&AppId, &AppSecret), CredentialError> {
        self.app_id.as_ref().zip(self.app_secret.as_ref()).ok_or(CredentialError::NoApp)
    }

    /// The app's proof of who it is, as a header (RFC 6749, 2.3.1).
    pub(crate) fn basic(&self) -> Result<String, CredentialError> {
        let (app_id, secret) = self.app()?;
        Ok(format!("Basic {}", STANDARD.encode(format!("{app_id}:{}", secret.reveal()))))
    }

    /// Whether there is something to call with as `identity`.
    pub fn can_be(&self, identity: Auth) -> bool {
        match identity {
            Auth::Bot => self.tenant_access_token.is_some() || self.app_with_source().is_ok(),
            Auth::User => self.user.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", Some(Secret::new("hunter2"))), "Some(****)");
        assert!(!Secret::new("hunter2").fingerprint().contains("hunter2"));
    }
}
