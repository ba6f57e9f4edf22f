"""What people put on messages: emojis and pins."""

from driving import every_item


def react(caller, message, emoji):
    body = {"reaction_type": {"emoji_type": emoji}}
    return caller.ask(
        "im.v1.message_reaction.create", message_id=message.message_id, request_body=body
    )


def test_reactions_are_put_listed_and_taken_back(bot, user, chat):
    message = bot.send(chat, "x")
    mine = react(user, message, "SMILE")
    assert (mine.operator.operator_type, mine.operator.operator_id) == ("user", user.id)
    assert len(mine.action_time) == 13 and mine.reaction_type.emoji_type == "SMILE"
    for emoji in ["OK", "HEART"]:
        react(bot, message, emoji)
    name, question = "im.v1.message_reaction.list", {"message_id": message.message_id}
    items, pages = every_item(bot, name, page_size=2, **question)
    assert len(items) == 3 and pages == 2
    (heart,) = every_item(bot, name, reaction_type="HEART", **question)[0]
    assert heart.operator.operator_type == "app"
    undo = {"message_id": message.message_id, "reaction_id": mine.reaction_id}
    assert bot.refused("im.v1.message_reaction.delete", **undo).code == 231007
    assert user.ask("im.v1.message_reaction.delete", **undo).reaction_id == mine.reaction_id
    assert len(every_item(bot, name, **question)[0]) == 2


def test_an_unknown_emoji_is_refused(bot, chat):
    body = {"reaction_type": {"emoji_type": "NOT_AN_EMOJI"}}
    message = bot.send(chat, "x").message_id
    refused = bot.refused(
        "im.v1.message_reaction.create", message_id=message, request_body=body
    )
    assert (refused.raw.status_code, refused.code) == (400, 231001)


def test_reactions_of_many_messages_are_counted_at_once(bot, user, chat):
    message = bot.send(chat, "x")
    react(user, message, "OK")
    react(bot, message, "OK")
    queries = [{"message_id": message.message_id}, {"message_id": "om_unknown"}]
    body = {"queries": queries, "page_size_per_message": 1}
    answer = bot.ask("im.v1.message_reaction.batch_query", request_body=body)
    (details,) = answer.success_msg_reaction_details
    assert details.has_more is True and len(details.message_reaction_items) == 1
    assert details.message_reaction_items[0].emoji_type == "OK"
    (counts,) = answer.success_msg_reaction_counts
    assert [(c.reaction_type, c.count) for c in counts.reaction_count] == [("OK", "2")]
    (failed,) = answer.fail_msg_reaction_details
    assert failed.message_id == "om_unknown"


def test_pins_are_put_listed_and_removed(bot, user, chat):
    messages = [bot.send(chat, f"{n}").message_id for n in range(3)]
    for message in messages:
        pin = user.ask("im.v1.pin.create", request_body={"message_id": message}).pin
        assert (pin.message_id, pin.chat_id, pin.operator_id) == (message, chat, user.id)
    again = user.ask("im.v1.pin.create", request_body={"message_id": message}).pin
    assert again.create_time == pin.create_time and len(pin.create_time) == 13
    items, pages = every_item(bot, "im.v1.pin.list", chat_id=chat, page_size=2)
    assert [item.message_id for item in items] == messages[::-1] and pages == 2
    bot.ask("im.v1.pin.delete", message_id=messages[0])
    bot.ask("im.v1.pin.delete", message_id=messages[0])
    assert len(every_item(bot, "im.v1.pin.list", chat_id=chat)[0]) == 2
