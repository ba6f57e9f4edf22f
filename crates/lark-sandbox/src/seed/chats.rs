//! The other chats of a new sandbox, each for something that the first has not.

use super::script::{Day, Group, GroupKind, Pair, Rules, image, post, sticker, text};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

pub(super) const GROUPS: &[Group] =
    &[TOPICS, ANNOUNCEMENTS, ON_CALL, CRITIQUE, LUNCH, HIRING, FINISHED];

const TOPICS: Group = Group {
    name: "产品想法 Product ideas",
    description: "One idea, one topic.",
    kind: GroupKind::Topics,
    owner: "lin",
    creator: "lin",
    managers: &[],
    members: &["lin", "zhao", "chen", "tom", "priya", "maria", "assistant"],
    rules: Rules::Open,
    days_old: 35,
    days: &[Day {
        minutes_ago: 3 * DAY,
        lines: &[
            text("tom", "Widgets for the lock screen: a ring that fills as the day goes on.")
                .thread(&[
                    text("priya", "Easy on iOS, two days of work."),
                    text("lin", "喜欢这个，放进 2.1。"),
                    text("chen", "接口已经有了，不用改后端。"),
                ]),
            text("maria", "Share a goal as a picture. People post screenshots anyway.")
                .reacted(&[("lin", "THUMBSUP"), ("tom", "LGTM")]),
            text("chen", "支持离线编辑，联网之后再同步。").thread(&[
                text("priya", "Conflicts? Two phones, one goal."),
                text("chen", "按字段合并，同一字段以最后一次为准。"),
            ]),
        ],
    }],
};

const ANNOUNCEMENTS: Group = Group {
    name: "全员公告 Announcements",
    description: "只发通知，不聊天。Read-only for most.",
    kind: GroupKind::Public,
    owner: "sun",
    creator: "sun",
    managers: &["zhao"],
    members: &[
        "sun", "zhao", "lin", "chen", "priya", "wang", "tom", "maria", "liu", "yuki", "ahmed",
        "assistant",
    ],
    rules: Rules::OnlyOwnersSpeak,
    days_old: 34,
    days: &[Day {
        minutes_ago: 6 * DAY,
        lines: &[
            post(
                "sun",
                r#"{"title":"假期安排 Holidays","content":[[{"tag":"text","text":"公司下周五放假一天，请提前安排工作。","style":[]}],[{"tag":"text","text":"The office is closed next Friday.","style":["italic"]}]]}"#,
            )
            .reacted(&[("lin", "YEAH"), ("maria", "PARTY")]),
            text("zhao", "机房周日凌晨 2:00 到 4:00 维护，内部系统不可用。"),
            text("sun", "新同事 Ahmed Hassan 加入财务组，欢迎！"),
        ],
    }],
};

pub(super) const ON_CALL: Group = Group {
    name: "运维值班 On-call",
    description: "Alerts and hand-overs.",
    kind: GroupKind::Private,
    owner: "zhao",
    creator: "zhao",
    managers: &["chen"],
    members: &["zhao", "chen", "lin", "liu", "notifier"],
    rules: Rules::Open,
    days_old: 30,
    days: &[Day {
        minutes_ago: 2 * DAY,
        lines: &[
            text("notifier", "ALERT disk usage on db-3 is above 85 %"),
            text("chen", "在看，是旧的备份没有清理。"),
            text("chen", "清理完了，降到 52%。").reacted(&[("zhao", "THANKS")]),
            text("notifier", "RESOLVED disk usage on db-3"),
            text("zhao", "{liu} 明天起轮到你值班。"),
            text("liu", "好的，交接文档我看过了。"),
        ],
    }],
};

const CRITIQUE: Group = Group {
    name: "Design critique",
    description: "Thursdays, bring something unfinished.",
    kind: GroupKind::Private,
    owner: "tom",
    creator: "assistant",
    managers: &[],
    members: &["tom", "priya", "maria", "assistant"],
    rules: Rules::Open,
    days_old: 25,
    days: &[Day {
        minutes_ago: 4 * DAY,
        lines: &[
            image("tom", include_bytes!("signups.png")),
            text("tom", "Too much blue?"),
            text("maria", "I like it. Maybe one accent colour for today's bar."),
            text("priya", "Agreed, otherwise today gets lost."),
            text("tom", "I'll try orange.").reacted(&[("maria", "Get")]),
        ],
    }],
};

const LUNCH: Group = Group {
    name: "午饭吃什么 Lunch",
    description: "",
    kind: GroupKind::Public,
    owner: "wang",
    creator: "wang",
    managers: &[],
    members: &["wang", "chen", "liu", "lin"],
    rules: Rules::Open,
    days_old: 20,
    days: &[Day {
        minutes_ago: DAY + 2 * HOUR,
        lines: &[
            text("wang", "今天吃什么？"),
            text("liu", "楼下的面馆。"),
            text("chen", "面馆 +1"),
            text("lin", "我有会，帮我带一份，谢谢！").reacted(&[("wang", "OK")]),
        ],
    }],
};

const HIRING: Group = Group {
    name: "招聘小组 Hiring panel",
    description: "Confidential.",
    kind: GroupKind::Private,
    owner: "sun",
    creator: "sun",
    managers: &[],
    members: &["sun", "lin", "chen", "assistant"],
    rules: Rules::OnlyOwnersAdd,
    days_old: 15,
    days: &[Day {
        minutes_ago: 3 * DAY + 3 * HOUR,
        lines: &[
            text("sun", "后端岗位收到 14 份简历，我筛了 5 份。"),
            text("chen", "我周四下午可以面试。"),
            text("lin", "周五我也可以参加。"),
            text("sun", "好，那就周四 14:00 和周五 10:00。"),
        ],
    }],
};

const FINISHED: Group = Group {
    name: "Orbit 1.9 收尾",
    description: "Done.",
    kind: GroupKind::Private,
    owner: "zhao",
    creator: "zhao",
    managers: &[],
    members: &["zhao", "lin", "zhou", "assistant"],
    rules: Rules::Dissolved,
    days_old: 40,
    days: &[Day {
        minutes_ago: 30 * DAY,
        lines: &[text("zhou", "1.9 的文档都归档了。"), text("zhao", "谢谢，这个群可以解散了。")],
    }],
};

/// One pixel.
pub(super) const PIXEL: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0\
    !\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// What is said in the first of the [`PAIRS`] a little later.
pub(super) const LATER: Pair = Pair {
    between: ("assistant", "lin"),
    days_old: 28,
    days: &[Day { minutes_ago: DAY + HOUR / 2, lines: &[sticker("lin", PIXEL)] }],
};

pub(super) const PAIRS: &[Pair] = &[
    Pair {
        between: ("assistant", "lin"),
        days_old: 28,
        days: &[Day {
            minutes_ago: DAY + HOUR,
            lines: &[
                text("lin", "What is on today?"),
                text("assistant", "Two things: stand-up at 15:00, rollout review at 17:30."),
                text("lin", "帮我把 17:30 的会推迟半小时。"),
                text("assistant", "Done. The rollout review starts at 18:00.")
                    .reacted(&[("lin", "THANKS")]),
            ],
        }],
    },
    Pair {
        between: ("lin", "chen"),
        days_old: 27,
        days: &[Day {
            minutes_ago: 2 * DAY + HOUR,
            lines: &[
                text("chen", "演练的时候你来记录时间？"),
                text("lin", "好，我来记。"),
                text("chen", "谢谢 🙏"),
            ],
        }],
    },
];
