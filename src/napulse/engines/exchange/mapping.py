"""From the columns of another system to rows of clients or contacts, errors told per row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from napulse.engines.exchange.aliases import (
    CLIENT_ALIASES,
    CLIENT_FIELDS,
    CONTACT_ALIASES,
    CONTACT_FIELDS,
    SOURCE_MARKS,
    Kind,
    caption_key,
)
from napulse.engines.exchange.cells import Cell, read_email, read_phone, read_text, read_website
from napulse.engines.exchange.table_types import Table, TableRow
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold

__all__ = ["ColumnMapping", "ImportRow", "Kind", "RowError", "apply", "propose", "target_fields"]

_ALIASES: Final = {"clients": CLIENT_ALIASES, "contacts": CONTACT_ALIASES}
_FIELDS: Final = {"clients": CLIENT_FIELDS, "contacts": CONTACT_FIELDS}
_NAME_PARTS: Final = ("first_name", "middle_name", "last_name")
_ENOUGH_MARKS: Final = 2
_EMAILS: Final = ("email", "contact_email")
_PHONES: Final = ("phone", "contact_phone")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column (index from 0) fills which field; `source` is hubspot, amocrm, bitrix24 or
    empty.
    """

    kind: Kind
    columns: Mapping[str, int]
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one field of a row: `row.…` code and the value as it was written."""

    field: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row ready for import.

    `number` is that of the source; `values` has every mapped field, normalised, empty text for
    nothing (and for a value with an error). `errors` keep the row out; `notices` (further
    e-mails, phones) do not. `duplicate_of` is the number of the earlier row that is the same
    client or person.
    """

    number: int
    values: dict[str, str]
    errors: tuple[RowError, ...]
    notices: tuple[RowError, ...] = ()
    duplicate_of: int | None = None


def target_fields(kind: Kind) -> tuple[str, ...]:
    """The fields that a column can be mapped to."""
    return _FIELDS[kind]


def propose(header: Sequence[str], kind: Kind) -> ColumnMapping:
    """The mapping that the captions suggest: each column once, each field at most once; unknown
    captions are left.
    """
    keys = [caption_key(caption) for caption in header]
    columns: dict[str, int] = {}
    for field, aliases in _ALIASES[kind].items():
        free = {
            key: index
            for index, key in reversed(list(enumerate(keys)))
            if index not in columns.values()
        }
        found = next((free[alias] for alias in map(caption_key, aliases) if alias in free), None)
        if found is not None:
            columns[field] = found
    return ColumnMapping(kind, columns, _source(set(keys)))


def _source(keys: set[str]) -> str:
    counts = {
        name: len(keys & {caption_key(mark) for mark in marks})
        for name, marks in SOURCE_MARKS.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _ENOUGH_MARKS else ""


def apply(table: Table, mapping: ColumnMapping) -> list[ImportRow]:
    """Every row of the table, checked, with duplicates inside the file marked.

    Row codes: `row.empty` (nothing in the mapped columns), `row.missing` (the name),
    `row.too_long`, `row.bad_email`, `row.bad_phone`, `row.bad_website`; notices:
    `row.further_value`. Refused for a wrong mapping: `mapping.unknown_field` (field),
    `mapping.bad_column` (field, column), `mapping.missing` (field).
    """
    _check(table, mapping)
    return list(_marked([_read(row, mapping) for row in table.rows], mapping.kind))


def _check(table: Table, mapping: ColumnMapping) -> None:
    for field, index in mapping.columns.items():
        if field not in _FIELDS[mapping.kind]:
            raise Refused("mapping.unknown_field", field=field)
        if not 0 <= index < len(table.header):
            raise Refused("mapping.bad_column", field=field, column=index)
    if mapping.kind == "clients" and "client_name" not in mapping.columns:
        raise Refused("mapping.missing", field="client_name")
    named = {"contact_name", "contact_email", *_NAME_PARTS} & mapping.columns.keys()
    if mapping.kind == "contacts" and not named:
        raise Refused("mapping.missing", field="contact_name")


def _read(row: TableRow, mapping: ColumnMapping) -> ImportRow:
    cells = {field: _cell(field, row.cells[index]) for field, index in mapping.columns.items()}
    values = {field: cell.value for field, cell in cells.items()}
    if mapping.kind == "contacts":
        values = _with_full_name(values)
    errors = [
        RowError(field, cell.error, cell.written) for field, cell in cells.items() if cell.error
    ]
    if not any(cell.written for cell in cells.values()):
        errors = [RowError("", "row.empty", "")]
    else:
        errors += _without_name(values, mapping.kind, {error.field for error in errors})
    further = [
        RowError(field, "row.further_value", more)
        for field, cell in cells.items()
        for more in cell.further
    ]
    return ImportRow(row.number, values, tuple(errors), tuple(further))


def _cell(field: str, written: str) -> Cell:
    if field in _EMAILS:
        return read_email(written)
    if field in _PHONES:
        return read_phone(written)
    return read_website(written) if field == "website" else read_text(field, written)


def _with_full_name(values: dict[str, str]) -> dict[str, str]:
    composed = " ".join(values[part] for part in _NAME_PARTS if values.get(part))
    name = values.get("contact_name") or composed or values.get("contact_email", "")
    kept = {field: value for field, value in values.items() if field not in _NAME_PARTS}
    return {**kept, "contact_name": name}


def _without_name(values: dict[str, str], kind: Kind, wrong: set[str]) -> list[RowError]:
    field = "client_name" if kind == "clients" else "contact_name"
    is_missing = not values.get(field) and field not in wrong
    return [RowError(field, "row.missing", "")] if is_missing else []


def _marked(rows: Sequence[ImportRow], kind: Kind) -> Iterator[ImportRow]:
    """Same e-mail, or same name; people of one name are two if each has an own e-mail."""
    by_email: dict[str, int] = {}
    by_name: dict[str, tuple[int, str]] = {}
    for row in rows:
        email, name = _identity(row.values, kind)
        earlier = by_email.get(email) if email else None
        if earlier is None and name in by_name:
            number, other = by_name[name]
            earlier = number if kind == "clients" or not (email and other) else None
        if email:
            by_email.setdefault(email, row.number)
        if name:
            by_name.setdefault(name, (row.number, email))
        yield row if earlier is None else replace(row, duplicate_of=earlier)


def _identity(values: dict[str, str], kind: Kind) -> tuple[str, str]:
    if kind == "clients":
        return values.get("email", ""), _name_key(values.get("client_name", ""))
    name = _name_key(values.get("contact_name", ""))
    return values.get(
        "contact_email", ""
    ), name and f"{name}\n{_name_key(values.get('client_name', ''))}"


def _name_key(name: str) -> str:
    return fold(name.translate(dict.fromkeys(map(ord, "\"'«»“”„")))) if name else ""
