"""The public suites for SPF, ARC and DKIM against the checks of mail trust.

    NAPULSE_DATA=folder python benchmarks/mailtrust_conformance.py

The folder holds `mail/conformance.tar.xz`: the RFC 7208 suite of openspf.org, ValiMail's ARC suite,
and Mail::DKIM's corpus with its DNS. The exit code is 1 when a case fails that is not named here.
"""

from __future__ import annotations

import os
import re
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from napulse.engines.mailtrust.auth.arc import check_chain
from napulse.engines.mailtrust.auth.dkim import Moments, check_signatures
from napulse.engines.mailtrust.auth.ledger import Ledger
from napulse.engines.mailtrust.auth.message import Message
from napulse.engines.mailtrust.auth.spf import check_spf
from napulse.engines.mailtrust.model import AuthState, Envelope
from napulse.engines.mailtrust.read import read
from napulse.engines.mailtrust.resolvers import TableResolver

Score = tuple[str, int, int, str]  # suite, passed, all, exceptions with their reasons
Zone = dict[tuple[str, str], list[str]]

ARCHIVE = Path("mail", "conformance.tar.xz")
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 200  # questions; the suites look for the limits of SPF and ARC, not for ours
OTHER_STANDARD = {
    "DomainKeys, which DKIM replaced in 2007": r"good_dk_\w+|dk_headers_\d|dk_multiple_1",
    "drafts of DKIM: no v=1, or no bh=": (
        r"good_ietf0[01]_\d|mine_ietf0[15]_\d|no_body_\d|multiple_1"
    ),
    "g= of keys, which RFC 6376 took out": r"badkey_(8|9|12|13)",
}
PASSING = re.compile(r"good|mine|multiple|no_body|dk_")


def conformance(data: Path) -> list[Score]:
    """What the checks pass in each suite of the folder."""
    with tarfile.open(data / ARCHIVE) as archive:
        files = {
            member.name.partition("/")[2]: archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in archive.getmembers()
            if member.isfile()
        }
    return [
        _score("SPF, RFC 7208 suite", _spf_cases(files)),
        _score("ARC, validation suite", _arc_cases(files)),
        _score("DKIM, Mail::DKIM corpus", _dkim_cases(files), _other_standard),
    ]


def _score(
    suite: str,
    cases: Iterator[tuple[str, bool]],
    excuse: Callable[[str], str] = lambda _case: "",
) -> Score:
    """Counts; a failed case is an exception with its reason, or stands there as FAILED."""
    results = list(cases)
    failed: dict[str, list[str]] = {}
    for case, is_right in results:
        if not is_right:
            failed.setdefault(excuse(case) or "FAILED", []).append(case)
    named = "; ".join(f"{why}: {', '.join(each)}" for why, each in failed.items())
    return suite, sum(is_right for _case, is_right in results), len(results), named


def _other_standard(case: str) -> str:
    for reason, names in OTHER_STANDARD.items():
        if re.fullmatch(names, case):
            return reason
    return ""


def _documents(files: Mapping[str, bytes], name: str) -> Iterator[dict[str, Any]]:
    return filter(None, yaml.safe_load_all(files[name].decode("utf-8")))


# --- SPF ----------------------------------------------------------------------------------------


def _spf_cases(files: Mapping[str, bytes]) -> Iterator[tuple[str, bool]]:
    for document in _documents(files, "rfc7208-tests.yml"):
        zone = _spf_zone(document.get("zonedata") or {})
        for name, case in document["tests"].items():
            envelope = Envelope(case["host"], case.get("helo") or "", case.get("mailfrom") or "")
            result = check_spf(envelope, Ledger(zone, MANY))
            wanted = case["result"] if isinstance(case["result"], list) else [case["result"]]
            explained = case.get("explanation") in {None, "DEFAULT", result.explanation}
            yield name, result.state.value in wanted and explained


def _spf_zone(data: Mapping[str, list[Any]]) -> TableResolver:
    """The suite writes SPF where it means TXT, unless TXT stands there as well."""
    zone: Zone = {}
    temporary = {name for name, records in data.items() if "TIMEOUT" in records}
    for name, records in data.items():
        pairs = [pair for each in records if each != "TIMEOUT" for pair in each.items()]
        types = {type for type, _value in pairs}
        for type, value in pairs:
            type = "TXT" if type == "SPF" and "TXT" not in types else type
            if value == "TIMEOUT":
                temporary.add(name)
            elif type != "SPF" and value != "NONE":
                zone.setdefault((name, type), []).append(_spf_value(type, value))
    return TableResolver(zone, temporary)


def _spf_value(type: str, value: Any) -> str:
    if type == "MX":
        return f"{value[0]} {value[1]}"
    text = "".join(value) if isinstance(value, list) else value
    return text.encode("utf-8").decode("latin-1")


# --- ARC ----------------------------------------------------------------------------------------


def _arc_cases(files: Mapping[str, bytes]) -> Iterator[tuple[str, bool]]:
    """Where a seal says that the chain failed, the suite wants no answer, RFC 8617 a failure."""
    for document in _documents(files, "arc/arc-draft-validation-tests.yml"):
        zone = TableResolver.of_texts(document["txt-records"] or {})
        for name, case in document["tests"].items():
            letter = read((case["message"] or "").encode("utf-8"))
            state = check_chain(Message(letter), Ledger(zone, MANY)).state
            yield name, state.value == (case["cv"] or "fail").lower()


# --- DKIM ---------------------------------------------------------------------------------------


def _dkim_cases(files: Mapping[str, bytes]) -> Iterator[tuple[str, bool]]:
    zone = _dkim_zone(files["mail-dkim/FAKE_DNS.dat"].decode("ascii"))
    for path in sorted(path for path in files if path.startswith("mail-dkim/corpus/")):
        case = Path(path).stem
        message = Message(read(files[path]))
        found = check_signatures(message, Ledger(zone, MANY), Moments(WHEN, WHEN), 20)
        passes = any(signature.state is AuthState.PASS for signature in found)
        yield case, passes == bool(PASSING.match(case))


def _dkim_zone(text: str) -> TableResolver:
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()[:1] not in ("#", "")]
    answers = {name: value for name, value in lines if value != "NXDOMAIN"}
    temporary = [name for name, value in answers.items() if value.startswith("~~")]
    texts = {name: value for name, value in answers.items() if name not in temporary}
    return TableResolver({(name, "TXT"): [value] for name, value in texts.items()}, temporary)


def main() -> int:
    scores = conformance(Path(os.environ["NAPULSE_DATA"]))
    for suite, passed, total, exceptions in scores:
        print(f"{suite}: {passed} of {total}" + (f"; {exceptions}" if exceptions else ""))
    return int(any("FAILED" in exceptions for *_, exceptions in scores))


if __name__ == "__main__":
    sys.exit(main())
