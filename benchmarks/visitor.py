"""A signed-in person who asks for pages in this process, through every layer but the network."""

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from filling import Filled
from shared import Facts, PageFacts

from napulse.access.models import User
from napulse.desk.models import PulseRow

Statement = tuple[str, Any]
Headers = list[tuple[str, str]]
HTMX = {"HTTP_HX_REQUEST": "true"}


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    url: str
    is_part: bool = False


def pages_of(filled: Filled) -> list[Page]:
    """Every measured page; the empty one is the yardstick."""

    def client(client_id: int) -> str:
        return reverse("clients:client_detail", args=[client_id])

    report = reverse("service:report_edit", args=[filled.report])
    return [
        Page("empty", reverse("benchmark_empty")),
        Page("pulse", reverse("desk:pulse")),
        Page("client", client(filled.calm_client)),
        Page("client_with_draft", client(filled.busy_client)),
        Page("report_form", report),
        Page("palette", reverse("desk:palette") + "?q=гра", is_part=True),
        Page("clients", reverse("clients:client_list")),
        Page("actions", reverse("service:action_list")),
    ]


def cookie_of(user_id: int) -> str:
    """The session of somebody who has just signed in."""
    browser = Browser()
    browser.force_login(User.objects.get(pk=user_id))
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


class Visitor:
    def __init__(self, filled: Filled) -> None:
        self.application = get_wsgi_application()
        self.cookie = cookie_of(filled.reader_id)
        self.pages = pages_of(filled)
        self.statements: dict[str, list[Statement]] = {}

    def warm(self) -> Facts:
        """Ask for everything thrice, then see which statements a page needs and what it weighs."""
        for _time in range(3):
            for page in self.pages:
                self.ask(page)
        found = {}
        for page in self.pages:
            with noting() as statements:
                body = self.ask(page)
            self.statements[page.name] = statements
            found[page.name] = PageFacts(page.url, len(statements), len(body))
        return Facts(found, self.cookie)

    def round(self) -> dict[str, tuple[float, float]]:
        """Once through all pages: seconds of the page, seconds of its bare statements."""
        return {page.name: (timed(lambda: self.ask(page)), self.bare(page)) for page in self.pages}  # noqa: B023 - called at once

    def bare(self, page: Page) -> float:
        return timed(lambda: replay(self.statements[page.name]))

    def ask_when_all_is_due(self) -> float:
        """The pulse when the read model of every client must be made anew."""
        PulseRow.objects.update(next_change_at=timezone.now())
        pulse = next(page for page in self.pages if page.name == "pulse")
        return timed(lambda: self.ask(pulse))

    def ask(self, page: Page) -> bytes:
        """The compressed body of the answer; anything but a page is an error of the benchmark."""
        told: list[str] = []

        def start(status: str, _headers: Headers, _error: Any = None) -> Callable[[bytes], object]:
            told.append(status)
            return told.__contains__

        answer = self.application(self._environ(page), start)
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        if told != ["200 OK"]:
            raise RuntimeError(f"{page.url} answered {told}")
        return body

    def _environ(self, page: Page) -> dict[str, Any]:
        path, _mark, query = page.url.partition("?")
        environ: dict[str, Any] = {
            "PATH_INFO": path,
            "QUERY_STRING": query.encode().decode("latin-1"),
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "HTTP_ACCEPT_LANGUAGE": "ru",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        environ |= HTMX if page.is_part else {}
        setup_testing_defaults(environ)
        return environ


def timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


@contextmanager
def noting() -> Iterator[list[Statement]]:
    """Every statement that is executed inside, with its values."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def replay(statements: list[Statement]) -> None:
    """The reading statements once more with nothing around them."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            if sql.startswith("SELECT"):
                cursor.execute(sql, params)
                cursor.fetchall()
