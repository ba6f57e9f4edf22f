//! Calls that wait for their turn, and what processes tell each other of it.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use lark_api::{
    Endpoint,
    im::{chats::ListChats, messages::SendMessage},
    wire,
};
use lark_client::{
    clock::Clock,
    pacing::{Pacer, Rate, SharedPacer},
};

use crate::script::{SENT, Script, Step, TOKEN, send};

/// Time that goes on only while somebody sleeps.
#[derive(Clone, Default)]
struct Time(Arc<Mutex<i64>>);

impl Time {
    fn at(millis: i64) -> Self {
        Self(Arc::new(Mutex::new(millis)))
    }
}

impl Clock for Time {
    fn now(&self) -> i64 {
        *self.0.lock().unwrap()
    }

    fn elapsed(&self) -> u64 {
        self.now().unsigned_abs()
    }

    fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap() += i64::try_from(time.as_millis()).unwrap();
    }
}

const START: i64 = 1_700_000_000_000;

/// What another process would make, with a clock of its own.
fn pacer(directory: &Path, rate: Rate) -> (SharedPacer, Time) {
    let time = Time::at(START);
    let pacer = SharedPacer::new(Some(directory), "https://open.feishu.cn", "cli_1", rate);
    (pacer.with_clock(Box::new(time.clone())), time)
}

fn to(chat: &str) -> SendMessage {
    SendMessage { receive_id: chat.to_owned(), ..send() }
}

fn wait<E: Endpoint>(pacer: &SharedPacer, request: &E) {
    pacer.wait(&E::META, &wire::split(request).unwrap());
}

/// Milliseconds since all began, after a call was let go.
fn after<E: Endpoint>((pacer, time): &(SharedPacer, Time), request: &E) -> i64 {
    wait(pacer, request);
    time.now() - START
}

#[test]
fn processes_count_their_calls_together() {
    let directory = tempfile::tempdir().unwrap();
    let grants: Vec<i64> =
        (0..7).map(|_| after(&pacer(directory.path(), Rate::Tier), &to("oc_1"))).collect();
    assert_eq!(grants[..5], [0; 5]);
    assert!(grants[5] > 1000 && grants[6] > 1000, "{grants:?}");
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_2")), 0, "another chat");
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &ListChats::default()), 0);
}

#[test]
fn a_rate_of_ones_own_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let own = pacer(directory.path(), Rate::PerSecond(2));
    let grants: Vec<i64> = (0..4).map(|n| after(&own, &to(&format!("oc_{n}")))).collect();
    assert!(grants[3] >= 1500 && grants[3] < 1800, "{grants:?}");
}

#[test]
fn a_refusal_holds_every_process_back_for_as_long_as_lark_asks() {
    let directory = tempfile::tempdir().unwrap();
    let limited = Step::AnswerWith(
        429,
        r#"{"code":99991400,"msg":"request trigger frequency limit"}"#,
        &[("x-ogw-ratelimit-reset", "7")],
    );
    let script = Script::new(&[TOKEN, limited, SENT]);
    let (shared, _) = pacer(directory.path(), Rate::Tier);
    script.bot().with_pacer(Box::new(shared)).call(&send()).unwrap();
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_9")), 7000);
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &ListChats::default()), 0);
}

#[test]
fn a_chat_that_has_enough_holds_back_its_own_messages_only() {
    let directory = tempfile::tempdir().unwrap();
    let full = Step::Answer(
        400,
        r#"{"code":230020,"msg":"This operation triggers the frequency limit."}"#,
    );
    let script = Script::new(&[TOKEN, full, SENT]);
    let (shared, _) = pacer(directory.path(), Rate::Tier);
    script.bot().with_pacer(Box::new(shared)).call(&send()).unwrap();
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_1")), 1000);
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_2")), 0);
}

#[test]
fn damage_and_a_lock_that_nobody_gives_back_hold_nobody_up() {
    let directory = tempfile::tempdir().unwrap();
    after(&pacer(directory.path(), Rate::Tier), &to("oc_1"));
    let file = fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path();
    for damage in [&b"\xff\xff\xff"[..], &[7; 5000], &[0xff; 48]] {
        fs::write(&file, damage).unwrap();
        assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_1")), 0);
    }
    let kept = fs::File::open(&file).unwrap();
    kept.lock().unwrap();
    let began = std::time::Instant::now();
    assert_eq!(after(&pacer(directory.path(), Rate::Tier), &to("oc_1")), 0);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn without_a_place_for_the_file_a_process_paces_its_own_calls() {
    let blocked = tempfile::NamedTempFile::new().unwrap();
    let alone = pacer(&blocked.path().join("not a directory"), Rate::Tier);
    let grants: Vec<i64> = (0..6).map(|_| after(&alone, &to("oc_1"))).collect();
    assert_eq!(grants[4], 0);
    assert!(grants[5] > 1000, "{grants:?}");
}

#[test]
fn many_at_once_get_as_many_places_as_they_ask_for() {
    let directory = tempfile::tempdir().unwrap();
    let grants = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for n in 0..8 {
            let (directory, grants) = (directory.path(), &grants);
            scope.spawn(move || {
                for m in 0..25 {
                    let at = after(&pacer(directory, Rate::Tier), &to(&format!("oc_{n}_{m}")));
                    grants.lock().unwrap().push(at);
                }
            });
        }
    });
    let mut grants = grants.into_inner().unwrap();
    grants.sort_unstable();
    assert_eq!(grants.len(), 200);
    assert_eq!(grants[49], 0);
    assert!(grants.windows(51).all(|calls| calls[50] - calls[0] > 1000), "{grants:?}");
}
