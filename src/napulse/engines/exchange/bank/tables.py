"""A bank's own table, CSV or XLSX, read by a mapping that is kept for the account.

The mapping names headings, not places: when the bank moves a column, it is still found. There are
no control sums in such a table; what came and went is added up and compared with nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from napulse.engines.exchange.bank.shapes import (
    AccountPart,
    Event,
    Head,
    Movement,
    Opener,
    Problem,
    TableMapping,
    Wanted,
    problem,
)
from napulse.engines.exchange.bank.text import encoding_of
from napulse.engines.exchange.bank.values import clean_name, read_day, read_minor, tax_number
from napulse.engines.exchange.table_types import TableLimits, clean
from napulse.engines.exchange.tables import read_table
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold

FIELDS = (
    "date", "amount", "credit", "debit", "counterparty", "inn", "counter_account", "number",
    "purpose",
)  # fmt: skip
ALIASES: Mapping[str, Sequence[str]] = {
    "date": ("дата операции", "дата проводки", "дата", "booking date", "date", "value date"),
    "amount": ("сумма операции", "сумма", "сумма в валюте счета", "amount"),
    "credit": ("кредит", "поступление", "приход", "зачислено", "сумма по кредиту", "credit"),
    "debit": ("дебет", "списание", "расход", "списано", "сумма по дебету", "debit"),
    "counterparty": (
        "контрагент", "наименование контрагента", "корреспондент", "плательщик/получатель",
        "counterparty", "beneficiary/payer", "name", "payee",
    ),
    "inn": ("инн контрагента", "инн", "инн корреспондента", "tax id"),
    "counter_account": (
        "счет контрагента", "счет корреспондента", "расчетный счет контрагента", "iban",
        "account number",
    ),
    "number": ("номер документа", "№ документа", "номер", "№", "reference", "document number"),
    "purpose": (
        "назначение платежа", "назначение", "описание", "основание", "purpose", "description",
        "details", "payment reference",
    ),
}  # fmt: skip
LIMITS = TableLimits(size=30_000_000, rows=100_000, unpacked=400_000_000, unpacked_part=300_000_000)
MOST_ROWS = 200_000
_DELIMITERS = (";", ",", "\t")
_HEADER_WITHIN = 40
_CURRENCY_IN_BRACKETS = re.compile(r"\s*[(,].*$")

Row = tuple[int, tuple[str, ...]]


def heading(text: str) -> str:
    """A heading as headings are compared: folded, without what stands in brackets."""
    return _CURRENCY_IN_BRACKETS.sub("", fold(text)).strip()


def headings_of(opener: Opener, filename: str) -> tuple[str, ...]:
    """The row of headings, for a person to say what each means.

    The row of the first forty that knows the most of our aliases, else the fullest. Refused
    `table.no_header` when the file has no row at all.
    """
    head = list(islice(rows_of(opener, filename), _HEADER_WITHIN))
    if not head:
        raise Refused("table.no_header", row=1)
    best = max(head, key=lambda row: (len(propose(row[1])), sum(1 for c in row[1] if c), -row[0]))
    return best[1]


def propose(headings: Sequence[str]) -> dict[str, str]:
    """What each field is likely called in this file: the aliases, the better first."""
    by_name = {heading(text): text for text in reversed(headings) if text}
    found: dict[str, str] = {}
    for field, aliases in ALIASES.items():
        called = (heading(alias) for alias in aliases)
        name = next((alias for alias in called if alias in by_name), None)
        if name is not None and by_name[name] not in found.values():
            found[field] = by_name[name]
    if "credit" in found and "debit" in found:
        found.pop("amount", None)
    return found


def rows_of(opener: Opener, filename: str) -> Iterator[Row]:
    """Rows of text with their numbers; CSV as a stream, a workbook within limits."""
    with opener() as source:
        is_workbook = source.read(4) == b"PK\x03\x04"
        if is_workbook:
            source.seek(0)
            raw = source.read(LIMITS.size + 1)
    if is_workbook:
        table = read_table(raw, filename, LIMITS)
        yield 1, table.header
        yield from ((row.number, row.cells) for row in table.rows)
        return
    yield from _csv_rows(opener)


def _csv_rows(opener: Opener) -> Iterator[Row]:
    encoding = encoding_of(opener)
    with opener() as source:
        sample = source.read(20_000).decode(encoding, errors="replace")
    delimiter = max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))
    with opener() as source:
        text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
        reader = csv.reader(text, delimiter=delimiter)
        number = 1
        try:
            for row in reader:
                if number > MOST_ROWS:
                    raise Refused("table.too_many_rows", limit=MOST_ROWS)
                yield number, tuple(clean(cell) for cell in row)
                number = reader.line_num + 1
        except csv.Error:
            raise Refused("table.cell_too_long", limit=csv.field_size_limit()) from None


def _evenness(sample: str, delimiter: str) -> int:
    """How many cells the widest usual row of the sample has."""
    try:
        widths = [len(row) for row in csv.reader(sample.splitlines()[:30], delimiter=delimiter)]
    except csv.Error:
        return 0
    wide = [width for width in widths if width > 1]
    return max((wide.count(width) * width for width in set(wide)), default=0)


def read_rows(opener: Opener, wanted: Wanted) -> Iterator[Event]:
    """Tell the movements of a table by its mapping.

    A row without a day and without an amount is passed by (a heading, a blank, a total); one that
    has only one of them is told. Refused `table.no_mapping` without a mapping and
    `table.other_headings` when a heading that it names is not in the file.
    """
    if wanted.mapping is None:
        raise Refused("table.no_mapping")
    mapping = wanted.mapping
    rows = rows_of(opener, wanted.filename)
    places = _places(rows, mapping)
    yield Head("csv", "", None, None, (mapping.account,))
    incoming = outgoing = 0
    for number, cells in rows:
        told = _row(number, cells, places, mapping)
        if isinstance(told, Movement):
            incoming += max(told.minor, 0)
            outgoing -= min(told.minor, 0)
        if told is not None:
            yield told
    yield problem(1, "bank.no_controls")
    yield AccountPart(mapping.account, mapping.currency, 1, incoming=incoming, outgoing=outgoing)


def _places(rows: Iterator[Row], mapping: TableMapping) -> dict[str, int]:
    """Goes on to the row of headings and says in which column each field stands."""
    names = {field: heading(text) for field, text in mapping.columns.items() if text}
    missing = next(iter(mapping.columns.values()), "")
    for _number, cells in islice(rows, _HEADER_WITHIN):
        found = [heading(cell) for cell in cells]
        absent = [field for field, name in names.items() if name not in found]
        if names and not absent:
            return {field: found.index(name) for field, name in names.items()}
        if absent and len(absent) < len(names):
            missing = mapping.columns[absent[0]]
    raise Refused("table.other_headings", heading=missing)


def _row(
    number: int, cells: tuple[str, ...], places: Mapping[str, int], mapping: TableMapping
) -> Movement | Problem | None:
    def cell(name: str) -> str:
        at = places.get(name, -1)
        return cells[at] if 0 <= at < len(cells) else ""

    written = [cell(name) for name in ("amount", "credit", "debit")]
    on, minor = read_day(cell("date")), _signed(written, mapping.currency)
    if on is None and (minor in (None, 0) or not cell("date")):
        return None
    if on is None:
        return problem(number, "bank.bad_date", value=cell("date")[:40])
    if minor is None or minor == 0:
        told = next((text for text in written if text), "")
        return problem(number, "bank.bad_amount", key="", value=told[:40])
    return Movement(
        account=mapping.account,
        on=on,
        minor=minor,
        currency=mapping.currency,
        line=number,
        number=cell("number"),
        counterparty=clean_name(cell("counterparty")),
        inn=tax_number(cell("inn")),
        counter_account="".join(cell("counter_account").split()),
        purpose=" ".join(cell("purpose").split()),
    )


def _signed(written: Sequence[str], currency: str) -> int | None:
    """The signed amount; of two columns, what came less what went."""
    amount, credit, debit = (read_minor(text, currency) if text else None for text in written)
    if any(
        text and value is None for text, value in zip(written, (amount, credit, debit), strict=True)
    ):
        return None
    if amount is not None:
        return amount
    if credit is None and debit is None:
        return None
    return abs(credit or 0) - abs(debit or 0)
