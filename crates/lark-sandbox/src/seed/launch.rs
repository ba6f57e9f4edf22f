//! The group that a new sandbox shows first: a team that brings out version 2.0 of its app.

use super::script::{Day, Group, GroupKind, Rules, card, file, image, post, text};

pub(super) const GROUP: Group = Group {
    name: "Orbit 2.0 发布组",
    description: "Everything about the 2.0 release. 发布相关的都在这里说。",
    kind: GroupKind::Private,
    owner: "zhao",
    creator: "zhao",
    managers: &["assistant"],
    members: &[
        "zhao",
        "lin",
        "assistant",
        "chen",
        "priya",
        "wang",
        "tom",
        "maria",
        "liu",
        "yuki",
        "notifier",
    ],
    rules: Rules::Open,
    days_old: 42,
    days: &[PLAN, DESIGN, FREEZE, BUGS, NUMBERS, REHEARSAL, ROLLOUT, TODAY],
};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

const PLAN: Day = Day {
    minutes_ago: 9 * DAY,
    lines: &[
        text("zhao", "大家好，这个群用来跟进 Orbit 2.0 的发布，有问题直接在这里说。"),
        text(
            "zhao",
            "Hi all, everything about the 2.0 release goes here. English and Chinese are both fine.",
        ),
        text("lin", "收到，需求列表我今天整理好。"),
        text("priya", "Hello from Singapore 👋"),
        text("tom", "Morning from Berlin. New icons are nearly done."),
        text("maria", "Hi! Store texts in five languages are on my side."),
        text("wang", "测试计划我这周五之前发出来。"),
        file("lin", "Orbit 2.0 release plan.pdf", "pdf", include_bytes!("release-plan.pdf"))
            .reacted(&[("zhao", "THUMBSUP"), ("priya", "THUMBSUP"), ("chen", "OK")]),
        text("lin", "{chen} {priya} 请看一下发布计划，有冲突的时间告诉我。"),
        text("chen", "看过了，后端没有问题。"),
        text(
            "priya",
            "Looks good. The App Store review may take two days, can we submit on Monday?",
        ),
        text("lin", "可以，周一上午提交。").answers(1),
        text("liu", "埋点我还差三个事件，明天补完。"),
        text("yuki", "サポート用の FAQ も準備します。I will prepare the support FAQ too."),
        text("zhao", "辛苦大家，冻结时间是周三 18:00。"),
        text("assistant", "Reminder set: code freeze on Wednesday at 18:00 (UTC+8)."),
        text("maria", "Do we have a name for the release? \"2.0\" is a bit dry."),
        text("tom", "\"Aurora\"?").reacted(&[("maria", "HEART"), ("lin", "THUMBSUP")]),
        text("priya", "+1 for Aurora"),
        text("zhao", "就叫 Aurora 吧。"),
    ],
};

const DESIGN: Day = Day {
    minutes_ago: 8 * DAY + HOUR,
    lines: &[
        text(
            "tom",
            "The new chart colours are in the design file. Please check contrast in dark mode.",
        ),
        text("wang", "深色模式下第二个颜色看不太清。").thread(&[
            text("tom", "Which device? On my phone it is fine."),
            text("wang", "小米 14，亮度 30%。"),
            text("tom", "Got it, I will raise the lightness by 10 %."),
            text("wang", "改完我再看一下，谢谢。"),
        ]),
        text("lin", "首页的空状态文案改成这个：还没有数据，先添加一个目标吧。"),
        text("maria", "English: \"Nothing here yet. Add your first goal.\""),
        text(
            "yuki",
            "日本語は「まだデータがありません。最初の目標を追加しましょう。」でお願いします。",
        ),
        text("tom", "Updated all three.").answers(1),
        text("chen", "接口文档更新了，分页参数改成 page_token。"),
        text("priya", "Does the old offset parameter still work for 1.x clients?"),
        text("chen", "兼容到明年三月。Yes, until March."),
        text("priya", "Perfect, thanks.").reacted(&[("chen", "OK")]),
        text("liu", "埋点补完了：goal_created、goal_shared、export_csv。"),
        text("lin", "太快了 👍"),
        text("zhao", "明天 10:00 站会，大家准时。"),
        text("tom", "Can we make it 15:00 for the Europeans?"),
        text("zhao", "可以，改到 15:00。").edited(),
        text("maria", "Thank you! 9 am works much better."),
        text("assistant", "The daily stand-up was moved to 15:00 (UTC+8)."),
    ],
};

const FREEZE: Day = Day {
    minutes_ago: 6 * DAY + 2 * HOUR,
    lines: &[
        text("zhao", "距离代码冻结还有两小时。"),
        text("chen", "我还有一个 MR 等评审：优化同步队列。"),
        text("liu", "我来看。"),
        text("liu", "有一处可能会死锁，留言了。").thread(&[
            text("chen", "看到了，是锁的顺序问题，马上改。"),
            text("liu", "顺便加一个并发测试？"),
            text("chen", "加了，跑了 1000 次没问题。"),
            text("liu", "那我合并了。"),
            text("chen", "谢谢！"),
        ]),
        text("priya", "iOS is ready, build 2.0.0 (418) is on TestFlight."),
        text("wang", "安卓 2.0.0 (417) 也收到了，开始回归。"),
        text("tom", "Last icons merged. I promise these are the last ones."),
        text("maria", "Famous last words 😄").reacted(&[("tom", "LOL"), ("priya", "LAUGH")]),
        text("lin", "文案全部锁定，不再改了。"),
        text(
            "yuki",
            "One typo left in Japanese: 「通知」 on the settings page. Can it still go in?",
        ),
        text("chen", "文案是远程配置，冻结之后也能改。"),
        text("yuki", "ありがとうございます！"),
        card(
            "notifier",
            r#"{"header":{"title":{"tag":"plain_text","content":"Code freeze: release/2.0 cut from main"},"template":"blue"},"elements":[{"tag":"div","text":{"tag":"lark_md","content":"**Commit** 9f4c2e1\n**Build** 2.0.0 (419)"}},{"tag":"hr"},{"tag":"action","actions":[{"tag":"button","text":{"tag":"plain_text","content":"Open pipeline"},"type":"primary","url":"https://ci.example.com/orbit/419"}]}]}"#,
        ),
        text("zhao", "冻结完成，从现在开始只接受修复。"),
        text("lin", "这条发错群了").recalled(),
        text("lin", "不好意思，刚才发错群了。"),
        text("assistant", "Branch release/2.0 is now protected: two approvals are needed."),
    ],
};

const BUGS: Day = Day {
    minutes_ago: 5 * DAY + 3 * HOUR,
    lines: &[
        text("wang", "回归第一天：通过 212，失败 9。列表在附件里。"),
        file("wang", "known-issues.txt", "stream", include_bytes!("known-issues.txt")),
        text("chen", "1840 是我的问题，导出少一列，今天修。"),
        text("priya", "1821 is mine. Push tokens are not cleared on reinstall."),
        text("wang", "1821 能稳定复现：卸载、重装、登录，收到两条推送。").answers(1),
        text("priya", "Reproduced. Fix is in review."),
        text("tom", "1834 fixed by the new palette, please retest."),
        text("wang", "1834 验证通过 ✅").reacted(&[("tom", "PARTY"), ("lin", "THUMBSUP")]),
        text("liu", "数据侧发现 export_csv 事件重复上报，是不是按钮点了两次？"),
        text("priya", "The tap handler fires twice on slow devices. I will debounce it."),
        text("lin", "优先级怎么排？"),
        post(
            "zhao",
            r#"{"title":"修复优先级 Fix order","content":[[{"tag":"text","text":"今天必须修：","style":["bold"]}],[{"tag":"text","text":"1840 ","style":[]},{"tag":"at","user_id":"{chen}","user_name":"陈伟","style":[]}],[{"tag":"text","text":"1821 ","style":[]},{"tag":"at","user_id":"{priya}","user_name":"Priya Nair","style":[]}],[{"tag":"a","text":"Full list","href":"https://issues.example.com/orbit?milestone=2.0","style":[]}]]}"#,
        )
        .reacted(&[("chen", "OnIt"), ("priya", "OnIt")]),
        text("chen", "1840 修好了，补了单元测试。"),
        text("priya", "1821 merged too."),
        text("wang", "新包 (421) 我下午跑。"),
        text("yuki", "FAQ draft is ready: 24 questions, three languages."),
        text("maria", "Yuki, that is amazing work!"),
        text("zhao", "今天的进度不错，大家早点休息。"),
    ],
};

const NUMBERS: Day = Day {
    minutes_ago: 4 * DAY + 4 * HOUR,
    lines: &[
        text("liu", "内测一周的数据出来了。"),
        image("liu", include_bytes!("signups.png")).reacted(&[
            ("maria", "WOW"),
            ("lin", "APPLAUSE"),
            ("assistant", "THUMBSUP"),
        ]),
        text("liu", "每天新注册从 900 涨到 3000，留存 41%。"),
        text("maria", "3,000 a day! Can I use the chart in the newsletter?"),
        text("liu", "可以，但是不要写具体数字。"),
        text("maria", "Understood, only the shape of the curve."),
        text("lin", "留存比 1.9 高 6 个百分点。"),
        text("tom", "I would like to think it is the icons."),
        text("priya", "It is definitely the icons."),
        text("chen", "服务器 CPU 平均 35%，扩容之前还能撑两倍。"),
        text("zhao", "灰度之前再压测一次。").thread(&[
            text("chen", "压测环境今晚空闲，我约了 20:00。"),
            text("liu", "数据库快照我准备好。"),
            text("chen", "结果：p99 180 ms，没有错误。"),
        ]),
        text("wang", "回归第二天：通过 221，失败 0。"),
        text("priya", "Zero! 🎉"),
        text("yuki", "すばらしい！"),
        text("zhao", "周末愉快，周一提交审核。"),
        text("assistant", "Test report: 221 passed, 0 failed, 3 skipped."),
        text("lin", "被跳过的三个是什么？"),
        text("wang", "平板专用的，没有设备，下周借到再跑。"),
    ],
};

const REHEARSAL: Day = Day {
    minutes_ago: 2 * DAY + 5 * HOUR,
    lines: &[
        text("lin", "今天演练发布流程，{zhao} 主持，{chen} 操作。"),
        text("chen", "第一步：打标签 v2.0.0-rc1，完成。"),
        text("chen", "第二步：部署到预发，进行中。"),
        text("assistant", "Deploying v2.0.0-rc1 to staging …"),
        text("assistant", "Staging is healthy: 12 of 12 checks passed."),
        text("priya", "Client talks to staging without problems."),
        text("wang", "冒烟测试通过。"),
        text("chen", "第三步：回滚演练。"),
        text("chen", "回滚用了 3 分 20 秒。"),
        text("zhao", "目标是 5 分钟，达标。").reacted(&[("chen", "MUSCLE"), ("lin", "DONE")]),
        text("tom", "Nice. What happens to users who are online during a rollback?"),
        text("chen", "会话保留，最多重连一次。Sessions survive; one reconnect at most."),
        text("maria", "The blog post goes out one hour after 100 %, right?"),
        text("lin", "对，灰度到 100% 之后一小时。").answers(1),
        text("yuki", "Support is staffed until 22:00 on release day."),
        text("liu", "监控大盘链接：https://metrics.example.com/orbit-2"),
        text("zhao", "所有人都准备好了吗？"),
        text("priya", "Ready."),
        text("tom", "Ready."),
        text("wang", "准备好了。"),
    ],
};

const ROLLOUT: Day = Day {
    minutes_ago: DAY + 6 * HOUR,
    lines: &[
        text("zhao", "开始灰度：5%。"),
        text("assistant", "Rollout of 2.0.0 started: 5 % of users."),
        text("liu", "崩溃率 0.08%，正常。"),
        text("priya", "No new crash groups on iOS."),
        text("yuki", "Two tickets so far, both about the new sign-in page."),
        text("lin", "登录页的问题是什么？").thread(&[
            text(
                "yuki",
                "People look for the \"forgot password\" link. It moved to the second step.",
            ),
            text("lin", "能不能在第一步也放一个？{tom}"),
            text("tom", "Yes, a small text link. Mock-up in ten minutes."),
            text("tom", "Done, it is in the design file."),
            text("priya", "It is remote config, so it can go live today."),
            text("lin", "太好了，上吧。"),
        ]),
        text("zhao", "灰度到 25%。"),
        text("assistant", "Rollout of 2.0.0 raised to 25 % of users."),
        text("chen", "延迟稳定，p95 120 ms。"),
        text("liu", "数据正常，没有重复事件了。"),
        text("maria", "Newsletter is scheduled for tomorrow 11:00."),
        text("tom", "Somebody on a forum calls the icons \"lovely\". I am printing that out."),
        text("priya", "Frame it.").reacted(&[("tom", "LOVE"), ("maria", "LOL")]),
        text("wang", "老版本升级路径全部验证：1.6、1.8、1.9。"),
        text("zhao", "今晚观察，明天上午 100%。"),
        text("yuki", "お疲れさまでした！"),
    ],
};

const TODAY: Day = Day {
    minutes_ago: 5 * HOUR,
    lines: &[
        text("zhao", "早，昨晚一切正常，现在 100%。"),
        text("assistant", "Rollout of 2.0.0 complete: 100 % of users."),
        text("maria", "Blog post is live! https://blog.example.com/aurora").reacted(&[
            ("zhao", "PARTY"),
            ("lin", "FIREWORKS"),
            ("tom", "HEART"),
        ]),
        text("liu", "上午新增 1800，比昨天同期多 40%。"),
        text("yuki", "11 tickets, nothing critical."),
        text("chen", "有一个慢查询，加了索引，好了。"),
        text("priya", "App Store rating: 4.8 from the first 212 reviews."),
        text("tom", "🥳"),
        text("lin", "感谢大家！下周三复盘，每人准备一条做得好的、一条可以更好的。").edited(),
        text("wang", "收到。"),
        text("maria", "Will do!"),
        text("zhao", "今晚聚餐，地点投票见下午的消息。"),
        text("chen", "火锅！").reacted(&[("lin", "Drumstick"), ("liu", "BEER"), ("wang", "YEAH")]),
        text("priya", "Eat one for the remote people, please."),
        text("zhao", "一定。We will send photos."),
        text("assistant", "Retrospective scheduled for next Wednesday at 15:00 (UTC+8)."),
    ],
};
