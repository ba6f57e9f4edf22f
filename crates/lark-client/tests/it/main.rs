//! The client against a transport that answers from a script.

mod chain;
mod consents;
mod journal;
mod logins;
mod outcomes;
mod pacing;
mod policy;
mod script;
