"""Who is in a group, who manages it and who may speak."""

import json

from driving import every_item


def ids(caller, chat):
    items, _ = every_item(caller, "im.v1.chat_members.get", chat_id=chat)
    return {item.member_id for item in items}


def test_people_come_and_go(bot, user, stranger, chat):
    add = {"id_list": [stranger.id]}
    done = bot.ask("im.v1.chat_members.create", chat_id=chat, request_body=add)
    assert not done.invalid_id_list and stranger.id in ids(user, chat)
    assert stranger.ask("im.v1.chat_members.is_in_chat", chat_id=chat).is_in_chat is True
    bot.ask("im.v1.chat_members.delete", chat_id=chat, request_body=add)
    assert stranger.id not in ids(user, chat)
    assert stranger.ask("im.v1.chat_members.is_in_chat", chat_id=chat).is_in_chat is False


def test_bots_come_by_their_app_id_and_are_not_listed(bot, other_bot, chat):
    before = ids(bot, chat)
    add = {"id_list": [other_bot.id]}
    bot.ask("im.v1.chat_members.create", chat_id=chat, member_id_type="app_id", request_body=add)
    assert other_bot.ask("im.v1.chat_members.is_in_chat", chat_id=chat).is_in_chat is True
    assert ids(bot, chat) == before


def test_unknown_people_fail_the_call_unless_told_otherwise(bot, stranger, chat):
    add = {"id_list": [stranger.id, "ou_" + "0" * 32]}
    assert bot.refused("im.v1.chat_members.create", chat_id=chat, request_body=add).code
    assert stranger.id not in ids(bot, chat)
    done = bot.ask("im.v1.chat_members.create", chat_id=chat, succeed_type=1, request_body=add)
    assert done.not_existed_id_list == ["ou_" + "0" * 32] and stranger.id in ids(bot, chat)


def test_members_are_listed_in_pages(bot, user, sandbox, chat):
    people = [person["open_id"] for person in sandbox.info["users"][:8]]
    bot.ask("im.v1.chat_members.create", chat_id=chat, request_body={"id_list": people})
    items, pages = every_item(user, "im.v1.chat_members.get", chat_id=chat, page_size=3)
    assert {item.member_id for item in items} == set(people) and pages >= 3
    assert {item.member_id_type for item in items} == {"open_id"}
    first = user.ask("im.v1.chat_members.get", chat_id=chat, page_size=3)
    assert first.member_total == 8


def test_anyone_joins_a_public_group_and_nobody_a_private_one(bot, stranger, chat):
    public = bot.ask("im.v1.chat.create", request_body={"name": "open", "chat_type": "public"})
    stranger.ask("im.v1.chat_members.me_join", chat_id=public.chat_id)
    assert stranger.id in ids(bot, public.chat_id)
    assert stranger.refused("im.v1.chat_members.me_join", chat_id=chat).raw.status_code == 400


def test_the_owner_names_managers(bot, user, colleague, chat):
    body = {"manager_ids": [user.id]}
    named = bot.ask("im.v1.chat_managers.add_managers", chat_id=chat, request_body=body)
    assert named.chat_managers == [user.id]
    got = bot.ask("im.v1.chat.get", chat_id=chat)
    assert got.user_manager_id_list == [user.id]
    refused = colleague.refused(
        "im.v1.chat_managers.add_managers", chat_id=chat, request_body=body
    )
    assert refused.code == 232038
    left = bot.ask("im.v1.chat_managers.delete_managers", chat_id=chat, request_body=body)
    assert not left.chat_managers


def test_only_some_may_speak(bot, user, colleague, chat):
    body = {"moderation_setting": "moderator_list", "moderator_added_list": [user.id]}
    bot.ask("im.v1.chat_moderation.update", chat_id=chat, request_body=body)
    got = bot.ask("im.v1.chat_moderation.get", chat_id=chat)
    assert got.moderation_setting == "moderator_list"
    assert user.id in [item.user_id for item in got.items]
    user.send(chat, "may")
    message = {"receive_id": chat, "msg_type": "text", "content": json.dumps({"text": "no"})}
    refused = colleague.refused(
        "im.v1.message.create", receive_id_type="chat_id", request_body=message
    )
    assert refused.code in (230018, 230035)
