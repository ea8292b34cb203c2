"""The pulse's rows and strip as the template draws them: yardsticks worked out, no logic left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.desk.models import PulseRow
from napulse.desk.queries import Filters, Totals
from napulse.desk.wording import ReasonLine, reason_lines
from napulse.ui import formats
from napulse.ui.menu import Tab

SHARE_GOAL = 95


@dataclass(frozen=True, slots=True)
class ClockShown:
    """What the clock chip needs."""

    state: str
    due_at: datetime
    left: timedelta
    share: float


@dataclass(frozen=True, slots=True)
class PulseLine:
    """One client of the pulse."""

    client: Client
    row: PulseRow
    points: int
    tone: str
    clock: ClockShown | None
    silence_days: int | None
    silence_percent: int
    silence_tone: str
    reasons: Sequence[ReasonLine]

    @property
    def first(self) -> ReasonLine | None:
        return self.reasons[0] if self.reasons else None

    @property
    def more(self) -> int:
        return max(0, len(self.reasons) - 1)


def lines(actor: Actor, rows: Sequence[PulseRow], now: datetime) -> list[PulseLine]:
    return [line_of(actor, row, now) for row in rows]


def line_of(actor: Actor, row: PulseRow, now: datetime) -> PulseLine:
    days = (now - row.last_contact_at).days if row.last_contact_at else None
    return PulseLine(
        client=row.client,
        row=row,
        points=row.points,
        tone=row.tone,
        clock=clock_of(row, now),
        silence_days=days,
        silence_percent=_share_of(days, row.cadence_days),
        silence_tone="warn" if row.is_silent else "",
        reasons=reason_lines(actor, row.reasons),
    )


def _share_of(days: int | None, cadence: int) -> int:
    """How much of a bar of one and a half cadences the silence fills, in percent."""
    return 100 if days is None else min(100, round(100 * days / (1.5 * max(1, cadence))))


def clock_of(row: PulseRow, now: datetime) -> ClockShown | None:
    if not row.clock_due_at or not row.clock_started_at:
        return None
    left, whole = row.clock_due_at - now, row.clock_due_at - row.clock_started_at
    state = "breached" if left <= timedelta() else row.clock_state
    return ClockShown(state, row.clock_due_at, left, left / whole if whole else 0.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the strip beside its yardstick."""

    label: str
    value: str
    unit: str
    note: str
    tone: str
    url: str


def strip(totals: Totals, longest: PulseRow | None, now: datetime) -> list[Cell]:
    return [
        _late_reports(totals, longest),
        _share(totals),
        _late_actions(totals),
        _silent(totals),
        _waits(totals),
    ]


def _late_reports(totals: Totals, longest: PulseRow | None) -> Cell:
    note = _("all within the clock")
    if longest:
        note = _("longest: %(client)s") % {"client": longest.client.name}
    elif totals.warning:
        count = totals.warning
        note = ngettext("%(n)s due within 4 h", "%(n)s due within 4 h", count) % {"n": count}
    unit = _("of %(n)s") % {"n": totals.clients}
    tone = "risk" if totals.breached else ""
    return Cell(_("Reports beyond the clock"), str(totals.breached), unit, note, tone, "report")


def _share(totals: Totals) -> Cell:
    value = "—" if totals.share is None else str(totals.share)
    unit = "" if totals.share is None else "%"
    note = _("goal %(goal)s") % {"goal": formats.percent(SHARE_GOAL)}
    if totals.share is not None and totals.share_before is not None:
        change = formats.signed(totals.share - totals.share_before)
        note += " · " + _("%(change)s to the month before") % {"change": change}
    tone = "warn" if totals.share is not None and totals.share < SHARE_GOAL else ""
    return Cell(_("In time, 30 days"), value, unit, note, tone, "")


def _late_actions(totals: Totals) -> Cell:
    count = totals.with_late
    note = ngettext("at %(n)s client", "at %(n)s clients", count) % {"n": count}
    tone = "warn" if totals.late_actions else ""
    return Cell(_("Late actions of ours"), str(totals.late_actions), "", note, tone, "late")


def _silent(totals: Totals) -> Cell:
    note = _("beyond the agreed cadence") if totals.silent else _("everybody was spoken to")
    unit = _("of %(n)s") % {"n": totals.clients}
    return Cell(_("Silent clients"), str(totals.silent), unit, note, "", "silent")


def _waits(totals: Totals) -> Cell:
    unit = _("of %(n)s") % {"n": totals.clients}
    return Cell(
        _("Wait for the client"), str(totals.waits), unit, _("actions on their side"), "", "waits"
    )


def view_tabs(query: QueryDict, totals: Totals, filters: Filters) -> list[Tab]:
    views = [
        ("all", pgettext("clients", "All"), totals.clients),
        ("burning", _("Burning"), totals.burning),
        ("report", _("Report today"), totals.today),
        ("late", _("Late actions"), totals.with_late),
        ("silent", pgettext("clients", "Silent"), totals.silent),
        ("waits", _("Waiting for the client"), totals.waits),
        ("aside", pgettext("clients", "Put aside"), None),
    ]
    kept = {key: value for key, value in query.items() if key in {"q", "who"} and value}
    base = reverse("desk:pulse")
    return [
        Tab(label, f"{base}?{urlencode({'view': key, **kept})}", key == filters.view, count)
        for key, label, count in views
    ]
