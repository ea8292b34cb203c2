"""What interactions and contact reports show on a client's page: feed, editor, clock, buttons."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.clients.models import Client
from napulse.clients.panels import Panel
from napulse.service.models import Interaction, InteractionState, Mood, ReportVersion
from napulse.service.permissions import EDIT_INTERACTIONS, VIEW_INTERACTIONS
from napulse.service.presenting import editor_context, stored
from napulse.service.queries import clocks, interactions, reports

MOST = 40


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing that happened with the client: a contact, or a report that was issued."""

    at: datetime
    interaction: Interaction | None = None
    version: ReportVersion | None = None
    clock: clocks.ClockView | None = None
    ours: int = 0
    theirs: int = 0

    @property
    def people(self) -> str:
        if self.interaction is None:
            return self.version.issued_by.name if self.version else ""
        names = [each.name for each in self.interaction.attendees.all()]
        more = f" + {len(names) - 3}" if len(names) > 3 else ""
        return ", ".join(names[:3]) + more

    @property
    def is_tense(self) -> bool:
        return self.interaction is not None and self.interaction.mood == Mood.TENSE

    @property
    def is_planned(self) -> bool:
        return self.interaction is not None and self.interaction.state == InteractionState.PLANNED


def feed(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(VIEW_INTERACTIONS):
        return None
    return Panel(
        "feed",
        _("Contacts feed"),
        "service/panels/feed.html",
        context=lambda: {"days": _days(request, client, now)},
        place="tab",
        order=10,
    )


def _days(
    request: ActorRequest, client: Client, now: datetime
) -> list[tuple[date, list[FeedItem]]]:
    rows = interactions.feed(request.actor, client.pk, limit=MOST)
    items = [_contact(row, now) for row in rows]
    items += [_issued(row) for row in reports.issued_of(request.actor, client.pk, limit=MOST)]
    items.sort(key=lambda item: item.at, reverse=True)
    grouped = groupby(items[:MOST], key=lambda item: timezone.localdate(item.at))
    return [(day, list(found)) for day, found in grouped]


def _contact(row: Interaction, now: datetime) -> FeedItem:
    clock = interactions.clock_of(row)
    view = clocks.clock_view(clock, now) if clock else None
    return FeedItem(row.starts_at, interaction=row, clock=view)


def _issued(row: ReportVersion) -> FeedItem:
    actions = reports.frozen(row).content.actions
    theirs = sum(line.side.value == "client" for line in actions)
    return FeedItem(row.issued_at, version=row, ours=len(actions) - theirs, theirs=theirs)


def clock_cell(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(VIEW_INTERACTIONS):
        return None
    clock = clocks.clock_of_client(request.actor, client.pk, now=now)
    return Panel(
        "clock",
        _("Report clock"),
        "service/panels/clock.html",
        context={"clock": clock},
        place="strip",
        order=10,
    )


def record_buttons(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(EDIT_INTERACTIONS):
        return None
    return Panel("record", _("Record"), "service/panels/record.html", place="head", order=10)


def report_card(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The report to write next, ready to be written."""
    if not request.actor.can(EDIT_INTERACTIONS):
        return None
    row = interactions.next_to_report(request.actor, client.pk)
    report = getattr(row, "report", None) if row else None
    is_open = report is not None and report.draft is not None
    return Panel(
        "report",
        _("Contact report"),
        "service/panels/report.html",
        context=lambda: _report_context(request, row, report if is_open else None, now),
        order=10,
        wide=is_open,
    )


def _report_context(
    request: ActorRequest, row: Interaction | None, report: Any, now: datetime
) -> dict[str, Any]:
    if report is None:
        clock = interactions.clock_of(row) if row else None
        view = clocks.clock_view(clock, now) if clock else None
        return {"interaction": row, "report": None, "clock": view}
    full = reports.report(request.actor, report.pk)
    return editor_context(request.actor, full, stored(full), now=now)
