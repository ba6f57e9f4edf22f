//! Files from the web, on their way into a message: put by on the disk, never in memory.

use std::io::Write;

use lark_client::fetch::{FetchError, Fetcher, Reach, WebUrl};

use crate::{
    context::{Context, USER_AGENT},
    error::{CommandError, Type},
    files::{SourceFile, Spool},
};

/// Something on the web, and how far one goes for it.
pub struct Remote {
    /// The flag that names it.
    pub flag: &'static str,
    pub url: WebUrl,
    /// Bytes it has at most.
    pub most: u64,
    pub reach: Reach,
}

impl Remote {
    pub fn parse(
        flag: &'static str,
        given: &str,
        most: u64,
        reach: Reach,
    ) -> Result<Self, CommandError> {
        let url = WebUrl::parse(given).map_err(|error| {
            CommandError::invalid(flag, error.to_string())
                .with_hint("such as https://example.com/picture.png; the host in ASCII letters")
        })?;
        Ok(Self { flag, url, most, reach })
    }

    /// Fetches it, unless it is a dry run.
    pub fn fetch(&self, context: &Context) -> Result<SourceFile, CommandError> {
        if context.global().dry_run {
            return Ok(SourceFile::unfetched(self.url.file_name().as_deref()));
        }
        let network = context.settings()?.network()?;
        let fetcher = Fetcher::new(USER_AGENT, &network, self.reach);
        let fetching = fetcher.get(&self.url, self.most).map_err(|error| self.failed(error))?;
        let unwritable = |error| self.failed(FetchError::Unwritable(error));
        let (spool, mut file) = Spool::create().map_err(unwritable)?;
        let name = fetching.name.clone();
        let length = fetching.write_to(&mut file).map_err(|error| self.failed(error))?;
        file.flush().map_err(unwritable)?;
        Ok(SourceFile::spooled(spool, name.as_deref(), length))
    }

    fn failed(&self, error: FetchError) -> CommandError {
        let message = match &error {
            FetchError::TooLarge { most } => {
                format!("{} has more than {} MB", self.url, most / (1024 * 1024))
            }
            error => format!("{} cannot be fetched: {error}", self.url),
        };
        let (kind, subtype, hint) = match &error {
            FetchError::NotPublic { .. } => (
                Type::Validation,
                "address_refused",
                "addresses of this machine and of its network are not fetched from; if that one is \
                 meant, add --allow-private-urls",
            ),
            FetchError::Url(_) => (
                Type::Validation,
                "address_refused",
                "it redirects to what is not fetched; give the file itself",
            ),
            FetchError::TooLarge { .. } => {
                (Type::Validation, "file_too_large", "make it smaller, or send the link as text")
            }
            FetchError::Empty => {
                (Type::Validation, "file_empty", "open the address in a browser, and check it")
            }
            FetchError::Status(_) | FetchError::Redirects => (
                Type::Network,
                "fetch_failed",
                "open the address in a browser; what needs a login is downloaded first and given as a file",
            ),
            FetchError::Network(_) => (
                Type::Network,
                "fetch_failed",
                "check the address and the network: lark-cli doctor",
            ),
            FetchError::Unwritable(_) => (
                Type::Validation,
                "file_unwritable",
                "make room in the folder for temporary files (TMPDIR)",
            ),
        };
        let failure = CommandError::new(kind, subtype, message);
        CommandError {
            param: Some(self.flag.to_owned()),
            retryable: matches!(error, FetchError::Network(_)),
            ..failure
        }
        .with_hint(hint)
    }
}
