"""How a clock starts, is moved, broken, closed by a status report, or waived with a reason."""

from collections.abc import Collection
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.clocks import started
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.service.models import (
    STARTS_CLOCK,
    Clock,
    Interaction,
    InteractionState,
    StatusReport,
)
from napulse.service.permissions import EDIT_INTERACTIONS
from napulse.service.queries.clocks import calendar_for, standard_for, the_standard


def settle_clock(interaction: Interaction, *, now: datetime) -> Clock | None:
    """Bring the interaction's clock in line with it; call inside the interaction's own action.

    What is closed or has run out is never touched again: a breach is for good.
    """
    found = Clock.objects.select_for_update().filter(interaction=interaction).first()
    if found is not None and counts(found, now):
        return found
    with recording(Clock):
        if not _wants_clock(interaction):
            _put_away(found, now)
            return None
        return _set_going(found or Clock(interaction=interaction), interaction)


def counts(clock: Clock, now: datetime) -> bool:
    """Whether the clock has met, broken or been waived, so that the figures already hold it."""
    if clock.deleted_at is not None:
        return False
    return bool(clock.met_at or clock.breached_at or clock.waived_at) or clock.due_at <= now


def _wants_clock(interaction: Interaction) -> bool:
    return (
        interaction.deleted_at is None
        and interaction.state == InteractionState.HELD
        and interaction.kind in STARTS_CLOCK
    )


def _put_away(clock: Clock | None, now: datetime) -> None:
    if clock is not None and clock.deleted_at is None:
        clock.deleted_at = now
        clock.save()


def _set_going(clock: Clock, interaction: Interaction) -> Clock:
    client = interaction.client
    standard = standard_for(client, the_standard())
    events = started(interaction.ends_at, standard, calendar_for(client))
    clock.client, clock.owner, clock.deleted_at = client, interaction.owner, None
    clock.ended_at, clock.due_at, clock.warn_at = events.ended_at, events.due_at, events.warn_at
    clock.standard = f"{standard.kind.value}:{standard.minutes}"
    clock.save()
    return clock


@action(EDIT_INTERACTIONS)
def mark_breached(actor: Actor, clock: Clock, *, now: datetime) -> bool:
    """Record, once and for good, that the clock ran out; says whether this call did it."""
    clock = _locked(clock)
    if clock.breached_at or clock.met_at or clock.waived_at or clock.due_at > now:
        return False
    with change(actor, clock, "clock.breached"):
        clock.breached_at = clock.due_at
        clock.save()
    after_commit("service.clock_breached", clock_id=clock.pk)
    return True


@action(EDIT_INTERACTIONS)
def waive_clock(actor: Actor, clock: Clock, *, reason: str, now: datetime) -> Clock:
    """Close the clock without a report. A breach that was already there stays in the figures."""
    clock = _locked(clock)
    if not reason.strip():
        raise Refused("clock.reason_missing")
    _refuse_closed(clock)
    breaks = clock.breached_at is None and clock.due_at <= now
    with change(actor, clock, "clock.waived"):
        if breaks:
            clock.breached_at = clock.due_at
        clock.waived_at, clock.waived_by_id = now, actor.user_id
        clock.waived_reason = reason.strip()[:200]
        clock.save()
    return clock


@action(EDIT_INTERACTIONS)
def unwaive_clock(actor: Actor, clock: Clock, *, now: datetime) -> Clock:
    """Let a waived clock run again from where it always stood."""
    clock = _locked(clock)
    if clock.waived_at is None:
        raise Refused("clock.not_waived")
    with change(actor, clock, "clock.unwaived"):
        clock.waived_at, clock.waived_by, clock.waived_reason = None, None, ""
        clock.save()
    return clock


def close_clocks(report: StatusReport, *, clock_ids: Collection[int], at: datetime) -> list[Clock]:
    """Close the report's clocks as met at this moment; call inside the action that sends it."""
    found = list(
        Clock.objects.select_for_update().filter(
            pk__in=clock_ids,
            client_id=report.client_id,
            met_at=None,
            waived_at=None,
            ended_at__lte=at,
            deleted_at=None,
        )
    )
    with recording(Clock):
        for clock in found:
            _meet(clock, report, at)
    return found


def _meet(clock: Clock, report: StatusReport, at: datetime) -> None:
    if clock.breached_at is None and clock.due_at < at:
        clock.breached_at = clock.due_at
        after_commit("service.clock_breached", clock_id=clock.pk)
    clock.met_at, clock.met_by = at, report
    clock.save()


def _refuse_closed(clock: Clock) -> None:
    if clock.met_at:
        raise Refused("clock.already_met")
    if clock.waived_at:
        raise Refused("clock.already_waived")


def _locked(clock: Clock) -> Clock:
    found: Clock = Clock.objects.select_for_update().get(pk=clock.pk)
    return found
