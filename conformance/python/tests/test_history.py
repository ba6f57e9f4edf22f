"""Reading a chat page by page."""

import json

from driving import every_item, text_of

LIST = "im.v1.message.list"


def texts(caller, chat, **fields):
    items, pages = every_item(
        caller, LIST, container_id_type="chat", container_id=chat, **fields
    )
    return [text_of(item) for item in items if item.msg_type == "text"], pages


def test_history_is_read_from_both_ends(bot, chat):
    expected = [f"{n}" for n in range(12)]
    for text in expected:
        bot.send(chat, text)
    forwards, pages = texts(bot, chat, page_size=5, sort_type="ByCreateTimeAsc")
    assert forwards == expected and pages >= 3
    backwards, _ = texts(bot, chat, page_size=5, sort_type="ByCreateTimeDesc")
    assert backwards == expected[::-1]


def test_a_page_token_is_good_for_its_own_question_only(bot, chat):
    for n in range(3):
        bot.send(chat, f"{n}")
    question = {"container_id_type": "chat", "container_id": chat, "page_size": 2}
    token = bot.ask(LIST, **question).page_token
    other = bot.refused(LIST, **question, sort_type="ByCreateTimeDesc", page_token=token)
    assert other.code == 230001
    assert bot.refused(LIST, **question, page_token="no-token").code == 230001


def test_a_time_range_is_in_seconds(bot, chat):
    sent = bot.send(chat, "now")
    second = int(sent.create_time) // 1000
    now, _ = texts(bot, chat, start_time=f"{second - 60}", end_time=f"{second + 60}")
    assert now == ["now"]
    later, _ = texts(bot, chat, start_time=f"{second + 60}", end_time=f"{second + 120}")
    assert later == []


def test_a_thread_is_a_container_of_its_own(bot, user, chat):
    first = bot.send(chat, "topic")
    thread = None
    for text in ["a", "b"]:
        body = {"msg_type": "text", "content": json.dumps({"text": text}), "reply_in_thread": True}
        reply = user.ask("im.v1.message.reply", message_id=first.message_id, request_body=body)
        thread = reply.thread_id
    items, _ = every_item(bot, LIST, container_id_type="thread", container_id=thread)
    assert [text_of(item) for item in items][-2:] == ["a", "b"]
    in_chat, _ = texts(bot, chat)
    assert in_chat == ["topic"]


def test_names_of_senders_come_when_asked_for(bot, user, chat):
    user.send(chat, "x")
    question = {"container_id_type": "chat", "container_id": chat, "with_sender_name": True}
    items, _ = every_item(user, LIST, **question)
    (message,) = [item for item in items if item.sender.id == user.id]
    assert message.sender.sender_name == "林晓"


def test_too_large_a_page_is_refused(bot, chat):
    question = {"container_id_type": "chat", "container_id": chat}
    refused = bot.refused(LIST, **question, page_size=51)
    assert refused.raw.status_code == 400


def test_a_chat_one_is_not_in_is_closed(stranger, chat):
    refused = stranger.refused(LIST, container_id_type="chat", container_id=chat)
    assert refused.code == 230002
