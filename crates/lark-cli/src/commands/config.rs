//! `lark-cli config …`

mod change;
mod register;
mod report;

pub use change::{Change, owner, set_up, writing};
pub use init::AppArgs;
pub use report::Report;

super::leaves::leaves! {
    "init" => init::InitArgs,
    "show" => show::ShowArgs,
    "get" => get::GetArgs,
    "set" => set::SetArgs,
    "unset" => unset::UnsetArgs,
    "default-as" => default_as::DefaultAsArgs,
    "strict-mode" => strict_mode::StrictModeArgs,
    "import" => import::ImportArgs,
    "remove" => remove::RemoveArgs,
    "trust" => trust::TrustArgs,
}
