"""Logging in with the SDK: codes, refresh tokens, and calls with what they gave."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request

import lark_oapi
import pytest
from driving import Caller, client
from lark_oapi.core.exception import AccessTokenException

CALLBACK = "http://127.0.0.1:3000/callback"
SCOPE = "im:chat:readonly offline_access"


def page(sandbox, **more):
    """The address of the page that a browser would be sent to."""
    asked = {"client_id": sandbox.facts["app_id"], "redirect_uri": CALLBACK, "scope": SCOPE, **more}
    return f"{sandbox.base_url}/open-apis/authen/v1/authorize?{urllib.parse.urlencode(asked)}"


def code_of(sandbox, user, **more):
    """The code that the browser of somebody who allows it comes back with."""
    consent = {"url": page(sandbox, **more), "allow": True, "user": user.id}
    location = sandbox.admin("POST", "consent", consent)["data"]["location"]
    return urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)["code"][0]


def post_form(sandbox, path, headers=None, **fields):
    """A form, as OAuth has it; the answer whatever its status."""
    body = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(sandbox.base_url + path, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        return json.load(refusal)


def acting(sandbox, access_token):
    facts = sandbox.facts
    sdk = client(sandbox.base_url, facts["app_id"], facts["app_secret"], takes_tokens=True)
    return Caller(sdk, None, access_token)


@pytest.fixture
def tokens(sandbox, bot, user):
    body = {"grant_type": "authorization_code", "code": code_of(sandbox, user)}
    return bot.ask("authen.v1.oidc_access_token.create", request_body=body)


def test_a_code_makes_a_token_that_acts_as_the_person(sandbox, tokens):
    assert (tokens.token_type, tokens.expires_in, tokens.scope) == ("Bearer", 7200, SCOPE)
    somebody = acting(sandbox, tokens.access_token)
    assert somebody.ask("im.v1.chat.list").items


def test_user_info_tells_who_the_token_acts_for(sandbox, user, tokens):
    somebody = acting(sandbox, tokens.access_token)
    info = somebody.ask("authen.v1.user_info.get")
    assert (info.open_id, info.name) == (user.id, "林晓")


def test_a_token_may_do_no_more_than_was_granted(sandbox, tokens):
    somebody = acting(sandbox, tokens.access_token)
    body = {"receive_id": "oc_x", "msg_type": "text", "content": json.dumps({"text": "x"})}
    refused = somebody.refused(
        "im.v1.message.create", receive_id_type="chat_id", request_body=body
    )
    assert refused.code == 99991679


def test_a_refresh_token_works_once(bot, tokens):
    body = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
    renewed = bot.ask("authen.v1.oidc_refresh_access_token.create", request_body=body)
    assert renewed.access_token not in ("", tokens.access_token)
    again = bot.refused("authen.v1.oidc_refresh_access_token.create", request_body=body)
    assert again.code == 20073


def test_the_host_for_logins_gives_and_renews_tokens(sandbox, user):
    builder = lark_oapi.Client.builder().domain(sandbox.base_url).oauth_base_url(sandbox.base_url)
    facts = sandbox.facts
    sdk = builder.app_id(facts["app_id"]).app_secret(facts["app_secret"]).build()
    code = code_of(sandbox, user)
    first = sdk.access_token.retrieve_by_authorization_code(code, redirect_uri=CALLBACK)
    second = sdk.access_token.refresh(first.refresh_token)
    assert acting(sandbox, second.access_token).ask("authen.v1.user_info.get").open_id == user.id
    with pytest.raises(AccessTokenException) as refused:
        sdk.access_token.refresh(first.refresh_token)
    assert refused.value.code == 20073


def test_a_code_of_another_app_is_refused(sandbox, user, other_bot):
    body = {"grant_type": "authorization_code", "code": code_of(sandbox, user)}
    refused = other_bot.refused("authen.v1.oidc_access_token.create", request_body=body)
    assert refused.code == 20024


def test_a_device_logs_in_and_the_sdk_calls_with_its_token(sandbox, colleague):
    app_id, secret = sandbox.facts["app_id"], sandbox.facts["app_secret"]
    basic = base64.b64encode(f"{app_id}:{secret}".encode()).decode()
    begun = post_form(
        sandbox,
        "/oauth/v1/device_authorization",
        {"Authorization": f"Basic {basic}"},
        client_id=app_id,
        scope=SCOPE,
    )
    poll = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": begun["device_code"],
        "client_id": app_id,
        "client_secret": secret,
    }
    path = "/open-apis/authen/v2/oauth/token"
    assert post_form(sandbox, path, **poll)["error"] == "authorization_pending"
    assert post_form(sandbox, path, **poll)["error"] == "slow_down"
    consent = {"user_code": begun["user_code"], "allow": True, "open_id": colleague.id}
    sandbox.admin("POST", "consent", consent)
    answer = post_form(sandbox, path, **poll)
    assert answer["code"] == 0
    somebody = acting(sandbox, answer["access_token"])
    assert somebody.ask("authen.v1.user_info.get").open_id == colleague.id
