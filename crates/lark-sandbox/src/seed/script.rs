//! The words the seed is written in: who says what, when, and what follows.

/// A group as it has become.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: GroupKind,
    /// By their handles, as all who are named here.
    pub(super) owner: &'static str,
    pub(super) creator: &'static str,
    pub(super) managers: &'static [&'static str],
    /// All of them, the owner and the managers too.
    pub(super) members: &'static [&'static str],
    pub(super) rules: Rules,
    pub(super) days_old: i64,
    pub(super) days: &'static [Day],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupKind {
    Private,
    Public,
    /// Every message opens a topic.
    Topics,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    Open,
    /// Only the owner and administrators write.
    OnlyOwnersSpeak,
    /// Only the owner and administrators bring people in.
    OnlyOwnersAdd,
    Dissolved,
}

/// A conversation between two.
pub(super) struct Pair {
    pub(super) between: (&'static str, &'static str),
    pub(super) days_old: i64,
    pub(super) days: &'static [Day],
}

/// Some talk without a long break.
pub(super) struct Day {
    /// How long ago it began.
    pub(super) minutes_ago: i64,
    pub(super) lines: &'static [Line],
}

/// A message and what became of it.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) who: &'static str,
    pub(super) says: Says,
    pub(super) fate: Fate,
    /// Who reacted, with which emoji.
    pub(super) reactions: &'static [(&'static str, &'static str)],
    /// What was said in its thread.
    pub(super) thread: &'static [Line],
    /// Answers the line so many lines before it.
    pub(super) answers: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Says {
    /// `{handle}` mentions somebody.
    Text(&'static str),
    /// As it is read back; `{handle}` in an `at` node's `user_id` mentions somebody.
    Post(&'static str),
    /// As it was sent.
    Card(&'static str),
    Image(&'static [u8]),
    Sticker(&'static [u8]),
    File {
        name: &'static str,
        file_type: &'static str,
        bytes: &'static [u8],
    },
    /// A file that plays, or a folder.
    Media(Media),
    /// What only people send from the app, as it is read back; `{+90}` is a time so many minutes
    /// after it was sent.
    Other {
        msg_type: &'static str,
        json: &'static str,
    },
    /// Somebody's card.
    Person(&'static str),
    /// The group itself.
    ThisChat,
    /// The lines so many before it, forwarded together.
    Bundle(&'static [usize]),
}

#[derive(Clone, Copy)]
pub(super) struct Media {
    pub(super) msg_type: &'static str,
    pub(super) file_type: &'static str,
    pub(super) name: &'static str,
    pub(super) bytes: &'static [u8],
    /// In milliseconds.
    pub(super) duration: Option<i64>,
    pub(super) cover: Option<&'static [u8]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    Edited,
    Recalled,
}

pub(super) const fn line(who: &'static str, says: Says) -> Line {
    Line { who, says, fate: Fate::Kept, reactions: &[], thread: &[], answers: 0 }
}

pub(super) const fn other(who: &'static str, msg_type: &'static str, json: &'static str) -> Line {
    line(who, Says::Other { msg_type, json })
}

pub(super) const fn text(who: &'static str, text: &'static str) -> Line {
    line(who, Says::Text(text))
}

pub(super) const fn post(who: &'static str, json: &'static str) -> Line {
    line(who, Says::Post(json))
}

pub(super) const fn card(who: &'static str, json: &'static str) -> Line {
    line(who, Says::Card(json))
}

pub(super) const fn image(who: &'static str, bytes: &'static [u8]) -> Line {
    line(who, Says::Image(bytes))
}

pub(super) const fn sticker(who: &'static str, bytes: &'static [u8]) -> Line {
    line(who, Says::Sticker(bytes))
}

pub(super) const fn file(
    who: &'static str,
    name: &'static str,
    file_type: &'static str,
    bytes: &'static [u8],
) -> Line {
    line(who, Says::File { name, file_type, bytes })
}

impl Line {
    pub(super) const fn edited(mut self) -> Self {
        self.fate = Fate::Edited;
        self
    }

    pub(super) const fn recalled(mut self) -> Self {
        self.fate = Fate::Recalled;
        self
    }

    pub(super) const fn reacted(
        mut self,
        reactions: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.reactions = reactions;
        self
    }

    pub(super) const fn thread(mut self, thread: &'static [Line]) -> Self {
        self.thread = thread;
        self
    }

    pub(super) const fn answers(mut self, lines_before: usize) -> Self {
        self.answers = lines_before;
        self
    }
}
