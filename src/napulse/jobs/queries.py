"""Reads letters, long work and the schedule, each within what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from napulse.access.actor import Actor
from napulse.access.permissions import APPROVE_USERS
from napulse.access.queries import agency
from napulse.db.among import Among
from napulse.engines.kernel.errors import Missing
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter, LetterState, LongWork, Schedule
from napulse.jobs.permissions import CLOSED, VIEW_LETTERS, VIEW_WORK
from napulse.jobs.queue import label_of

RECENT = 20


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside a letter; `content` is what leaves."""

    number: int
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter taken apart for reading."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attached, ...]


def letters(actor: Actor) -> "QuerySet[Letter]":
    """Letters of the reader's clients; those of no client only for who minds the work itself."""
    if not actor.can(VIEW_LETTERS):
        return Letter.objects.none()
    mine = Q(client_id__isnull=False)
    if actor.client_ids is not None:
        mine = Q(Among("client_id", actor.client_ids))
    whose = mine | Q(client_id=None) if actor.can(VIEW_WORK) else mine
    client = apps.get_model("clients.client")._default_manager.filter(pk=OuterRef("client_id"))
    named = Subquery(client.values("name")[:1])
    return Letter.objects.filter(whose).defer("raw").annotate(client_name=named)


def letter(actor: Actor, letter_id: int) -> Letter:
    found = letters(actor).defer(None).filter(pk=letter_id).first()
    if found is None:
        raise Missing("letter")
    return found


def may_read(actor: Actor, letter: Letter) -> bool:
    """A letter with a key in it is read by nobody here, unless it cannot leave by itself.

    Then whoever may invite hands it over: the first director has no mail server yet.
    """
    if not may_know(actor, letter):
        return False
    return not letter.is_secret or (_is_handed_over(letter) and actor.can(APPROVE_USERS))


def may_know(actor: Actor, letter: Letter) -> bool:
    """Whether what the letter is about is open to the reader."""
    need = CLOSED.get(letter.about)
    return need is None or actor.can(need)


def may_see_key(actor: Actor, letter: Letter) -> bool:
    """The key to a client's document is the client's alone, unless somebody has to hand it over."""
    return may_read(actor, letter) and _is_handed_over(letter)


def _is_handed_over(letter: Letter) -> bool:
    """Whether the letter cannot leave by itself."""
    stays = not settings.ENV.mail.is_set and letter.state == LetterState.HELD
    return agency().is_demo or stays


def letter_to_read(actor: Actor, letter_id: int) -> Letter:
    """A letter whose text the reader may see; Missing otherwise."""
    found = letter(actor, letter_id)
    if not may_read(actor, found):
        raise Missing("letter")
    return found


def raw_for(actor: Actor, letter: Letter) -> bytes:
    """The letter as it leaves; with its key hidden from who must not use it."""
    raw = leaving(letter) if may_see_key(actor, letter) else None
    return bytes(letter.raw) if raw is None else raw


def opened(raw: bytes) -> Opened:
    """Headers, both parts and attachments of a letter."""
    message = message_from_bytes(raw, policy=default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Opened(
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=str(text.get_content()).replace("\r\n", "\n") if text else "",
        html=str(html.get_content()) if html else "",
        attachments=tuple(_attached(message.iter_attachments())),
    )


def _attached(parts: "Iterable[EmailMessage]") -> "Iterable[Attached]":
    for number, part in enumerate(parts, 1):
        content = part.get_payload(decode=True)
        yield Attached(
            number=number,
            name=part.get_filename() or f"attachment-{number}",
            mime=part.get_content_type(),
            content=content if isinstance(content, bytes) else b"",
        )


def works(actor: Actor) -> "QuerySet[LongWork]":
    """Own long work, or everybody's for who minds the work itself."""
    found = LongWork.objects.select_related("user")
    return found if actor.can(VIEW_WORK) else found.filter(user_id=actor.user_id or 0)


def work(actor: Actor, work_id: int) -> LongWork:
    found = works(actor).filter(pk=work_id).first()
    if found is None:
        raise Missing("work")
    return found


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job that runs by itself, as a person calls it."""

    label: str
    row: Schedule


def schedules(actor: Actor) -> list[Scheduled]:
    actor.require(VIEW_WORK)
    return [Scheduled(label_of(row.name), row) for row in Schedule.objects.order_by("next_at")]


@dataclass(frozen=True, slots=True)
class FailedTask:
    ident: str
    name: str
    failed_at: object
    error: str


def job_of(row: "DBTaskResult[Any, Any]") -> str:
    """The name of the job that a queued task runs."""
    return str(next(iter(row.args_kwargs.get("args", [])), row.task_path))


def failed_task(actor: Actor, ident: str) -> "DBTaskResult[Any, Any]":
    actor.require(VIEW_WORK)
    found: DBTaskResult[Any, Any] | None = DBTaskResult.objects.failed().filter(pk=ident).first()
    if found is None:
        raise Missing("task")
    return found


def failed_tasks(actor: Actor) -> list[FailedTask]:
    """The last background tasks that ended in an error."""
    actor.require(VIEW_WORK)
    rows = DBTaskResult.objects.failed().order_by("-finished_at")[:RECENT]
    return [
        FailedTask(
            ident=str(row.pk),
            name=label_of(job_of(row)),
            failed_at=row.finished_at,
            error=(row.traceback.strip().splitlines() or [row.exception_class_path])[-1],
        )
        for row in rows
    ]


def tasks_waiting(actor: Actor) -> int:
    actor.require(VIEW_WORK)
    return DBTaskResult.objects.ready().count()
