"""How many sessions there are, whose they are, and which messages of a browser reach them."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import logging
import re
from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from experiments.page.choice import LONGEST

MOST = 60  # sessions, about 10 MB each
MOST_EACH = 20  # of one client
SHORT = re.compile(r"[\w.-]{1,128}", re.ASCII)  # names of sessions, which browsers make up
CHANNELS = ("shell", "control")
# Requests whose content does not matter.
BARE = ("kernel_info_request", "comm_info_request", "shutdown_request")
TARGETS = ("solara.control", "jupyter.widget", "jupyter.widget.control")
QUEUED = 32  # messages of a browser that wait while the page computes
METHODS = ("app-status", "update", "request_state", "request_states", "custom")

log = logging.getLogger(__name__)
_left: set[str] = set()  # sessions whose browser has gone while they compute
_whose: dict[str, str] = {}  # the client of each session


def left() -> bool:
    """Whether the browser has gone whose session this thread computes for."""
    return bool(_left) and _session() in _left


def whose() -> str:
    """The client whose session this thread computes for; empty where there is none."""
    return _whose.get(_session(), "")


def _session() -> str:
    from solara.server import kernel_context

    if not kernel_context.has_current_context():
        return ""
    name: str = kernel_context.get_current_context().id
    return name


class Sessions:
    """The sessions of all clients.

    A session counts while a connection to it is open, and after that until Solara has ended it.
    Several connections to one session count as so many, as each has a thread.

    Args:
        alive: the names of the sessions that Solara holds.
        most: sessions of all clients together.
        most_each: sessions of one client.
    """

    def __init__(self, alive: Container[str], most: int = MOST, most_each: int = MOST_EACH) -> None:
        self._alive, self._most, self._most_each = alive, most, most_each
        self._open: dict[tuple[str, str], int] = {}  # connections, by session and client

    def full(self, client: str) -> str:
        """Why there is no room for another session of a client; empty if there is."""
        self._open = {
            key: count for key, count in self._open.items() if count or key[0] in self._alive
        }
        taken = {key: max(1, count) for key, count in self._open.items()}
        if sum(count for (_, whose), count in taken.items() if whose == client) >= self._most_each:
            return f"Your address already has {self._most_each} pages open, the most allowed: close one."
        if sum(taken.values()) >= self._most:
            return (
                f"The page has {self._most} visitors, the most allowed. Try again in a few minutes."
            )
        return ""

    @contextlib.contextmanager
    def connected(self, name: str, client: str) -> Iterator[None]:
        """A connection to a session."""
        key = name, client
        self._open[key] = self._open.get(key, 0) + 1
        _whose[name] = client
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                _whose.pop(name, None)


def client_of(scope: Scope) -> str:
    """Who asks: an address, or the network that a single user of IPv6 has."""
    text = str((scope.get("client") or ("", 0))[0])
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(ipaddress.ip_network((text, 64), strict=False)) if address.version == 6 else text


class Door:
    """Lets connections to sessions in while there is room, and only messages that a page sends.

    The route of a connection has the name of the session as `kernel_id`.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection."""
        name, client = scope["path_params"]["kernel_id"], client_of(scope)
        page = parse_qs(scope["query_string"].decode("latin-1")).get("session_id", [""])[0]
        if not SHORT.fullmatch(name) or not SHORT.fullmatch(page):
            await PlainTextResponse("There is no such session.\n", 400)(scope, receive, send)
        elif said := self.sessions.full(client):
            await PlainTextResponse(f"{said}\n", 503)(scope, receive, send)
        else:
            with self.sessions.connected(name, client):
                await self._let_in(name, scope, receive, send)

    async def _let_in(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Read on while the session computes, to see whether the browser is still there."""
        queue: asyncio.Queue[Message] = asyncio.Queue(QUEUED)

        async def read() -> None:
            told = gone = False
            while not gone:
                message = await receive()
                gone = message["type"] == "websocket.disconnect"
                if gone:
                    _left.add(name)
                elif message["type"] == "websocket.receive" and not understood(message.get("text")):
                    if not told:
                        log.warning("A browser sent an unknown message, which was ignored.")
                        told = True
                    continue
                await queue.put(message)

        reading = asyncio.create_task(read())
        try:
            await self.app(scope, queue.get, send)
        finally:
            reading.cancel()
            _left.discard(name)


def understood(text: str | None) -> bool:
    """Whether a message is one that the page in the browser sends; None: it is not text."""
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        return False
    match message:
        case {"header": {"msg_type": str(kind)}, "channel": str(channel), "content": dict(content)}:
            return channel in CHANNELS and (kind in BARE or _about_a_widget(kind, content))
    return False


def _about_a_widget(kind: str, content: dict[str, Any]) -> bool:
    match content:
        case {"comm_id": str()} if kind == "comm_close":
            return True
        case {"comm_id": str(), "target_name": str(target)} if kind == "comm_open":
            return target in TARGETS
        case {"comm_id": str(), "data": {"method": "run", **data}} if kind == "comm_msg":
            return _begins(data.get("args"))
        case {"comm_id": str(), "data": {"method": str(method)}} if kind == "comm_msg":
            return method in METHODS
    return False


def _begins(page: Any) -> bool:
    match page:
        case {"path": str(path)}:
            return len(path) <= 2 * LONGEST and page.get("appName") in (None, "__default__")
    return False
