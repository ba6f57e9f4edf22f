//! The client against a transport that answers from a script.

mod chain;
mod outcomes;
mod script;
