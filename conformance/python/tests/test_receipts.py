"""Whether messages were read, and pressing people to read them."""

import json

import pytest


def test_who_reads_a_message_is_told_to_its_sender(bot, user, chat):
    sent = bot.send(chat, "read me").message_id
    question = {"message_id": sent, "user_id_type": "open_id"}
    assert not bot.ask("im.v1.message.read_users", **question).items
    assert user.refused("im.v1.message.read_users", **question).code in (230012, 230027)


WAYS = ["im.v1.message.urgent_app", "im.v1.message.urgent_sms", "im.v1.message.urgent_phone"]


@pytest.mark.parametrize("way", WAYS, ids=["app", "sms", "phone"])
def test_people_are_pressed(bot, user, chat, way):
    sent = bot.send(chat, "now!").message_id
    question = {"message_id": sent, "user_id_type": "open_id"}
    body = {"user_id_list": [user.id, "ou_" + "0" * 32]}
    done = bot.ask(way, request_body=body, **question)
    assert done.invalid_user_id_list == ["ou_" + "0" * 32]
    body = {"user_id_list": ["ou_" + "0" * 32]}
    assert bot.refused(way, request_body=body, **question).code == 230001


def test_bubbles_follow_the_latest_message_to_a_person(bot, user):
    content = json.dumps({"text": "yes or no?"})
    body = {"receive_id": user.id, "msg_type": "text", "content": content}
    sent = bot.ask("im.v1.message.create", receive_id_type="open_id", request_body=body)
    bubbles = {"follow_ups": [{"content": "yes"}, {"content": "no"}]}
    bot.ask("im.v1.message.push_follow_up", message_id=sent.message_id, request_body=bubbles)
    again = bot.refused(
        "im.v1.message.push_follow_up", message_id=sent.message_id, request_body=bubbles
    )
    assert again.code == 230008


def test_a_message_to_many_is_followed_and_recalled(bot, user, colleague):
    body = {"msg_type": "text", "content": {"text": "all"}, "open_ids": [user.id, colleague.id]}
    sent = bot.raw("POST", "/open-apis/message/v4/batch_send/", body=body)
    assert sent.success(), sent.msg
    batch = json.loads(sent.raw.content)["data"]["message_id"]
    progress = bot.ask("im.v1.batch_message.get_progress", batch_message_id=batch)
    assert progress.batch_message_send_progress.valid_user_ids_count == 2
    read = bot.ask("im.v1.batch_message.read_user", batch_message_id=batch).read_user
    assert (read.read_count, read.total_count) == ("0", "2")
    bot.ask("im.v1.batch_message.delete", batch_message_id=batch)
    progress = bot.ask("im.v1.batch_message.get_progress", batch_message_id=batch)
    assert progress.batch_message_recall_progress.recall is True
