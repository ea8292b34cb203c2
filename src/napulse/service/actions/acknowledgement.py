"""What a recipient makes of an issued report through the link, and how we answer objections."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import AckEvent, AckEventKind, acknowledge
from napulse.engines.reports.reading import text
from napulse.jobs.queue import after_commit
from napulse.service.models import Dispute, Recipient, RecipientRole, ReportVersion
from napulse.service.permissions import ACKNOWLEDGE, EDIT_INTERACTIONS
from napulse.service.queries.clocks import calendar_for
from napulse.service.queries.reports import acknowledgement, frozen


@action(ACKNOWLEDGE)
def see_report(actor: Actor, recipient: Recipient, *, now: datetime) -> Recipient:
    """The link was opened: remembered once, also for a version that is no longer the newest."""
    recipient = _locked(recipient)
    if recipient.seen_at is not None:
        return recipient
    with change(actor, recipient, "report.seen"):
        recipient.seen_at = now
        recipient.save()
    return recipient


@action(ACKNOWLEDGE)
def confirm_report(actor: Actor, recipient: Recipient, *, now: datetime) -> Recipient:
    """The recipient agrees with the report as it stands; a second time changes nothing."""
    recipient = _locked(recipient)
    _acknowledge(recipient, AckEventKind.CONFIRM)
    if recipient.confirmed_at is not None:
        return recipient
    with change(actor, recipient, "report.confirmed"):
        recipient.seen_at = recipient.seen_at or now
        recipient.confirmed_at = now
        recipient.save()
    return recipient


@action(ACKNOWLEDGE)
def dispute_report(
    actor: Actor, recipient: Recipient, *, comments: Mapping[str, str], now: datetime
) -> list[Dispute]:
    """Object to lines of the report. `comments` maps "section.key" to what is wrong with it."""
    recipient = _locked(recipient)
    said = {key: comment.strip() for key, comment in comments.items() if comment.strip()}
    _acknowledge(recipient, AckEventKind.DISPUTE, said)
    lines = lines_of(_version_of(recipient))
    if not said.keys() <= lines.keys():
        raise Refused("acknowledgement.unknown_line")
    known = set(recipient.disputes.values_list("line_key", "comment"))
    fresh = {key: comment for key, comment in said.items() if (key, comment) not in known}
    if not fresh:
        return []
    with change(actor, recipient, "report.disputed", note={"lines": fresh}), recording(Dispute):
        recipient.seen_at = recipient.seen_at or now
        recipient.disputed_at = recipient.disputed_at or now
        recipient.save()
        made = [
            _dispute(recipient, key, lines[key], comment, now) for key, comment in fresh.items()
        ]
    after_commit("service.escalate")
    return made


def lines_of(version: ReportVersion) -> dict[str, str]:
    """Everything in a version that one can object to: "section.key" → what it says."""
    content = frozen(version).content
    lines = {"subject": content.subject}
    for section in ("topics", "decisions", "actions", "questions"):
        for line in getattr(content, section):
            lines[f"{section}.{line.key}"[:40]] = line.text
    return {key: text(value) for key, value in lines.items()}


def _dispute(recipient: Recipient, key: str, line: str, comment: str, now: datetime) -> Dispute:
    made: Dispute = Dispute.objects.create(
        client_id=recipient.client_id,
        recipient=recipient,
        version_of=_version_of(recipient),
        line_key=key,
        line_text=line,
        comment=comment[:4000],
        created_at=now,
    )
    return made


def _acknowledge(
    recipient: Recipient, kind: AckEventKind, disputed: Mapping[str, str] | None = None
) -> None:
    version = _version_of(recipient)
    acknowledge(
        acknowledgement(recipient),
        AckEvent(kind, version.number, disputed or {}, version.silence_clause),
    )


@action(EDIT_INTERACTIONS)
def resolve_dispute(actor: Actor, dispute: Dispute, *, resolution: str, now: datetime) -> Dispute:
    """Answer an objection in words; a second answer is refused."""
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.resolved_at is not None:
        raise Refused("dispute.already_resolved")
    if not resolution.strip():
        raise Refused("dispute.resolution_missing")
    with change(actor, dispute, "report.dispute_resolved"):
        dispute.resolved_at, dispute.resolution = now, resolution.strip()[:300]
        dispute.save()
    return dispute


@action(EDIT_INTERACTIONS)
def reopen_dispute(actor: Actor, dispute: Dispute) -> Dispute:
    """Take an answer back; what a correction has answered stays answered."""
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if dispute.resolved_at is None:
        raise Refused("dispute.is_open")
    if dispute.version_of.number < dispute.version_of.report.issued_version:
        raise Refused("dispute.corrected")
    with change(actor, dispute, "report.dispute_reopened"):
        dispute.resolved_at, dispute.resolution = None, ""
        dispute.save()
    return dispute


@action(EDIT_INTERACTIONS)
def deem_accepted(actor: Actor, version: ReportVersion, *, now: datetime) -> bool:
    """Silence is over: the version counts as accepted, where the contract says so.

    Never for a version that was corrected, disputed, or that nobody at the client has received;
    the time of silence runs from when the letter left, not from when it was written.
    """
    version = (
        ReportVersion.objects.select_for_update(of=("self",))
        .select_related("report", "client")
        .get(pk=version.pk)
    )
    if version.deemed_at or not version.silence_clause or version.silence_due_at is None:
        return False
    if version.number != version.report.issued_version or _silence_ends(version, now) > now:
        return False
    with change(actor, version, "report.deemed_accepted"):
        version.deemed_at = now
        version.save()
    return True


def _silence_ends(version: ReportVersion, now: datetime) -> datetime:
    outside = version.recipients.exclude(role=RecipientRole.INTERNAL)
    silent = outside.filter(confirmed_at=None, sent_at__isnull=False).order_by("sent_at").first()
    objected = outside.filter(Q(disputed_at__isnull=False) | Q(confirmed_at__isnull=False))
    if silent is None or silent.sent_at is None or objected.exists():
        return now + timedelta(days=1)
    return _counted_from(version, silent.sent_at)


def _counted_from(version: ReportVersion, sent_at: datetime) -> datetime:
    """As many working hours after the letter left as were promised; never before the stated end."""
    due_at = version.silence_due_at or sent_at
    calendar = calendar_for(version.client)
    minutes = calendar.working_minutes(version.issued_at, max(due_at, version.issued_at))
    return max(due_at, calendar.add_working(max(sent_at, version.issued_at), minutes))


def _version_of(recipient: Recipient) -> ReportVersion:
    if recipient.version_of is None:
        raise Refused("acknowledgement.unknown_line")
    return recipient.version_of


def _locked(recipient: Recipient) -> Recipient:
    found: Recipient = (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("version_of")
        .get(pk=recipient.pk)
    )
    return found
