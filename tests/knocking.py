"""Knocking at doors: who knocks, what the answer was, and what was touched meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model, Q
from django.test import Client as Browser
from django.test import TestCase
from django.utils import timezone

from napulse.access.models import User
from napulse.access.sessions import note_confirmed
from napulse.clients.models import Client

WRITES = ("INSERT", "UPDATE", "DELETE")
PASSING = ('"django_session"', '"jobs_cache"', '"access_signin"')
NOBODYS = {
    "access.user",  # people are seen and managed across clients
    "people.person",
    "people.absence",
    "desk.pulserow",  # told anew for everybody by whoever looks first
    "desk.pulsecursor",
}


def a_browser(user: User | None = None) -> Browser:
    """Somebody's browser, with the password just typed again; nobody's for a stranger."""
    browser = Browser(raise_request_exception=False)
    if user:
        browser.force_login(user)
        session = browser.session
        note_confirmed(session, now=timezone.now())
        session.save()
    return browser


@contextmanager
def undone() -> Iterator[list[str]]:
    """What happens inside has not happened; the statements that would have changed something.

    What the database would say at the end of the transaction, and what would follow it, is
    brought about before.
    """
    written: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES) and not any(table in sql for table in PASSING):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True), connection.execute_wrapper(note):
            yield written
        if written:
            connection.check_constraints()
        transaction.set_rollback(True)


def knock(browser: Browser, method: str, address: str, body: Any = None, **headers: str) -> Any:
    """One knock whose cookies and messages are forgotten."""
    cookies = browser.cookies.copy()
    try:
        return getattr(browser, method.lower())(address, body, **headers)
    finally:
        browser.cookies = cookies


def cause(answer: Any) -> str:
    """Where a fault came from, for the reader of a failing test."""
    kind, error, trace = getattr(answer, "exc_info", None) or (None, None, None)
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    return f"{answer.status_code} {kind.__name__ if kind else ''} {error or ''} {where}"


class Belongings:
    """All that a neighbour has: rows of its client, and rows made together with them."""

    def __init__(self, client: Client, made: dict[type[Model], set[Any]]) -> None:
        self.client, self.made = client, made
        self.before = {model: self.now(model) for model in _models()}

    @property
    def numbers(self) -> list[int]:
        """Every id that occurs among them."""
        return sorted({pk for pks in self.made.values() for pk in pks if isinstance(pk, int)})

    def now(self, model: type[Model]) -> list[dict[str, Any]]:
        where = Q(pk__in=self.made.get(model, set()))
        if _has_client(model):
            where |= Q(client=self.client)
        return list(model._base_manager.filter(where).order_by("pk").values())

    def touched_by(self, written: list[str]) -> Iterator[str]:
        """What these statements did to the neighbour: rows that are not what they were, and
        rows of others that point at rows of the neighbour's client.
        """
        models = [m for m in _models() if any(f'"{m._meta.db_table}"' in sql for sql in written)]
        for model in models:
            if self.before[model] != self.now(model):
                yield f"{model._meta.label} changed"
            yield from (f"{model._meta.label}.{name} reaches over" for name in self._tied(model))

    def _tied(self, model: type[Model]) -> Iterator[str]:
        if not _has_client(model):
            return
        others = model._base_manager.exclude(client=self.client)
        for field in model._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or not _has_client(field.related_model):
                continue
            if others.filter(**{f"{field.name}__client": self.client}).exists():
                yield field.name


def rows_there() -> dict[type[Model], set[Any]]:
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in _models()}


def _models() -> list[type[Model]]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("napulse."))
    return [model for model in ours if model._meta.label_lower not in NOBODYS]


def _has_client(model: Any) -> bool:
    return any(
        field.name == "client" and field.related_model is Client
        for field in model._meta.concrete_fields
    )
