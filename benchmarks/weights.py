"""What pages weigh on the wire: our own server, a real Chromium, every byte that it received."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared import Facts, World

CHROMIUM = os.environ.get("NAPULSE_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_S = 60
FIRST = "pulse"
LATER = ("clients", "client", "client_with_draft", "report_form", "actions", "pulse")


@dataclass(frozen=True, slots=True)
class Weight:
    """One load: all bytes, and those of each kind."""

    page: str
    is_first: bool
    bytes: int
    requests: int
    by_kind: dict[str, int]


def can_weigh() -> bool:
    return Path(CHROMIUM).exists()


def weigh(world: World, facts: Facts) -> list[Weight]:
    """The first load with nothing kept, then walking through the pages as a person would."""
    from playwright.sync_api import sync_playwright

    with serving(world) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="ru-RU", viewport={"width": 1440, "height": 900})
        name, _is, value = facts.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        wire = _Wire(context.new_cdp_session(page))
        found = [
            _load(page, wire, f"{address}{facts.pages[name].url}", name, is_first=not place)
            for place, name in enumerate((FIRST, *LATER))
        ]
        browser.close()
    return found


def _load(page: Any, wire: "_Wire", url: str, name: str, *, is_first: bool) -> Weight:
    wire.clear()
    page.goto(url, wait_until="networkidle")
    return Weight(name, is_first, sum(wire.sizes.values()), len(wire.sizes), wire.by_kind())


class _Wire:
    """What the browser says it received from the network, headers included."""

    def __init__(self, session: Any) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)

    def clear(self) -> None:
        self.kinds.clear()
        self.sizes.clear()

    def by_kind(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for request, size in self.sizes.items():
            kind = self.kinds[request]
            found[kind] = found.get(kind, 0) + size
        return found

    def _answered(self, event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.kinds and event["encodedDataLength"]:
            self.sizes[event["requestId"]] = int(event["encodedDataLength"])


@contextmanager
def serving(world: World) -> Iterator[str]:
    """The product's own server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "napulse.config.cli", "web", "--port", str(port)]
    environment = os.environ | world.environment
    environment.pop("NAPULSE_URL", None)
    server = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/sign-in/", server)
        yield address
    finally:
        server.terminate()
        server.wait(15)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server did not come up")
