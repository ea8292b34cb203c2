"""Background work of service."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.jobs.queue import for_each, job
from napulse.service.actions.acknowledgement import deem_accepted
from napulse.service.actions.clocks import mark_breached
from napulse.service.actions.interactions import hold_interaction
from napulse.service.models import Clock, Interaction, ReportVersion
from napulse.service.queries.clocks import clocks_to_break
from napulse.service.queries.interactions import planned_and_over
from napulse.service.queries.reports import silent_versions


def _each(model: Any, ids: list[int], act: Callable[[Any], Any]) -> None:
    """One short transaction per row; a row that went away meanwhile is passed over."""

    def turn(pk: int) -> None:
        row = model.objects.filter(pk=pk).first()
        if row is not None:
            act(row)

    for_each(ids, turn)


@job("service.start_clocks", every_s=60, label=_("Starting clocks of meetings that ended"))
def start_clocks() -> None:
    """Planned contacts whose end has passed were held: their clocks start."""
    now, actor = timezone.now(), system_actor()
    _each(Interaction, planned_and_over(now), lambda row: hold_interaction(actor, row, now=now))


@job("service.mark_breaches", every_s=60, label=_("Marking breached clocks"))
def mark_breaches() -> None:
    """Clocks that ran out are recorded as breached, each once and for good."""
    now, actor = timezone.now(), system_actor()
    _each(Clock, clocks_to_break(now), lambda row: mark_breached(actor, row, now=now))


@job("service.deem_accepted", every_s=300, label=_("Accepting reports by silence"))
def deem_silent_accepted() -> None:
    """Reports whose time of silence is over count as accepted, where a clause says so."""
    now, actor = timezone.now(), system_actor()
    _each(ReportVersion, silent_versions(now), lambda row: deem_accepted(actor, row, now=now))
