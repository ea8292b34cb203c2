"""The suites that others wrote: SPF (RFC 7208), ARC, and the corpus of Mail::DKIM."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import yaml

from napulse.engines.mailtrust.auth.arc import check_chain
from napulse.engines.mailtrust.auth.dkim import Moments, check_signatures
from napulse.engines.mailtrust.auth.ledger import Ledger
from napulse.engines.mailtrust.auth.message import Message
from napulse.engines.mailtrust.auth.spf import check_spf
from napulse.engines.mailtrust.model import Answer, AuthState, Envelope
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.resolvers import TableResolver
from trust.real import Data
from trust.table import Row

QUERIES = 200
SIGNED_IN = datetime(2010, 1, 1, tzinfo=UTC)
NOW = Moments(SIGNED_IN, SIGNED_IN)
STANDARD = re.compile(rb"(?im)^DKIM-Signature:[^\n]*(\n[ \t].*)*?\bv=1\b")


def rows(data: Data) -> Iterator[Row]:
    """One row for each suite."""
    yield _row("RFC 7208 suite", list(_spf(data)))
    yield _row("ARC suite", list(_arc(data)))
    wrong = list(_dkim(data))
    yield _row("Mail::DKIM corpus", [name for name, old in wrong if not old], _count(wrong))


def _count(wrong: list[tuple[str, bool]]) -> str:
    return f"{sum(old for _, old in wrong)} exceptions"


def _row(suite: str, wrong: list[str], ratio: str = "") -> Row:
    figure = "all" if not wrong else f"{len(wrong)} wrong: {', '.join(wrong[:3])}"
    return Row(suite, figure, "all", not wrong, ratio)


def _spf(data: Data) -> Iterator[str]:
    text = (data.folder / "conformance/rfc7208-tests.yml").read_text(encoding="utf-8")
    for suite in yaml.safe_load_all(text):
        zone = _Zone(suite["zonedata"])
        for name, test in suite["tests"].items():
            envelope = Envelope(test["host"], test["helo"], test["mailfrom"])
            wanted = test["result"]
            if check_spf(envelope, zone).state not in (
                [wanted] if isinstance(wanted, str) else wanted
            ):
                yield name


class _Zone:
    """The zone data of the SPF suite, with its time-outs and its rule for SPF and TXT."""

    def __init__(self, data: dict[str, list[Any]]) -> None:
        self._table = {name.lower(): entries for name, entries in data.items()}

    def resolve(self, name: str, type: str, /) -> Answer:
        """As `model.Resolver`."""
        found: list[str] = []
        entries = self._table.get(name.lower(), [])
        records = [entry for entry in entries if isinstance(entry, dict)]
        for record in records:
            for kind, value in record.items():
                if kind == "CNAME":
                    return self.resolve(value, type)
                if kind == type or (kind == "SPF" and type == "TXT" and not _has_txt(records)):
                    if value == "TIMEOUT":
                        return Answer("temp")
                    if value != "NONE":
                        found.append(_written(kind, value))
        if not found and "TIMEOUT" in entries:
            return Answer("temp")
        return Answer("ok", tuple(found)) if found else Answer("nxdomain")


def _has_txt(records: list[dict[str, Any]]) -> bool:
    return any("TXT" in record for record in records)


def _written(kind: str, value: Any) -> str:
    if kind == "MX":
        return f"{value[0]} {value[1]}"
    text = "".join(value) if isinstance(value, list) else str(value)
    return text.encode("utf-8").decode("latin-1") if kind in {"TXT", "SPF"} else text


def _arc(data: Data) -> Iterator[str]:
    path = data.folder / "conformance/arc/arc-draft-validation-tests.yml"
    wanted = {"Pass": AuthState.PASS, "Fail": AuthState.FAIL, "None": AuthState.NONE}
    for suite in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        for name, test in suite["tests"].items():
            records = TableResolver.of_texts(suite["txt-records"])
            raw = test["message"].replace("\n", "\r\n").encode()
            chain = check_chain(Message(read(raw)), Ledger(records, QUERIES))
            if test["cv"] in wanted and chain.state is not wanted[test["cv"]]:
                yield name


def _dkim(data: Data) -> Iterator[tuple[str, bool]]:
    """What differs, and whether it may: RFC 6376 knows no DomainKeys, no signature without v=1,
    and no g= in a key any more.
    """
    folder = data.folder / "conformance/mail-dkim"
    records = _records((folder / "FAKE_DNS.dat").read_text(encoding="latin-1"))
    for path in sorted((folder / "corpus").iterdir()):
        raw = re.sub(rb"\r?\n", b"\r\n", path.read_bytes())
        found = check_signatures(Message(read(raw)), Ledger(records, QUERIES), NOW, 20)
        passes = any(signature.state is AuthState.PASS for signature in found)
        if passes != (not path.name.startswith(("bad", "ignore"))):
            keys = [records.resolve(f"{s.selector}._domainkey.{s.domain}", "TXT") for s in found]
            is_old = any(re.search(r"\bg=", text) for key in keys for text in key.values)
            yield path.stem, is_old or not STANDARD.search(raw)


def _records(text: str) -> TableResolver:
    """The file of Mail::DKIM's own tests: a name, blanks, a record or a word for its lack."""
    known, silent = {}, []
    for line in text.splitlines():
        name, _, record = line.partition(" ")
        record = record.strip()
        if not record or name.startswith("#"):
            continue
        if record.startswith("~~"):
            silent.append(name)
        elif record != "NXDOMAIN":
            known[name, "TXT"] = (record.strip('"'),)
    return TableResolver(known, silent)
