"""What the editor of a contact report shows: lines with their choices, errors and conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.clients.models import Contact
from napulse.engines.kernel.errors import Missing
from napulse.engines.reports import (
    SECTIONS,
    ActionLine,
    Conflict,
    Decision,
    OwnerKind,
    Question,
    ReportContent,
    Side,
    Topic,
    items,
)
from napulse.service.forms.reports import ONE_OF, Errors, new_key
from napulse.service.models import ContactReport, RecipientRole
from napulse.service.queries.distribution import standing_list
from napulse.service.queries.interactions import People
from napulse.ui.formats import written_day
from napulse.ui.text import StrOrPromise

TITLES: dict[str, StrOrPromise] = {
    "topics": _("Topics"),
    "decisions": _("Decisions"),
    "actions": _("Actions"),
    "questions": _("Open questions"),
    "subject": _("Subject"),
    "next_contact_on": _("Next contact"),
    "next_contact_note": _("About the next contact"),
}


@dataclass(slots=True)
class Line:
    """One line of the editor."""

    section: str
    key: str
    text: str
    owner: str = ""
    side: str = ""
    due_on: date | None = None
    project_id: int | None = None
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return ONE_OF[self.section]

    @property
    def is_theirs(self) -> bool:
        return self.side == Side.CLIENT.value


@dataclass(slots=True)
class Addressed:
    """One person that the report may go to."""

    value: str
    name: str
    note: str
    role: str
    chosen: bool


@dataclass(slots=True)
class Clash:
    """Both versions of one line, to choose from."""

    name: str
    title: str
    mine: str
    theirs: str


@dataclass(slots=True)
class Editor:
    """The whole form."""

    report: ContactReport
    people: People
    content: ReportContent
    errors: Errors
    lines: dict[str, list[Line]]
    recipients: list[Addressed]
    base: str = ""
    version: int = 0
    reason: str = ""
    conflicts: list[Clash] = field(default_factory=list)

    @property
    def sections(self) -> list[tuple[str, StrOrPromise, list[Line]]]:
        return [(name, TITLES[name], self.lines[name]) for name in SECTIONS]

    @property
    def owners(self) -> list[tuple[StrOrPromise, list[tuple[str, str]]]]:
        """Everybody who may own an action, by side."""
        us = [(f"user:{one.pk}", one.short) for one in self.people.colleagues]
        client = [(f"contact:{one.pk}", one.name) for one in self.people.contacts]
        return [(_("Our side"), us), (self.report.client.name, client)]

    @property
    def is_correction(self) -> bool:
        return self.report.issued_version > 0

    def recall(self, data: QueryDict) -> None:
        """Keep what was ticked and written outside the draft when the form comes back."""
        chosen = set(data.getlist("to"))
        self.reason = data.get("reason", "")
        for each in self.recipients:
            each.chosen = each.value in chosen
            each.role = data.get(f"role|{each.value}", each.role)

    def told_conflicts(self, conflicts: Iterable[Conflict]) -> list[Clash]:
        return [
            Clash(
                name=f"pick|{each.section}|{each.key}",
                title=str(TITLES[each.section]),
                mine=self._told(each.mine),
                theirs=self._told(each.theirs),
            )
            for each in conflicts
        ]

    def _told(self, value: Any) -> str:
        if value is None:
            return str(_("removed"))
        if isinstance(value, ActionLine):
            owner = self._owner_name(value)
            due = written_day(value.due_on) if value.due_on else ""
            return " · ".join(part for part in (value.text, owner, due) if part)
        if isinstance(value, date):
            return written_day(value)
        return str(getattr(value, "text", value))

    def _owner_name(self, line: ActionLine) -> str:
        known: Iterable[User | Contact] = (
            self.people.colleagues if line.owner_kind is OwnerKind.USER else self.people.contacts
        )
        return next((one.name for one in known if one.pk == line.owner_id), "")


def editor_of(
    report: ContactReport, people: People, content: ReportContent, errors: Errors
) -> Editor:
    """The form for this content, with what is wrong with it."""
    return Editor(
        report=report,
        people=people,
        content=content,
        errors=errors,
        lines={
            name: [_line(name, each, errors) for each in items(content, name)] for name in SECTIONS
        },
        recipients=_recipients(report, people),
    )


def _line(section: str, item: Any, errors: Errors) -> Line:
    mark = f"{section}.{item.key}"
    line = Line(
        section,
        item.key,
        item.text,
        project_id=getattr(item, "project_id", None),
        errors=errors.lines.get(mark, []),
        wrong=[name.rpartition(".")[2] for name in errors.fields if name.startswith(f"{mark}.")],
    )
    if isinstance(item, ActionLine):
        line.side, line.due_on = item.side.value, item.due_on
        line.owner = f"{item.owner_kind.value}:{item.owner_id}" if item.owner_id else ""
    return line


def new_line(content: ReportContent, section: str, side: str, user_id: int | None) -> ReportContent:
    """The content with one more empty line at the end of a section."""
    if section not in SECTIONS:
        raise Missing("section")
    key = new_key()
    made: Any = {"topics": Topic, "decisions": Decision, "questions": Question}.get(section)
    line = made(key) if made else _new_action(key, side, user_id)
    grown: dict[str, Any] = {section: (*items(content, section), line)}
    return replace(content, **grown)


def _new_action(key: str, side: str, user_id: int | None) -> ActionLine:
    if side == Side.CLIENT.value:
        return ActionLine(key, side=Side.CLIENT, owner_kind=OwnerKind.CONTACT)
    return ActionLine(key, owner_id=user_id)


def _recipients(report: ContactReport, people: People) -> list[Addressed]:
    """The standing distribution list, then whoever attended, then everybody else there."""
    rows = standing_list(report.client_id)
    roles = {_value(row.contact_id, row.user_id): row.role for row in rows}
    attended = {
        _value(each.contact_id, each.user_id) for each in report.interaction.attendees.all()
    }
    found = [
        _addressed(f"contact:{one.pk}", one.name, one.email, roles, attended)
        for one in people.contacts
        if one.left_on is None and one.erased_at is None
    ]
    ours = {f"user:{one.pk}": one for one in people.colleagues if one.is_active}
    found += [
        _addressed(value, one.name, one.email, roles, attended)
        for value, one in ours.items()
        if value in roles or value in attended
    ]
    return sorted(found, key=lambda each: not each.chosen)


def _value(contact_id: int | None, user_id: int | None) -> str:
    return f"contact:{contact_id}" if contact_id else f"user:{user_id}"


def _addressed(
    value: str, name: str, email: str, roles: dict[str, str], attended: set[str]
) -> Addressed:
    is_ours = value.startswith("user:")
    usual = RecipientRole.INTERNAL if is_ours else RecipientRole.TO
    chosen = bool(email) and (value in roles or value in attended)
    return Addressed(value, name, email, roles.get(value, usual), chosen)
