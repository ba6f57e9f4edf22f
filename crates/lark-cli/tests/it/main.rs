//! The real binary, as its users run it: arguments in, standard output, standard error and exit code out.

mod at_once;
mod bad_input;
mod config_files;
mod configuration;
mod doctor;
mod everyday;
mod files;
mod homes;
mod journal;
mod kept_logins;
mod logins;
mod methods;
mod network;
mod output;
mod permissions;
mod policies;
mod project;
mod readme;
mod refusals;
mod registering;
mod secret_sources;
mod secrets;
mod served;
mod settings;
mod tried;
mod workspace;
