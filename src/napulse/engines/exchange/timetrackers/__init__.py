"""Exports of other time trackers (Toggl Track, Clockify, Harvest, Kimai) as rows of time."""

from napulse.engines.exchange.timetrackers.columns import Columns, Tracker, columns_of
from napulse.engines.exchange.timetrackers.dates import DateOrder, orders_of
from napulse.engines.exchange.timetrackers.reading import (
    Reading,
    TimeFault,
    TimeRow,
    read_times,
)

__all__ = [
    "Columns",
    "DateOrder",
    "Reading",
    "TimeFault",
    "TimeRow",
    "Tracker",
    "columns_of",
    "orders_of",
    "read_times",
]
