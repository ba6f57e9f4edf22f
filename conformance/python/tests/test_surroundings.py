"""What a group has around its messages: announcement, top notice, tabs and menu."""

import json


def test_a_new_group_has_an_empty_announcement(bot, chat):
    got = bot.ask("im.v1.chat_announcement.get", chat_id=chat)
    assert got.revision.isdigit() and isinstance(got.content, str)


def test_an_announcement_is_changed_by_its_revision(bot, user, chat):
    before = bot.ask("im.v1.chat_announcement.get", chat_id=chat)
    paragraph = {"elements": [{"type": "textRun", "textRun": {"text": "Read me", "style": {}}}]}
    insert = {
        "requestType": "InsertBlocksRequestType",
        "insertBlocksRequest": {
            "payload": json.dumps({"blocks": [{"type": "paragraph", "paragraph": paragraph}]}),
            "location": {"zoneId": "0", "index": 0, "endOfZone": True},
        },
    }
    body = {"revision": before.revision, "requests": [json.dumps(insert)]}
    bot.ask("im.v1.chat_announcement.patch", chat_id=chat, request_body=body)
    after = user.ask("im.v1.chat_announcement.get", chat_id=chat)
    assert int(after.revision) > int(before.revision)


def test_a_message_is_put_on_top_and_taken_down(bot, chat):
    message = bot.send(chat, "look here")
    notice = [{"action_type": "1", "message_id": message.message_id}]
    body = {"chat_top_notice": notice}
    bot.ask("im.v1.chat_top_notice.put_top_notice", chat_id=chat, request_body=body)
    bot.ask("im.v1.chat_top_notice.delete_top_notice", chat_id=chat)


def tab(name):
    content = {"url": "https://example.com/" + name}
    return {"tab_name": name, "tab_type": "url", "tab_content": content}


def test_tabs_are_added_changed_sorted_and_removed(bot, user, chat):
    body = {"chat_tabs": [tab("a"), tab("b")]}
    tabs = bot.ask("im.v1.chat_tab.create", chat_id=chat, request_body=body).chat_tabs
    by_name = {one.tab_name: one.tab_id for one in tabs}
    changed = {"chat_tabs": [{"tab_id": by_name["a"], **tab("c")}]}
    bot.ask("im.v1.chat_tab.update_tabs", chat_id=chat, request_body=changed)
    listed = user.ask("im.v1.chat_tab.list_tabs", chat_id=chat).chat_tabs
    assert [one.tab_name for one in listed if one.tab_type == "url"] == ["c", "b"]
    fixed = [one.tab_id for one in listed if one.tab_type != "url"]
    order = {"tab_ids": [*fixed, by_name["b"], by_name["a"]]}
    tabs = bot.ask("im.v1.chat_tab.sort_tabs", chat_id=chat, request_body=order).chat_tabs
    assert [one.tab_name for one in tabs if one.tab_type == "url"] == ["b", "c"]
    gone = {"tab_ids": [by_name["a"]]}
    tabs = bot.ask("im.v1.chat_tab.delete_tabs", chat_id=chat, request_body=gone).chat_tabs
    assert [one.tab_name for one in tabs if one.tab_type == "url"] == ["b"]


def item(name):
    link = {"common_url": "https://example.com"}
    return {"action_type": "REDIRECT_LINK", "redirect_link": link, "name": name}


def tops(tree):
    return [one.chat_menu_item.name for one in tree.menu_tree.chat_menu_top_levels or []]


def test_a_menu_grows_is_sorted_and_cut(bot, chat):
    folder = {"chat_menu_item": {"action_type": "NONE", "name": "more"}}
    folder["children"] = [{"chat_menu_item": item("child")}]
    levels = [{"chat_menu_item": item("first")}, folder]
    body = {"menu_tree": {"chat_menu_top_levels": levels}}
    made = bot.ask("im.v1.chat_menu_tree.create", chat_id=chat, request_body=body)
    assert tops(made) == ["first", "more"]
    ids = [one.chat_menu_top_level_id for one in made.menu_tree.chat_menu_top_levels]
    order = {"chat_menu_top_level_ids": ids[::-1]}
    assert tops(bot.ask("im.v1.chat_menu_tree.sort", chat_id=chat, request_body=order)) == [
        "more",
        "first",
    ]
    change = {"update_fields": ["NAME"], "chat_menu_item": {"name": "renamed"}}
    bot.ask(
        "im.v1.chat_menu_item.patch", chat_id=chat, menu_item_id=ids[0], request_body=change
    )
    assert tops(bot.ask("im.v1.chat_menu_tree.get", chat_id=chat)) == ["more", "renamed"]
    cut = {"chat_menu_top_level_ids": ids[:1]}
    left = bot.ask("im.v1.chat_menu_tree.delete", chat_id=chat, request_body=cut)
    assert tops(left) == ["more"]
