"""Every way status reports are read: drafts against live data, what was sent, who got it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import translation
from django.utils.module_loading import import_string

from napulse.access.actor import Actor, system_actor
from napulse.access.models import GuestLink
from napulse.access.queries import guest_link
from napulse.clients.facts import ClientReason, StatusSection
from napulse.clients.models import Client
from napulse.clients.rows import SeenQuerySet
from napulse.delivery.models import Project
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.reports import (
    Mark,
    Section,
    StatusLine,
    appeared,
    compare,
    fingerprints,
    lines_from_json,
    lines_to_json,
    stale,
)
from napulse.engines.reports.reading import canonical_bytes, record, sha256_hex
from napulse.service.models import (
    Clock,
    Recipient,
    RecipientRole,
    RecipientState,
    StatusReport,
    StatusState,
)
from napulse.service.queries.clocks import open_clocks
from napulse.service.queries.reports import still_there

GUEST_STATUS = "service.status"
FIRST_LOOK_BACK = timedelta(days=14)
NOT_DELIVERED = [RecipientState.REFUSED, RecipientState.BOUNCED]


@dataclass(frozen=True, slots=True)
class StatusContent:
    """What is stored of a report besides its subject and opening words.

    `extras` are addressees added for this report alone, `without` those of the standing list left
    out of it; `head` are the circumstances frozen when it was sent.
    """

    lines: tuple[StatusLine, ...] = ()
    projects: Mapping[str, str] = field(default_factory=dict)
    extras: tuple[Mapping[str, Any], ...] = ()
    without: tuple[int, ...] = ()
    head: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {
            "lines": lines_to_json(self.lines),
            "projects": dict(self.projects),
            "extras": [dict(each) for each in self.extras],
            "without": list(self.without),
            "head": dict(self.head),
            "marks": dict(self.marks),
        }


def content_of(report: StatusReport) -> StatusContent:
    raw: Any = report.content
    if isinstance(raw, list):
        return StatusContent(lines_from_json(raw))
    found = record(raw)
    return StatusContent(
        lines=lines_from_json(found.get("lines")),
        projects={key: str(name) for key, name in record(found.get("projects")).items()},
        extras=tuple(raw.get("extras", ())),
        without=tuple(raw.get("without", ())),
        head={key: str(value) for key, value in record(found.get("head")).items()},
        marks={key: str(value) for key, value in record(found.get("marks")).items()},
    )


def status_reports(actor: Actor, *, deleted: bool = False) -> SeenQuerySet[StatusReport]:
    """Reports with how many got them, saw them, and what clocks they closed."""
    rows = StatusReport.objects
    seen = rows.with_deleted(actor) if deleted else rows.seen_by(actor)
    found: SeenQuerySet[StatusReport] = seen.select_related("client", "author", "sent_by")
    outside = ~Q(recipients__role=RecipientRole.INTERNAL)
    late = Clock.objects.filter(met_by=OuterRef("pk")).exclude(breached_at=None)
    return found.filter(client__deleted_at=None).annotate(
        sent_to=Count("recipients", filter=outside, distinct=True),
        seen_by_them=Count(
            "recipients", filter=outside & Q(recipients__seen_at__isnull=False), distinct=True
        ),
        not_delivered=Count(
            "recipients", filter=Q(recipients__state__in=NOT_DELIVERED), distinct=True
        ),
        closed=Count("closes", distinct=True),
        is_late=Exists(late),
    )


def status_report(actor: Actor, status_id: int, *, deleted: bool = False) -> StatusReport:
    rows = status_reports(actor, deleted=deleted)
    found: StatusReport | None = rows.filter(pk=status_id).first()
    if found is None:
        raise Missing("status report")
    return found


def draft_for(actor: Actor, client_id: int) -> StatusReport | None:
    found: StatusReport | None = (
        status_reports(actor).filter(client_id=client_id, state=StatusState.DRAFT).first()
    )
    return found


def reports_of_client(actor: Actor, client_id: int, *, limit: int) -> list[StatusReport]:
    return list(status_reports(actor).filter(client_id=client_id).order_by("-number")[:limit])


def last_sent(client_id: int, *, before: int | None = None) -> StatusReport | None:
    """The client's latest report sent (before a number, if told). Not scoped: for actions."""
    found = StatusReport.objects.filter(client_id=client_id, state=StatusState.SENT)
    if before is not None:
        found = found.filter(number__lt=before)
    latest: StatusReport | None = found.order_by("-number").first()
    return latest


def source_reader(client: Client) -> Actor:
    """Lines are drafted from everything known of this client, and of no other."""
    return replace(system_actor("Status report"), client_ids=frozenset({client.pk}))


def live_lines(
    client: Client, *, language: str, since: StatusReport | None, now: datetime
) -> tuple[StatusLine, ...]:
    """What every app has to say now, in the order of reading."""
    told = since.sent_at if since and since.sent_at else now - FIRST_LOOK_BACK
    reader, found = source_reader(client), list[StatusLine]()
    with translation.override(language):
        for path in settings.STATUS_SECTIONS:
            section: StatusSection = import_string(path)
            found += section(reader, client_id=client.pk, since=told, now=now)
    known = _told_as_done(since)
    fresh = [line for line in found if not (line.section == Section.DONE and line.key in known)]
    return in_order(fresh)


def _told_as_done(report: StatusReport | None) -> set[str]:
    lines = content_of(report).lines if report else ()
    return {line.key for line in lines if line.section == Section.DONE and line.for_client}


def in_order(lines: Sequence[StatusLine]) -> tuple[StatusLine, ...]:
    """Sections in the order of reading; inside one as they came, project by project."""
    order = {section: at for at, section in enumerate(Section)}
    first: dict[tuple[Section, int | None], int] = {}
    for at, line in enumerate(lines):
        first.setdefault((line.section, line.project_id), at)
    return tuple(sorted(lines, key=lambda x: (order[x.section], first[x.section, x.project_id])))


def project_names(client_id: int) -> dict[str, str]:
    rows = Project.objects.filter(client_id=client_id, deleted_at=None).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


@dataclass(frozen=True, slots=True)
class Freshness:
    """How a draft stands to live data: lines whose source changed, and lines it lacks."""

    stale: frozenset[str]
    appeared: tuple[StatusLine, ...]

    @property
    def is_fresh(self) -> bool:
        return not self.stale and not self.appeared


def freshness(report: StatusReport, *, now: datetime) -> Freshness:
    lines = content_of(report).lines
    live = live_lines(
        report.client, language=report.language, since=last_sent(report.client_id), now=now
    )
    marks = fingerprints(live)
    lacking = set(appeared(lines, marks))
    return Freshness(
        stale=frozenset(stale([line for line in lines if line.shown], marks)),
        appeared=tuple(line for line in live if line.key in lacking),
    )


def marks_of(report: StatusReport) -> dict[str, Mark]:
    """How each line stands to the previous report sent; nothing is new in the first one."""
    previous = last_sent(report.client_id, before=report.number)
    if previous is None:
        return {}
    return compare(content_of(report).lines, content_of(previous).lines)


def gone_lines(report: StatusReport) -> list[StatusLine]:
    """What the previous report told and this one does not; what was done then is no loss."""
    previous = last_sent(report.client_id, before=report.number)
    if previous is None:
        return []
    marks = marks_of(report)
    return [
        line
        for line in content_of(previous).lines
        if marks.get(line.key) is Mark.GONE and line.section != Section.DONE
    ]


def covered_clocks(report: StatusReport, *, now: datetime) -> list[Clock]:
    """The open clocks of the client that sending now would close, the most urgent first."""
    reader = source_reader(report.client)
    found = open_clocks(reader, client_ids=[report.client_id]).filter(ended_at__lte=now)
    return list(found.order_by("due_at", "pk"))


def closed_clocks(report: StatusReport) -> list[Clock]:
    return list(
        Clock.objects.filter(met_by=report, deleted_at=None)
        .select_related("interaction", "owner")
        .order_by("due_at", "pk")
    )


def hash_of(report: StatusReport, content: Mapping[str, Any]) -> str:
    """The hash by which everything the client reads is frozen."""
    whole = {"subject": report.subject, "intro": report.intro, "content": dict(content)}
    return sha256_hex(canonical_bytes(whole))


def is_untouched(report: StatusReport) -> bool:
    return report.content_hash == hash_of(report, report.content)


def recipients_of(report: StatusReport) -> list[Recipient]:
    return list(
        Recipient.objects.filter(status_report=report, deleted_at=None)
        .select_related("contact", "user", "letter")
        .order_by("-role", "pk")
    )


def recipient(actor: Actor, recipient_id: int) -> Recipient:
    found: Recipient | None = (
        Recipient.objects.seen_by(actor)
        .filter(pk=recipient_id, client__deleted_at=None)
        .select_related("status_report__client", "version_of__report", "contact", "user", "client")
        .first()
    )
    if found is None:
        raise Missing("recipient")
    return found


def by_status_key(key: str, *, now: datetime) -> tuple[GuestLink, Recipient]:
    """The one recipient row that a link opens; anything else is missing, whatever the cause."""
    link = guest_link(key, kind=GUEST_STATUS, now=now)
    if link is None:
        raise Missing("link")
    row: Recipient | None = (
        Recipient.objects.filter(
            still_there(now),
            pk=link.recipient_id,
            status_report_id=link.object_id,
            status_report__state=StatusState.SENT,
            status_report__deleted_at=None,
            client_id=link.client_id,
            deleted_at=None,
            client__deleted_at=None,
        )
        .select_related("status_report__client", "status_report__author", "client")
        .first()
    )
    if row is None:
        raise Missing("link")
    return link, row


def undelivered() -> SeenQuerySet[Recipient]:
    """Recipients of sent documents for whom no letter has been written yet."""
    found: SeenQuerySet[Recipient] = Recipient.objects.filter(
        Q(status_report=None) | Q(status_report__state=StatusState.SENT),
        letter=None,
        state=RecipientState.QUEUED,
        deleted_at=None,
    )
    return found


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Addressees whom our letter did not reach, and nothing sent to them later did."""
    later = Recipient.objects.filter(
        Q(contact=OuterRef("contact")) | Q(email=OuterRef("email")),
        client_id=OuterRef("client_id"),
        pk__gt=OuterRef("pk"),
        state=RecipientState.SENT,
    )
    found = (
        Recipient.objects.seen_by(actor)
        .filter(~Exists(later), state__in=NOT_DELIVERED, client__deleted_at=None)
        .select_related("status_report", "version_of__report")
        .annotate(failed_at=F("letter__created_at"))
    )
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    return [_refused(row) for row in found.order_by("client_id", "pk")]


def _refused(row: Any) -> ClientReason:
    document = row.status_report or row.version_of.report
    values: dict[str, str | int] = {"who": row.name, "what": str(document)}
    reason = Reason(
        code="recipient_refused",
        source="service.Recipient",
        source_id=row.pk,
        due_at=row.failed_at,
        values=values,
    )
    return ClientReason(row.client_id, reason, document.get_absolute_url() + "#recipients", values)
