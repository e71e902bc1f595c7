"""A server on this machine alone, for one sheet: its pages, and a stream of events that says when to reload."""

import errno
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from pipeline.errors import UsageError
from pipeline.publish.preview.overlay import EDITIONS, preview_page
from pipeline.publish.preview.session import Session

HOST: Final = "127.0.0.1"
TRIES: Final = 50
"""Ports that are tried, from the one asked for on."""

ALIVE_SECONDS: Final = 10.0
"""A stream that is silent for longer gets a comment, so that a browser that has gone is noticed."""

_TYPES: Final = {".html": "text/html; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml"}


class Server(ThreadingHTTPServer):
    """Serves a session."""

    daemon_threads = True
    allow_reuse_address = sys.platform == "linux"
    """Lets the next preview have the port while browsers still hold the last one's; elsewhere it would steal a port."""

    def __init__(self, port: int, session: Session) -> None:
        """Listen on a port of this machine's own interface."""
        super().__init__((HOST, port), _Handler)
        self.session = session

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""


def open_server(port: int, session: Session) -> Server:
    """Return a server on the first free port from this one on.

    Raises:
        UsageError: Where none is free.
    """
    last = min(port + TRIES, 2**16)
    for candidate in range(port, last):
        try:
            return Server(candidate, session)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise UsageError(f"no port from {port} to {last - 1} is free", hint="choose another with --port")


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a page, a file of the sheet, or the stream of events."""
        path = self.path.partition("?")[0].lstrip("/")
        if not self._is_local():
            self.send_error(403, "this preview answers to 127.0.0.1 and localhost only")
        elif path == "events":
            self._stream()
        elif path == "":
            self._redirect()
        elif path == "favicon.ico":
            self._nothing()
        else:
            self._file(path)

    def _is_local(self) -> bool:
        """Refuse other names for this machine: a page on the web could have its own name lead here."""
        return self.headers.get("Host", "").rpartition(":")[0] in (HOST, "localhost")

    def _nothing(self) -> None:
        """Browsers ask for an icon; that there is none is no error on their consoles."""
        self.send_response(204)
        self.end_headers()

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"/{'solution.html' if self._has_solution() else 'sheet.html'}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _has_solution(self) -> bool:
        return "solution" in self.server.session.options.editions

    def _file(self, path: str) -> None:
        state = self.server.session.state
        if path in EDITIONS:
            self._send(preview_page(path, state, self._identity(state.version)), "html")
        elif path in state.files:
            self._send(state.files[path], path.rpartition(".")[2])
        else:
            self.send_error(404)

    def _send(self, content: bytes, ending: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", _TYPES.get(f".{ending}", "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        """Say at once which state there is, and again whenever it changes.

        Source: *Server-sent events*, HTML Living Standard, section 9.2.
        """
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        session, told = self.server.session, -1
        while not session.is_closed:
            state = session.state
            line = ": \n\n" if state.version == told else f"data: {self._identity(state.version)}\n\n"
            told = state.version
            try:
                self.wfile.write(line.encode())
                self.wfile.flush()
            except OSError:
                return
            session.wait(told, ALIVE_SECONDS)

    def _identity(self, version: int) -> str:
        """Return a name of a state that no earlier run of the preview has used."""
        return f"{id(self.server):x}-{version}"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep the terminal for what was built."""
