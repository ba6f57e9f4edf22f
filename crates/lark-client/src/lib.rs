//! How to call a Lark endpoint: one chain from a typed request to a typed answer.
//!
//! Start with [`Client::call`]. What a call may do, whether it is sent at all, when it is repeated
//! and what its failure means is decided here and nowhere else.

mod answer;
mod client;
mod download;
mod error;
mod multipart;
mod pages;
mod subject;
mod token;

pub mod clock;
pub mod consent;
pub mod fetch;
pub mod hook;
pub mod http;
pub mod journal;
pub mod login;
pub mod pacing;
pub mod plan;
pub mod policy;
pub mod ranges;
pub mod retry;
pub mod token_cache;
pub mod transport;

pub use answer::Answered;
pub use client::{Asked, Client, Identity};
pub use download::{Download, Part, Span, Version, Wanted};
pub use error::{ApiError, CredentialError, Error, FieldViolation, Ungranted, Unkept, Unknown};
pub use multipart::Upload;
pub use pages::Pages;
pub use policy::Denied;
pub use subject::Subject;
pub use token::{AppSecret, Credentials, Secret, SecretSource, UserTokens};
