//! Changing a profile, and what has to go with it: a secret belongs to where it came from.

use lark_api::ids::AppId;
use lark_client::Secret;

use crate::{
    context::Context,
    error::{CommandError, Type},
    profile::{Directories, SANDBOX},
    secrets::Owner,
    settings::{
        Key, Origin, Setting,
        effective::{self, unknown_profile},
        environment,
        user_file::{Edit, UserFile, Writing, check_name},
    },
};

/// A profile of the user's file that is being changed.
pub struct Change {
    pub directories: Directories,
    pub profile: String,
    writing: Writing,
}

impl Change {
    /// Of the profile that the flag or the environment names, else of the default one.
    pub fn new(context: &Context) -> Result<Self, CommandError> {
        let directories = Directories::resolve()?;
        let file = UserFile::load(&directories)?;
        let flag = context.global().profile.clone().map(|name| (Origin::Flag("--profile"), name));
        let named = flag.or_else(|| {
            let (variable, name) = environment::profile()?;
            Some((Origin::Variable(variable), name))
        });
        let default =
            || Some((Origin::User(file.path.clone()), file.default_profile()?.to_owned()));
        let Some((by, profile)) = named.or_else(default) else { return Err(no_profile()) };
        if profile == SANDBOX {
            return Err(is_built_in());
        }
        if !file.has(&profile) {
            return Err(unknown_profile(&file, &by, &profile));
        }
        Ok(Self { directories, profile, writing: writing(context) })
    }

    /// Of a profile that may not be there yet.
    pub fn of(context: &Context, profile: &str) -> Result<Self, CommandError> {
        check_name(profile).map_err(bad_name)?;
        let directories = Directories::resolve()?;
        Ok(Self { directories, profile: profile.to_owned(), writing: writing(context) })
    }

    /// Makes the change; answers what went with it.
    pub fn make(
        &self,
        apply: impl FnOnce(&mut Edit, &str) -> Result<(), CommandError>,
    ) -> Result<Vec<String>, CommandError> {
        let (orphan, notes) = UserFile::change(&self.directories, self.writing, |edit| {
            let before = owner(&edit.file, &self.profile)?;
            let written = edit.file.settings(&self.profile)?;
            apply(edit, &self.profile)?;
            let Some(before) = before else { return Ok((None, Vec::new())) };
            if owner(&edit.file, &self.profile)?.as_ref() == Some(&before) {
                return Ok((None, Vec::new()));
            }
            let mut notes = Vec::new();
            if edit.file.has(&self.profile) {
                for key in [Key::AppSecret, Key::SecretCommand] {
                    if written.iter().any(|setting| setting.key == key) {
                        edit.unset(&self.profile, key)?;
                        notes.push(format!(
                            "{} is gone too: it belongs to {} at {}",
                            key.facts().name,
                            before.app_id,
                            before.base_url
                        ));
                    }
                }
            }
            let orphan = if is_used(&edit.file, &before)? { None } else { Some(before) };
            Ok((orphan, notes))
        })?;
        let mut notes = notes;
        if let Some(owner) = orphan
            && self.discard(&owner)?
        {
            notes
                .push(format!("The secret of {} at {} is discarded", owner.app_id, owner.base_url));
        }
        Ok(notes)
    }

    fn discard(&self, owner: &Owner) -> Result<bool, CommandError> {
        match self.writing {
            Writing::Really => owner.discard(&self.directories),
            Writing::DryRun => Ok(owner.load(&self.directories)?.is_some()),
        }
    }

    /// Keeps the secret of the profile as it is now.
    fn keep(&self, secret: &Secret, settings: &[Setting]) -> Result<(), CommandError> {
        match (owner_of(settings)?, self.writing) {
            (Some(owner), Writing::Really) => owner.store(&self.directories, secret),
            _ => Ok(()),
        }
    }
}

/// What a profile is set up with.
#[derive(Default)]
pub struct SetUp {
    pub settings: Vec<Setting>,
    pub secret: Option<Secret>,
    pub becomes_default: bool,
}

/// Makes or changes a profile. A secret that is given takes the place of any other.
pub fn set_up(change: &Change, set_up: SetUp) -> Result<Vec<String>, CommandError> {
    let mut after = Vec::new();
    let mut became_default = false;
    let mut notes = change.make(|edit, profile| {
        let is_first = edit.file.profiles().is_empty() && edit.file.default_profile().is_none();
        for setting in &set_up.settings {
            edit.set(profile, setting)?;
        }
        if set_up.secret.is_some() {
            edit.unset(profile, Key::AppSecret)?;
            edit.unset(profile, Key::SecretCommand)?;
        }
        if set_up.becomes_default || is_first {
            edit.use_profile(profile)?;
            became_default = true;
        }
        after = edit.file.settings(profile)?;
        Ok(())
    })?;
    if let Some(secret) = &set_up.secret {
        change.keep(secret, &after)?;
        notes.push("The secret is kept in a file that only you can read".to_owned());
    }
    if became_default {
        notes.push(format!("`{}` is the default profile", change.profile));
    }
    Ok(notes)
}

/// The app a profile of the file calls with, and where.
pub fn owner(file: &UserFile, profile: &str) -> Result<Option<Owner>, CommandError> {
    owner_of(&file.settings(profile)?)
}

fn owner_of(settings: &[Setting]) -> Result<Option<Owner>, CommandError> {
    let get = |key| settings.iter().find(|setting| setting.key == key);
    let Some(app_id) = get(Key::AppId) else { return Ok(None) };
    let app_id = AppId::unchecked(app_id.text());
    Ok(Some(Owner::new(&effective::base_urls(get)?, app_id.as_str())))
}

fn is_used(file: &UserFile, secret_of: &Owner) -> Result<bool, CommandError> {
    for profile in file.profiles() {
        if owner(file, profile)?.as_ref() == Some(secret_of) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub fn writing(context: &Context) -> Writing {
    if context.global().dry_run { Writing::DryRun } else { Writing::Really }
}

fn bad_name(reason: &str) -> CommandError {
    CommandError::invalid("--name", reason).with_hint("such as --name work")
}

fn is_built_in() -> CommandError {
    CommandError::new(
        Type::Validation,
        "built_in_profile",
        "the built-in profile `sandbox` has no settings in the file",
    )
    .with_hint("name another with --profile, or set the variable: lark-cli config show --origin")
}

fn no_profile() -> CommandError {
    CommandError::new(Type::Config, "not_configured", "there is no profile to change")
        .with_hint("make one: lark-cli config init; or name one with --profile")
}
