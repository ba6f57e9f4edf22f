"""A sandbox in a process of its own, and the official SDK pointed at it."""

import json
import os
import subprocess
import tempfile
import typing
import urllib.request

import lark_oapi
from lark_oapi.core.model import RequestOption


class Sandbox:
    """The real binary, serving a new workspace from memory."""

    def __init__(self, limits):
        self.home = tempfile.TemporaryDirectory(prefix="lark-conformance-")
        command = [os.environ["LARK_CLI_BINARY"], "sandbox", "start", "--memory", "--port", "0"]
        environment = {"HOME": self.home.name, "LARK_CLI_CONFIG_DIR": self.home.name}
        self.process = subprocess.Popen(
            [*command, "--limits", limits], env=environment, stdout=subprocess.PIPE, text=True
        )
        self.facts = json.loads(self.process.stdout.readline())
        self.base_url = self.facts["base_url"]
        self.info = self.admin("GET", "info")["data"]

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.home.cleanup()

    def admin(self, method, path, body=None):
        """Asks what only who started the server may ask."""
        data = None if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {self.facts['admin_token']}",
            "Content-Type": "application/json",
        }
        url = f"{self.base_url}/sandbox/{path}"
        request = urllib.request.Request(url, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def bot(self, index=0):
        app = self.info["apps"][index]
        return Caller(client(self.base_url, app["app_id"], app["app_secret"]), app["app_id"])

    def person(self, index=0):
        """Somebody who uses the first app; 0 is the person it belongs to."""
        app, person = self.info["apps"][0], self.info["users"][index]
        user = client(self.base_url, app["app_id"], app["app_secret"], takes_tokens=True)
        return Caller(user, person["open_id"], person["user_access_token"])


def client(base_url, app_id, app_secret, takes_tokens=False):
    builder = lark_oapi.Client.builder().domain(base_url).app_id(app_id).app_secret(app_secret)
    quiet = builder.log_level(lark_oapi.LogLevel.CRITICAL)
    return quiet.enable_set_token(takes_tokens).build()


class Caller:
    """A client of the SDK, and in whose name it calls."""

    def __init__(self, sdk, own_id, user_access_token=None):
        self.sdk, self.id = sdk, own_id
        option = RequestOption.builder()
        if user_access_token:
            option = option.user_access_token(user_access_token)
        self.new_option = option.build if user_access_token else RequestOption

    def call(self, name, **fields):
        """Calls the method `im.v1.message.create` with what its builders make of `fields`."""
        method = self.sdk
        for part in name.split("."):
            method = getattr(method, part)
        request_type = typing.get_type_hints(method)["request"]
        return method(built(request_type, fields), self.new_option())

    def ask(self, name, **fields):
        """What a call that succeeds is answered."""
        response = self.call(name, **fields)
        assert response.success(), f"{name}: {response.code} {response.msg}"
        return getattr(response, "data", None)

    def refused(self, name, **fields):
        """How a call that does not succeed is answered."""
        response = self.call(name, **fields)
        assert not response.success(), f"{name} was answered"
        assert response.get_log_id(), f"{name}: the refusal has no log id"
        assert response.error["log_id"] == response.get_log_id()
        return response

    def send(self, chat_id, text, **fields):
        return self.ask(
            "im.v1.message.create",
            receive_id_type="chat_id",
            request_body={
                "receive_id": chat_id,
                "msg_type": "text",
                "content": json.dumps({"text": text}),
                **fields,
            },
        )

    def raw(self, method, uri, queries=(), body=None, headers=None):
        """A call that the SDK has no method for; the answer as JSON."""
        request = (
            lark_oapi.BaseRequest.builder()
            .http_method(lark_oapi.HttpMethod[method])
            .uri(uri)
            .token_types({lark_oapi.AccessTokenType.TENANT, lark_oapi.AccessTokenType.USER})
            .queries(list(queries))
            .headers(headers or {})
        )
        option = self.new_option()
        return self.sdk.request(request.body(body).build() if body else request.build(), option)


def built(kind, fields):
    """An object of the SDK, made by its own builder."""
    builder = kind.builder()
    for name, value in fields.items():
        setter = getattr(builder, name)
        wanted = typing.get_type_hints(setter)[name]
        setter(nested(wanted, value))
    return builder.build()


def nested(wanted, value):
    if isinstance(value, dict) and hasattr(wanted, "builder"):
        return built(wanted, value)
    if isinstance(value, list) and typing.get_args(wanted):
        return [nested(typing.get_args(wanted)[0], item) for item in value]
    return value


def text_of(message):
    return json.loads(message.body.content)["text"]


def every_item(caller, name, **fields):
    """The items of all pages, and how many pages they came in."""
    items, pages, token = [], 0, None
    while True:
        page = caller.ask(name, **fields, **({"page_token": token} if token else {}))
        items += page.items or []
        pages, token = pages + 1, page.page_token
        if not page.has_more:
            return items, pages
