//! What the official CLI has configured, to be taken over: its apps and, where they can be read,
//! their secrets.

use std::path::{Path, PathBuf};

use lark_client::Secret;
use serde_json::Value;

use crate::{
    error::{CommandError, Type},
    settings::{
        environment::variable,
        private_file::{self, Privacy},
    },
};

/// An app of the official CLI.
#[derive(Debug)]
pub struct App {
    pub name: String,
    pub app_id: String,
    pub brand: String,
    pub default_as: Option<String>,
    pub strict_mode: Option<String>,
    /// Or why it cannot be had.
    pub secret: Result<Secret, String>,
}

#[derive(Debug)]
pub struct Official {
    pub path: PathBuf,
    pub apps: Vec<App>,
    /// The name or the app id of the one in use.
    pub current: Option<String>,
}

pub fn read() -> Result<Official, CommandError> {
    let directory = directory("LARKSUITE_CLI_CONFIG_DIR", ".lark-cli")?;
    let path = directory.join("config.json");
    let text = private_file::read(&path, Privacy::Owner)
        .map_err(|refused| private_file::refusal(&path, &refused))?
        .ok_or_else(|| absent(&path))?;
    let whole: Value = serde_json::from_str(&text).map_err(|_| unreadable(&path))?;
    let apps = whole["apps"].as_array().ok_or_else(|| unreadable(&path))?;
    let global = text_of(&whole, "strictMode");
    let apps = apps.iter().filter_map(|app| {
        let app_id = text_of(app, "appId")?;
        Some(App {
            name: text_of(app, "name").unwrap_or_else(|| app_id.clone()),
            brand: match text_of(app, "brand") {
                Some(brand) if brand.trim().eq_ignore_ascii_case("lark") => "lark".to_owned(),
                _ => "feishu".to_owned(),
            },
            default_as: text_of(app, "defaultAs"),
            strict_mode: text_of(app, "strictMode").or_else(|| global.clone()),
            secret: secret(&app["appSecret"], &app_id, &directory),
            app_id,
        })
    });
    Ok(Official { apps: apps.collect(), current: text_of(&whole, "currentApp"), path })
}

fn text_of(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn directory(variable_name: &str, below_home: &str) -> Result<PathBuf, CommandError> {
    if let Some(path) = variable(variable_name) {
        return Ok(PathBuf::from(path));
    }
    std::env::home_dir().map(|home| home.join(below_home)).ok_or_else(|| {
        CommandError::new(Type::Config, "invalid_setting", "there is no home directory to look in")
            .with_hint(format!("set {variable_name}"))
    })
}

fn secret(given: &Value, app_id: &str, directory: &Path) -> Result<Secret, String> {
    if let Some(plain) = given.as_str() {
        return Ok(Secret::new(plain));
    }
    match given["source"].as_str() {
        Some("file") => {
            let path = directory.join(text_of(given, "id").ok_or("its file is not named")?);
            let text = private_file::read(&path, Privacy::Owner)
                .map_err(|refused| format!("{}: {refused}", path.display()))?;
            let text = text.ok_or_else(|| format!("{} is not there", path.display()))?;
            Ok(Secret::new(text.trim()))
        }
        Some("keychain") => keychain::secret(app_id),
        _ => Err("it is kept in a way this program does not know".to_owned()),
    }
}

#[cfg(target_os = "linux")]
mod keychain {
    //! Files sealed with a key that lies beside them.

    use std::path::Path;

    use lark_client::Secret;
    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

    use crate::settings::private_file::{self, Privacy};

    pub fn secret(app_id: &str) -> Result<Secret, String> {
        let base = super::directory("LARKSUITE_CLI_DATA_DIR", ".local/share");
        let directory = base.map_err(|error| error.message)?.join("lark-cli");
        let key = read(&directory.join("master.key"))?;
        let kept = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let account = format!("appsecret:{app_id}");
        let name: String = account.chars().map(|c| if kept(c) { c } else { '_' }).collect();
        let sealed = read(&directory.join(format!("{name}.enc")))?;
        open(&key, sealed)
            .map(Secret::new)
            .ok_or_else(|| "its keychain cannot be opened".to_owned())
    }

    fn read(path: &Path) -> Result<Vec<u8>, String> {
        let bytes = private_file::read_bytes(path, Privacy::Owner)
            .map_err(|refused| format!("{}: {refused}", path.display()))?;
        bytes.ok_or_else(|| format!("{} is not there", path.display()))
    }

    fn open(key: &[u8], mut sealed: Vec<u8>) -> Option<String> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(sealed.get(..NONCE_LEN)?).ok()?;
        let plain = key.open_within(nonce, Aad::empty(), &mut sealed, NONCE_LEN..).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod keychain {
    //! The system's own keychain is not read.

    pub fn secret(_: &str) -> Result<lark_client::Secret, String> {
        Err("it is in the system's keychain, which this program does not read".to_owned())
    }
}

fn absent(path: &Path) -> CommandError {
    let message = format!("the official CLI has no configuration: {} is not there", path.display());
    CommandError::new(Type::Config, "not_found", message).with_hint(
        "name its directory with LARKSUITE_CLI_CONFIG_DIR, or begin anew: lark-cli config init",
    )
}

fn unreadable(path: &Path) -> CommandError {
    let message = format!("{} is not a configuration of the official CLI", path.display());
    CommandError::new(Type::Config, "invalid_config", message)
        .with_hint("begin anew: lark-cli config init")
}
