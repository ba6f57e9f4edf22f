//! The real binary, as its users run it: arguments in, standard output, standard error and exit code out.

mod bad_input;
mod everyday;
mod files;
mod methods;
mod output;
mod permissions;
mod readme;
mod served;
mod settings;
mod workspace;
