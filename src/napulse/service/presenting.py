"""What the editor of a contact report needs on any page that shows it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils import timezone

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.engines.reports import OwnerKind, ReportContent
from napulse.jobs.models import LetterState
from napulse.jobs.permissions import VIEW_LETTERS
from napulse.service.forms.editor import Editor, editor_of
from napulse.service.forms.interactions import FactsForm, stored_values
from napulse.service.forms.reports import Errors, packed
from napulse.service.models import ContactReport, Recipient, RecipientRole
from napulse.service.permissions import APPROVE_INTERACTIONS, EDIT_ACTIONS, SEND_STATUS
from napulse.service.queries import clocks, interactions, reports
from napulse.service.queries.distribution import ORDER


@dataclass(frozen=True, slots=True)
class Shown:
    """What the editor shows besides the stored draft."""

    content: ReportContent
    base: str
    version: int
    data: QueryDict | None = None
    errors: Errors = field(default_factory=Errors)
    conflicts: tuple[Any, ...] = ()


def stored(report: ContactReport) -> Shown:
    """The draft as it is."""
    content = reports.draft_of(report)
    return Shown(content, packed(content), report.draft_version)


def editor_for(actor: Actor, report: ContactReport, shown: Shown) -> Editor:
    return _editor(report, shown, _people_of(actor, report, shown))


def _people_of(actor: Actor, report: ContactReport, shown: Shown) -> interactions.People:
    """Whom report and contact may name, asked for once for both forms."""
    prefetch_related_objects([report.interaction], "attendees", "touches")
    also = _named_by(shown.content) | interactions.named_in(report.interaction)
    return interactions.people_for(actor, report.client, also=also)


def _editor(report: ContactReport, shown: Shown, people: interactions.People) -> Editor:
    editor = editor_of(report, people, shown.content, shown.errors)
    editor.base, editor.version = shown.base, shown.version
    editor.conflicts = editor.told_conflicts(shown.conflicts)
    if shown.data is not None:
        editor.recall(shown.data)
    return editor


def _named_by(content: ReportContent) -> interactions.Named:
    """Whoever owns a line stays in its choices, also after having left."""
    owners = [(line.owner_kind, line.owner_id) for line in content.actions if line.owner_id]
    projects = [line.project_id for line in content.actions]
    projects += [line.project_id for line in content.decisions]
    return interactions.Named(
        contacts=frozenset(one for kind, one in owners if kind is OwnerKind.CONTACT),
        users=frozenset(one for kind, one in owners if kind is OwnerKind.USER),
        projects=frozenset(each for each in projects if each),
    )


def facts_form(client: Client, people: interactions.People, **more: Any) -> FactsForm:
    """When, how and with whom the contact was, to be changed in place."""
    return FactsForm(client=client, people=people, auto_id="facts_%s", **more)


def recipients_context(actor: Actor, rows: list[Recipient]) -> dict[str, Any]:
    """Who gets a document, and what the page may do and must explain about it."""
    return {
        "recipients": sorted(rows, key=lambda row: ORDER[RecipientRole(row.role)]),
        "is_kept": any(row.letter and row.letter.state == LetterState.HELD for row in rows),
        "may_send": actor.can(SEND_STATUS),
        "may_read_letters": actor.can(VIEW_LETTERS),
    }


def editor_context(
    actor: Actor, report: ContactReport, shown: Shown, *, now: datetime
) -> dict[str, Any]:
    """Everything the form and its page need."""
    row, people = report.interaction, _people_of(actor, report, shown)
    clock = interactions.clock_of(row)
    return {
        "report": report,
        "client": report.client,
        "interaction": row,
        "editor": _editor(report, shown, people),
        "facts": facts_form(report.client, people, initial=stored_values(row)),
        "clock": clocks.clock_view(clock, now) if clock else None,
        "agenda": reports.carried(actor, report),
        "may_issue": actor.can(APPROVE_INTERACTIONS),
        "may_edit": actor.can(EDIT_ACTIONS),
        "today": timezone.localdate(now),
    }
