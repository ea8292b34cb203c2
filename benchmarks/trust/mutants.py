"""Genuine letters made into what is no longer genuine: forged, tampered, ambiguous, cut off.

A mutant counts when a verifier that is written separately (`zone.holds`) no longer finds the same
letter, or when its kind is wrong whatever the signature says: two senders, a letter read only in
part, an unsigned subject replaced, a key that is not there. Changes that no verifier may see are
none: line ends, blanks of the relaxed form, fields above the letter that nobody signs.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle

from napulse.engines.mailtrust.model import Context, Envelope, Limits
from trust.forging import FORGERIES, unsigned
from trust.writing import RECEIVER, SENT, Case, received
from trust.zone import SELECTOR, SIGNED, Signing, Zone, holds, published, signed

FILLER = ("urgent", "пароль", "0", "\u200b", "=", "--", "<b>", "http://x.example/")
SECOND = (
    "Subject: Вы выиграли".encode(),
    b"To: <all@world.example>",
    b"Content-Type: text/html; charset=utf-8",
    b"Content-Transfer-Encoding: base64",
    b"Reply-To: <support@free-box.example>",
    b"Date: Mon, 1 Jan 2024 00:00:00 +0000",
    b"MIME-Version: 1.0",
    b"Sender: <admin@corp.mail.ru>",
)


@dataclass(frozen=True)
class Mutant:
    """`kind` names what was done; the letter is read in `context`."""

    kind: str
    raw: bytes
    context: Context


Change = Callable[[Case, random.Random], Mutant | None]


def mutants(bases: list[Case], count: int, seed: int = 2026) -> Iterator[Mutant]:
    """`count` mutants that count, every kind in turn, of bases drawn at random."""
    chance = random.Random(seed)  # noqa: S311 - the same mutants each run
    made = 0
    work = cycle(KINDS.values())
    while made < count:
        if (mutant := next(work)(chance.choice(bases), chance)) is not None:
            made += 1
            yield mutant


def _tampered(change: Callable[[bytes, random.Random], bytes]) -> Change:
    """A change of the bytes alone, counted when the letter does not hold any more."""

    def made(base: Case, chance: random.Random) -> Mutant | None:
        raw = change(base.raw, chance)
        return None if holds(raw) else Mutant(change.__name__.strip("_"), raw, base.context)

    return made


def _body(raw: bytes) -> int:
    found = re.search(rb"\r?\n\r?\n", raw)
    return found.end() if found else len(raw)


def _flip_in(raw: bytes, chance: random.Random, low: int, high: int) -> bytes:
    place = chance.randrange(low, high)
    return raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]


def _flip_body(raw: bytes, chance: random.Random) -> bytes:
    return _flip_in(raw, chance, _body(raw), len(raw))


def _flip_head(raw: bytes, chance: random.Random) -> bytes:
    return _flip_in(raw, chance, 0, _body(raw))


def _flip_signature(raw: bytes, chance: random.Random) -> bytes:
    return _flip_in(raw, chance, raw.index(b"DKIM-Signature"), raw.index(b"\nFrom:"))


def _insert_words(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(_body(raw), len(raw))
    return raw[:place] + chance.choice(FILLER).encode() + raw[place:]


def _insert_bytes(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(raw))
    return raw[:place] + chance.randbytes(chance.randrange(1, 6)) + raw[place:]


def _delete_bytes(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(raw))
    return raw[:place] + raw[place + chance.randrange(1, 40) :]


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _cut_lines(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(1, len(lines))])


def _append(raw: bytes, chance: random.Random) -> bytes:
    return raw + chance.choice(FILLER).encode() * chance.randrange(1, 50) + b"\r\n"


def _swap_lines(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    place = chance.randrange(len(lines) - 1)
    lines[place : place + 2] = lines[place + 1], lines[place]
    return b"".join(lines)


def _bare_ends(raw: bytes, chance: random.Random) -> bytes:
    """Some line ends are a lone CR."""
    return re.sub(rb"\r?\n", lambda found: chance.choice([found[0], b"\r"]), raw)


def _double_line(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    return b"".join([*lines[: place + 1], *lines[place:]])


def _drop_signature(raw: bytes, _chance: random.Random) -> bytes:
    return unsigned(raw)


def _edit_tag(raw: bytes, chance: random.Random) -> bytes:
    """One tag of the signature says something else."""
    tag, value = chance.choice(
        [
            (b"d", b"mail-ru.example"),
            (b"d", b"corp.mail.ru.example"),
            (b"s", b"s2"),
            (b"t", b"1"),
            (b"x", b"9999999999"),
            (b"h", b"from"),
            (b"h", b"to:subject"),
            (b"c", b"simple/simple"),
            (b"a", b"rsa-sha1"),
            (b"a", b"none"),
            (b"v", b"2"),
            (b"bh", b""),
            (b"bh", b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            (b"v", b"1; l=0"),
        ]
    )
    pattern = rb"(DKIM-Signature:[^\n]*?\b" + tag + rb"=)[^;\r\n]*"
    return re.sub(pattern, lambda found: found[1] + value, raw, count=1)


def _other_body(raw: bytes, chance: random.Random) -> bytes:
    """The signed head before words of somebody else."""
    words = chance.choice(FILLER) + " Ваш ящик выиграл приз. Your mailbox has won. "
    return raw[: _body(raw)] + words.encode() * chance.randrange(1, 9) + b"\r\n"


def _other_from(raw: bytes, chance: random.Random) -> bytes:
    """The signature of one letter over another sender."""
    sender = chance.choice([b"support@corp.mail.ru", b"x@mail.ru", b"a@evil.example"])
    return re.sub(
        rb"(?m)^From: .*(\r?\n[ \t].*)*", b"From: Mail.ru <" + sender + b">", raw, count=1
    )


def _other_charset(raw: bytes, chance: random.Random) -> bytes:
    lie = chance.choice([b"utf-7", b"koi8-r", b"utf-16", b"rot13", b"zlib_codec", b"hex", b"x"])
    return re.sub(rb"charset=[\w-]+", b"charset=" + lie, raw, count=1)


def _other_transfer(raw: bytes, chance: random.Random) -> bytes:
    lie = chance.choice([b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"binary"])
    return re.sub(rb"(?i)(Content-Transfer-Encoding:) [\w-]+", rb"\1 " + lie, raw, count=1)


def _second_field(raw: bytes, chance: random.Random) -> bytes:
    """A signed field is there twice, the second above or below the first."""
    return _inserted(raw, chance.choice(SECOND), chance)


def _injected(raw: bytes, chance: random.Random) -> bytes:
    """Line ends smuggled into a field's value bring new fields."""
    end = chance.choice([b"\r", b"\n", b"\r\n", b"\r\r\n", b"\x0b", b"\x85", b"\xe2\x80\xa8"])
    line = chance.choice([b"From: a@evil.example", b"Subject: prize", b"\n<b>prize</b>"])
    return re.sub(rb"(?m)^(Subject: [^\r\n]*)", lambda m: m[1] + end + line, raw, count=1)


def _wrapped(raw: bytes, chance: random.Random) -> bytes:
    """The letter's body in a multipart with words of somebody else, to some depth."""
    at = _body(raw)
    body, bound = raw[at:], b"=_b"
    for depth in range(chance.randrange(1, 6)):
        bound = b"=_b%d" % depth
        mark = b"--" + bound
        other = b"\r\nContent-Type: text/html\r\n\r\n<h1>You have won</h1>\r\n"
        head = b"\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n" % depth
        body = mark + other + mark + head + body + b"\r\n" + mark + b"--\r\n"
    head = re.sub(
        rb"(?im)^Content-Type: [^\r\n]*",
        b'Content-Type: multipart/mixed; boundary="' + bound + b'"',
        raw[:at],
    )
    return head + body


def _inserted(raw: bytes, line: bytes, chance: random.Random) -> bytes:
    """The line as a field of its own, somewhere in the head."""
    lines = re.split(rb"\r?\n(?![ \t])", raw[: _body(raw)].rstrip(b"\r\n"))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\r\n".join(lines) + b"\r\n\r\n" + raw[_body(raw) :]


def _ambiguous(base: Case, chance: random.Random) -> Mutant:
    """A second sender, in one of the ways that programs read differently; never genuine."""
    form = chance.choice(
        [
            b"From: <x@evil.example>",
            b" From: <x@evil.example>",
            b"From : <x@evil.example>",
            b"From\r\n : <x@evil.example>",
            b"From\t: <x@evil.example>",
            b"FROM: x@evil.example, y@evil.example",
            b"From: \xff\xfe <x@evil.example>",
            b"From:<x@evil.example>\x00",
            b"from: =?utf-8?B?PGFAZXZpbC5leGFtcGxlPg==?=",
        ]
    )
    return Mutant("ambiguous", _inserted(base.raw, form, chance), base.context)


def _read_in_part(base: Case, chance: random.Random) -> Mutant:
    """The letter is good, but a limit keeps part of it from being read."""
    limits = chance.choice(
        [
            Limits(bytes=len(base.raw) - 1),
            Limits(bytes=_body(base.raw) + 4),
            Limits(headers=3),
            Limits(header_bytes=200),
            Limits(header_field_bytes=80),
            Limits(text_chars=10, html_bytes=10),
        ]
    )
    return Mutant("limits", base.raw, replace(base.context, limits=limits))


def _resigned(
    base: Case, headers: tuple[str, ...] = SIGNED, body_length: int | None = None
) -> bytes:
    """Signed anew by the brand, in another way."""
    signing = Signing(_domain(base), SENT, headers=headers, body_length=body_length)
    return signed(_below_trace(unsigned(base.raw)), signing)


def _domain(base: Case) -> str:
    """The domain that signed."""
    return base.raw.partition(b" d=")[2].partition(b";")[0].decode()


def _below_trace(raw: bytes) -> bytes:
    """Without the Received fields on top."""
    return raw[raw.index(b"From:") :]


def _arrived(base: Case, raw: bytes, late: timedelta = timedelta(0)) -> bytes:
    return received("relay.example", RECEIVER, SENT + late) + raw


def _short_signature(base: Case, chance: random.Random) -> Mutant:
    """The brand signed only the beginning (l=); the rest is somebody else's."""
    length = chance.randrange(0, 40)
    raw = _resigned(base, body_length=length)
    return Mutant("body length", _arrived(base, raw) + b"<h1>Prize!</h1>\r\n", base.context)


def _unsigned_subject(base: Case, chance: random.Random) -> Mutant:
    """The brand did not sign the subject; another one stands there."""
    name = chance.choice(["subject", "content-type"])
    raw = _resigned(base, headers=tuple(h for h in SIGNED if h != name))
    line = b"Subject: \xd0\x9f\xd1\x80\xd0\xb8\xd0\xb7" if name == "subject" else b""
    if not line:
        return Mutant("unsigned type", _other_charset(_arrived(base, raw), chance), base.context)
    raw = re.sub(rb"(?m)^Subject: [^\r\n]*(\r\n[ \t][^\r\n]*)*", line, raw, count=1)
    return Mutant("unsigned subject", _arrived(base, raw), base.context)


def _added_beside(base: Case, chance: random.Random) -> Mutant:
    """The brand did not forbid more fields of a name: another one stands above, the seal holds.

    A Sender is none of them: few sign it, and it says no more than a field of the way.
    """
    signing = Signing(_domain(base), SENT, times=0)
    raw = signed(_below_trace(unsigned(base.raw)), signing)
    line = chance.choice([*SECOND[:-1], b"From: <x@evil.example>"])
    return Mutant("field added", _arrived(base, line + b"\r\n" + raw), base.context)


def _enclosed(base: Case, chance: random.Random) -> Mutant | None:
    """A tampered letter as the attachment of a stranger's."""
    inner = chance.choice([_flip_body, _insert_words, _other_body, _append, _edit_tag])(
        base.raw, chance
    )
    if holds(inner):
        return None
    head = (
        b"From: <olga@client.example>\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="q"\r\n\r\n--q\r\n'
        b"Content-Type: message/rfc822\r\n\r\n"
    )
    return Mutant("tampered enclosed", head + inner + b"\r\n--q--\r\n", base.context)


def _expired(base: Case, chance: random.Random) -> Mutant:
    """Sent on again long after the signature had ended."""
    late = timedelta(days=chance.randrange(3, 300))
    raw = _arrived(base, _resigned(base), late)
    now = base.context.as_of + late
    return Mutant("expired", raw, replace(base.context, as_of=now, received_at=None))


def _no_key(base: Case, chance: random.Random) -> Mutant:
    """The zone has no such key, a revoked one, or another one."""
    name = f"{SELECTOR}._domainkey.{_domain(base)}"
    record = chance.choice([(), ("v=DKIM1; k=rsa; p=",), (published("wrong"),), ("junk",)])
    zone = Zone({(name, "TXT"): record})
    return Mutant("no key", base.raw, replace(base.context, resolver=zone))


def _spf_alone(base: Case, _chance: random.Random) -> Mutant:
    """The envelope passes SPF for the brand, nothing is signed."""
    domain = _domain(base)
    envelope = Envelope("192.0.2.10", helo=domain, mail_from=f"bounce@{domain}")
    context = replace(base.context, envelope=envelope)
    return Mutant("SPF alone", unsigned(base.raw), context)


def _forged(name: str) -> Change:
    forge = FORGERIES[name]
    return lambda base, _chance: Mutant(name, forge(base.raw), base.context)


KINDS: dict[str, Change] = {
    change.__name__.strip("_"): _tampered(change)
    for change in (
        *(_flip_body, _flip_head, _flip_signature, _insert_words, _insert_bytes, _delete_bytes),
        *(
            _cut,
            _cut_lines,
            _append,
            _swap_lines,
            _double_line,
            _bare_ends,
            _drop_signature,
            _edit_tag,
        ),
        *(
            _edit_tag,
            _other_body,
            _other_charset,
            _other_transfer,
            _second_field,
            _injected,
            _wrapped,
        ),
    )
} | {
    change.__name__.strip("_"): change
    for change in (
        *(_ambiguous, _read_in_part, _short_signature, _unsigned_subject, _expired, _no_key),
        *(_spf_alone, _added_beside, _enclosed),
    )
}
KINDS |= {name: _forged(name) for name in FORGERIES}
