"""Who may use the page: it answers at the addresses it is served at, and to no other site's pages."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import logging
import re
import socket
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulation import SettingsError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")
PORTS = {"http": 80, "https": 443}
# Solara believes these whoever sends them. uvicorn has read by now what a declared proxy sent.
IGNORED = (b"forwarded", b"script-name", b"x-script-name", b"x-forwarded-")
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Site:
    """Where the page is served.

    Attributes:
        host: the address that it listens on.
        port: and the port.
        origins: more addresses that visitors may reach it at, such as `https://page.example.org`.
        proxies: addresses or networks of the proxies in front of it.
        root: the path below which a proxy serves it; empty: none.

    Raises:
        SettingsError: one of them is none.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    root: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "origins", tuple(map(_origin, self.origins)))
        for proxy in self.proxies:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise SettingsError(
                    "--proxy must be an address or a network such as 10.0.0.5 or 10.0.0.0/24, "
                    f"not {proxy!r}."
                ) from None
        if self.root and not re.fullmatch(r"(/[\w.~-]+)+", self.root, re.ASCII):
            raise SettingsError(f"--root-path must be a path such as /worlds, not {self.root!r}.")
        if self.root and not self.proxies:
            raise SettingsError("--root-path needs --proxy, the address of the proxy.")

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        host = "localhost" if self.host in EVERYWHERE else self.host
        return f"http://{_authority(host, self.port)}"

    @functools.cached_property
    def hosts(self) -> frozenset[str]:
        """The names that it answers to, as browsers send them."""
        names = {self.host.lower()} - {*EVERYWHERE}
        if self.host in (*LOOPBACK, *EVERYWHERE):
            names |= {*LOOPBACK}
        if self.host in EVERYWHERE:
            names.add(socket.gethostname().lower())
        own = (_addresses(name, self.port) for name in names)
        added = (
            _addresses(each.hostname or "", each.port, each.scheme)
            for each in map(urlsplit, self.origins)
        )
        return frozenset().union(*own, *added)

    def refusal(self, headers: Headers, reached: str) -> str:
        """Why a request is refused; empty if it is not.

        Args:
            headers: of the request.
            reached: the address of this machine that it came to.
        """
        host = ", ".join(headers.getlist("host")).lower()
        if host not in self.hosts and host not in self._numeric(reached):
            return (
                f"The page is not served at {host[:100]!r}: open it at the address that it printed, or "
                "start it with --allow-origin and this address."
            )
        welcome = {f"{scheme}://{host}" for scheme in PORTS} | {*self.origins}
        for origin in headers.getlist("origin"):
            if origin.lower() not in welcome:
                return (
                    f"Pages from {origin[:100]!r} may not use this page: only its own address and those "
                    "given with --allow-origin may."
                )
        return ""

    def _numeric(self, reached: str) -> set[str]:
        """The address that was reached; other host names that point to it are refused."""
        try:
            ipaddress.ip_address(reached)
        except ValueError:
            return set()
        return _addresses(reached, self.port)


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _addresses(host: str, port: int | None, scheme: str = "http") -> set[str]:
    """A host with its port and, where browsers leave it out, without."""
    usual = PORTS[scheme]
    authority = _authority(host, port or usual)
    return {authority, authority.removesuffix(f":{usual}")}


def _origin(text: str) -> str:
    """An origin as browsers write it."""
    try:
        parts = urlsplit(text.strip().lower().removesuffix("/"))
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    bare = parts.scheme in PORTS and parts.netloc == parts.netloc.rpartition("@")[2]
    if not bare or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise SettingsError(
            f"--allow-origin must be an address such as https://page.example.org, not {text!r}."
        )
    usual = f":{PORTS[parts.scheme]}" if port == PORTS[parts.scheme] else ""
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"


class Gate:
    """Refuses what is not for this site, and lets no error of the app through but as a sentence."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or a websocket."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        begun = False

        async def secured(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"].endswith("http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        async def answer(sentence: str, status: int) -> None:
            await PlainTextResponse(f"{sentence}\n", status)(scope, receive, secured)

        reached = (scope.get("server") or ("", 0))[0]
        if refused := self.site.refusal(Headers(scope=scope), reached):
            await answer(refused, 403)
        elif not scope["path"].isprintable():
            await answer("There is no such address here.", 404)
        else:
            believed = [each for each in scope["headers"] if not each[0].startswith(IGNORED)]
            try:
                await self.app({**scope, "headers": believed}, receive, secured)
            except Exception as error:
                log.error("A request could not be served", exc_info=error)
                if not begun:
                    await answer("The page could not do that.", 500)
