"""What happens when a status report is sent: frozen, addressed, its clocks closed."""

from dataclasses import dataclass, replace
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.service.actions.clocks import close_clocks
from napulse.service.models import Clock, Recipient, RecipientRole, StatusReport, StatusState
from napulse.service.permissions import SEND_STATUS
from napulse.service.queries.distribution import Addressee, addressees
from napulse.service.queries.status import (
    closed_clocks,
    content_of,
    covered_clocks,
    freshness,
    hash_of,
    marks_of,
)
from napulse.service.queries.status_editions import head_of


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that has left, and the clocks that it closed."""

    report: StatusReport
    closed: tuple[Clock, ...]


@action(SEND_STATUS)
def send_status_report(actor: Actor, report: StatusReport, *, version: int, now: datetime) -> Sent:
    """Freeze the draft, write down its addressees, close the clocks it covers, have it delivered.

    Sending a second time changes nothing. `version` is that of the draft that was previewed.
    """
    report = _locked(report)
    if report.state == StatusState.SENT:
        return Sent(report, tuple(closed_clocks(report)))
    if report.deleted_at is not None:
        raise Refused("status.discarded")
    if report.version != version:
        raise Refused("status.changed")
    to = [each for each in addressees(report) if not each.left_out]
    _refuse_unsendable(report, to, now)
    clock_ids = [each.pk for each in covered_clocks(report, now=now)]
    note = {"to": [each.email for each in to], "clocks": clock_ids}
    with change(actor, report, "status.sent", note=note):
        _freeze(actor, report, now)
        _address(report, to)
        closed = close_clocks(report, clock_ids=clock_ids, at=now)
    after_commit("service.deliver_status", report_id=report.pk)
    return Sent(report, tuple(closed))


def _refuse_unsendable(report: StatusReport, to: list[Addressee], now: datetime) -> None:
    lines = content_of(report).lines
    if not any(line.for_client and line.text for line in lines):
        raise Refused("status.empty")
    if not report.subject.strip():
        raise Refused("status.no_subject")
    if not any(each.role == RecipientRole.TO and each.email for each in to):
        raise Refused("status.no_recipient")
    if missing := [each.name for each in to if not each.email]:
        raise Refused("status.recipient_without_email", names=", ".join(missing))
    live = freshness(report, now=now)
    if not live.is_fresh:
        raise Refused("status.stale", changed=len(live.stale), appeared=len(live.appeared))


def _freeze(actor: Actor, report: StatusReport, now: datetime) -> None:
    """Only what is sent stays: hidden lines and the list of addressees of the draft go."""
    content = content_of(report)
    kept = replace(
        content,
        lines=tuple(line for line in content.lines if line.shown and line.text),
        extras=(),
        without=(),
        head=head_of(report, now=now),
        marks={key: mark.value for key, mark in marks_of(report).items()},
    )
    report.content = kept.stored()
    report.state, report.sent_at = StatusState.SENT, now
    report.sent_by_id = actor.user_id or report.author_id
    report.content_hash = hash_of(report, report.content)
    report.save()


def _address(report: StatusReport, to: list[Addressee]) -> None:
    with recording(Recipient):
        for each in _once(to):
            Recipient.objects.create(
                client_id=report.client_id,
                status_report=report,
                contact_id=each.contact_id,
                user_id=each.user_id,
                name=each.name,
                email=each.email,
                role=each.role,
            )


def _once(to: list[Addressee]) -> list[Addressee]:
    """One letter to one address; the highest role counts, so that nobody outside is a colleague."""
    first: dict[str, Addressee] = {}
    for each in to:
        first.setdefault(each.email.lower(), each)
    return list(first.values())


def _locked(report: StatusReport) -> StatusReport:
    found: StatusReport = (
        StatusReport.objects.select_for_update(of=("self",))
        .select_related("client", "author__role")
        .get(pk=report.pk)
    )
    return found
