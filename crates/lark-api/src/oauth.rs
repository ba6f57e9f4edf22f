//! Logins: how an app comes to act as a person, and how a person makes an app of their own.
//!
//! Source: the open platform's pages on authorization codes and user access tokens, and what the
//! official command line sends.

pub mod authorize;
pub mod device;
pub mod failure;
pub mod oidc;
pub mod registration;
pub mod token;

/// The permission that comes with a refresh token.
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The permissions of a `scope`: words with spaces between them.
pub fn scopes_of(scope: &str) -> impl Iterator<Item = &str> {
    scope.split_whitespace()
}
