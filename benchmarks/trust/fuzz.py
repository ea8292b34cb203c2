"""Real letters, bent at random: nothing may escape, and the report must still be sound."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from multiprocessing import get_context

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.model import Report, Verdict
from trust.real import policies
from trust.table import Row
from trust.writing import context

LONGEST = 6_000  # bytes; longer letters are cut, time goes into more of them
TOKENS = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\x00", b"\xff", b"\xe2\x80\x8b", b"\xed\xa0\x80", b" "),
    *(b"=?utf-8?B?", b"=?koi8-r?Q?=C6?=", b"?=", b"=", b"=\r\n", b"=3D", b"=XX", b"<", b">", b"<>"),
    *(b"From: ", b"From : <a@corp.mail.ru>\r\n", b"Subject: ", b"--", b"boundary=", b'"', b"\\"),
    *(b"Content-Type: text/html\r\n", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"charset=utf-16", b"("),
    *(
        b"DKIM-Signature: v=1; ",
        b"h=from:",
        b"b=",
        b"d=corp.mail.ru;",
        b"ARC-Seal: i=1;",
        b"i=9999",
    ),
    *(
        b"<div style='display:none'>",
        b"</",
        b"<!--",
        b"&#",
        b"&#1114112;",
        b"href='http://",
        b"xn--",
    ),
    *(b"99:99", b"31.02.2026", b"1 000 000 000 000 000 000 rub", b"+7", b"8 495 725-63-57", b"%00"),
    *(b"Mail.ru", "пароль".encode(), "рублей в".encode("cp1251"), b"message/rfc822", b"@"),
)


def row(letters: Sequence[bytes], count: int, processes: int) -> Row:
    """`count` bent letters through so many processes."""
    share, rest = divmod(count, processes)
    shares = [(list(letters), share + (at < rest), at) for at in range(processes)]
    if processes == 1:
        found = [problems(*shares[0])]
    else:
        with get_context("fork").Pool(processes) as pool:
            found = pool.starmap(problems, shares)
    bad = [problem for each in found for problem in each]
    return Row(
        f"fuzz: {count} bent letters", f"{len(bad)} faults", "0", not bad, "; ".join(bad[:3])
    )


def problems(letters: list[bytes], count: int, seed: int) -> list[str]:
    """What was wrong, with the seed that bends that letter again."""
    return [text for at in range(count) if (text := problem(letters, f"{seed}.{at}"))]


def problem(letters: Sequence[bytes], seed: str) -> str:
    """The fault that one bent letter finds, or ""."""
    raw = bent(letters, seed)
    try:
        report = assess(raw, _policies(), context())
    except Exception as wrong:  # whatever escapes is what is looked for
        return f"{seed}: {type(wrong).__name__} {wrong}"
    return f"{seed}: {fault}" if (fault := unsound(report)) else ""


def unsound(report: Report) -> str:
    """Why a report cannot be right, or ""."""
    json.dumps(asdict(report), default=str)
    if not report.findings:
        return "a verdict without a reason"
    if report.verdict is Verdict.GENUINE and not (report.auth.aligned or report.inner):
        return "genuine without a proof"
    if report.verdict is Verdict.GENUINE and (report.truncated or report.sender.ambiguous):
        return "genuine, but not read whole or of two senders"
    return ""


@cache
def _policies() -> PolicySet:
    return policies()


def bent(letters: Sequence[bytes], seed: str) -> bytes:
    """One letter under a few changes; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same letters for the same seed
    raw = chance.choice(letters)[:LONGEST]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        raw = _changed(raw, letters, chance)
    return raw


def _changed(raw: bytes, letters: Sequence[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    if chance.random() < 0.5:  # the head is where meaning is dense
        at = min(at, chance.randrange(1_500))
    left, right = raw[:at], raw[at:]
    length = chance.choice((1, 2, 8, 60, 400))
    match chance.randrange(9):
        case 0:
            return left + bytes([chance.randrange(256)]) + right[1:]
        case 1 | 2 | 3:
            return left + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 40)) + right
        case 4:
            return left + right[length:]
        case 5:
            return left + right[:length] * chance.choice((2, 2, 9)) + right[length:]
        case 6:
            other = chance.choice(letters)[:LONGEST]
            return left + other[chance.randrange(len(other) + 1) :]
        case 7:
            return left + chance.randbytes(length % 40) + right
        case _:
            return left
