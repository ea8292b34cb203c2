"""What findings rest on: places that exist, and whose removal takes the finding away.

A place in a header is cut out of the raw letter. Characters of a part are cut out of its decoded
text, which is then written back in the part's own charset and transfer encoding. DNS answers and
lines of a policy cannot be removed from a letter; findings that rest on nothing else are not tried.
"""

import base64
import quopri
import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.letter import Letter, Part
from napulse.engines.mailtrust.model import (
    Dns,
    Evidence,
    Finding,
    HeaderSpan,
    Link,
    PartSpan,
    PolicyLine,
    Report,
    Severity,
)
from napulse.engines.mailtrust.read import read
from trust.table import Row, Share, at_least
from trust.writing import Case

Edit = tuple[int, int, bytes]  # bytes of the letter, and what stands there instead
REASONS = (Severity.PROOF, Severity.WARN, Severity.FRAUD)


def rows(policies: PolicySet, letters: list[Case]) -> Iterator[Row]:
    """Both promises, over every finding of the letters."""
    places, gone, tried = Counter[str](), 0, 0
    still: Counter[str] = Counter()
    for case in letters:
        report = assess(case.raw, policies, case.context)
        letter = _judged(case.raw, report)
        brands = {policy.brand for policy in policies.policies}
        places.update(_existing(report, letter, brands))
        for finding in report.findings:
            edits = _edits(finding, letter)
            if finding.severity not in REASONS or not edits or report.inner:
                continue
            tried += 1
            after = assess(_edited(letter.raw, edits), policies, case.context)
            if finding.rule in {other.rule for other in after.findings}:
                still[finding.rule] += 1
            else:
                gone += 1
    bad = ", ".join(f"{kind} {number}" for kind, number in places.most_common() if kind != "good")
    found = Share(places["good"], places.total())
    yield at_least("evidence points at what exists", found, 1.0, bad)
    kept = ", ".join(f"{rule} {number}" for rule, number in still.most_common(4))
    yield at_least("a finding goes with its evidence", Share(gone, tried), 0.95, kept)


def _judged(raw: bytes, report: Report) -> Letter:
    """The letter whose places are meant: the inner one where the report says so."""
    letter = read(raw)
    inner = dict(letter.inner).get(report.inner) if report.inner else None
    return letter if inner is None else read(inner)


def _existing(report: Report, letter: Letter, brands: set[str]) -> Iterator[str]:
    """`good` for every piece of evidence that is there, else its rule."""
    for finding in report.findings:
        if not finding.evidence:
            yield f"{finding.rule} without any"
        for each in finding.evidence:
            yield "good" if _exists(each, report, letter, brands) else finding.rule


def _exists(each: Evidence, report: Report, letter: Letter, brands: set[str]) -> bool:
    match each:
        case HeaderSpan():
            return any(
                header.name == each.name
                and header.span.index == each.index
                and header.span.byte_from <= each.byte_from < each.byte_to <= header.span.byte_to
                for header in letter.headers
            )
        case PartSpan():
            content = _content(letter, each.path)
            return content is not None and 0 <= each.char_from < each.char_to <= len(content)
        case Link():
            content = _content(letter, each.path)
            return content is not None and each.href != "" and each.char_to <= len(content)
        case Dns():
            return each in report.auth.dns or any(each.name == dns.name for dns in report.auth.dns)
        case PolicyLine():
            return each.brand in brands and each.path != ""


def _part(letter: Letter, path: str) -> Part | None:
    return next((part for part in letter.parts if part.path == path), None)


def _content(letter: Letter, path: str) -> str | None:
    """The text that characters are counted in: a part's, or a field's value."""
    if (part := _part(letter, path)) is not None:
        return part.content
    values = [header.value for header in letter.headers if header.name == path]
    return max(values, key=len, default=None)


def _edits(finding: Finding, letter: Letter) -> list[Edit]:
    """What to write where, so that nothing of the finding's evidence is left."""
    cuts: dict[str, list[tuple[int, int]]] = {}
    edits: list[Edit] = []
    for each in finding.evidence:
        if isinstance(each, HeaderSpan):
            edits.append((each.byte_from, each.byte_to, b""))
        elif isinstance(each, PartSpan | Link):
            cuts.setdefault(each.path, []).append((each.char_from, each.char_to))
    for path, spans in cuts.items():
        edits += _written(letter, path, spans)
    return edits


def _written(letter: Letter, path: str, spans: list[tuple[int, int]]) -> list[Edit]:
    part = _part(letter, path)
    if part is not None:
        text = _without(part.content, spans)
        return [(part.byte_from, part.byte_to, _encoded(text, _head(letter.raw, part)))]
    header = letter.first(path)
    if header is None:
        return []
    text = _without(header.value, spans)
    line = f"{path}: =?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
    return [(header.span.byte_from, header.span.byte_to, line.encode())]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without what the spans cover; they may lie over one another."""
    kept, last = [], 0
    for start, stop in sorted(spans):
        kept.append(text[last:start])
        last = max(last, stop)
    return "".join((*kept, text[last:]))


def _head(raw: bytes, part: Part) -> Message:
    """The header block that stands right above a part's body."""
    above = raw[: part.byte_from]
    block = re.split(rb"(?m)^--.*\r?\n", above)[-1] if "." in part.path else above
    return message_from_bytes(block)


def _encoded(text: str, head: Message) -> bytes:
    charset = head.get_content_charset() or "utf-8"
    try:
        body = text.encode(charset, "xmlcharrefreplace")
    except (LookupError, UnicodeError):
        body = text.encode("utf-8", "replace")
    match str(head.get("Content-Transfer-Encoding", "")).strip().lower():
        case "base64":
            return base64.encodebytes(body)
        case "quoted-printable":
            return quopri.encodestring(body)
        case _:
            return body


def _edited(raw: bytes, edits: list[Edit]) -> bytes:
    for start, stop, text in sorted(edits, reverse=True):
        raw = raw[:start] + text + raw[stop:]
    return raw
