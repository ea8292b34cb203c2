"""How a contact report is drafted, merged, issued and corrected."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import (
    Conflict,
    ReportContent,
    Topic,
    from_json,
    merge3,
    tidy,
    to_json,
)
from napulse.service.actions.freezing import Addressee, circumstances, freeze, refuse_incomplete
from napulse.service.actions.report_actions import settle_actions
from napulse.service.models import (
    ContactReport,
    Interaction,
    InteractionState,
    ReportVersion,
)
from napulse.service.permissions import APPROVE_INTERACTIONS, EDIT_INTERACTIONS


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """What one person made of the draft: `base` is what the form knew before."""

    content: ReportContent
    base: ReportContent
    version: int
    picks: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft after saving. `merged` says that somebody else's edits are in it as well."""

    report: ContactReport
    content: ReportContent
    merged: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """To whom a report goes, and for a correction why."""

    recipients: tuple[Addressee, ...]
    reason: str = ""


@action(EDIT_INTERACTIONS)
def start_report(actor: Actor, interaction: Interaction, *, now: datetime) -> ContactReport:
    """Open the draft of an interaction's report; the one that is there already if there is."""
    client = Client.objects.select_for_update().get(pk=interaction.client_id)
    known: ContactReport | None = ContactReport.objects.filter(interaction=interaction).first()
    if known is not None:
        return known
    if interaction.state == InteractionState.CANCELLED:
        raise Refused("report.of_cancelled")
    report = ContactReport(client=client, interaction=interaction, created_at=now)
    report.author_id = actor.user_id or interaction.owner_id
    report.number = next_number(client.pk)
    with change(actor, report, "report.started"):
        report.draft = to_json(first_draft(interaction))
        report.save()
    return report


def next_number(client_id: int) -> int:
    """The client row is locked: no doubles. A draft that was deleted gives its number back."""
    living = ContactReport.objects.filter(client_id=client_id, deleted_at=None)
    return int(living.aggregate(last=Max("number"))["last"] or 0) + 1


def first_draft(interaction: Interaction) -> ReportContent:
    """What is known before anybody writes: the subject, and the notes as topics."""
    lines = [line.strip("-•* \t") for line in interaction.notes.splitlines()]
    topics = [Topic(f"n{at}", line) for at, line in enumerate(lines, 1) if line]
    return ReportContent(subject=interaction.subject, topics=tuple(topics))


@action(EDIT_INTERACTIONS)
def save_draft(actor: Actor, report: ContactReport, *, edit: DraftEdit, now: datetime) -> Saved:
    """Keep the edit, merged with what others have saved meanwhile.

    Where both changed the same line differently nothing is written and both are told
    (`report.draft_conflict`), until the edit says which one to keep.
    """
    report = _locked(report)
    if report.draft is None:
        raise Refused("report.no_draft")
    return _store(actor, report, edit, now)


def _store(actor: Actor, report: ContactReport, edit: DraftEdit, now: datetime) -> Saved:
    theirs = from_json(report.draft)
    content = edit.content if edit.version == report.draft_version else _merged(edit, theirs)
    with recording(ContactReport):  # a pause in typing is no business act: history tells the issue
        report.draft, report.draft_version = to_json(content), report.draft_version + 1
        report.draft_saved_at, report.draft_saved_by_id = now, actor.user_id
        report.save()
    return Saved(report, content, merged=content != edit.content)


def _merged(edit: DraftEdit, theirs: ReportContent) -> ReportContent:
    content, conflicts = merge3(edit.base, edit.content, theirs)
    picked = {(section, key): side for section, key, side in edit.picks}
    open_ones = [each for each in conflicts if (each.section, each.key) not in picked]
    if open_ones:
        raise Refused("report.draft_conflict", conflicts=conflicts, theirs=theirs)
    for each in conflicts:
        content = _chosen(content, each, picked[each.section, each.key])
    return content


def _chosen(content: ReportContent, conflict: Conflict, side: str) -> ReportContent:
    value: Any = conflict.theirs if side == "theirs" else conflict.mine
    if conflict.key:
        lines = getattr(content, conflict.section)
        kept = [value if line.key == conflict.key else line for line in lines]
        value = tuple(line for line in kept if line is not None)
    chosen: dict[str, Any] = {conflict.section: value}
    return replace(content, **chosen)


@action(APPROVE_INTERACTIONS)
def issue_report(
    actor: Actor, report: ContactReport, *, edit: DraftEdit, issue: Issue, now: datetime
) -> ReportVersion:
    """Freeze the draft as the next version, settle its actions, and have it delivered."""
    report = _locked(report)
    if report.draft is None:
        raise Refused("report.no_draft")
    interaction = report.interaction
    if interaction.state == InteractionState.CANCELLED or interaction.ends_at > now:
        raise Refused("report.not_held_yet")
    content = tidy(_store(actor, report, edit, now).content)
    refuse_incomplete(report, content)
    last = _last_content(report)
    _refuse_correction(last, issue)
    if last == content and not _happened_otherwise(report):
        raise Refused("report.nothing_changed")
    version = _issued(actor, report, content, issue, now)
    settle_actions(actor, version, content, before=last, now=now)
    return version


def _last_content(report: ContactReport) -> ReportContent | None:
    last = report.versions.order_by("-number").first()
    return from_json(last.content) if last else None


def _refuse_correction(last: ReportContent | None, issue: Issue) -> None:
    if not issue.recipients:
        raise Refused("report.no_recipients")
    if last is None:
        return
    if not issue.reason.strip():
        raise Refused("report.reason_missing")


def _happened_otherwise(report: ContactReport) -> bool:
    """Whether time, channel or attendees were put right since the last version."""
    head = report.versions.latest("number").content["head"]
    return any(head[name] != value for name, value in circumstances(report.interaction).items())


def _issued(
    actor: Actor, report: ContactReport, content: ReportContent, issue: Issue, now: datetime
) -> ReportVersion:
    number = report.issued_version + 1
    event = "report.issued" if number == 1 else "report.corrected"
    with change(actor, report, event, note={"version_issued": number, "reason": issue.reason}):
        report.issued_version, report.draft = number, None
        report.save()
        return freeze(actor, report, content, issue.recipients, reason=issue.reason, now=now)


@action(EDIT_INTERACTIONS)
def start_correction(actor: Actor, report: ContactReport, *, now: datetime) -> ContactReport:
    """Open a draft of the next version; an open one is kept."""
    report = _locked(report)
    if report.draft is not None:
        return report
    last = _last_content(report)
    if last is None:
        raise Refused("report.not_issued")
    with change(actor, report, "report.correction_started"):
        report.draft, report.draft_version = to_json(last), report.draft_version + 1
        report.dropped = None
        report.draft_saved_at, report.draft_saved_by_id = now, actor.user_id
        report.save()
    return report


@action(EDIT_INTERACTIONS)
def drop_correction(actor: Actor, report: ContactReport) -> ContactReport:
    """Give up a correction; what was issued stands."""
    report = _locked(report)
    if report.draft is None or not report.issued_version:
        raise Refused("report.no_correction")
    with change(actor, report, "report.correction_dropped"):
        report.dropped, report.draft = report.draft, None
        report.save()
    return report


@action(EDIT_INTERACTIONS)
def resume_correction(actor: Actor, report: ContactReport) -> ContactReport:
    """Take the dropping back: the correction is written on where it was given up."""
    report = _locked(report)
    if report.dropped is None:
        raise Refused("report.nothing_dropped")
    with change(actor, report, "report.correction_resumed"):
        report.draft, report.dropped = report.dropped, None
        report.draft_version += 1
        report.save()
    return report


def _locked(report: ContactReport) -> ContactReport:
    found: ContactReport = (
        ContactReport.objects.select_for_update(of=("self",))
        .select_related("client", "interaction")
        .get(pk=report.pk)
    )
    return found
