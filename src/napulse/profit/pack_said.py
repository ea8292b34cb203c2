"""A pack in the reader's words: the same sections for its page, its PDF and its workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.engines.exchange import sheets
from napulse.engines.pricing.margin import Range
from napulse.profit import wording
from napulse.profit.models import WriteOffReason
from napulse.ui.formats import written_day

Kind = Literal["text", "int", "money", "owed", "percent", "hours", "span", "share", "date"]
Value = Any
TIGHT_BP = 8500


@dataclass(frozen=True, slots=True)
class PackColumn:
    title: str
    kind: Kind = "text"

    @property
    def is_right(self) -> bool:
        return self.kind not in ("text", "date")


@dataclass(frozen=True, slots=True)
class PackSection:
    """A titled table. Values by kind: money in minor units, percent in basis points, hours in
    minutes; span and share are pairs from the least to the most; owed is an amount with its own
    currency, which is not that of the books.
    """

    key: str
    title: str
    columns: Sequence[PackColumn]
    rows: Sequence[Sequence[Value]]
    note: str = ""
    foot: Sequence[Value] = ()
    warned: frozenset[int] = field(default_factory=frozenset)

    def written(self, currency: str) -> list[list[str]]:
        """The rows as the page and the PDF show them."""
        return [self._words(row, currency) for row in self.rows]

    def written_foot(self, currency: str) -> list[str]:
        """The sums below; what has no sum stays empty."""
        words = self._words(self.foot, currency) if self.foot else []
        return ["" if value is None else said for value, said in zip(self.foot, words, strict=True)]

    def _words(self, row: Sequence[Value], currency: str) -> list[str]:
        return [
            written(column.kind, value, currency)
            for column, value in zip(self.columns, row, strict=True)
        ]

    def sheet(self) -> sheets.Sheet:
        """The rows with exact values; a pair is two columns."""
        columns = [one for column in self.columns for one in _sheet_columns(column)]
        all_rows = [*self.rows, *([self.foot] if self.foot else [])]
        return sheets.Sheet(self.title, columns, [self._exact(row) for row in all_rows])

    def _exact(self, row: Sequence[Value]) -> list[sheets.Value]:
        found: list[sheets.Value] = []
        for column, value in zip(self.columns, row, strict=True):
            if column.kind in ("span", "share"):
                found += list(value) if value else [None, None]
            elif column.kind == "owed":
                found.append(value[0])
            else:
                found.append(value)
        return found


def written(kind: Kind, value: Value, currency: str) -> str:
    """One value in words."""
    if value is None:
        return wording.DASH
    writers: dict[str, Callable[[Any], object]] = {
        "text": str,
        "int": str,
        "money": lambda v: wording.short(v, currency),
        "owed": lambda v: wording.short(*v) if v[0] else wording.DASH,
        "percent": wording.percent,
        "hours": wording.hours,
        "span": lambda v: wording.span(Range(*v), currency),
        "share": lambda v: wording.share(Range(*v)),
        "date": written_day,
    }
    return str(writers[kind](value))


def _sheet_columns(column: PackColumn) -> list[sheets.Column]:
    if column.kind in ("span", "share"):
        kind: sheets.Kind = "money" if column.kind == "span" else "percent"
        titles = (_("%(what)s, at least"), _("%(what)s, at most"))
        return [sheets.Column(title % {"what": column.title}, kind) for title in titles]
    plain: dict[str, sheets.Kind] = {"hours": "int", "owed": "money"}
    title = _("%(what)s, min") % {"what": column.title} if column.kind == "hours" else column.title
    return [sheets.Column(title, plain.get(column.kind, column.kind))]  # type: ignore[arg-type]


def sections(content: dict[str, Any]) -> list[PackSection]:
    """Accounts, utilisation, write-offs, overdue money, unbilled work, staffing."""
    return [
        _accounts(content),
        _utilisation(content),
        _write_offs(content),
        _debts(content),
        _unbilled(content),
        _staffing(content),
    ]


def _accounts(content: dict[str, Any]) -> PackSection:
    def row(one: dict[str, Any], name: str) -> list[Value]:
        keys = ("billings", "income", "cost", "margin", "margin_bp", "overhead", "profit")
        return [name, *(one[key] for key in keys)]

    house = content["house"]
    rows = [row(one, one["name"]) for one in content["accounts"]]
    if house:
        rows.append(row(house, str(wording.HOUSE_NAME)))
    lost = frozenset(n for n, one in enumerate(content["accounts"]) if one["margin"][0] < 0)
    return PackSection(
        "accounts",
        _("Profitability of accounts"),
        [
            PackColumn(_("Client")),
            PackColumn(_("Billings"), "money"),
            PackColumn(_("Gross income"), "money"),
            PackColumn(_("Delivery cost"), "span"),
            PackColumn(_("Delivery margin"), "span"),
            PackColumn(_("Margin"), "share"),
            PackColumn(_("Overhead"), "money"),
            PackColumn(_("Profit"), "span"),
        ],
        rows,
        foot=row(content["figures"], _("Together")),
        warned=lost,
    )


def _utilisation(content: dict[str, Any]) -> PackSection:
    first, last = (date.fromisoformat(day) for day in content["weeks"])
    note = _("Weeks that begin in the month: %(first)s – %(last)s.")
    people = sorted(content["people"], key=lambda one: (-(one["bp"] or 0), one["name"]))
    names = ("available", "minutes", "billable")
    totals = [sum(one[name] for one in people) for name in names]
    return PackSection(
        "utilisation",
        _("Utilisation"),
        [
            PackColumn(_("Person")),
            PackColumn(_("Work role")),
            PackColumn(_("Available"), "hours"),
            PackColumn(_("Worked"), "hours"),
            PackColumn(_("Billable"), "hours"),
            PackColumn(_("Utilisation"), "percent"),
        ],
        [[one["name"], one["role"], *(one[name] for name in names), one["bp"]] for one in people],
        note=note % {"first": written_day(first), "last": written_day(last)},
        foot=[_("Together"), "", *totals, content["utilisation_bp"]] if people else (),
    )


def _write_offs(content: dict[str, Any]) -> PackSection:
    labels = {value: str(label) for value, label in WriteOffReason.choices}
    rows = content["write_offs"]["rows"]
    told = [
        f"{labels.get(reason, reason)} ({count})"
        for reason, count, _amount in content["write_offs"]["reasons"]
    ]
    return PackSection(
        "write_offs",
        _("Write-offs"),
        [
            PackColumn(_("Date"), "date"),
            PackColumn(_("Client")),
            PackColumn(_("Project")),
            PackColumn(_("Reason")),
            PackColumn(_("In words")),
            PackColumn(pgettext("of time at sell rates", "Worth"), "money"),
        ],
        [
            [
                date.fromisoformat(one["on"]),
                one["client"],
                one["project"],
                labels.get(one["reason"], one["reason"]),
                one["words"],
                one["amount"],
            ]
            for one in rows
        ],
        note=", ".join(told),
        foot=[None, _("Together"), "", "", "", sum(one["amount"] for one in rows)] if rows else (),
    )


def _debts(content: dict[str, Any]) -> PackSection:
    def row(name: str, currency: str, sums: Sequence[int], oldest: int | None) -> list[Value]:
        return [name, currency, *((amount, currency) for amount in sums), oldest]

    rows = [one for one in content["debts"] if sum(one["buckets"])]
    currencies = {one["currency"] for one in rows}
    sums = [sum(column) for column in zip(*(one["buckets"] for one in rows), strict=True)]
    warned = frozenset(n for n, one in enumerate(rows) if sum(one["buckets"][1:]))
    return PackSection(
        "debts",
        _("Money that clients owe"),
        [
            PackColumn(_("Client")),
            PackColumn(_("Currency")),
            PackColumn(_("Not due yet"), "owed"),
            PackColumn(_("1–30 days late"), "owed"),
            PackColumn(_("31–60"), "owed"),
            PackColumn(_("61–90"), "owed"),
            PackColumn(_("Later still"), "owed"),
            PackColumn(_("Oldest, days"), "int"),
        ],
        [row(one["name"], one["currency"], one["buckets"], one["oldest"] or None) for one in rows],
        foot=row(_("Together"), currencies.pop(), sums, None) if len(currencies) == 1 else (),
        warned=warned,
    )


def _unbilled(content: dict[str, Any]) -> PackSection:
    found = content["unbilled"]
    return PackSection(
        "unbilled",
        _("Unbilled work, the largest"),
        [
            PackColumn(_("Client")),
            PackColumn(_("Project")),
            PackColumn(_("Unbilled"), "money"),
            PackColumn(_("Older than three months"), "money"),
        ],
        found["largest"],
        foot=[_("All unbilled work"), "", found["amount"], found["ages"][-1]],
    )


def _staffing(content: dict[str, Any]) -> PackSection:
    found = content["staffing"]
    rows: list[list[Value]] = [
        [_("People"), str(found["people"])],
        [_("Joined"), ", ".join(found["joined"]) or wording.DASH],
        [pgettext("people of a month", "Left"), ", ".join(found["left"]) or wording.DASH],
        [_("Working days away"), str(found["away_days"])],
        [_("People asked for and not found yet"), str(found["asked"])],
    ]
    rows += [[name or _("No role named"), str(count)] for name, count in found["roles"]]
    return PackSection(
        "staffing", _("Staffing"), [PackColumn(_("What")), PackColumn(_("Value"))], rows
    )


@dataclass(frozen=True, slots=True)
class PackFigure:
    label: str
    value: str
    note: str = ""


def pack_figures(content: dict[str, Any]) -> list[PackFigure]:
    """The strip of a pack: five figures with the month before beside."""
    now, before, currency = content["figures"], content["before"], content["currency"]

    def was(kind: Kind, key: str) -> str:
        return _("before: %(value)s") % {"value": written(kind, before[key], currency)}

    shown: list[tuple[str, Kind, str]] = [
        (_("Gross income"), "money", "income"),
        (_("Delivery margin"), "share", "margin_bp"),
        (_("Overhead"), "money", "overhead"),
        (_("Profit"), "span", "profit"),
    ]
    figures = [
        PackFigure(label, written(kind, now[key], currency), was(kind, key))
        for label, kind, key in shown
    ]
    return [
        *figures,
        PackFigure(_("Utilisation"), wording.percent(content["utilisation_bp"])),
    ]


def pack_title(content: dict[str, Any]) -> str:
    month = wording.month(date.fromisoformat(content["month"]))
    return _("Monthly pack: %(month)s") % {"month": month}
