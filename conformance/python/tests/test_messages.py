"""Sending, reading, editing and recalling."""

import json

import pytest
from driving import text_of

CARD = {"config": {"update_multi": True}, "elements": [{"tag": "markdown", "content": "**1**"}]}
POST = {"zh_cn": {"title": "t", "content": [[{"tag": "text", "text": "你好"}]]}}


def send(caller, chat, msg_type, content, **fields):
    body = {"receive_id": chat, "msg_type": msg_type, "content": json.dumps(content), **fields}
    return caller.ask("im.v1.message.create", receive_id_type="chat_id", request_body=body)


def get(caller, message, **fields):
    return caller.ask("im.v1.message.get", message_id=message.message_id, **fields).items


def test_a_text_comes_back_as_it_was_sent(bot, user, chat):
    sent = send(bot, chat, "text", {"text": "hi 你好 <b>"})
    assert sent.message_id.startswith("om_") and sent.chat_id == chat
    assert sent.sender.sender_type == "app" and sent.sender.id == bot.id
    assert sent.create_time.isdigit() and len(sent.create_time) == 13
    assert sent.deleted is False and sent.updated is False
    (read,) = get(user, sent)
    assert text_of(read) == "hi 你好 <b>"


def test_a_person_sends_in_their_own_name(bot, user, chat):
    sent = user.send(chat, "from me")
    assert sent.sender.sender_type == "user" and sent.sender.id == user.id
    assert text_of(get(bot, sent)[0]) == "from me"


def test_a_person_is_reached_by_any_of_their_ids(bot, user):
    body = {"msg_type": "text", "content": json.dumps({"text": "psst"})}
    by_id = bot.ask(
        "im.v1.message.create",
        receive_id_type="open_id",
        request_body={"receive_id": user.id, **body},
    )
    by_mail = bot.ask(
        "im.v1.message.create",
        receive_id_type="email",
        request_body={"receive_id": "lin.xiao@example.com", **body},
    )
    assert by_id.chat_id == by_mail.chat_id and by_id.message_id != by_mail.message_id


@pytest.mark.parametrize(("msg_type", "content"), [("post", POST), ("interactive", CARD)])
def test_rich_content_is_taken(bot, chat, msg_type, content):
    sent = send(bot, chat, msg_type, content)
    (read,) = get(bot, sent)
    assert read.msg_type == msg_type and json.loads(read.body.content)


def test_a_mention_becomes_a_key_and_a_row(bot, user, chat):
    sent = send(bot, chat, "text", {"text": f'<at user_id="{user.id}">x</at> look'})
    (read,) = get(bot, sent)
    assert text_of(read) == "@_user_1 look"
    assert [(m.key, m.id, m.id_type) for m in read.mentions] == [("@_user_1", user.id, "open_id")]


def test_the_same_uuid_sends_once(bot, chat):
    first = send(bot, chat, "text", {"text": "once"}, uuid="conformance-1")
    again = send(bot, chat, "text", {"text": "once"}, uuid="conformance-1")
    assert first.message_id == again.message_id


def test_a_reply_knows_what_it_replies_to(bot, user, chat):
    first = bot.send(chat, "question")
    reply = user.ask(
        "im.v1.message.reply",
        message_id=first.message_id,
        request_body={"msg_type": "text", "content": json.dumps({"text": "answer"})},
    )
    assert reply.parent_id == first.message_id and reply.root_id == first.message_id
    assert reply.thread_id is None


def test_a_reply_in_a_thread_opens_one(bot, chat):
    first = bot.send(chat, "topic")
    body = {"msg_type": "text", "content": json.dumps({"text": "1"}), "reply_in_thread": True}
    reply = bot.ask("im.v1.message.reply", message_id=first.message_id, request_body=body)
    assert reply.thread_id.startswith("omt_")
    assert get(bot, first)[0].thread_id == reply.thread_id


def test_several_messages_are_read_at_once(bot, chat):
    ids = [bot.send(chat, f"{n}").message_id for n in range(3)]
    queries = [("message_ids", one) for one in ids]
    answer = bot.raw("GET", "/open-apis/im/v1/messages/mget", queries)
    assert answer.success(), answer.msg
    items = json.loads(answer.raw.content)["data"]["items"]
    assert sorted(item["message_id"] for item in items) == sorted(ids)


def test_a_text_is_edited_by_its_sender_only(bot, other_bot, chat):
    sent = bot.send(chat, "befor")
    body = {"msg_type": "text", "content": json.dumps({"text": "before"})}
    edited = bot.ask("im.v1.message.update", message_id=sent.message_id, request_body=body)
    assert edited.updated is True and edited.message_id == sent.message_id
    assert text_of(get(bot, sent)[0]) == "before"
    refused = other_bot.refused(
        "im.v1.message.update", message_id=sent.message_id, request_body=body
    )
    assert refused.raw.status_code == 400


def test_a_card_is_replaced(bot, chat):
    sent = send(bot, chat, "interactive", CARD)
    new = {**CARD, "elements": [{"tag": "markdown", "content": "**2**"}]}
    bot.ask(
        "im.v1.message.patch",
        message_id=sent.message_id,
        request_body={"content": json.dumps(new)},
    )
    (read,) = get(bot, sent)
    assert "2" in read.body.content and "**1**" not in read.body.content


def test_a_recalled_message_stays_as_a_stub(bot, chat):
    sent = bot.send(chat, "oops")
    bot.ask("im.v1.message.delete", message_id=sent.message_id)
    listed = bot.ask("im.v1.message.list", container_id_type="chat", container_id=chat).items
    (stub,) = [item for item in listed if item.message_id == sent.message_id]
    assert stub.deleted is True and stub.body.content == "This message was recalled"
    assert bot.refused("im.v1.message.delete", message_id=sent.message_id).code != 0


def test_bad_content_and_unknown_receivers_are_refused(bot, chat):
    body = {"receive_id": chat, "msg_type": "text", "content": "not json"}
    bad = bot.refused("im.v1.message.create", receive_id_type="chat_id", request_body=body)
    assert (bad.raw.status_code, bad.code) == (400, 230001)
    unknown = {**body, "receive_id": "oc_" + "0" * 32, "content": json.dumps({"text": "x"})}
    bad = bot.refused("im.v1.message.create", receive_id_type="chat_id", request_body=unknown)
    assert bad.raw.status_code == 400


def test_messages_are_searched_by_their_words(bot, user, chat):
    user.send(chat, "the pelican report is ready")
    found = user.ask(
        "im.v1.message.search", request_body={"query": "pelican", "filter": {"chat_ids": [chat]}}
    )
    assert [item.meta_data.chat_id for item in found.items] == [chat]
