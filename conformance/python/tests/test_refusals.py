"""Tokens, scopes and limits."""

import json
import urllib.error
import urllib.request

import pytest
from driving import Caller, Sandbox, client
from lark_oapi.core.cache import LocalCache
from lark_oapi.core.token import TokenManager

LIST = "im.v1.chat.list"


@pytest.fixture(scope="module")
def strict():
    """A sandbox of its own that has Lark's limits, and whose apps may lose scopes."""
    # The SDK keeps one token per app id for the whole process, and all sandboxes have the same ids.
    shared, TokenManager.cache = TokenManager.cache, LocalCache()
    running = Sandbox("real")
    yield running
    running.close()
    TokenManager.cache = shared


def test_a_wrong_user_token_is_refused(sandbox):
    app = sandbox.info["apps"][0]
    sdk = client(sandbox.base_url, app["app_id"], app["app_secret"], takes_tokens=True)
    refused = Caller(sdk, "", "u-not-a-token").refused(LIST)
    assert (refused.raw.status_code, refused.code) == (400, 99991668)


def test_a_wrong_secret_gets_no_token(sandbox):
    app = sandbox.info["apps"][0]
    # An app id for which the SDK has no token yet.
    for app_id, secret in [("cli_" + "0" * 16, "secret"), (app["app_id"] + "x", "secret")]:
        with pytest.raises(Exception, match="10003|10014"):
            Caller(client(sandbox.base_url, app_id, secret), "").call(LIST)


def test_no_token_at_all_is_refused(sandbox):
    path = "/open-apis/im/v1/chats"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(sandbox.base_url + path, timeout=10)
    assert refused.value.code == 400
    assert json.load(refused.value)["code"] == 99991661


def test_a_missing_scope_is_named(other_bot, bot):
    chat = bot.ask("im.v1.chat.create", request_body={"bot_id_list": [other_bot.id]}).chat_id
    refused = other_bot.refused("im.v1.message.list", container_id_type="chat", container_id=chat)
    assert (refused.raw.status_code, refused.code) == (400, 99991672)
    missing = refused.error["permission_violations"]
    assert {"type": "action_scope_required", "subject": "im:message:readonly"} in missing


@pytest.fixture
def standing_clock(strict):
    """However long the calls take, they are all in the same second."""
    now = strict.admin("POST", "clock", {"advance_seconds": 0})["data"]["now"]
    strict.admin("POST", "clock", {"set": now})
    yield
    strict.admin("POST", "clock", {"real": True})


def test_too_many_calls_are_told_to_wait(strict, standing_clock):
    bot = strict.bot()
    responses = [bot.call(LIST, page_size=1) for _ in range(51)]
    assert all(response.success() for response in responses[:50])
    refused = responses[50]
    assert (refused.raw.status_code, refused.code) == (429, 99991400)
    headers = {name.lower(): value for name, value in refused.raw.headers.items()}
    assert int(headers["x-ogw-ratelimit-limit"]) == 50
    assert int(headers["x-ogw-ratelimit-reset"]) >= 1


def test_a_chat_takes_five_messages_a_second(strict, standing_clock):
    bot, user = strict.bot(), strict.person()
    chat = bot.ask("im.v1.chat.create", request_body={"user_id_list": [user.id]}).chat_id
    body = {"receive_id": chat, "msg_type": "text", "content": json.dumps({"text": "x"})}
    codes = [
        bot.call("im.v1.message.create", receive_id_type="chat_id", request_body=body).code
        for _ in range(12)
    ]
    assert codes == [0] * 5 + [230020] * 7


def test_a_refusal_says_where_to_ask(bot):
    refused = bot.refused("im.v1.chat.get", chat_id="oc_" + "0" * 32)
    assert refused.get_log_id() in refused.error["troubleshooter"]


def test_scopes_are_taken_from_an_app(strict):
    bot, user = strict.bot(), strict.person()
    chat = bot.ask("im.v1.chat.create", request_body={"user_id_list": [user.id]}).chat_id
    strict.admin("PUT", f"apps/{bot.id}/scopes", {"scopes": ["im:message:send_as_bot"]})
    assert bot.send(chat, "this is allowed").message_id
    refused = bot.refused("im.v1.chat.get", chat_id=chat)
    subjects = [violation["subject"] for violation in refused.error["permission_violations"]]
    assert refused.code == 99991672 and "im:chat:readonly" in subjects
