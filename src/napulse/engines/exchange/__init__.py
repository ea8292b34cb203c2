"""Calendars and tables of other programs: read strictly, written so that nothing runs."""

from napulse.engines.exchange.ics import Invitation, latest, read_invitation
from napulse.engines.exchange.ics_event import Event, Person
from napulse.engines.exchange.ics_lines import CalendarLimits
from napulse.engines.exchange.ics_out import FeedEvent, write_feed
from napulse.engines.exchange.mapping import (
    ColumnMapping,
    ImportRow,
    Kind,
    RowError,
    apply,
    propose,
    target_fields,
)
from napulse.engines.exchange.notices import Notice
from napulse.engines.exchange.sheets import Column, Sheet, write_csv, write_xlsx
from napulse.engines.exchange.tables import Table, TableLimits, TableRow, read_table

__all__ = [
    "CalendarLimits",
    "Column",
    "ColumnMapping",
    "Event",
    "FeedEvent",
    "ImportRow",
    "Invitation",
    "Kind",
    "Notice",
    "Person",
    "RowError",
    "Sheet",
    "Table",
    "TableLimits",
    "TableRow",
    "apply",
    "latest",
    "propose",
    "read_invitation",
    "read_table",
    "target_fields",
    "write_csv",
    "write_feed",
    "write_xlsx",
]
