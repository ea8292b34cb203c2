"""How a status report is drafted, edited, brought up to live data, and sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.models import Client, TeamMember
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import Section, StatusLine, edit, overwritten, refresh
from napulse.service.models import StatusReport, StatusState
from napulse.service.permissions import EDIT_STATUS
from napulse.service.queries.status import (
    StatusContent,
    content_of,
    last_sent,
    live_lines,
    project_names,
)

Values = Mapping[str, str]
OWN = "own:"


@dataclass(frozen=True, slots=True)
class StatusEdit:
    """What one person made of a draft: field name → value, and what the form knew before.

    Names are `subject`, `intro`, `text:<key>`, `show:<key>`, and `section:<key>` for lines of the
    manager's own. `picks` say for fields that both changed whose value stays ("mine", "theirs").
    """

    values: Values
    base: Values
    picks: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that two people wrote differently."""

    name: str
    mine: str
    theirs: str


@action(EDIT_STATUS)
def draft_status_report(actor: Actor, client: Client, *, now: datetime) -> StatusReport:
    """Open the client's draft from live data; the one that is open already if there is."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    known: StatusReport | None = StatusReport.objects.filter(
        client=client, state=StatusState.DRAFT, deleted_at=None
    ).first()
    if known is not None:
        return known
    report = _blank(client)
    report.language, report.drafted_at = client.language, now
    report.author_id = actor.user_id or _lead_of(client)
    lines = live_lines(client, language=client.language, since=last_sent(client.pk), now=now)
    with change(actor, report, "status.drafted"), translation.override(client.language):
        report.subject = (_("Status: %(client)s") % {"client": client.name})[:200]
        report.content = StatusContent(lines, project_names(client.pk)).stored()
        report.save()
    return report


def _blank(client: Client) -> StatusReport:
    """A discarded draft is written anew under its number: the client sees no gap in them."""
    discarded = StatusReport.objects.filter(client=client, state=StatusState.DRAFT).first()
    if discarded is not None:
        discarded.deleted_at, discarded.draft_saved_at, discarded.intro = None, None, ""
        found: StatusReport = discarded
        return found
    last = StatusReport.objects.filter(client=client).aggregate(last=Max("number"))["last"]
    return StatusReport(client=client, number=int(last or 0) + 1)


@action(EDIT_STATUS)
def discard_status_draft(actor: Actor, report: StatusReport, *, now: datetime) -> StatusReport:
    """Put a draft away; `restore_status_draft` brings it back as it was."""
    report = locked_draft(report, discarded=True)
    if report.deleted_at is not None:
        return report
    with change(actor, report, "status.discarded"):
        report.deleted_at = now
        report.save()
    return report


@action(EDIT_STATUS)
def restore_status_draft(actor: Actor, report: StatusReport) -> StatusReport:
    """Bring a discarded draft back; where a new one was begun meanwhile, that one stays."""
    report = locked_draft(report, discarded=True)
    if report.deleted_at is None:
        return report
    with change(actor, report, "status.restored"):
        report.deleted_at = None
        report.save()
    return report


def _lead_of(client: Client) -> int:
    member = TeamMember.objects.filter(client=client, to_on=None, deleted_at=None).first()
    if member is None:
        raise Refused("status.no_author")
    return int(member.user_id)


def flat(report: StatusReport, content: StatusContent) -> dict[str, str]:
    """The draft as the form's fields."""
    values = {"subject": report.subject, "intro": report.intro}
    for line in content.lines:
        values[f"text:{line.key}"] = line.text
        values[f"show:{line.key}"] = shown_to(line)
        if line.key.startswith(OWN):
            values[f"section:{line.key}"] = line.section.value
    return values


def shown_to(line: StatusLine) -> str:
    if not line.shown:
        return "hidden"
    return "internal" if line.internal else "client"


@action(EDIT_STATUS)
def save_status_draft(
    actor: Actor, report: StatusReport, *, edit: StatusEdit, now: datetime
) -> StatusReport:
    """Keep the edit, merged with what others have saved meanwhile.

    Where both wrote the same field differently nothing is written and both are told
    (`status.draft_conflict`), until the edit picks one.
    """
    report = locked_draft(report)
    content = content_of(report)
    merged = _merged(edit, flat(report, content))
    lines = _edited_lines(content.lines, merged)
    with recording(StatusReport):  # a pause in typing is no business act: history tells the send
        report.subject = merged["subject"].strip()[:200]
        report.intro = merged["intro"].strip()
        report.content = replace(content, lines=lines).stored()
        report.draft_saved_at = now
        report.save()
    return report


def _merged(mine: StatusEdit, theirs: Values) -> dict[str, str]:
    merged, conflicts = dict(theirs), list[FieldConflict]()
    for name, value in mine.values.items():
        before, stored = mine.base.get(name), theirs.get(name)
        if value in (before, stored):
            continue
        if stored == before or mine.picks.get(name) == "mine":
            merged[name] = value
        elif mine.picks.get(name) != "theirs":
            conflicts.append(FieldConflict(name, value, stored or ""))
    if conflicts:
        raise Refused("status.draft_conflict", conflicts=conflicts)
    gone = {name for name in mine.base if name.partition(":")[2].startswith(OWN)}
    for name in gone - mine.values.keys():
        merged.pop(name, None)
    return merged


def _edited_lines(lines: tuple[StatusLine, ...], values: Values) -> tuple[StatusLine, ...]:
    kept = [
        _shown(edit(line, _clean(text)), values.get(f"show:{line.key}", "client"))
        for line in lines
        if (text := values.get(f"text:{line.key}")) is not None
    ]
    known = {line.key for line in lines}
    fresh = [name[5:] for name in values if name.startswith(f"text:{OWN}")]
    written = [key for key in fresh if key not in known and values[f"text:{key}"].strip()]
    kept += [_own(key, values) for key in written]
    return tuple(kept)


def _clean(text: str) -> str:
    return text.strip(" \t\r\n")[:2000]


def _own(key: str, values: Values) -> StatusLine:
    asked = values.get(f"section:{key}", "")
    section = Section(asked) if asked in set(Section) else Section.NEXT
    line = StatusLine(key[:40], section, _clean(values[f"text:{key}"]), edited=True)
    return _shown(line, values.get(f"show:{key}", "client"))


def _shown(line: StatusLine, to: str) -> StatusLine:
    return replace(line, shown=to != "hidden", internal=to == "internal")


@action(EDIT_STATUS)
def refresh_status_report(actor: Actor, report: StatusReport, *, now: datetime) -> list[StatusLine]:
    """Bring the draft to live data; returns the manager's texts that had to give way."""
    report = locked_draft(report)
    content = content_of(report)
    since = last_sent(report.client_id)
    live = live_lines(report.client, language=report.language, since=since, now=now)
    lost = overwritten(content.lines, live)
    names = project_names(report.client_id)
    with change(actor, report, "status.refreshed", note={"lost": [line.text for line in lost]}):
        lines = refresh(content.lines, live)
        report.content = replace(content, lines=lines, projects=names).stored()
        report.drafted_at = report.draft_saved_at = now
        report.save()
    return lost


def locked_draft(report: StatusReport, *, discarded: bool = False) -> StatusReport:
    """The draft, locked; a sent report is refused, and one put away unless asked for."""
    found: StatusReport = (
        StatusReport.objects.select_for_update(of=("self",))
        .select_related("client", "author")
        .get(pk=report.pk)
    )
    if found.state != StatusState.DRAFT:
        raise Refused("status.already_sent")
    if found.deleted_at is not None and not discarded:
        raise Refused("status.discarded")
    return found
