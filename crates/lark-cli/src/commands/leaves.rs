//! A group of commands, declared as one list.

/// Declares a group's commands: a variant, a name and a module each, whose `Args` and `run` they are.
///
/// The grammar comes in two forms. The deferred one builds a command's arguments only when that
/// command was typed, which keeps the start short whatever the number of commands; the whole one
/// is for help and for errors, which look at all of them.
macro_rules! leaves {
    ($($name:literal => $module:ident::$args:ident,)+) => {
        $(mod $module;)+

        #[allow(non_camel_case_types, reason = "a variant is called as its module is")]
        pub enum Command {
            $($module($module::$args),)+
        }

        /// The commands of the group.
        #[allow(dead_code, reason = "not every group is asked")]
        pub const NAMES: &[&str] = &[$($name,)+];

        impl Command {
            #[allow(dead_code, reason = "not every group is asked")]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$module(_) => $name,)+
                }
            }

            pub fn augment(grammar: clap::Command) -> clap::Command {
                grammar$(.subcommand(
                    clap::Command::new($name).defer(<$module::$args as clap::Args>::augment_args),
                ))+
            }

            pub fn augment_whole(grammar: clap::Command) -> clap::Command {
                grammar$(.subcommand(
                    <$module::$args as clap::Args>::augment_args(clap::Command::new($name)),
                ))+
            }

            pub fn from_arg_matches(matches: &clap::ArgMatches) -> Result<Self, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, matches)) => {
                        <$module::$args as clap::FromArgMatches>::from_arg_matches(matches)
                            .map(Self::$module)
                    })+
                    _ => Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
                }
            }
        }

        pub fn run(
            context: &crate::context::Context,
            command: Command,
        ) -> Result<crate::output::Output<'_>, crate::error::CommandError> {
            match command {
                $(Command::$module(args) => $module::run(context, args),)+
            }
        }
    };
}

pub(super) use leaves;
