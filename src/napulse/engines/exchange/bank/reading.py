"""Which format a statement is in, and the reader for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from napulse.engines.exchange.bank import onec_keys
from napulse.engines.exchange.bank.camt import read_camt
from napulse.engines.exchange.bank.mt940 import read_mt940
from napulse.engines.exchange.bank.onec import read_onec
from napulse.engines.exchange.bank.shapes import Event, Opener, Wanted
from napulse.engines.exchange.bank.tables import read_rows
from napulse.engines.kernel.errors import Refused

READERS: dict[str, Callable[[Opener, Wanted], Iterator[Event]]] = {
    "1c": read_onec,
    "camt": read_camt,
    "mt940": read_mt940,
    "csv": read_rows,
    "xlsx": read_rows,
}
_HEAD = 2_000
_BOM = b"\xef\xbb\xbf"


def format_of(opener: Opener) -> str:
    """`1c`, `camt`, `mt940`, `xlsx` or `csv`, by the first bytes alone.

    Refused: `table.empty`, `table.old_excel`, `table.html` and `table.not_a_table` for what is
    none of them.
    """
    with opener() as source:
        head = source.read(_HEAD)
    bare = head.removeprefix(_BOM).lstrip()
    if not bare:
        raise Refused("table.empty")
    return next((code for code, is_it in _MARKS if is_it(head, bare)), "") or _table(head, bare)


def _is_mt940(head: bytes, bare: bytes) -> bool:
    return b":20:" in head and (bare.startswith((b":20:", b"{1:")) or b"\n:20:" in head)


def _is_camt(head: bytes, bare: bytes) -> bool:
    named = (b"camt.", b"BkToCstmrStmt", b"Document")
    return bare.startswith(b"<") and any(name in head for name in named)


_MARKS: tuple[tuple[str, Callable[[bytes, bytes], bool]], ...] = (
    ("1c", lambda _head, bare: bare.startswith(onec_keys.BEGIN.encode())),
    ("xlsx", lambda head, _bare: head.startswith(b"PK\x03\x04")),
    ("camt", _is_camt),
    ("mt940", _is_mt940),
)


def _table(head: bytes, bare: bytes) -> str:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("table.old_excel")
    if bare.startswith(b"<"):
        raise Refused("table.html")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("table.not_a_table")
    return "csv"


def read_statement(format_: str, opener: Opener, wanted: Wanted) -> Iterator[Event]:
    """Tell a statement of a known format; see the reader of each for what it refuses."""
    return READERS[format_](opener, wanted)
