"""Every way escalations are read, and the troubles that the rules raise."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client, TeamMember
from napulse.clients.rows import SeenQuerySet
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.people.queries import absent_on, agency_today, names_of
from napulse.service.models import (
    ActionItem,
    ActionState,
    Clock,
    Dispute,
    Escalation,
    EscalationState,
    Interaction,
    InteractionState,
    Mood,
    Side,
)
from napulse.service.queries.lines import escalation_line, next_on_line

OPEN = Q(state=EscalationState.OPEN)
LATE_WORKING_DAYS = 3
RULE_LOOKS_BACK = timedelta(days=30)


def escalations(actor: Actor) -> SeenQuerySet[Escalation]:
    found: SeenQuerySet[Escalation] = Escalation.objects.seen_by(actor).filter(
        client__deleted_at=None
    )
    return found.select_related("client", "owner", "raised_by", "clock", "action")


def escalation(actor: Actor, escalation_id: int) -> Escalation:
    found: Escalation | None = escalations(actor).filter(pk=escalation_id).first()
    if found is None:
        raise Missing("escalation")
    return found


def open_of_client(actor: Actor, client_id: int) -> SeenQuerySet[Escalation]:
    """The client's open escalations, the oldest first."""
    return escalations(actor).filter(OPEN, client_id=client_id).order_by("raised_at", "pk")


def tabs(actor: Actor) -> dict[str, Q]:
    """The saved views of the list."""
    return {
        "open": OPEN,
        "mine": OPEN & Q(owner_id=actor.own_id),
        "resolved": ~OPEN,
    }


def steps(found: Escalation) -> list[Entry]:
    """How it was raised, climbed and closed, the first step first."""
    rows = Entry.objects.filter(model=found._meta.label_lower, object_id=found.pk)
    return list(rows.select_related("user", "behalf_of").order_by("number"))


def line_of(found: Escalation) -> list[User]:
    """The people of its line, from whose matter it is up to the top."""
    users = User.objects.select_related("role").in_bulk(found.line)
    return [users[person] for person in found.line if person in users]


def next_step(found: Escalation, *, now: datetime) -> str:
    """Whom it would reach next, by name; empty at the top."""
    absent = absent_on(agency_today(now))
    above = next_on_line(found.line, absent, after=found.step, owner=found.owner_id)
    return names_of([above[1]]).get(above[1], "") if above else ""


def owner_choices(client: Client, *, actor: Actor) -> list[tuple[int, str]]:
    """Who may own one about the client: its team, everybody above, and the actor's line."""
    team = TeamMember.objects.filter(client=client, deleted_at=None, to_on=None)
    served_by = {*team.values_list("user_id", flat=True), *filter(None, [actor.user_id])}
    ids = {person for user_id in served_by for person in escalation_line(user_id)}
    found = User.objects.filter(pk__in=ids, is_active=True).order_by("folded")
    return list(found.values_list("pk", "name"))


def default_owner(actor: Actor, *, now: datetime) -> int | None:
    """The next up the actor's own line, past those who are away."""
    line = escalation_line(actor.own_id)
    above = next_on_line(line, absent_on(agency_today(now)), after=0, owner=actor.own_id)
    return above[1] if above else line[0] if line else None


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """One reason per client with open escalations; it grows from when the oldest was raised."""
    found = escalations(actor).filter(OPEN).order_by("raised_at", "pk")
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[int, list[Escalation]] = {}
    for row in found:
        grouped.setdefault(row.client_id, []).append(row)
    return [_reason(rows) for rows in grouped.values()]


def _reason(rows: list[Escalation]) -> ClientReason:
    oldest = rows[0]
    values: dict[str, str | int] = {"what": oldest.title, "who": oldest.owner.name}
    reason = Reason(
        code="escalation_open",
        source="service.Escalation",
        source_id=oldest.pk,
        count=len(rows),
        due_at=oldest.raised_at,
        values=values,
    )
    return ClientReason(oldest.client_id, reason, oldest.get_absolute_url(), values)


# What the rules find: not scoped, the product itself asks.


def climbing(now: datetime) -> list[Escalation]:
    """Open escalations whose hour to climb has come."""
    return list(Escalation.objects.filter(OPEN, climbs_at__lte=now, deleted_at=None))


def broken_clocks(now: datetime) -> list[Clock]:
    """Clocks that broke lately and are not yet escalated: the sweep, so that none is lost."""
    raised = Escalation.objects.filter(clock=OuterRef("pk"))
    found = Clock.objects.filter(
        ~Exists(raised),
        breached_at__gte=now - RULE_LOOKS_BACK,
        met_at=None,
        waived_at=None,
        deleted_at=None,
        client__deleted_at=None,
    )
    return list(found.select_related("client", "interaction"))


def long_late_actions(today: date) -> list[ActionItem]:
    """Late actions of ours not escalated since their date; the caller counts working days."""
    raised = Escalation.objects.filter(action=OuterRef("pk")).order_by("-raised_at")
    found: Any = ActionItem.objects.filter(
        state=ActionState.OPEN,
        side=Side.US,
        due_on__lte=today - timedelta(days=LATE_WORKING_DAYS),
        deleted_at=None,
        client__deleted_at=None,
    ).annotate(last_raised_at=Subquery(raised.values("raised_at")[:1]))
    return [
        item
        for item in found.select_related("client", "owner_user")
        if item.last_raised_at is None or item.last_raised_at.date() <= item.due_on
    ]


def open_disputes(now: datetime) -> list[Dispute]:
    """Objections that nobody has answered, the first of each report's version and recipient."""
    found = Dispute.objects.filter(
        resolved_at=None, deleted_at=None, created_at__gte=now - RULE_LOOKS_BACK
    ).select_related("client", "version_of__report__author", "recipient")
    first: dict[tuple[int, int], Dispute] = {}
    for row in found.order_by("created_at", "pk"):
        first.setdefault((row.version_of_id, row.recipient_id), row)
    return list(first.values())


def twice_tense(now: datetime) -> list[Interaction]:
    """The last contact of each client whose two last noted moods were both tense."""
    noted = Interaction.objects.filter(
        client=OuterRef("pk"), state=InteractionState.HELD, deleted_at=None
    ).exclude(mood=Mood.UNKNOWN)
    newest = noted.order_by("-ends_at", "-pk")
    unhappy = Client.objects.filter(deleted_at=None).annotate(
        last_id=Subquery(newest.values("pk")[:1]),
        last_mood=Subquery(newest.values("mood")[:1]),
        mood_before=Subquery(newest.values("mood")[1:2]),
    )
    tense = unhappy.filter(last_mood=Mood.TENSE, mood_before=F("last_mood"))
    open_one = Escalation.objects.filter(OPEN, rule="unhappy", client=OuterRef("client"))
    found = Interaction.objects.filter(
        ~Exists(open_one),
        pk__in=tense.values("last_id"),
        ends_at__gte=now - RULE_LOOKS_BACK,
    )
    return list(found.select_related("client", "owner"))
