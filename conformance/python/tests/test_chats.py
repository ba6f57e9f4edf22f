"""Groups: creating, finding, changing, sharing and ending them."""

from driving import every_item


def create(caller, **body):
    return caller.ask("im.v1.chat.create", request_body=body)


def test_a_group_has_what_it_was_created_with(bot, user):
    people = [user.id]
    made = create(bot, name="Pelicans", description="d", user_id_list=people, chat_mode="group")
    got = bot.ask("im.v1.chat.get", chat_id=made.chat_id)
    assert (got.name, got.description, got.chat_mode) == ("Pelicans", "d", "group")
    assert (got.user_count, got.bot_count) == ("1", "1")
    assert got.external is False and got.membership_approval == "no_approval_required"
    # The owner is a bot, which has no id of a person.
    assert made.owner_id is None and made.owner_id_type is None


def test_the_same_uuid_creates_one_group(bot, user):
    body = {"name": "once", "owner_id": user.id}
    first = bot.ask("im.v1.chat.create", uuid="group-1", request_body=body)
    again = bot.ask("im.v1.chat.create", uuid="group-1", request_body=body)
    assert first.chat_id == again.chat_id


def test_its_owner_changes_a_group(bot, user, chat):
    bot.ask("im.v1.chat.update", chat_id=chat, request_body={"name": "renamed", "description": "x"})
    got = user.ask("im.v1.chat.get", chat_id=chat)
    assert (got.name, got.description) == ("renamed", "x")
    bot.ask("im.v1.chat.update", chat_id=chat, request_body={"edit_permission": "only_owner"})
    refused = user.refused("im.v1.chat.update", chat_id=chat, request_body={"name": "mine"})
    assert refused.raw.status_code == 400


def test_a_group_is_handed_over(bot, user, chat):
    bot.ask("im.v1.chat.update", chat_id=chat, request_body={"owner_id": user.id})
    got = bot.ask("im.v1.chat.get", chat_id=chat)
    assert (got.owner_id, got.owner_id_type) == (user.id, "open_id")


def test_ones_groups_are_listed_in_pages(bot, user):
    made = {create(bot, name=f"listed {n}").chat_id for n in range(3)}
    items, pages = every_item(bot, "im.v1.chat.list", page_size=2)
    assert made <= {item.chat_id for item in items} and pages > 1
    assert len({item.chat_id for item in items}) == len(items)
    recent = bot.ask("im.v1.chat.list", sort_type="ByActiveTimeDesc", page_size=5).items
    assert len(recent) == 5
    mine = every_item(user, "im.v1.chat.list")[0]
    assert not made & {item.chat_id for item in mine}


def test_groups_are_found_by_name(bot):
    made = create(bot, name="Cormorant 鸬鹚 watch").chat_id
    for words in ["cormorant", "鸬鹚"]:
        found = bot.ask("im.v1.chat.search", query=words).items
        assert made in [item.chat_id for item in found]
    assert not bot.ask("im.v1.chat.search", query="no such group anywhere").items


def test_groups_are_found_by_the_newer_search(bot):
    made = create(bot, name="Kingfisher watch").chat_id
    found = bot.ask("im.v2.chat.search", page_size=20, request_body={"query": "Kingfisher"})
    assert [item.meta_data.chat_id for item in found.items] == [made]


def test_a_group_has_a_link_to_join_by(bot, chat):
    body = {"validity_period": "year"}
    year = bot.ask("im.v1.chat.link", chat_id=chat, request_body=body)
    assert year.share_link.startswith("https://") and year.is_permanent is False
    assert len(year.expire_time) == 10
    body = {"validity_period": "permanently"}
    assert bot.ask("im.v1.chat.link", chat_id=chat, request_body=body).is_permanent is True


def test_a_group_that_was_disbanded_is_over(bot, user, chat):
    assert user.refused("im.v1.chat.delete", chat_id=chat).code == 232017
    bot.ask("im.v1.chat.delete", chat_id=chat)
    body = {"name": "late"}
    assert bot.refused("im.v1.chat.update", chat_id=chat, request_body=body).code == 232009


def test_a_group_one_is_not_in_shows_its_sign_only(stranger, chat):
    got = stranger.ask("im.v1.chat.get", chat_id=chat)
    assert got.name == "n" and got.user_count == "2"
    assert got.owner_id is None and got.description is None


def test_unknown_groups_are_refused(bot):
    refused = bot.refused("im.v1.chat.get", chat_id="oc_" + "0" * 32)
    assert (refused.raw.status_code, refused.code) == (400, 232006)
