"""The sandbox that the tests share, and which of them are not expected to pass yet."""

import pathlib

import pytest
from driving import Sandbox

PENDING = pathlib.Path(__file__).parents[2] / "pending.txt"


def pending():
    lines = PENDING.read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("python ") for line in lines if line.startswith("python ")}


def pytest_collection_modifyitems(session, config, items):
    names = pending()
    for item in items:
        if item.name in names:
            # Strict: a test that passes is no longer pending.
            item.add_marker(pytest.mark.xfail(strict=True, reason="listed in pending.txt"))
    unknown = names - {item.name for item in items}
    if unknown and config.args == config.getini("testpaths"):
        raise pytest.UsageError(f"pending.txt names no test: {', '.join(sorted(unknown))}")


@pytest.fixture(scope="session")
def sandbox():
    running = Sandbox("off")
    yield running
    running.close()


@pytest.fixture(scope="session")
def bot(sandbox):
    return sandbox.bot()


@pytest.fixture(scope="session")
def other_bot(sandbox):
    return sandbox.bot(1)


@pytest.fixture(scope="session")
def user(sandbox):
    return sandbox.person(0)


@pytest.fixture(scope="session")
def colleague(sandbox):
    return sandbox.person(1)


@pytest.fixture(scope="session")
def stranger(sandbox):
    """Somebody who is in none of the tests' groups."""
    return sandbox.person(2)


@pytest.fixture
def chat(bot, user, colleague):
    """The id of a new group of the bot, the user and the colleague."""
    people = [user.id, colleague.id]
    return bot.ask("im.v1.chat.create", request_body={"name": "n", "user_id_list": people}).chat_id
