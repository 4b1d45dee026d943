"""Asks an application of the web without a server."""

from __future__ import annotations

import asyncio
from typing import NamedTuple
from urllib.parse import unquote

from starlette.datastructures import Headers


class Answer(NamedTuple):
    """What came back; the status is 101 if a websocket was let in."""

    status: int
    headers: Headers
    text: str


def asked(
    app, path="/", headers=(), *, kind="http", method="GET", reached="127.0.0.1", client="10.0.0.5"
):
    """What an application answers to a request or, as `websocket`, to somebody who opens one."""
    where, _, query = path.partition("?")
    given = {"host": "127.0.0.1:8765", **dict(headers)}
    scope = {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http" if kind == "http" else "ws", "path": unquote(where), "root_path": "",
        "raw_path": where.encode(), "query_string": query.encode(), "state": {},
        "server": (reached, 8765), "client": (client, 50_000), "subprotocols": [],
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "extensions": {"websocket.http.response": {}},
    }  # fmt: skip
    come = iter(
        [{"type": "http.request"}] if kind == "http"
        else [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]
    )  # fmt: skip
    gone = []

    async def receive():
        return next(come, {"type": f"{kind}.disconnect", "code": 1001})

    async def send(message):
        gone.append(message)

    async def ask():
        try:
            await app(scope, receive, send)
        except Exception:  # a server says it in its log
            assert gone, "an error came before an answer"

    asyncio.run(ask())
    begun = gone[0]
    if begun["type"] == "websocket.accept":
        return Answer(101, Headers(), "")
    body = b"".join(message.get("body", b"") for message in gone)
    return Answer(begun["status"], Headers(raw=begun["headers"]), body.decode("utf-8", "replace"))
