//! Rate limits and their headers.

use lark_api::{errors::codes, im::chats::ListChats};
use lark_sandbox::Limits;

use crate::harness::{World, text_to};

#[test]
fn a_call_too_many_says_when_to_come_back() {
    let world = World::limited(Limits::PerSecond(2));
    let call = || world.ask(&world.bot, &ListChats::default());
    assert!(call().is_ok() && call().is_ok());
    let refused = call().unwrap_err();
    assert_eq!((refused.status, refused.code), (429, codes::RATE_LIMIT));
    assert_eq!(refused.msg, "request trigger frequency limit");
    assert_eq!(refused.headers["x-ogw-ratelimit-limit"], "2");
    assert_eq!(refused.headers["x-ogw-ratelimit-reset"], "1");
    assert!(world.ask(&world.bot, &text_to(&world.group(), "x")).is_ok(), "each endpoint its own");
}

#[test]
fn a_chat_takes_five_messages_a_second_from_all_together() {
    let world = World::limited(Limits::Real);
    for n in 0..5 {
        let token = if n % 2 == 0 { &world.bot } else { &world.user };
        assert!(world.ask(token, &text_to(&world.group(), "x")).is_ok());
    }
    let refused = world.refused(&world.bot, &text_to(&world.group(), "x"));
    assert_eq!(refused, codes::SEND_RATE);
    assert!(world.ask(&world.bot, &text_to(&world.chat("产品"), "x")).is_ok());
}

#[test]
fn without_limits_nothing_is_too_much() {
    let world = World::new();
    for _ in 0..60 {
        assert!(world.ask(&world.bot, &text_to(&world.group(), "x")).is_ok());
    }
}
