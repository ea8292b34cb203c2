"""Why an estimate needs somebody: it waits for approval, for the client, or came back."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason, Found
from napulse.engines.attention import Reason
from napulse.engines.kernel.text import fold
from napulse.estimates.models import Estimate, EstimateState
from napulse.estimates.permissions import APPROVE_ESTIMATES
from napulse.estimates.queries.estimates import estimates
from napulse.people.queries import agency_today

UNANSWERED_DAYS = 5


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """One reason per client and kind, the longest wait first."""
    late = now - timedelta(days=UNANSWERED_DAYS)
    wanted = Q(state=EstimateState.RETURNED) | Q(state=EstimateState.SENT, sent_at__lte=late)
    if actor.can(APPROVE_ESTIMATES):
        wanted |= Q(state=EstimateState.APPROVAL)
    newer = Estimate.objects.filter(previous=OuterRef("pk"), deleted_at=None)
    found = estimates(actor).filter(wanted).exclude(Exists(newer))
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[tuple[int, str], list[Estimate]] = defaultdict(list)
    for row in found.order_by("sent_at", "pk"):
        grouped[row.client_id, CODES[EstimateState(row.state)]].append(row)
    return [_reason(code, rows, now) for (_client, code), rows in grouped.items()]


CODES = {
    EstimateState.APPROVAL: "estimate_approval",
    EstimateState.SENT: "estimate_unanswered",
    EstimateState.RETURNED: "estimate_returned",
}


def _reason(code: str, rows: list[Estimate], now: datetime) -> ClientReason:
    oldest = rows[0]
    since = (oldest.answered_at if code == "estimate_returned" else oldest.sent_at) or now
    days = (agency_today(now) - agency_today(since)).days
    values: dict[str, str | int] = {"what": f"{oldest}, {oldest.title}", "days": days}
    due = since + timedelta(days=UNANSWERED_DAYS) if code == "estimate_unanswered" else None
    reason = Reason(
        code=code,
        source="estimates.Estimate",
        source_id=oldest.pk,
        count=len(rows),
        due_at=due,
        values=values,
    )
    url = oldest.get_absolute_url() if len(rows) == 1 else reverse("estimates:estimate_list")
    return ClientReason(oldest.client_id, reason, url, values)


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Estimates for the palette: by number, or by the client's name or the project's."""
    folded, found = fold(text).strip(), estimates(actor)
    number = folded.removeprefix("no").lstrip(". #№")
    match = Q(client__folded__contains=folded) | Q(project__folded__contains=folded)
    if number.isdecimal() and len(number) < 7:
        match |= Q(number=int(number))
    if not folded:
        return []
    return [_found(row) for row in found.filter(match).order_by("-created_at")[:limit]]


def _found(row: Estimate) -> Found:
    label, url = f"{row}, {row.title}", row.get_absolute_url()
    return Found("estimate", label, row.client.name, url, row.client_id)
