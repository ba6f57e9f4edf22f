//! A group that has a message of every kind there is.

use super::{
    chats::PIXEL,
    script::{
        Day, Group, GroupKind, Line, Media, Rules, Says, card, file, image, line, other, post,
        sticker, text,
    },
};

const DAY: i64 = 24 * 60;

pub(super) const GROUP: Group = Group {
    name: "样式大全 Every Kind",
    description: "One message of every kind. 每种消息一条。",
    kind: GroupKind::Private,
    owner: "tom",
    creator: "tom",
    managers: &[],
    members: &["tom", "lin", "chen", "priya", "maria", "assistant", "notifier"],
    rules: Rules::Open,
    days_old: 12,
    days: &[WORDS, FILES, CARDS, OTHERS],
};

const WORDS: Day = Day {
    minutes_ago: 11 * DAY + 180,
    lines: &[
        other(
            "tom",
            "system",
            r#"{"template":"{from_user} invited {to_chatters} to this chat.","from_user":["Tom Becker"],"to_chatters":["林晓","陈伟","Priya Nair"]}"#,
        ),
        text("tom", "One of each, please. 每种来一条。"),
        text(
            "lin",
            "好，先来一段长的：长消息在窄的终端里要折行，中文、English words and emoji 👩\u{200d}💻 混在一起，标点不能落在行首，地址 https://example.com/a/rather/long/path?with=query 也不能断开。",
        ),
        text("chen", "{lin} 看起来没问题。").answers(1).reacted(&[
            ("lin", "THUMBSUP"),
            ("tom", "THUMBSUP"),
            ("priya", "HEART"),
        ]),
        text("priya", "Is a thread in here too?").thread(&[
            text("tom", "Here it is."),
            text("maria", "And a second reply,\nwith a line below."),
        ]),
        text("maria", "Fixed a typo.").edited(),
        text("priya", "Wrong chat").recalled(),
        post(
            "lin",
            r#"{"title":"周报 Weekly","content":[[{"tag":"text","text":"发布 ","style":[]},{"tag":"text","text":"准时","style":["bold"]},{"tag":"text","text":"，","style":[]},{"tag":"a","href":"https://example.com/plan","text":"the plan","style":["italic"]},{"tag":"text","text":" 由 ","style":[]},{"tag":"at","user_id":"{chen}","user_name":"陈伟","style":[]},{"tag":"text","text":" 跟进 ","style":[]},{"tag":"emotion","emoji_type":"OK"}],[{"tag":"hr"}],[{"tag":"code_block","language":"RUST","text":"fn main() {\n    ship();\n}"}],[{"tag":"text","text":"完","style":["lineThrough"]}]]}"#,
        ),
    ],
};

const FILES: Day = Day {
    minutes_ago: 10 * DAY + 120,
    lines: &[
        image("tom", PIXEL),
        file("maria", "Store texts 商店文案.txt", "stream", "第一行\nLine two\n".as_bytes()),
        media("priya", "folder", ("stream", "Screens 截图", None, None)),
        media("lin", "audio", ("opus", "", Some(7400), None)),
        media("tom", "media", ("mp4", "walkthrough.mp4", Some(83_000), Some(PIXEL))),
        sticker("maria", PIXEL),
    ],
};

const fn media(
    who: &'static str,
    msg_type: &'static str,
    (file_type, name, duration, cover): (
        &'static str,
        &'static str,
        Option<i64>,
        Option<&'static [u8]>,
    ),
) -> Line {
    let bytes = b"OggS\0 some bytes that nobody plays";
    line(who, Says::Media(Media { msg_type, file_type, name, bytes, duration, cover }))
}

const CARDS: Day = Day {
    minutes_ago: 9 * DAY + 60,
    lines: &[
        card(
            "notifier",
            r#"{"config":{"wide_screen_mode":true},"header":{"title":{"tag":"plain_text","content":"Expense 报销 #1042"},"template":"orange"},"elements":[{"tag":"div","fields":[{"is_short":true,"text":{"tag":"lark_md","content":"**申请人**\n林晓"}},{"is_short":true,"text":{"tag":"lark_md","content":"**Amount**\n¥ 1 280.00"}}]},{"tag":"markdown","content":"Taxi and *two* nights, see [receipts](https://example.com/r/1042).\n- 出租车 ¥ 280\n- Hotel ¥ 1 000"},{"tag":"hr"},{"tag":"action","actions":[{"tag":"button","text":{"tag":"plain_text","content":"批准 Approve"},"type":"primary","value":{"id":"1042"}},{"tag":"button","text":{"tag":"plain_text","content":"Open"},"url":"https://example.com/r/1042"},{"tag":"select_static","placeholder":{"tag":"plain_text","content":"Cost centre"},"options":[{"text":{"tag":"plain_text","content":"R&D"},"value":"rd"},{"text":{"tag":"plain_text","content":"市场"},"value":"mkt"}]},{"tag":"date_picker","placeholder":{"tag":"plain_text","content":"Pay on"}}]},{"tag":"note","elements":[{"tag":"plain_text","content":"Sent by Finance"}]}]}"#,
        ),
        card(
            "notifier",
            r##"{"schema":"2.0","config":{"update_multi":true},"header":{"title":{"tag":"plain_text","content":"Rollout 灰度"},"subtitle":{"tag":"plain_text","content":"Orbit 2.0, day 3"},"text_tag_list":[{"tag":"text_tag","text":{"tag":"plain_text","content":"on track"},"color":"green"}],"template":"green"},"body":{"elements":[{"tag":"markdown","content":"# 进度\n**25 %** of devices, `2.0.1` next.\n> 没有新的崩溃。\n1. Watch\n2. Widen"},{"tag":"column_set","columns":[{"tag":"column","elements":[{"tag":"markdown","content":"**Crash-free**\n99.92 %"}]},{"tag":"column","elements":[{"tag":"markdown","content":"**评分**\n4.8 / 5"}]}]},{"tag":"table","columns":[{"name":"region","display_name":"地区","data_type":"text"},{"name":"share","display_name":"Share","data_type":"number","horizontal_align":"right"},{"name":"note","display_name":"Notes","data_type":"lark_md"}],"rows":[{"region":"中国","share":40,"note":"**done**"},{"region":"Europe","share":20,"note":"waits for review"}]},{"tag":"chart","chart_spec":{"type":"line","title":{"text":"Adoption 安装率"},"data":{"values":[{"x":1,"y":5},{"x":2,"y":25}]}}},{"tag":"collapsible_panel","header":{"title":{"tag":"plain_text","content":"Details 详情"}},"elements":[{"tag":"markdown","content":"Batch 3 of 5."}]},{"tag":"form","name":"decide","elements":[{"tag":"input","name":"why","placeholder":{"tag":"plain_text","content":"Why?"}},{"tag":"multi_select_static","name":"who","placeholder":{"tag":"plain_text","content":"通知谁"},"options":[{"text":{"tag":"plain_text","content":"Support"},"value":"s"},{"text":{"tag":"plain_text","content":"测试"},"value":"t"}]},{"tag":"button","text":{"tag":"plain_text","content":"Submit"},"form_action_type":"submit","name":"go"}]},{"tag":"button","text":{"tag":"plain_text","content":"Dashboard"},"behaviors":[{"type":"open_url","default_url":"https://example.com/dash"}]}]}}"##,
        ),
        text("chen", "卡片两代都有了。").answers(1),
    ],
};

const OTHERS: Day = Day {
    minutes_ago: 8 * DAY + 240,
    lines: &[
        other(
            "chen",
            "location",
            r#"{"name":"深圳湾 1 号","longitude":"113.9445","latitude":"22.5186"}"#,
        ),
        line("tom", Says::Person("priya")),
        line("tom", Says::ThisChat),
        other(
            "lin",
            "share_calendar_event",
            r#"{"summary":"发布复盘 Retro","start_time":"{+1440}","end_time":"{+1500}"}"#,
        ),
        other(
            "lin",
            "calendar",
            r#"{"summary":"Stand-up","start_time":"{+1500}","end_time":"{+1515}"}"#,
        ),
        other(
            "maria",
            "general_calendar",
            r#"{"summary":"Launch party 🎉","start_time":"{+2880}","end_time":"{+3000}"}"#,
        ),
        other("priya", "video_chat", r#"{"topic":"Review call","start_time":"{+5}"}"#),
        other(
            "lin",
            "todo",
            r#"{"task_id":"t-1042","summary":{"title":"","content":[[{"tag":"text","text":"写发布说明 Write the notes","style":[]}]]},"due_time":"{+4320}"}"#,
        ),
        other(
            "maria",
            "vote",
            r#"{"topic":"庆功吃什么？","options":["火锅","Pizza","Tapas"],"status":0}"#,
        ),
        other("lin", "hongbao", r#"{"text":"[红包]"}"#),
        other(
            "assistant",
            "system",
            r#"{"template":"","divider_text":{"text":"New topic","i18n_text":{"zh_cn":"新话题","en_us":"New topic"}}}"#,
        ),
        text("priya", "Two lines to forward."),
        text("chen", "还有第二条。"),
        line("tom", Says::Bundle(&[2, 1])),
        line("lin", Says::Bundle(&[1])),
        other("tom", "whiteboard", r#"{"board":"wb_1042","title":"Roadmap 路线图"}"#),
    ],
};
