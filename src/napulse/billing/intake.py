"""An uploaded statement on its way in: kept packed, read as a stream, marked, matched.

Memory holds one batch of movements, the open invoices and a short key of every movement; never the
file unpacked nor all of its movements.
"""

import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, BinaryIO

from napulse.billing.models import BankLine, Statement, StatementRow
from napulse.engines.exchange.bank import (
    Control,
    Head,
    Movement,
    Problem,
    Tally,
    Wanted,
    keyed,
    read_statement,
)
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.matching import Book, Level, Match, Payment

LARGEST = 64_000_000
MOST_MOVEMENTS = 200_000
MOST_PROBLEMS = 200
BATCH = 500


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it is kept: compressed, with its size and the hash of what it was."""

    raw: bytes
    size: int
    digest: str

    def opener(self) -> BinaryIO:
        return opened(self.raw)


def pack(chunks: Iterable[bytes]) -> Packed:
    """Compress an upload piece by piece; Refused("statement.too_large") above 64 MB."""
    digest, size, held = hashlib.sha256(), 0, io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=6, mtime=0) as packer:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise Refused("statement.too_large", limit=LARGEST // 1_000_000)
            digest.update(chunk)
            packer.write(chunk)
    return Packed(held.getvalue(), size, digest.hexdigest())


def opened(raw: bytes) -> BinaryIO:
    return gzip.GzipFile(fileobj=io.BytesIO(raw), mode="rb")  # type: ignore[return-value] # it reads


class Source:
    """Opens the file and knows how far it is read, for the progress that the page shows."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.current: BinaryIO | None = None
        self.reached = 0

    def __call__(self) -> BinaryIO:
        self.current = opened(self.raw)
        return self.current

    @property
    def position(self) -> int:
        if self.current is not None and not self.current.closed:
            self.reached = self.current.tell()
        return self.reached


@dataclass(slots=True)
class Reading:
    """What one reading found, but for the rows, which went out batch by batch."""

    controls: Mapping[str, Control] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    troubles: int = 0
    encoding: str = ""
    from_on: date | None = None
    to_on: date | None = None
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a reading is held against: own accounts with their companies, open invoices of each."""

    entity_of: Mapping[str, int]
    books: Mapping[int, Book]


Keep = Callable[[list[StatementRow]], None]


def read_in(
    statement: Statement, wanted: Wanted, ground: Ground, keep: Keep, tell: Callable[[int], None]
) -> Reading:
    """Read the whole statement: `keep` gets the rows, `tell` the bytes that were read."""
    found, tally, source = Reading(), Tally(), Source(bytes(statement.raw))
    rows: list[StatementRow] = []
    maker = _RowMaker(statement, ground, found)
    for event in read_statement(statement.format, source, wanted):
        tally.add(event)
        if isinstance(event, Movement):
            rows.append(maker.row(event))
            if len(rows) >= BATCH:
                keep(maker.marked(rows))
                rows = []
                tell(source.position)
        elif isinstance(event, Problem):
            _note(found, event)
        elif isinstance(event, Head):
            _head(found, event)
    keep(maker.marked(rows))
    found.controls = tally.finish()
    tell(source.position)
    return found


def _note(found: Reading, event: Problem) -> None:
    """Every kind of trouble is counted; the first few hundred are told one by one."""
    found.troubles += event.breaks
    if len(found.problems) < MOST_PROBLEMS:
        found.problems.append(event)


def _head(found: Reading, head: Head) -> None:
    found.encoding = found.encoding or head.encoding
    days = [day for day in (found.from_on, head.from_on) if day]
    found.from_on = min(days) if days else None
    days = [day for day in (found.to_on, head.to_on) if day]
    found.to_on = max(days) if days else None


class _RowMaker:
    """Turns movements into rows: keys that come again, known ones marked, matches proposed."""

    def __init__(self, statement: Statement, ground: Ground, found: Reading) -> None:
        self.statement = statement
        self.ground = ground
        self.found = found
        self.seen: Counter[bytes] = Counter()
        self.position = 0

    def row(self, one: Movement) -> StatementRow:
        self.position += 1
        if self.position > MOST_MOVEMENTS:
            raise Refused("statement.too_many", limit=MOST_MOVEMENTS)
        base = bytes.fromhex(one.base_key)
        key = keyed(one.base_key, self.seen[base])
        self.seen[base] += 1
        return StatementRow(
            statement=self.statement,
            position=self.position,
            source_line=one.line,
            account=one.account[:34],
            key=key,
            on=one.on,
            amount_minor=one.minor,
            currency=one.currency,
            number=one.number[:30],
            counterparty=one.counterparty[:250],
            inn=one.inn,
            counter_account=one.counter_account[:34],
            purpose=one.purpose[:2000],
            raw=dict(list(one.raw.items())[:60]),
        )

    def marked(self, rows: list[StatementRow]) -> list[StatementRow]:
        keys = BankLine.objects.filter(key__in=[row.key for row in rows])
        known = set(keys.values_list("key", flat=True))
        for row in rows:
            row.known = row.key in known
            entity_id = self.ground.entity_of.get(row.account)
            if entity_id is None:
                self.found.counts["foreign"] += 1
            elif row.known:
                self.found.counts["known"] += 1
            else:
                self.found.counts["new"] += 1
                self._match(row, entity_id)
        return rows

    def _match(self, row: StatementRow, entity_id: int) -> None:
        book = self.ground.books.get(entity_id)
        if book is None or row.amount_minor <= 0:
            return
        match = book.match(payment_of(row))
        row.level, row.match = match.level.value, match_json(match)
        self.found.counts[row.level] += 1
        if match.level in {Level.CERTAIN, Level.LIKELY}:
            book.take(match.parts)


def payment_of(row: StatementRow | BankLine) -> Payment:
    """A movement as the matching sees it: what is still to be matched of it."""
    minor = row.rest_minor if isinstance(row, BankLine) else row.amount_minor
    return Payment(
        minor, row.currency, row.on, row.purpose, row.inn, row.counter_account, row.counterparty
    )


def match_json(match: Match) -> dict[str, Any]:
    return {
        "parts": [[part.invoice_id, part.minor, list(part.reasons)] for part in match.parts],
        "left": match.left_minor,
    }


def controls_json(controls: Mapping[str, Control]) -> list[dict[str, Any]]:
    return [_control_json(one) for one in controls.values()]


def _control_json(one: Control) -> dict[str, Any]:
    days = {name: day.isoformat() if (day := getattr(one, name)) else "" for name in _DAYS}
    return asdict(one) | days | {"state": one.state}


_DAYS = ("from_on", "to_on")


def problems_json(problems: Iterable[Problem]) -> Iterator[list[Any]]:
    """As kept: (line, code, values)."""
    return ([one.line, one.code, dict(one.values)] for one in problems)
