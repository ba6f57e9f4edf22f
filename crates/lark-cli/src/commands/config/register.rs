//! `lark-cli config init --new`: an app of one's own, made by confirming on a page.

use std::{fmt, time::Duration};

use clap::Args;
use lark_api::{
    Auth,
    ids::AppId,
    limits,
    oauth::registration::{PAGE_PATH, RegisterApp, Registration},
};
use lark_client::{
    Client, Credentials, Error, Secret,
    clock::SystemClock,
    consent::{NotGranted, Pace, wait_for},
    http::{BaseUrls, HttpTransport, Network},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Change, Report, change::SetUp, init::AppArgs, set_up};
use crate::{
    commands::auth::consent::{self, Steps},
    context::{Context, USER_AGENT},
    error::CommandError,
    hints,
    output::Output,
    settings::{
        Key, Origin, Setting,
        effective::{self, Settings},
    },
};

#[derive(Args)]
pub struct RegisterArgs {
    /// Make a new app, by confirming on a page
    #[arg(long, conflicts_with_all = ["app_id", "app_secret_stdin"])]
    pub new: bool,

    /// Print the page's address and the codes and end, instead of waiting
    #[arg(long, requires = "new", conflicts_with = "device_code")]
    no_wait: bool,

    /// Finish what --new --no-wait began
    #[arg(long, value_name = "CODE", requires = "new")]
    device_code: Option<String>,

    /// Seconds to wait for the person to confirm
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "new",
        value_parser = clap::value_parser!(u64).range(1..=3600)
    )]
    timeout: Option<u64>,
}

/// What --no-wait prints.
#[derive(Serialize, JsonSchema)]
struct Begun {
    verification_url: String,
    user_code: String,
    device_code: String,
    expires_in: i64,
    hint: String,
}

pub fn run(
    context: &Context,
    name: &str,
    app: &AppArgs,
    args: RegisterArgs,
) -> Result<Output<'static>, CommandError> {
    consent::refuse_dry_run(context)?;
    let change = Change::of(context, name)?;
    let place = Place::of(context, app)?;
    let anew = place.line(name);
    let begun = match &args.device_code {
        Some(_) => None,
        // Whose the person is shows only when they confirm: Feishu's hosts begin for both brands.
        None => Some(place.client(Brand::Feishu).call(&RegisterApp::begin())?),
    };
    if let (Some(begun), true) = (&begun, args.no_wait) {
        return Ok(Output::value(Begun::new(begun, &place, &anew)));
    }
    let (device_code, pace) = match (begun, args.device_code) {
        (Some(begun), _) => {
            consent::ask(&place.page(&begun), &begun.user_code);
            let pace = Pace::of(begun.interval, begun.expires());
            (begun.device_code, pace)
        }
        (None, Some(code)) => (code, Pace::of(None, Some(limits::REGISTRATION_SECONDS))),
        (None, None) => unreachable!("one or the other"),
    };
    let patience = args.timeout.map_or(pace.patience, Duration::from_secs);
    let again = format!("{anew} --device-code {}", hints::quote(&device_code));
    let made = wait(&place, &device_code, Pace { patience, ..pace })
        .map_err(|error| consent::not_granted(error, &Steps { anew: &anew, again: &again }))?;
    keep(context, &change, &place, made)
}

/// An app that was made, and whose hosts it is on.
struct Made {
    app_id: AppId,
    app_secret: Secret,
    brand: Brand,
}

fn wait(place: &Place, device_code: &str, pace: Pace) -> Result<Made, NotGranted> {
    let request = RegisterApp::poll(device_code);
    let brands = if place.is_of_a_brand() { Brands::Both } else { Brands::None };
    let mut asking = Asking::new(brands, |brand| place.client(brand).call(&request));
    wait_for(&SystemClock::default(), pace, || asking.ask())
}

/// Whether the app may turn out to be on the other brand's hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brands {
    Both,
    None,
}

/// Asks for the app, of the brand whose the person turned out to be.
struct Asking<P> {
    brands: Brands,
    brand: Brand,
    poll: P,
}

impl<P: Fn(Brand) -> Result<Registration, Error>> Asking<P> {
    fn new(brands: Brands, poll: P) -> Self {
        Self { brands, brand: Brand::Feishu, poll }
    }

    fn ask(&mut self) -> Result<Option<Made>, Error> {
        let answer = (self.poll)(self.brand);
        let told = match &answer {
            Ok(answer) => answer.user_info.as_ref().and_then(|user| user.tenant_brand.as_deref()),
            Err(Error::Api(api)) => api.tenant_brand.as_deref(),
            Err(_) => None,
        };
        let told = told.and_then(Brand::named).filter(|told| *told != self.brand);
        let made = answer.map(|answer| Made::of(answer, self.brand));
        match (self.brands, told) {
            // The other brand's hosts have the app: they are asked at once.
            (Brands::Both, Some(other)) if !matches!(made, Ok(Some(_))) => {
                self.brand = other;
                Ok(Made::of((self.poll)(other)?, other))
            }
            _ => made,
        }
    }
}

impl Made {
    /// None where the app, or its secret, is not in the answer.
    fn of(answer: Registration, asked: Brand) -> Option<Self> {
        let told = answer.user_info.and_then(|user| Brand::named(&user.tenant_brand?));
        let app_secret = answer.client_secret.filter(|secret| !secret.is_empty())?;
        Some(Self {
            app_id: answer.client_id?,
            app_secret: Secret::new(app_secret),
            brand: told.unwrap_or(asked),
        })
    }
}

fn keep(
    context: &Context,
    change: &Change,
    place: &Place,
    made: Made,
) -> Result<Output<'static>, CommandError> {
    let by = || Origin::Flag("--new");
    let app_id = made.app_id.to_string();
    let mut settings = vec![Setting::of_text(Key::AppId, &app_id, by())?];
    settings.extend(place.given.iter().filter(|setting| setting.key != Key::Brand).cloned());
    if place.is_of_a_brand() {
        settings.push(Setting::of_text(Key::Brand, made.brand.name(), by())?);
    }
    let secret = Some(made.app_secret);
    let notes = set_up(change, SetUp { settings, secret, becomes_default: true })?;
    let report = Report::new(context)
        .fact("profile", change.profile.as_str())
        .fact("app_id", app_id.as_str())
        .fact("next", "lark-cli auth login")
        .done(format!(
            "The app {app_id} is made, and the profile `{}` calls with it",
            change.profile
        ))
        .all_done(notes)
        .done("Log in, to act as yourself: lark-cli auth login");
    Ok(report.output())
}

/// Whose hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brand {
    Feishu,
    Lark,
}

impl Brand {
    fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "feishu" => Some(Self::Feishu),
            "lark" => Some(Self::Lark),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Feishu => "feishu",
            Self::Lark => "lark",
        }
    }

    fn base(self) -> BaseUrls {
        match self {
            Self::Feishu => BaseUrls::feishu(),
            Self::Lark => BaseUrls::lark(),
        }
    }
}

/// Where the app is made.
struct Place {
    /// What the flags say.
    given: Vec<Setting>,
    base: BaseUrls,
    network: Network,
}

impl Place {
    fn of(context: &Context, app: &AppArgs) -> Result<Self, CommandError> {
        let given = app.given()?;
        let base = effective::base_urls(|key| given.iter().find(|setting| setting.key == key))?;
        let network = match context.settings() {
            Ok(settings) => settings.network()?,
            Err(_) => Settings::of_no_profile()?.network()?,
        };
        Ok(Self { given, base, network })
    }

    fn is_of_a_brand(&self) -> bool {
        [BaseUrls::feishu(), BaseUrls::lark()].contains(&self.base)
    }

    fn client(&self, brand: Brand) -> Client {
        let base = if self.is_of_a_brand() { brand.base() } else { self.base.clone() };
        let transport = HttpTransport::new(base, USER_AGENT, &self.network);
        Client::new(Box::new(transport), Auth::Bot, Credentials::default())
    }

    /// The brands have a page of their own for programs like this one.
    fn page(&self, begun: &Registration) -> String {
        if self.is_of_a_brand() {
            let version = env!("CARGO_PKG_VERSION");
            return format!(
                "{}{PAGE_PATH}?user_code={}&lpv={version}&ocv={version}&from=cli",
                self.base.open, begun.user_code
            );
        }
        match begun.verification_uri_complete.as_str() {
            "" => begun.verification_uri.clone(),
            complete => complete.to_owned(),
        }
    }

    /// The command that begins here.
    fn line(&self, name: &str) -> String {
        let flags = self.given.iter().map(|setting| {
            let flag = setting.key.facts().name.replace('_', "-");
            format!(" --{flag} {}", hints::quote(setting.text()))
        });
        let flags: String = flags.collect();
        format!("lark-cli config init --new --name {}{flags}", hints::quote(name))
    }
}

impl Begun {
    fn new(begun: &Registration, place: &Place, anew: &str) -> Self {
        let code = hints::quote(&begun.device_code);
        Self {
            verification_url: place.page(begun),
            user_code: begun.user_code.clone(),
            device_code: begun.device_code.clone(),
            expires_in: begun.expires().unwrap_or(limits::REGISTRATION_SECONDS),
            hint: format!(
                "show the person verification_url exactly as it is; when they have confirmed: \
                 {anew} --device-code {code}"
            ),
        }
    }
}

impl fmt::Display for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Open   {}", self.verification_url)?;
        writeln!(f, "Code   {}  (good for {} s)", self.user_code, self.expires_in)?;
        f.write_str(&self.hint)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use lark_api::{
        errors::Family,
        oauth::{failure::ErrorWord, registration::RegisteringUser},
    };
    use lark_client::{ApiError, Subject};

    use super::*;

    fn of_lark(app_secret: Option<&str>) -> Registration {
        Registration {
            client_id: Some(AppId::unchecked("cli_1")),
            client_secret: app_secret.map(str::to_owned),
            user_info: Some(RegisteringUser {
                open_id: None,
                tenant_brand: Some("lark".to_owned()),
            }),
            ..Registration::default()
        }
    }

    fn pending(tenant_brand: Option<&str>) -> Error {
        Error::Api(Box::new(ApiError {
            endpoint: "oauth.app.registration",
            family: Family::OAuth,
            status: 400,
            code: 0,
            word: Some(ErrorWord::AuthorizationPending),
            msg: String::new(),
            kind: None,
            log_id: None,
            troubleshooter: None,
            retry_after: None,
            missing_scopes: Vec::new(),
            console_url: None,
            fields: Vec::new(),
            subject: Subject::default(),
            tenant_brand: tenant_brand.map(str::to_owned),
        }))
    }

    #[test]
    fn a_person_of_the_other_brand_gets_the_app_from_its_hosts() {
        type Answer = fn() -> Result<Registration, Error>;
        let first: [Answer; 2] = [|| Ok(of_lark(None)), || Err(pending(Some("lark")))];
        for first in first {
            let asked = RefCell::new(Vec::new());
            let mut asking = Asking::new(Brands::Both, |brand| {
                asked.borrow_mut().push(brand);
                if brand == Brand::Feishu { first() } else { Ok(of_lark(Some("s3cret"))) }
            });
            let made = asking.ask().unwrap().unwrap();
            assert_eq!((made.brand, made.app_id.as_str()), (Brand::Lark, "cli_1"));
            assert_eq!(*asked.borrow(), [Brand::Feishu, Brand::Lark]);
        }
    }

    #[test]
    fn a_deployment_of_its_own_has_no_other_brand() {
        let mut asking = Asking::new(Brands::None, |_| Ok(of_lark(None)));
        assert!(asking.ask().unwrap().is_none());
        assert_eq!(asking.brand, Brand::Feishu);
        let mut asking = Asking::new(Brands::Both, |_| Err(pending(None)));
        assert!(asking.ask().is_err());
    }

    #[test]
    fn the_brands_have_a_page_of_their_own() {
        let place = |base| Place { given: Vec::new(), base, network: Network::default() };
        let begun = Registration {
            user_code: "BCDF".to_owned(),
            verification_uri_complete: "http://127.0.0.1:1/x".to_owned(),
            ..Registration::default()
        };
        let page = place(BaseUrls::lark()).page(&begun);
        assert!(page.starts_with("https://open.larksuite.com/page/cli?user_code=BCDF&"), "{page}");
        let own = place(BaseUrls::single("http://127.0.0.1:1").unwrap());
        assert_eq!(own.page(&begun), "http://127.0.0.1:1/x");
    }
}
