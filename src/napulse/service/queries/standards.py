"""How the agency's own standards were kept in the last thirty days, beside each rule."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.people.queries import agency_today
from napulse.service.models import Clock, Escalation, InteractionState
from napulse.service.permissions import VIEW_ESCALATIONS, VIEW_FIGURES, VIEW_INTERACTIONS
from napulse.service.queries.cadence import client_silence
from napulse.service.queries.figure_facts import FigureFilter
from napulse.service.queries.figures import figures

MEASURED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a rule was kept and broken."""

    kept: int
    broken: int

    @property
    def counted(self) -> int:
        return self.kept + self.broken

    @property
    def percent(self) -> int | None:
        return round(100 * self.kept / self.counted) if self.counted else None


def measured(actor: Actor, *, now: datetime) -> dict[str, Measured]:
    """By rule; rules that the actor may not see measured are left out."""
    found: dict[str, Measured] = {}
    if actor.can(VIEW_FIGURES):
        found["clock"] = _clock(actor, now)
    if actor.can(VIEW_INTERACTIONS):
        found["warn"] = _warn(actor, now)
        found["cadence"] = _cadence(actor, now)
    if actor.can(VIEW_ESCALATIONS):
        found["escalation"] = _escalations(actor, now)
        found["climb"] = _climbs(actor, now)
    return found


def _clock(actor: Actor, now: datetime) -> Measured:
    today = agency_today(now)
    wanted = FigureFilter(today - timedelta(days=MEASURED_DAYS - 1), today + timedelta(days=1))
    total = figures(actor, wanted, now=now).total
    return Measured(total.in_time, total.late)


def _warn(actor: Actor, now: datetime) -> Measured:
    """Of the reports sent in time, those that left before the warning."""
    met = Clock.objects.seen_by(actor).filter(
        met_at__gt=now - timedelta(days=MEASURED_DAYS), met_at__lte=F("due_at"), breached_at=None
    )
    met = met.exclude(interaction__state=InteractionState.CANCELLED)
    early = met.filter(met_at__lt=F("warn_at")).count()
    return Measured(early, met.count() - early)


def _cadence(actor: Actor, now: datetime) -> Measured:
    """Active clients today: spoken to within the cadence, or silent."""
    found = client_silence(actor, client_ids=None, now=now).values()
    silent = sum(silence.is_silent for _client, silence in found)
    return Measured(len(found) - silent, silent)


def _escalations(actor: Actor, now: datetime) -> Measured:
    """Escalations that were to be resolved lately: by their date, or not."""
    due = Escalation.objects.seen_by(actor).filter(
        due_at__gt=now - timedelta(days=MEASURED_DAYS), client__deleted_at=None
    )
    kept = due.filter(resolved_at__lte=F("due_at")).count()
    late = Q(resolved_at__gt=F("due_at")) | Q(resolved_at=None, due_at__lte=now)
    return Measured(kept, due.filter(late).count())


def _climbs(actor: Actor, now: datetime) -> Measured:
    """Escalations raised lately: resolved where they first landed, or climbed further."""
    lately = Escalation.objects.seen_by(actor).filter(
        raised_at__gt=now - timedelta(days=MEASURED_DAYS), client__deleted_at=None
    )
    ids = dict(lately.values_list("pk", "state"))
    climbed = set(
        Entry.objects.filter(
            model=Escalation._meta.label_lower, event="escalation.climbed", object_id__in=ids
        ).values_list("object_id", flat=True)
    )
    stayed = sum(state == "resolved" and pk not in climbed for pk, state in ids.items())
    return Measured(stayed, len(climbed))
