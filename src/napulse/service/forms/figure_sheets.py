"""Service figures as sheets of a workbook: every cut, and the records they are made of."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.engines.exchange.sheets import Column, Sheet, Value
from napulse.service.queries.clocks import LABELS
from napulse.service.queries.figure_facts import Facts, Figures, Tally


def workbook(found: Figures, named: Facts) -> list[Sheet]:
    """Sheets by person, client, team and week, then contacts, actions and objections."""
    return [
        _tallies(_("By person"), found.people, found.total),
        _tallies(_("By client"), found.clients, found.total),
        _tallies(_("By team"), found.teams, found.total),
        _tallies(_("By week"), found.weeks, None),
        _contacts(named),
        _promises(named),
        _disputes(named),
    ]


def _tallies(title: str, rows: list[Tally], total: Tally | None) -> Sheet:
    columns = [
        Column(title, width=30),
        Column(_("In time, share"), "percent"),
        Column(_("Sent in time"), "int"),
        Column(_("Reports due"), "int"),
        Column(_("No report needed"), "int"),
        Column(_("Minutes to a report"), "int"),
        Column(_("Kept, share"), "percent"),
        Column(_("Kept on the first promise"), "int"),
        Column(_("Actions promised"), "int"),
        Column(_("Objections"), "int"),
    ]
    lines = [_line(row, row.name) for row in rows]
    if total is not None:
        lines.append(_line(total, _("Total")))
    return Sheet(title, columns, lines)


def _line(row: Tally, name: str) -> list[Value]:
    usual = int(row.usual.total_seconds()) // 60 if row.usual is not None else None
    return [
        name,
        row.share_bp,
        row.in_time,
        row.counted,
        row.waived,
        usual,
        row.kept_bp,
        row.kept,
        row.promised,
        row.disputes,
    ]


def _contacts(named: Facts) -> Sheet:
    columns = [
        Column(_("Contact"), width=40),
        Column(_("Client"), width=28),
        Column(_("Owner"), width=24),
        Column(_("Ended"), "datetime"),
        Column(_("Report due"), "datetime"),
        Column(_("Report sent"), "datetime"),
        Column(_("State"), width=18),
        Column(_("Why no report is needed"), width=40),
    ]
    rows: list[list[Value]] = [
        [
            one.subject,
            one.client,
            one.owner,
            _local(one.ended_at),
            _local(one.due_at),
            _local(one.met_at),
            str(LABELS[one.state]),
            one.waived_reason,
        ]
        for one in named.clocks
    ]
    return Sheet(_("Contacts"), columns, rows)


def _promises(named: Facts) -> Sheet:
    columns = [
        Column(_("Action"), width=50),
        Column(_("Client"), width=28),
        Column(_("Owner"), width=24),
        Column(_("First promised for"), "date"),
        Column(_("Due on"), "date"),
        Column(_("Ended on"), "date"),
        Column(_("Kept on the first promise"), width=12),
    ]
    rows: list[list[Value]] = [
        [
            one.text,
            one.client,
            one.owner,
            one.first_due_on,
            one.due_on,
            one.ended_on,
            _("yes") if one.kept else _("no"),
        ]
        for one in named.promises
    ]
    return Sheet(_("Actions"), columns, rows)


def _disputes(named: Facts) -> Sheet:
    columns: list[Any] = [
        Column(_("Report No."), "int"),
        Column(_("Client"), width=28),
        Column(_("Author"), width=24),
        Column(_("Line"), width=40),
        Column(_("Objection"), width=40),
        Column(_("When"), "datetime"),
    ]
    rows: list[list[Value]] = [
        [one.number, one.client, one.owner, one.line, one.comment, _local(one.created_at)]
        for one in named.disputes
    ]
    return Sheet(_("Objections"), columns, rows)


def _local(moment: datetime | None) -> date | None:
    return timezone.localtime(moment) if moment else None
