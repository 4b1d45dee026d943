"""Serves the page: what of Solara's server it needs, behind the gate, and how it ends."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import importlib.util
import logging
import os
import re
import threading
import traceback
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from types import FrameType
from typing import Any

import h11
import solara
import uvicorn
from solara.server import app, kernel_context, settings
from solara.server import starlette as served
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from experiments.page import own_staff, texts
from experiments.page.first import with_first
from experiments.page.gate import Gate, Site
from experiments.page.program import program
from experiments.page.sessions import Door, Sessions, client_of
from simulation import SettingsError

APP = Path(__file__).with_name("app.py")
# After which a session without a connection ends; a page that comes back begins anew.
FORGOTTEN = "5s"
LONGEST_MESSAGE = 2**17  # bytes; those of a page have some hundreds
LONGEST_LINE = 400  # characters of the log
SILENCE = 5  # seconds between questions to a browser whether it is still there
PATIENCE = 10  # seconds for its answer, and for a request to be complete
LINGER = 60  # seconds for the end of an answer to be read
MOST_WAITING = 400  # connections that are no websockets; beyond that the oldest idle one is closed
LAST_MOMENT = 1.2  # seconds after Ctrl-C, on a busy machine twice as many
# What the page needs of Solara's server; its way to any package on the internet is not among it.
SERVED = ("/readyz", "/resourcez", "/static/assets", "/jupyter/nbextensions", "/static")
# Vue compiles templates in the browser, and its components bring their own styles.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
SCRIPT = re.compile(rb"<script(?:\s+type=\"module\")?>(.*?)</script>", re.DOTALL)

log = logging.getLogger(__name__)


class Line(logging.Formatter):
    """One line for each message; of an error its kind, what it says and where it was."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what a browser sent cannot steer the terminal that shows it."""
        said = record.getMessage().strip().partition("\n")[0]
        if error := record.exc_info and record.exc_info[1]:
            where = traceback.extract_tb(error.__traceback__)[-1:]
            place = "".join(f" at {Path(each.filename).name}, line {each.lineno}" for each in where)
            first = str(error).partition("\n")[0]
            said = f"{said} ({type(error).__name__}{place}): {first}"
        return re.sub(r"[\x00-\x1f\x7f-\x9f]", "?", said[:LONGEST_LINE])


class Connection(H11Protocol):
    """A connection that is closed when it asks for nothing, so that it keeps nobody out.

    uvicorn waits for ever for a first request, and for the rest of one that has begun; its
    `limit_concurrency` would refuse everybody when somebody holds that many connections.
    """

    waiting: dict[Connection, None] = {}  # noqa: RUF012  the oldest first

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        if len(self.waiting) >= MOST_WAITING:
            idle = (each for each in self.waiting if each.idle)
            oldest = next(idle, next(iter(self.waiting)))  # some read an answer without end
            oldest._leave()
            oldest.transport.abort()
        self.waiting[self] = None
        self._seen = self.cycle
        self._clock = self.loop.call_later(PATIENCE, self._look)

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]

    def _look(self) -> None:
        if self.idle and self.cycle is self._seen:
            self._leave()
            self.transport.close()
            self.loop.call_later(LINGER, self.transport.abort)  # of an answer that nobody reads
        else:
            self._seen = self.cycle
            self._clock = self.loop.call_later(PATIENCE, self._look)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Others look after websockets."""
        self._leave()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._leave()
        super().connection_lost(exc)

    def _leave(self) -> None:
        self._clock.cancel()
        self.waiting.pop(self, None)


class Server(uvicorn.Server):
    """A server that ends soon after Ctrl-C, whatever its sessions compute."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End."""
        if not self.should_exit:
            last = threading.Timer(LAST_MOMENT, _leave)
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


def _leave() -> None:
    """End at once; visitors' files do not stay."""
    own_staff.close()
    os._exit(0)


class Bundled(served.StaticCdn):
    """Scripts and fonts that were installed; Solara's own class fetches what is missing from the internet."""

    lookup_path = StaticFiles.lookup_path


class Navigator(solara.widgets.Navigator):
    """Solara's own begins with `modules.export`, of which every browser complains."""

    template_file = None
    _written = Path(solara.widgets.Navigator.template_file).read_text("utf-8")

    def __init__(self, **given: Any) -> None:
        mended = self._written.replace("modules.export =", "module.exports =")
        super().__init__(template=mended, **given)


def serve(site: Site) -> None:
    """Serve the page until Ctrl-C.

    Raises:
        SettingsError: the files of the page are not installed.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    # Only a certificate would avoid this warning, which does not matter on this machine.
    warnings.filterwarnings("ignore", "Cookies with samesite=none")
    threading.excepthook = lambda said: log.error("A thread ended", exc_info=said.exc_value)
    own_staff.close()  # what a server left that was killed
    with contextlib.suppress(KeyboardInterrupt):
        server_of(site).run()


def server_of(site: Site) -> Server:
    """The server of the page; refuses as `app_of` does."""
    return Server(
        uvicorn.Config(
            app_of(site), site.host, site.port, http=Connection, log_config=None, access_log=False,
            ws_max_size=LONGEST_MESSAGE, ws_ping_interval=SILENCE, ws_ping_timeout=PATIENCE,
            proxy_headers=bool(site.proxies), forwarded_allow_ips=list(site.proxies),
            server_header=False, timeout_graceful_shutdown=1,
        )
    )  # fmt: skip


def app_of(site: Site) -> Starlette:
    """What is served: the page, its files, and connections to sessions.

    Raises:
        SettingsError: the files of the page are not installed.
    """
    if importlib.util.find_spec("solara_assets") is None:
        raise SettingsError(
            "The page needs solara-assets: pip install 'knowledge-brokering[page]'."
        )
    _set(site)
    sessions = Sessions(kernel_context.contexts)

    async def page(request: Request) -> Response:
        if said := sessions.full(client_of(request.scope)):
            return PlainTextResponse(f"{said}\n", 503, {"Retry-After": "10"})
        response: Response = await served.root(request)
        response.body = with_first(bytes(response.body))
        response.headers["Content-Length"] = str(len(response.body))
        response.headers["Content-Security-Policy"] = policy(response.body)
        return response

    return Starlette(
        routes=[
            Route("/", page),
            Route("/player.js", _player),
            Route("/_solara/api/close/{kernel_id}", _close, methods=["POST"]),
            WebSocketRoute(
                "/jupyter/api/kernels/{kernel_id}/{name}", served.kernel_connection,
                middleware=[Middleware(Door, sessions)],
            ),
            Mount("/_solara/cdn", Bundled(directory=settings.assets.proxy_cache_dir)),
            *(route for route in served.routes if route.path in SERVED),
        ],
        middleware=[Middleware(Gate, site), *served.middleware],
        lifespan=_life,
    )  # fmt: skip


def _player(_: Request) -> Response:
    return Response(program(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _close(request: Request) -> Response:
    try:
        closed: Response = served.close(request)
    except KeyError:
        return PlainTextResponse("There is no such session.\n", 404)
    return closed


@contextlib.asynccontextmanager
async def _life(_: Starlette) -> AsyncIterator[None]:
    served.on_startup()
    yield  # sessions end with the process: ending them one by one would take its time


def policy(page: bytes) -> str:
    """What a browser lets the page do: of scripts that stand in it, those that it was made with."""
    digests = (hashlib.sha256(script).digest() for script in SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return POLICY.format(scripts=scripts)


def _set(site: Site) -> None:
    """Solara's settings; with an address and a path, no request's headers set them."""
    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner = False
    settings.theme.title = texts.title()
    settings.kernel.cull_timeout = FORGOTTEN
    settings.state.auto_remount = True  # the address holds what was shown
    settings.session.http_only = True
    settings.main.root_path = site.root
    settings.main.base_url = f"{(*site.origins, site.url)[0]}{site.root}/"
    solara.settings.assets.proxy = False
    solara.settings.assets.cdn = f"{site.root}/_solara/cdn"
    solara.Navigator.widget = Navigator
    if "__default__" not in app.apps:
        app.apps["__default__"] = app.AppScript(str(APP))
