"""What a contact report says: its parts, its stored form, and what stops its issue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from napulse.engines.reports import reading

SECTIONS = ("topics", "decisions", "actions", "questions")
HEADS = ("subject", "next_contact_on", "next_contact_note")


class Side(StrEnum):
    """Who has to act."""

    US = "us"
    CLIENT = "client"


class OwnerKind(StrEnum):
    """Whom ``owner_id`` names: a user of ours or a contact person of the client."""

    USER = "user"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    key: str
    text: str = ""
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Who does what by when; a draft may still lack the owner or the date."""

    key: str
    text: str = ""
    side: Side = Side.US
    owner_kind: OwnerKind = OwnerKind.USER
    owner_id: int | None = None
    due_on: date | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    text: str = ""


Item = Topic | Decision | ActionLine | Question
Line = TypeVar("Line", Topic, Decision, ActionLine, Question)


@dataclass(frozen=True, slots=True)
class ReportContent:
    """The content of a report, draft or issued.

    A key names one line through all versions, so keys are given and unique within a section,
    otherwise ``ValueError``; the editor gives new lines random ones.
    """

    subject: str = ""
    topics: tuple[Topic, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    questions: tuple[Question, ...] = ()
    next_contact_on: date | None = None
    next_contact_note: str = ""

    def __post_init__(self) -> None:
        for section in SECTIONS:
            keys = [item.key for item in items(self, section)]
            if not all(keys) or len(set(keys)) < len(keys):
                raise ValueError(f"the keys of {section} are given and unique")


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops the issue: ``field`` is "subject", "content" or like "actions.due_on"."""

    field: str
    key: str
    code: str


def items(content: ReportContent, section: str) -> tuple[Item, ...]:
    """Return the lines of a section by its name; ``KeyError`` for an unknown one."""
    by_name: dict[str, tuple[Item, ...]] = {
        "topics": content.topics,
        "decisions": content.decisions,
        "actions": content.actions,
        "questions": content.questions,
    }
    return by_name[section]


def to_json(content: ReportContent) -> dict[str, Any]:
    """Return the stored form: plain JSON data, dates as ISO strings."""
    data: dict[str, Any] = {name: _plain(getattr(content, name)) for name in HEADS}
    for section in SECTIONS:
        data[section] = [_item_json(item) for item in items(content, section)]
    return data


def from_json(raw: object) -> ReportContent:
    """Read the stored form of a draft, whatever it lacks.

    Missing and ill-typed values become empty ones; missing and repeated keys are given anew.
    Reading what ``to_json`` wrote gives the same content.
    """
    data = reading.record(raw)
    return ReportContent(
        subject=reading.text(data.get("subject")),
        topics=_read(data, "topics", lambda key, row: Topic(key, reading.text(row.get("text")))),
        decisions=_read(data, "decisions", _decision),
        actions=_read(data, "actions", _action),
        questions=_read(
            data, "questions", lambda key, row: Question(key, reading.text(row.get("text")))
        ),
        next_contact_on=reading.day(data.get("next_contact_on")),
        next_contact_note=reading.text(data.get("next_contact_note")),
    )


def tidy(content: ReportContent) -> ReportContent:
    """Return the content with texts trimmed and lines left out in which nothing was entered."""
    kept: dict[str, Any] = {
        section: tuple(
            replace(item, text=item.text.strip())
            for item in items(content, section)
            if _entered(item)
        )
        for section in SECTIONS
    }
    return replace(
        content,
        subject=content.subject.strip(),
        next_contact_note=content.next_contact_note.strip(),
        **kept,
    )


def problems(content: ReportContent) -> list[Problem]:
    """Return everything that stops the issue, in reading order; empty when it may be issued.

    Codes: ``subject_missing``, ``nothing_recorded``, ``text_missing``, ``owner_missing``,
    ``owner_on_other_side``, ``due_missing``.
    """
    return list(_problems(content))


def canonical(content: ReportContent) -> bytes:
    """Return the byte form by which an issued report is frozen; equal contents, equal bytes."""
    return reading.canonical_bytes(to_json(content))


def content_hash(content: ReportContent) -> str:
    """Return the SHA-256 of the canonical form in 64 hexadecimal digits."""
    return reading.sha256_hex(canonical(content))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _item_json(item: Item) -> dict[str, object]:
    return {each.name: _plain(getattr(item, each.name)) for each in fields(item)}


def _read(
    data: Mapping[str, object], section: str, make: Callable[[str, Mapping[str, object]], Line]
) -> tuple[Line, ...]:
    rows = reading.records(data.get(section))
    keys = reading.unique_keys((row.get("key") for row in rows), section[0])
    return tuple(make(key, row) for key, row in zip(keys, rows, strict=True))


def _decision(key: str, row: Mapping[str, object]) -> Decision:
    return Decision(key, reading.text(row.get("text")), reading.whole(row.get("project_id")))


def _action(key: str, row: Mapping[str, object]) -> ActionLine:
    side = reading.choice(row.get("side"), Side.US)
    usual = OwnerKind.USER if side is Side.US else OwnerKind.CONTACT
    return ActionLine(
        key=key,
        text=reading.text(row.get("text")),
        side=side,
        owner_kind=reading.choice(row.get("owner_kind"), usual),
        owner_id=reading.whole(row.get("owner_id")),
        due_on=reading.day(row.get("due_on")),
        project_id=reading.whole(row.get("project_id")),
    )


def _entered(item: Item) -> bool:
    if item.text.strip():
        return True
    return isinstance(item, ActionLine) and (item.owner_id is not None or item.due_on is not None)


def _problems(content: ReportContent) -> Iterator[Problem]:
    if not content.subject.strip():
        yield Problem("subject", "", "subject_missing")
    if not any(items(content, section) for section in SECTIONS):
        yield Problem("content", "", "nothing_recorded")
    for section in SECTIONS:
        for item in items(content, section):
            if not item.text.strip():
                yield Problem(f"{section}.text", item.key, "text_missing")
            if isinstance(item, ActionLine):
                yield from _action_problems(item)


def _action_problems(action: ActionLine) -> Iterator[Problem]:
    if action.owner_id is None:
        yield Problem("actions.owner", action.key, "owner_missing")
    elif (action.side is Side.US) != (action.owner_kind is OwnerKind.USER):
        yield Problem("actions.owner", action.key, "owner_on_other_side")
    if action.due_on is None:
        yield Problem("actions.due_on", action.key, "due_missing")
