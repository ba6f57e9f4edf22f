"""Forwarding messages and whole threads."""

import json

import pytest
from driving import text_of


@pytest.fixture
def target(bot, user):
    return bot.ask("im.v1.chat.create", request_body={"user_id_list": [user.id]}).chat_id


def test_a_message_is_forwarded(bot, chat, target):
    sent = bot.send(chat, "pass it on")
    question = {"receive_id_type": "chat_id", "uuid": "forward-1"}
    question |= {"message_id": sent.message_id, "request_body": {"receive_id": target}}
    first = bot.ask("im.v1.message.forward", **question)
    assert first.chat_id == target and text_of(first) == "pass it on"
    assert first.message_id != sent.message_id
    assert bot.ask("im.v1.message.forward", **question).message_id == first.message_id


def test_several_messages_become_one_forward(bot, chat, target):
    ids = [bot.send(chat, f"{n}").message_id for n in range(3)]
    merged = bot.ask(
        "im.v1.message.merge_forward",
        receive_id_type="chat_id",
        request_body={"receive_id": target, "message_id_list": ids},
    )
    assert merged.message.msg_type == "merge_forward" and not merged.invalid_message_id_list
    items = bot.ask("im.v1.message.get", message_id=merged.message.message_id).items
    assert len(items) == 4
    assert {item.upper_message_id for item in items[1:]} == {merged.message.message_id}
    assert [text_of(item) for item in items[1:]] == ["0", "1", "2"]


def test_a_thread_is_forwarded(bot, chat, target):
    first = bot.send(chat, "topic")
    body = {"msg_type": "text", "content": json.dumps({"text": "1"}), "reply_in_thread": True}
    reply = bot.ask("im.v1.message.reply", message_id=first.message_id, request_body=body)
    passed = bot.ask(
        "im.v1.thread.forward",
        receive_id_type="chat_id",
        thread_id=reply.thread_id,
        request_body={"receive_id": target},
    )
    assert passed.chat_id == target


def test_a_recalled_message_is_not_forwarded(bot, chat, target):
    sent = bot.send(chat, "oops").message_id
    bot.ask("im.v1.message.delete", message_id=sent)
    body = {"receive_id": target}
    refused = bot.refused(
        "im.v1.message.forward", receive_id_type="chat_id", message_id=sent, request_body=body
    )
    assert refused.code in (230065, 230110)
