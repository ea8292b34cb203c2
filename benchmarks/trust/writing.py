"""The written letters: YAML under `letters/`, disguised, put into bytes, signed."""

import base64
import quopri
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from napulse.engines.mailtrust.model import Context, TrustRule
from trust.disguises import Draft, disguised
from trust.zone import Signing, Zone, signed

LETTERS = Path(__file__).resolve().parents[1] / "letters"
SENT = datetime(2026, 3, 10, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))
RECEIVER = "mx.sfera.example"
READER = "director@sfera.example"
HOLIDAYS = frozenset({"2026-01-08", "2026-02-23", "2026-03-09", "2026-05-01", "2026-05-11"})


@dataclass(frozen=True)
class Case:
    """A letter and the verdicts that are right for it (one, unless the rules leave it open)."""

    id: str
    half: str  # open, or held: what nobody tunes on
    kind: str
    expect: frozenset[str]
    raw: bytes
    context: Context


def context(*, days: float = 0.1, received_at: datetime | None = None) -> Context:
    """The reader's own receiver is trusted; the look comes `days` after the letter was sent."""
    return Context(
        as_of=(SENT + timedelta(days=days)).astimezone(UTC),
        resolver=Zone(),
        trusted=(TrustRule(RECEIVER, received_by=RECEIVER),),
        holidays=HOLIDAYS,
        received_at=received_at,
    )


def cases(*halves: str) -> list[Case]:
    """Every letter of the halves, disguises included."""
    return [case for half in halves for case in _half(half)]


def _half(half: str) -> Iterator[Case]:
    for path in sorted((LETTERS / half).glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = content if path.stem != "lab" else list(_lab(content))
        for entry in entries:
            entry.setdefault("expect", _usual(path.stem))
            yield from _written(entry, half)


def _usual(stem: str) -> str:
    return {"genuine": "genuine", "no_claim": "no_claim"}.get(stem, "fraudulent")


def _lab(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One template with one slot changed."""
    for case in content["cases"]:
        slots = content["templates"][case["lang"]] | case
        yield {
            "id": f"lab-{case['lang']}-{case['id']}",
            "kind": "lab",
            "from": slots["from"],
            "subject": slots["subject"],
            "text": slots["text"].format_map(slots),
            "expect": case["expect"],
        }


def _written(entry: dict[str, Any], half: str) -> Iterator[Case]:
    draft = _draft(entry)
    yield _case(entry, half, draft, "")
    for kind in entry.get("disguises", ()):
        chance = random.Random(f"{entry['id']} {kind}")  # noqa: S311 - the same letters each run
        yield _case(entry, half, disguised(draft, kind, chance), kind)


def _draft(entry: dict[str, Any]) -> Draft:
    raw = entry["from"] if entry.get("raw_from") else ""
    name, _, address = entry["from"].rpartition("<")
    transfer = ("8bit", "quoted-printable", "base64")[_spread(entry["id"], 3)]
    return Draft(
        name=name.strip(),
        address=address.rstrip(">"),
        subject=entry["subject"],
        text=entry.get("text", ""),
        html=entry.get("html", ""),
        transfer=transfer,
        raw_from=raw,
    )


def _spread(word: str, ways: int) -> int:
    return zlib.crc32(word.encode()) % ways


def _case(entry: dict[str, Any], half: str, draft: Draft, disguise: str) -> Case:
    raw = finished(entry, draft)
    expect = entry["expect"]
    late = entry.get("late_days", 0)
    got = SENT.astimezone(UTC) if late else None
    ident = f"{entry['id']}+{disguise}" if disguise else entry["id"]
    if not disguise and _spread(ident, 3) == 0:
        raw = raw.replace(b"\r\n", b"\n")  # as many programs save it
    return Case(
        id=ident,
        half=half,
        kind=entry.get("kind") or entry.get("family") or entry["id"].partition("-")[0],
        expect=frozenset([expect] if isinstance(expect, str) else expect),
        raw=raw,
        context=context(days=late or 0.1, received_at=got),
    )


def finished(entry: dict[str, Any], draft: Draft) -> bytes:
    """The letter as the receiver stored it."""
    raw = composed(draft, entry)
    domain = entry.get("signer", draft.address.rpartition("@")[2])
    if not entry.get("unsigned"):
        owner = "wrong" if entry.get("wrong_key") else ""
        raw = signed(raw, Signing(domain, SENT, owner))
    hops = received(domain, RECEIVER, SENT)
    if entry.get("forwarded"):
        hops = received("relay.forwarder.example", RECEIVER, SENT + timedelta(minutes=2))
        hops += received(domain, "relay.forwarder.example", SENT)
    return hops + raw


def received(sender: str, receiver: str, at: datetime) -> bytes:
    """One Received field."""
    return (
        f"Received: from {sender} ({sender} [192.0.2.10])\r\n\tby {receiver} with ESMTPS id 4XyZ;"
        f"\r\n\t{format_datetime(at)}\r\n"
    ).encode()


def composed(draft: Draft, entry: dict[str, Any]) -> bytes:
    """Headers and body of a draft, unsigned, with CRLF."""
    russian = bool(re.search("[а-яё]", (draft.subject + draft.text + draft.html).lower()))
    lines = [
        f"From: {draft.raw_from or _from(draft)}",
        f"To: <{READER}>",
        f"Subject: {_word(draft.subject, draft)}",
        f"Date: {format_datetime(SENT)}",
        f"Message-ID: <{zlib.crc32(entry['id'].encode()):08x}@{draft.address.rpartition('@')[2]}>",
        "MIME-Version: 1.0",
        f"Content-Language: {'ru' if russian else 'en'}",
    ]
    if entry.get("reply_to"):
        lines.append(f"Reply-To: <{entry['reply_to']}>")
    kind = "html" if draft.html else "plain"
    lines += [
        f"Content-Type: text/{kind}; charset={draft.charset}",
        f"Content-Transfer-Encoding: {draft.transfer}",
    ]
    head = "\r\n".join(lines).encode()
    return head + b"\r\n\r\n" + _body(draft)


def _from(draft: Draft) -> str:
    if not draft.name:
        return draft.address
    name = _word(draft.name, draft)
    plain = re.fullmatch(r"[\w .!'/#$-]*|=\?[\s\S]*", name)
    return f"{name if plain else _quoted(name)} <{draft.address}>"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', "'") + '"'


def _word(text: str, draft: Draft) -> str:
    """A header's text, encoded where it must or where the draft wants it."""
    if text.isascii() and not draft.split_words:
        return text
    size = 5 if draft.split_words else 24
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    words = [base64.b64encode(piece.encode(draft.charset, "replace")).decode() for piece in pieces]
    return "\r\n ".join(f"=?{draft.charset}?B?{word}?=" for word in words)


def _body(draft: Draft) -> bytes:
    text = (draft.html or draft.text).strip() + "\n"
    encoded = text.encode(draft.charset, "xmlcharrefreplace" if draft.html else "replace")
    if draft.transfer == "base64":
        return base64.encodebytes(encoded).replace(b"\n", b"\r\n")
    if draft.transfer == "quoted-printable":
        return re.sub(rb"\r?\n", b"\r\n", quopri.encodestring(encoded))
    return encoded.replace(b"\n", b"\r\n")
