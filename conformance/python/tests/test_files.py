"""Uploads and downloads."""

import asyncio
import base64
import io
import json

from driving import built
from lark_oapi.api.im.v1 import CreateFileRequest, CreateFileRequestBody


# One red pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAA"
    "AADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def upload(bot, data, name="数据 1.bin"):
    body = {"file_type": "stream", "file_name": name, "file": io.BytesIO(data)}
    return bot.ask("im.v1.file.create", request_body=body).file_key


def send_file(bot, chat, key):
    body = {"receive_id": chat, "msg_type": "file", "content": json.dumps({"file_key": key})}
    return bot.ask("im.v1.message.create", receive_id_type="chat_id", request_body=body)


def test_a_file_survives_its_way_there_and_back(bot, user, chat):
    data = bytes(range(256)) * 400
    key = upload(bot, data)
    sent = send_file(bot, chat, key)
    got = user.call(
        "im.v1.message_resource.get", message_id=sent.message_id, file_key=key, type="file"
    )
    assert got.success() and got.file.read() == data
    assert got.file_name == "数据 1.bin"


def test_its_own_file_is_read_back_by_a_bot(bot, other_bot):
    key = upload(bot, b"mine")
    got = bot.call("im.v1.file.get", file_key=key)
    assert got.success() and got.file.read() == b"mine"
    assert other_bot.refused("im.v1.file.get", file_key=key).code == 234008


def test_an_image_is_sent_and_read(bot, chat):
    body = {"image_type": "message", "image": io.BytesIO(PNG)}
    key = bot.ask("im.v1.image.create", request_body=body).image_key
    assert bot.call("im.v1.image.get", image_key=key).file.read() == PNG
    message = {"receive_id": chat, "msg_type": "image", "content": json.dumps({"image_key": key})}
    sent = bot.ask("im.v1.message.create", receive_id_type="chat_id", request_body=message)
    got = bot.call(
        "im.v1.message_resource.get", message_id=sent.message_id, file_key=key, type="image"
    )
    assert got.file.read() == PNG


def test_the_asynchronous_client_uploads_too(bot):
    fields = {"file_type": "stream", "file_name": "a.txt", "file": io.BytesIO(b"abc")}
    body = built(CreateFileRequestBody, fields)
    request = CreateFileRequest.builder().request_body(body).build()
    response = asyncio.run(bot.sdk.im.v1.file.acreate(request))
    assert response.success(), response.msg
    assert response.data.file_key.startswith("file_v")


def test_a_part_of_a_file_is_answered_with_206(bot, chat):
    key = upload(bot, b"0123456789")
    sent = send_file(bot, chat, key)
    path = f"/open-apis/im/v1/messages/{sent.message_id}/resources/{key}"
    part = bot.raw("GET", path, [("type", "file")], headers={"Range": "bytes=2-5"})
    headers = {name.lower(): value for name, value in part.raw.headers.items()}
    assert (part.raw.status_code, part.raw.content) == (206, b"2345")
    assert headers["content-range"] == "bytes 2-5/10"


def test_a_key_is_good_for_its_own_message_only(bot, chat):
    key = upload(bot, b"x")
    send_file(bot, chat, key)
    other = bot.send(chat, "no file")
    refused = bot.refused(
        "im.v1.message_resource.get", message_id=other.message_id, file_key=key, type="file"
    )
    assert (refused.raw.status_code, refused.code) == (400, 234003)


def test_empty_files_and_broken_images_are_refused(bot):
    empty = {"file_type": "stream", "file_name": "a", "file": io.BytesIO(b"")}
    assert bot.refused("im.v1.file.create", request_body=empty).code == 234010
    broken = {"image_type": "message", "image": io.BytesIO(b"no image")}
    assert bot.refused("im.v1.image.create", request_body=broken).code == 234011
