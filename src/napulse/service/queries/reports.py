"""Every way contact reports are read: drafts, frozen versions, recipients, disputes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import GuestLink
from napulse.access.queries import guest_link
from napulse.clients.facts import ClientReason
from napulse.clients.rows import SeenQuerySet
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.reports import (
    Acknowledgement,
    AckState,
    ReportContent,
    from_json,
)
from napulse.engines.reports.reading import canonical_bytes, sha256_hex
from napulse.people.queries import agency_today
from napulse.service.models import (
    ActionItem,
    ContactReport,
    Dispute,
    Interaction,
    InteractionKind,
    InteractionState,
    Recipient,
    RecipientRole,
    ReportVersion,
)
from napulse.service.queries.interactions import tense_clients

GUEST_KIND = "service.report"
NEEDS_REPORT = (InteractionKind.MEETING, InteractionKind.CALL, InteractionKind.VIDEO)


@dataclass(frozen=True, slots=True)
class Head:
    """The circumstances of an issued report, frozen with it."""

    client: str
    number: int
    version: int
    author: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    attendees: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """One issued version as anybody reads it: nothing in it comes from live records."""

    head: Head
    content: ReportContent
    owners: Mapping[str, str]
    projects: Mapping[str, str]

    def owner_of(self, key: str) -> str:
        return self.owners.get(key, "")

    def project_of(self, section_key: str) -> str:
        return self.projects.get(section_key, "")


def reports(actor: Actor) -> SeenQuerySet[ContactReport]:
    found: SeenQuerySet[ContactReport] = ContactReport.objects.seen_by(actor).select_related(
        "client", "author", "interaction", "interaction__clock", "draft_saved_by"
    )
    return found.filter(client__deleted_at=None)


def report(actor: Actor, report_id: int) -> ContactReport:
    found: ContactReport | None = reports(actor).filter(pk=report_id).first()
    if found is None:
        raise Missing("report")
    return found


def draft_of(found: ContactReport) -> ReportContent:
    return from_json(found.draft)


def versions(found: ContactReport) -> list[ReportVersion]:
    """All issued versions, the newest first."""
    return list(found.versions.select_related("issued_by").order_by("-number"))


def version(found: ContactReport, number: int) -> ReportVersion:
    chosen: ReportVersion | None = found.versions.filter(number=number).first()
    if chosen is None:
        raise Missing("report version")
    return chosen


def frozen(row: ReportVersion) -> FrozenReport:
    """Read an issued version back."""
    raw: Mapping[str, Any] = row.content
    head = raw["head"]
    return FrozenReport(
        head=Head(
            **{
                **head,
                "starts_at": datetime.fromisoformat(head["starts_at"]),
                "ends_at": datetime.fromisoformat(head["ends_at"]),
                "attendees": tuple(head["attendees"]),
            }
        ),
        content=from_json(raw),
        owners=raw["owners"],
        projects=raw["projects"],
    )


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash by which the whole stored content of a version is frozen."""
    return sha256_hex(canonical_bytes(content))


def is_untouched(row: ReportVersion) -> bool:
    return row.content_hash == hash_of(row.content)


def recipients(row: ReportVersion) -> list[Recipient]:
    return list(row.recipients.select_related("contact", "user", "letter").order_by("role", "pk"))


def acknowledgement(recipient: Recipient) -> Acknowledgement:
    """How the recipient stands to the latest version that was sent to them."""
    row = recipient.version_of
    if row is None:
        raise Missing("report version")
    disputed = {each.line_key: each.comment for each in recipient.disputes.order_by("pk")}
    return Acknowledgement(row.report.issued_version, ack_state(recipient, row), disputed)


def ack_state(recipient: Recipient, row: ReportVersion) -> AckState:
    if recipient.confirmed_at:
        return AckState.CONFIRMED
    if recipient.disputed_at:
        return AckState.DISPUTED
    if row.deemed_at and recipient.role != RecipientRole.INTERNAL:
        return AckState.DEEMED_ACCEPTED
    return AckState.SEEN if recipient.seen_at else AckState.SENT


def disputes(found: ContactReport) -> list[Dispute]:
    """Everything recipients objected to, open ones first."""
    rows = Dispute.objects.filter(version_of__report=found, deleted_at=None)
    return list(
        rows.select_related("recipient", "version_of").order_by(
            F("resolved_at").asc(nulls_first=True), "-created_at"
        )
    )


def dispute(actor: Actor, dispute_id: int) -> Dispute:
    found: Dispute | None = (
        Dispute.objects.seen_by(actor)
        .select_related("version_of__report", "recipient")
        .filter(pk=dispute_id)
        .first()
    )
    if found is None:
        raise Missing("dispute")
    return found


def carried(actor: Actor, found: ContactReport) -> list[ActionItem]:
    """Open actions of the client's other reports: the agenda of this one."""
    rows = ActionItem.objects.seen_by(actor).filter(client_id=found.client_id, state="open")
    return list(
        rows.exclude(report=found)
        .select_related("owner_user", "owner_contact", "report", "project")
        .order_by("due_on", "pk")
    )


def still_there(now: datetime) -> Q:
    """Recipients who have not left the client, or us: a link lives as long as the place."""
    today = agency_today(now)
    here = Q(contact__left_on=None) | Q(contact__left_on__gt=today)
    there = here & Q(contact__deleted_at=None, contact__erased_at=None)
    return Q(contact=None, user=None) | Q(user__is_active=True) | Q(contact__isnull=False) & there


def by_guest_key(key: str, *, now: datetime) -> tuple[GuestLink, Recipient]:
    """The one recipient row that a link opens; anything else is missing, whatever the cause."""
    link = guest_link(key, kind=GUEST_KIND, now=now)
    if link is None:
        raise Missing("link")
    row: Recipient | None = (
        Recipient.objects.filter(
            still_there(now),
            pk=link.recipient_id,
            version_of_id=link.object_id,
            client_id=link.client_id,
            deleted_at=None,
            client__deleted_at=None,
        )
        .select_related("version_of__report", "client")
        .first()
    )
    if row is None:
        raise Missing("link")
    return link, row


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Contacts without an issued report, objections nobody has answered, a tense last mood."""
    return [
        *_unsent(actor, client_ids),
        *_disputed(actor, client_ids),
        *tense_clients(actor, client_ids=client_ids, now=now),
    ]


def without_report(actor: Actor) -> SeenQuerySet[Interaction]:
    """Meetings and calls held, not waived, and not reported on."""
    found: SeenQuerySet[Interaction] = Interaction.objects.seen_by(actor).filter(
        Q(report=None) | Q(report__issued_version=0),
        kind__in=NEEDS_REPORT,
        state=InteractionState.HELD,
        client__deleted_at=None,
        clock__waived_at=None,
    )
    return found


def _unsent(actor: Actor, client_ids: Collection[int] | None) -> list[ClientReason]:
    found = without_report(actor).select_related("report")
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[int, list[Interaction]] = {}
    for row in found.order_by("ends_at", "pk"):
        grouped.setdefault(row.client_id, []).append(row)
    return [_unsent_reason(rows) for rows in grouped.values()]


def _unsent_reason(rows: list[Interaction]) -> ClientReason:
    first = rows[0]
    started = getattr(first, "report", None)
    name, target = ("report_edit", started.pk) if started else ("interaction_detail", first.pk)
    values: dict[str, str | int] = {"what": first.subject, "count": len(rows)}
    reason = Reason(
        code="report_unsent",
        source="service.Interaction",
        source_id=first.pk,
        count=len(rows),
        due_at=first.ends_at,
        values=values,
    )
    return ClientReason(first.client_id, reason, reverse(f"service:{name}", args=[target]), values)


def _disputed(actor: Actor, client_ids: Collection[int] | None) -> list[ClientReason]:
    found = (
        Dispute.objects.seen_by(actor)
        .filter(resolved_at=None, client__deleted_at=None)
        .select_related("version_of__report")
    )
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[int, list[Dispute]] = {}
    for row in found.order_by("created_at", "pk"):
        grouped.setdefault(row.version_of.report_id, []).append(row)
    return [_dispute_reason(rows) for rows in grouped.values()]


def _dispute_reason(rows: list[Dispute]) -> ClientReason:
    first = rows[0]
    number = first.version_of.report.number
    values: dict[str, str | int] = {
        "what": first.comment[:80],
        "number": number,
        "count": len(rows),
    }
    reason = Reason(
        code="dispute_open",
        source="service.Dispute",
        source_id=first.pk,
        count=len(rows),
        due_at=first.created_at,
        values=values,
    )
    url = reverse("service:report_detail", args=[first.version_of.report_id]) + "#disputes"
    return ClientReason(first.client_id, reason, url, values)


def silent_versions(now: datetime) -> list[int]:
    """Ids of versions whose time of silence may be over and nobody answered; the action decides."""
    outside = Recipient.objects.filter(version_of=OuterRef("pk")).exclude(
        role=RecipientRole.INTERNAL
    )
    answered = outside.filter(Q(confirmed_at__isnull=False) | Q(disputed_at__isnull=False))
    return list(
        ReportVersion.objects.filter(silence_due_at__lte=now, deemed_at=None, deleted_at=None)
        .exclude(Exists(answered))
        .values_list("pk", flat=True)
    )


def issued_of(actor: Actor, client_id: int, *, limit: int) -> list[ReportVersion]:
    """The newest issued versions of a client's reports."""
    found = ReportVersion.objects.seen_by(actor).filter(client_id=client_id)
    return list(found.select_related("report", "issued_by").order_by("-issued_at")[:limit])
