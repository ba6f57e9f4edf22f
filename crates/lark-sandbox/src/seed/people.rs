//! Who works here, and which apps they use.

pub(super) struct Person {
    /// What the conversations call them.
    pub(super) handle: &'static str,
    pub(super) name: &'static str,
    pub(super) en_name: &'static str,
    pub(super) mobile: &'static str,
    pub(super) user_id: &'static str,
    pub(super) works_here: bool,
}

const fn person(
    handle: &'static str,
    (name, en_name): (&'static str, &'static str),
    mobile: &'static str,
    user_id: &'static str,
) -> Person {
    Person { handle, name, en_name, mobile, user_id, works_here: true }
}

/// The first is the person that `--as user` is unless told.
pub(super) const PEOPLE: &[Person] = &[
    person("lin", ("林晓", "Lin Xiao"), "+8613800000001", "4d7a3c6g"),
    person("chen", ("陈伟", "Chen Wei"), "+8613800000002", "7b2e91fa"),
    person("priya", ("Priya Nair", "Priya Nair"), "+6591000003", "c3f8d0e1"),
    person("wang", ("王芳", "Wang Fang"), "+8613800000004", "a19c5d72"),
    person("tom", ("Tom Becker", "Tom Becker"), "+4915100000005", "e60b4f38"),
    person("zhao", ("赵磊", "Zhao Lei"), "+8613800000006", "1f9a27cd"),
    person("maria", ("Maria Gonzalez", "Maria Gonzalez"), "+34600000007", "92d5e1b4"),
    person("liu", ("刘洋", "Liu Yang"), "+8613800000008", "5e3ab7f0"),
    person("yuki", ("佐藤由纪", "Yuki Sato"), "+819000000009", "d847c26e"),
    person("ahmed", ("Ahmed Hassan", "Ahmed Hassan"), "+971500000010", "0c6f93a5"),
    person("sun", ("孙倩", "Sun Qian"), "+8613800000011", "b8e21d4f"),
    Person {
        handle: "zhou",
        name: "周明",
        en_name: "Zhou Ming",
        mobile: "",
        user_id: "36af80c9",
        works_here: false,
    },
];

impl Person {
    pub(super) fn email(&self) -> String {
        format!("{}@example.com", self.en_name.to_lowercase().replace(' ', "."))
    }
}

pub(super) struct App {
    /// What the conversations call its bot.
    pub(super) handle: &'static str,
    pub(super) name: &'static str,
    /// `None` for all there are.
    pub(super) scopes: Option<&'static [&'static str]>,
}

/// The first is the one that is used unless another is named.
pub(super) const APPS: &[App] = &[
    App { handle: "assistant", name: "Orbit Assistant", scopes: None },
    App {
        handle: "notifier",
        name: "Deploy Notifier",
        scopes: Some(&["im:message:send_as_bot", "im:chat:readonly"]),
    },
];

/// Where the default app's page may send a browser on to, beside this machine itself.
pub(super) const REDIRECT_URI: &str = "https://orbit.example.com/oauth/callback";
