//! `lark-cli auth …`

pub mod consent;
pub mod session;
mod wanted;

super::leaves::leaves! {
    "login" => login::LoginArgs,
    "status" => status::StatusArgs,
    "check" => check::CheckArgs,
    "scopes" => scopes::ScopesArgs,
    "list" => list::ListArgs,
    "switch" => switch::SwitchArgs,
    "logout" => logout::LogoutArgs,
    "qrcode" => qrcode::QrcodeArgs,
    "explain" => explain::ExplainArgs,
}
