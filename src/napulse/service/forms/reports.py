"""The editor of a contact report: text from the browser to content, and content with its errors."""

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.engines.reports import (
    SECTIONS,
    Problem,
    ReportContent,
    Side,
    from_json,
    to_json,
)
from napulse.service.actions.freezing import Addressee
from napulse.service.actions.reports import DraftEdit
from napulse.service.forms.wording import PROBLEMS, REPORTS, told
from napulse.service.models import RecipientRole
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import is_within_reach

KEY = re.compile(r"[A-Za-z0-9_-]{1,24}")
ONE_OF = {"topics": "topic", "decisions": "decision", "actions": "action", "questions": "question"}
MOST_LINES = 200


def new_key() -> str:
    return secrets.token_urlsafe(8)


def read_content(data: QueryDict) -> ReportContent:
    """What the form says, whatever it lacks; lines that were never filled in are kept."""
    raw: dict[str, Any] = {section: _lines(data, section) for section in SECTIONS}
    raw["subject"] = data.get("subject", "")[:200]
    raw["next_contact_on"] = _day(data.get("next_contact_on", ""))
    raw["next_contact_note"] = data.get("next_contact_note", "")[:300]
    return from_json(raw)


def _lines(data: QueryDict, section: str) -> list[dict[str, Any]]:
    name = ONE_OF[section]
    keys = data.getlist(f"{name}_key")[:MOST_LINES]
    texts = data.getlist(f"{name}_text")
    columns = {
        part: data.getlist(f"{name}_{part}") for part in ("project", "owner", "side", "due_on")
    }
    lines = []
    for at, (key, text) in enumerate(zip(keys, texts, strict=False)):
        cells = {part: cells[at] if at < len(cells) else "" for part, cells in columns.items()}
        line = {"key": key if KEY.fullmatch(key) else new_key(), "text": text[: _longest(section)]}
        lines.append(line | _typed(cells))
    return lines


def _longest(section: str) -> int:
    return 500 if section == "actions" else 4000


def _day(written: str) -> str:
    return written if is_within_reach(written) else ""


def _typed(cells: Mapping[str, str]) -> dict[str, Any]:
    kind, _colon, owner = cells["owner"].partition(":")
    side = cells["side"]
    if whole(owner):
        side = Side.CLIENT.value if kind == "contact" else Side.US.value
    return {
        "project_id": whole(cells["project"]),
        "owner_id": whole(owner),
        "owner_kind": kind,
        "side": side,
        "due_on": _day(cells["due_on"]),
    }


def read_edit(data: QueryDict) -> DraftEdit:
    """The content, what the form knew before, and which versions were chosen."""
    try:
        base = from_json(json.loads(data.get("base", "") or "{}"))
    except ValueError:
        base = ReportContent()
    picks = frozenset(
        (parts[1], parts[2], data.get(name, ""))
        for name in data
        if len(parts := name.split("|")) == 3 and parts[0] == "pick"
    )
    version = whole(data.get("version", ""))
    return DraftEdit(read_content(data), base, -1 if version is None else version, picks)


def read_recipients(data: QueryDict) -> tuple[Addressee, ...]:
    """Who is ticked, each in the role named beside."""
    chosen = (value.partition(":") for value in data.getlist("to"))
    return tuple(
        Addressee(
            role=_role(data.get(f"role|{kind}:{number}", "")),
            contact_id=whole(number) if kind == "contact" else None,
            user_id=whole(number) if kind == "user" else None,
        )
        for kind, _colon, number in chosen
        if whole(number) and kind in ("contact", "user")
    )


def _role(value: str) -> str:
    return value if value in RecipientRole.values else RecipientRole.TO


def packed(content: ReportContent) -> str:
    """The content as the form's hidden memory of what it knew."""
    return json.dumps(to_json(content), ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Errors:
    """What is wrong: with the form, its subject, its content, and line by line."""

    form: list[str] = field(default_factory=list)
    subject: str = ""
    content: str = ""
    reason: str = ""
    recipients: str = ""
    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fields: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(
            self.form
            or self.subject
            or self.content
            or self.reason
            or self.recipients
            or self.lines
        )


def errors_of(refusal: Refused) -> Errors:
    """A refusal as messages beside the fields; a code without a sentence is a bug and passes on."""
    if refusal.code not in REPORTS:
        raise refusal
    errors, sentence = Errors(), told(REPORTS, refusal.code, refusal.values)
    if refusal.code == "report.incomplete":
        problems: Iterable[Problem] = refusal.values["problems"]  # type: ignore[assignment]
        _place(errors, problems)
    elif refusal.code in ("report.reason_missing", "report.nothing_changed"):
        errors.reason = sentence
    elif refusal.code in (
        "report.no_recipients",
        "report.unknown_recipient",
        "report.recipient_without_email",
    ):
        errors.recipients = sentence
    else:
        errors.form.append(sentence)
    return errors


def _place(errors: Errors, problems: Iterable[Problem]) -> None:
    for problem in problems:
        sentence: StrOrPromise = PROBLEMS[problem.code]
        if problem.field == "subject":
            errors.subject = str(sentence)
        elif problem.field == "content":
            errors.content = str(sentence)
        else:
            section, _dot, name = problem.field.partition(".")
            errors.lines[f"{section}.{problem.key}"].append(str(sentence))
            errors.fields.add(f"{section}.{problem.key}.{name}")
