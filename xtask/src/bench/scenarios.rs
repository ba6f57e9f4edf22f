//! What is measured, and what it may cost.

/// One kind of command.
pub(super) struct Scenario {
    /// What one types to choose it.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) place: Place,
    /// `{chat}` stands for a chat of the place.
    pub(super) arguments: &'static [&'static str],
    pub(super) budget: Budget,
}

/// Where a command's messages go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// It sends none.
    Nowhere,
    /// To a sandbox in another process, over HTTP; variables say where it is.
    Served,
    /// To the same, as a file and a kept login say.
    Configured,
    /// To a sandbox of its own that it first has to create.
    FirstInProcess,
    /// To a sandbox that an earlier command created.
    NextInProcess,
}

/// The most a command may cost; what is `None` has no bound.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    /// The median, in milliseconds.
    pub(super) cpu: Option<f64>,
    /// The median, in milliseconds.
    pub(super) wall: Option<f64>,
    /// The peak, in megabytes.
    pub(super) memory: Option<f64>,
    pub(super) requests: Option<u32>,
}

impl Budget {
    const NONE: Self = Self { cpu: None, wall: None, memory: None, requests: None };
    const START: Self = Self { cpu: Some(2.0), ..Self::NONE };
    const SEND: Self = Self { cpu: Some(5.0), memory: Some(12.0), requests: Some(1), ..Self::NONE };
    const FIRST: Self = Self { wall: Some(80.0), ..Self::NONE };
}

/// The size of the stripped binary, in megabytes.
pub(super) const BINARY_BUDGET: f64 = 12.0;

pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "version",
        title: "`--version`",
        place: Place::Nowhere,
        arguments: &["--version"],
        budget: Budget::START,
    },
    Scenario {
        name: "help",
        title: "`--help`",
        place: Place::Nowhere,
        arguments: &["--help"],
        budget: Budget::START,
    },
    Scenario {
        name: "im-help",
        title: "`im --help`",
        place: Place::Nowhere,
        arguments: &["im", "--help"],
        budget: Budget::NONE,
    },
    Scenario {
        name: "send-as-bot",
        title: "`im send-message --as bot`, served sandbox",
        place: Place::Served,
        arguments: &["im", "send-message", "--chat-id", "{chat}", "--text", "Hello", "--as", "bot"],
        budget: Budget::SEND,
    },
    Scenario {
        name: "send-as-user",
        title: "`im send-message --as user`, served sandbox",
        place: Place::Served,
        arguments: &[
            "im",
            "send-message",
            "--chat-id",
            "{chat}",
            "--text",
            "Hello",
            "--as",
            "user",
        ],
        budget: Budget::SEND,
    },
    Scenario {
        name: "send-configured",
        title: "`im send-message`, served sandbox, of a profile with a kept login",
        place: Place::Configured,
        arguments: &["im", "send-message", "--chat-id", "{chat}", "--text", "Hello"],
        budget: Budget::SEND,
    },
    Scenario {
        name: "first-in-process",
        title: "`im list-messages --limit 50`, creating the sandbox",
        place: Place::FirstInProcess,
        arguments: &["im", "list-messages", "--chat-id", "{chat}", "--limit", "50", "--as", "bot"],
        budget: Budget::FIRST,
    },
    Scenario {
        name: "next-in-process",
        title: "`im list-messages --limit 50`, in-process",
        place: Place::NextInProcess,
        arguments: &["im", "list-messages", "--chat-id", "{chat}", "--limit", "50", "--as", "bot"],
        budget: Budget::NONE,
    },
];
