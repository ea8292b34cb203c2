"""A letter as its page shows it: the reasons marked in the text, links that nobody opens."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import idna
from django.utils.translation import get_language

from napulse.engines.mailtrust.letter import Letter as Read
from napulse.engines.mailtrust.letter import Text
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.read import read
from napulse.mail import sentences
from napulse.mail.models import Letter
from napulse.mail.queries.policies import Words
from napulse.mail.reports import Span, spans_of
from napulse.mail.words import in_words

SHOWN_CHARS = 60_000
SHOWN_LINKS = 200
RANK = ("proof", "note", "warn", "fraud")
TONES = {"proof": "ok", "note": "", "warn": "warn", "fraud": "risk"}
ICONS = {"proof": "check", "note": "info-circle", "warn": "alert-triangle", "fraud": "circle-x"}
BELOW_SPACE = (*range(9), *range(0x0E, 0x20))
UNSEEN = dict.fromkeys(
    (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C, 0x7F, *BELOW_SPACE),
    "\ufffd",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and the severity of the finding that rests on them, "" where none does."""

    text: str
    severity: str = ""

    @property
    def tone(self) -> str:
        return TONES.get(self.severity, "")


@dataclass(frozen=True, slots=True)
class ShownText:
    """The words of one part; `is_cut` tells that there are more of them."""

    path: str
    pieces: tuple[Piece, ...]
    is_hidden: bool
    is_cut: bool

    @property
    def is_marked(self) -> bool:
        return any(piece.severity for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ShownLink:
    """Where a link really goes, and the words it is shown with."""

    text: str
    href: str
    host: str
    host_in_letters: str
    severity: str

    @property
    def tone(self) -> str:
        return TONES.get(self.severity, "")

    @property
    def lies(self) -> bool:
        """Whether the words look like an address of another host."""
        said = self.text.strip().lower()
        if "." not in said or any(c.isspace() for c in said) or "@" in said:
            return False
        host = urlsplit(said if "//" in said else f"//{said}").hostname or ""
        return bool(host) and not (self.host == host or self.host.endswith(f".{host}"))


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding in words, with advice where there is some to give."""

    text: str
    advice: str
    plain: str
    severity: str
    rule: str

    @property
    def tone(self) -> str:
        return TONES[self.severity]

    @property
    def icon(self) -> str:
        return ICONS[self.severity]


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """Everything the page of a letter shows of its content."""

    subject: tuple[Piece, ...]
    texts: tuple[ShownText, ...]
    links: tuple[ShownLink, ...]
    files: tuple[tuple[str, str, int], ...]
    headers: tuple[tuple[str, str, bool], ...]
    excerpt: str


def shown(row: Letter) -> ShownLetter:
    """Read the stored bytes anew and mark what the findings rest on."""
    return shown_of(_judged_part(row), findings_of(row))


def _judged_part(row: Letter) -> Read:
    """The letter in whose bytes the places of the findings count: itself, or one attached to it."""
    letter = read(row.blob.raw, Limits())
    inner = dict(letter.inner).get(row.report["inner"]) if row.report else None
    return letter if inner is None else read(inner, Limits())


def findings_of(row: Letter) -> list[dict[str, Any]]:
    """The engine's findings, then the product's own, gravest first."""
    found = [*(row.report["findings"] if row.report else []), *row.details]
    return sorted(found, key=lambda each: -RANK.index(each["severity"]))


def shown_of(letter: Read, findings: Sequence[Mapping[str, Any]]) -> ShownLetter:
    """The letter as a page shows it; nothing of it is markup any more."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for span in spans_of(list(findings)):
        spans[span.path].append(span)
    paths = {part.path for part in letter.parts}
    texts = tuple(_text(each, spans[each.path]) for each in letter.texts if each.path in paths)
    subject = next((each for each in letter.texts if each.path == "subject"), None)
    return ShownLetter(
        subject=_pieces(subject, _in_subject(subject, findings)) if subject else (),
        texts=tuple(sorted(texts, key=lambda each: (each.is_hidden, not each.is_marked))),
        links=_links(letter, findings),
        files=tuple((p.filename, p.type, p.size) for p in letter.parts if p.filename or p.attached),
        headers=_headers(letter, findings),
        excerpt=excerpt_of(letter),
    )


def excerpt_of(letter: Read, longest: int = 1500) -> str:
    """The first visible words of the text, for the notes of an interaction."""
    paths = {part.path for part in letter.parts if not part.attached}
    text = next((t.value for t in letter.texts if t.visible and t.path in paths and t.value), "")
    lines = [" ".join(line.split()) for line in text.translate(UNSEEN).splitlines()]
    kept = "\n".join(line for line in lines if line)
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def _text(text: Text, spans: Iterable[Span]) -> ShownText:
    pieces = _pieces(text, spans)
    return ShownText(text.path, pieces, not text.visible, len(text.value) > SHOWN_CHARS)


def _pieces(text: Text, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The words cut at the borders of the spans; where spans overlap the gravest counts."""
    value = text.value[:SHOWN_CHARS].translate(UNSEEN)
    marks = [(*_within(text, span, len(value)), span.severity) for span in spans]
    marks = [(begin, end, severity) for begin, end, severity in marks if begin < end]
    borders = sorted({0, len(value), *(b for b, _e, _s in marks), *(e for _b, e, _s in marks)})
    pieces = []
    for begin, end in pairwise(borders):
        over = [severity for b, e, severity in marks if b <= begin and end <= e]
        gravest = max(over, key=RANK.index, default="")
        pieces.append(Piece(value[begin:end], gravest))
    return tuple(pieces)


def _in_subject(subject: Text, findings: Sequence[Mapping[str, Any]]) -> Iterator[Span]:
    """Findings point at the field as a whole; their words tell where in it."""
    for finding in findings:
        if any(e["kind"] == "HeaderSpan" and e["name"] == "subject" for e in finding["evidence"]):
            words = finding["params"].get("words", "")
            begin = max(0, subject.value.lower().find(words.lower()))
            end = begin + len(words) if words else len(subject.value)
            yield Span(
                "subject",
                subject.at[begin],
                subject.at[min(end, len(subject.value))],
                finding["severity"],
            )


def _within(text: Text, span: Span, length: int) -> tuple[int, int]:
    """The span's place in the visible words; findings count in the part's content."""
    begin = bisect_left(text.at, span.begin)
    return min(begin, length), min(bisect_left(text.at, span.end), length)


def _links(letter: Read, findings: Sequence[Mapping[str, Any]]) -> tuple[ShownLink, ...]:
    graves: dict[str, str] = {}
    for finding in findings:
        for each in finding["evidence"]:
            if each["kind"] == "Link":
                graves.setdefault(each["href"], finding["severity"])
    unique = {(link.href, link.text): link for link in letter.links}
    return tuple(_link(h, t, graves.get(h, "")) for h, t in list(unique)[:SHOWN_LINKS])


def _link(href: str, text: str, severity: str) -> ShownLink:
    try:
        host = (urlsplit(href).hostname or "").lower()
    except ValueError:
        host = ""
    words = " ".join(text.translate(UNSEEN).split())[:300]
    return ShownLink(words, href.translate(UNSEEN)[:2000], host, in_letters(host), severity)


def in_letters(domain: str) -> str:
    """The letters that a punycode domain shows as; "" where it is plain."""
    if "xn--" not in domain:
        return ""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return ""


def _headers(
    letter: Read, findings: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, str, bool], ...]:
    marked = {
        (each["name"], each["index"])
        for finding in findings
        for each in finding["evidence"]
        if each["kind"] == "HeaderSpan" and finding["severity"] in {"warn", "fraud"}
    }
    seen: dict[str, int] = defaultdict(int)
    rows = []
    for header in letter.headers[:300]:
        key = (header.name, seen[header.name])
        seen[header.name] += 1
        rows.append((header.name, header.value.translate(UNSEEN)[:4000], key in marked))
    return tuple(rows)


def reasons(findings: Sequence[Mapping[str, Any]], words: Words) -> list[Reason]:
    """Every finding as a sentence, with the words of the policies.

    What two rules say in the same words is said once; a mention says nothing beside a claim, and
    that there is no claim is said by the verdict.
    """
    found = list(findings)
    claims = {each["message"] for each in found if each["message"].startswith("claim.")}
    silent = {"claim.none"} | ({"claim.mention"} if len(claims) > 1 else set())
    found = [each for each in found if each["message"] not in silent]
    told = [reason(each, words) for each in found]
    return list({each.text: each for each in reversed(told)}.values())[::-1]


def reason(finding: Mapping[str, Any], words: Words) -> Reason:
    """One finding in the reader's words; a code without a sentence shows its rule."""
    params = finding["params"]
    values = defaultdict(str, told_params(params, words.names))
    sentence = sentences.SENTENCES.get(finding["message"])
    return Reason(
        text=str(sentence) % values if sentence else finding["rule"],
        advice=str(sentences.ADVICE.get(finding["message"], "")),
        plain=words.plains.get(f"{params.get('brand')}/{params.get('rule')}", ""),
        severity=finding["severity"],
        rule=finding["rule"],
    )


def told_params(params: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Params as a sentence takes them: brands by name, codes in words."""
    told = {key: in_words(key, value).translate(UNSEEN) for key, value in params.items()}
    if brand := params.get("brand"):
        told["brand"] = names.get(brand, brand)
    return told


def verdict_words(verdict: str, brand: str, words: Words) -> tuple[str, str]:
    """The verdict as a sentence, and what to do about it; "" is a verdict that is still to come."""
    known = {**sentences.VERDICTS, **({} if brand else sentences.VERDICTS_OF_NOBODY)}
    values = {"brand": words.names.get(brand, brand)}
    return str(known[verdict]) % values, str(sentences.WHAT_TO_DO[verdict])


def shown_verdict(row: Letter) -> str:
    """The verdict, "" while the first one is still to come."""
    return "" if row.report is None and row.is_waiting else row.verdict


def language() -> str:
    """The reader's language, in which brands and rules are named."""
    return (get_language() or "en")[:2]
