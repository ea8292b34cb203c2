"""A whole letter taken apart, and what holds for every letter."""

import base64
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from napulse.engines.mailtrust.letter import Letter, Text
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.read import read

LETTER = "\r\n".join(
    [
        "Received: from x by y; Mon, 20 May 2024 10:00:00 +0300",
        "From: =?utf-8?B?0J/QvtGH0YLQsCBNYWlsLnJ1?= <support@corp.mail.ru>",
        "To: user@mail.ru",
        "Subject: Ваш  ящик\u2122 выиграл",
        "Date: Mon, 20 May 2024 10:00:00 +0300",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Пришлите пароль. Звоните 8 495 725-63-57. https://evil.example/a?b",
        "--b",
        "Content-Type: text/html; charset=utf-8",
        "",
        '<style>.h{display:none}</style><p>Приз <b>1&nbsp;000</b> руб.<p class="h">скрыто</p>',
        '<a href="https://evil.example">mail.ru</a> в 20:30, ул. Ленина, 5',
        "--b--",
        "",
    ]
).encode()


def words_of(letter: Letter) -> list[tuple[str, bool, str]]:
    return [(text.path, text.visible, text.value.strip()) for text in letter.texts]


def test_a_letter_is_taken_apart() -> None:
    letter = read(LETTER)

    assert words_of(letter) == [
        ("subject", True, "Ваш  ящик\u2122 выиграл"),
        ("from", True, "Почта Mail.ru"),
        ("1", True, "Пришлите пароль. Звоните 8 495 725-63-57. https://evil.example/a?b"),
        ("2", True, "Приз 1\xa0000 руб.\nmail.ru в 20:30, ул. Ленина, 5"),
        ("2", False, "скрыто"),
    ]
    assert letter.texts[0].norm == "ваш ящик выиграл"
    assert [(link.href, link.text) for link in letter.links] == [
        ("https://evil.example/a?b", "https://evil.example/a?b"),
        ("https://evil.example", "mail.ru"),
    ]
    assert [(each.minor, each.role) for each in letter.facts.sums] == [(100_000, "prize")]
    assert [each.number for each in letter.facts.phones] == ["+74957256357"]
    assert [each.what for each in letter.facts.asks] == ["password"]
    assert (letter.defects, letter.truncated, letter.inner) == ((), False, ())


@pytest.mark.parametrize(
    "body",
    [
        "---------- Forwarded message ---------\nFrom: Mail <a@evil.example>\nDate: x\nHi",
        "-------- Пересылаемое сообщение --------\n20.05.2024, Mail:\nОт: a@evil.example",
        "Смотри\n\nОт: Почта <a@evil.example>\nКому: me\nТема: Приз\n\nтекст",
        "> From: Mail <a@evil.example>\n> To: me\n> Subject: x",
    ],
)
def test_the_author_of_an_inline_forward_is_found(body: str) -> None:
    assert read(f"From: me@x.ru\n\n{body}".encode()).forwarded_from == "a@evil.example"


def test_a_from_in_plain_talk_is_no_forward() -> None:
    assert read(b"From: me@x.ru\n\nWrite from: a@evil.example").forwarded_from == ""


def test_a_shown_name_is_read_even_where_no_address_stands() -> None:
    assert words_of(read(b'From: "Facebook" <>\n\nhi'))[0] == ("from", True, '"Facebook" <>')


def test_a_letter_past_the_size_limit_is_truncated() -> None:
    assert read(LETTER, Limits(bytes=300)).truncated
    assert not read(LETTER).truncated


# --- laws -------------------------------------------------------------------------------------

TOKENS = [
    b"From: a@b.c\r\n", b"\r\n\r\n", b"\r", b"\n", b"\x00", b"<", b">", b'"', b",", b"\\", b"(",
    b"=?utf-8?B?", b"?=", b"--b\r\n", b"--b--", b"Content-Type: text/html\r\n", b"<!--", b"&#x41",
    b"Content-Type: message/rfc822\r\n\r\n", b"<style>.a{", b"</style>", b"<a href='", b"<td>",
    b"<p style=display:none>", b"\xff\xfe", b"\xd0", b"\xcc\x86", b"12:30 ", b"$5 ",
    b"password: __", b"<br>",
    b"Content-Transfer-Encoding: base64\r\n", b" ", b"\t", b"a.b.c.d", b"8 495 725 63 57 ", b"@",
]  # fmt: skip


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    raw = bytearray(LETTER)
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(raw)))
        if draw(st.booleans()):
            raw[place:place] = draw(st.sampled_from(TOKENS)) * draw(st.sampled_from([1, 2, 40]))
        else:
            del raw[place : place + draw(st.sampled_from([1, 3, 50]))]
    return bytes(raw)


def room_of(letter: Letter, path: str) -> int:
    parts = [len(part.content) for part in letter.parts if part.path == path]
    fields = [len(header.value) for header in letter.headers if header.name == path]
    return max(parts + fields, default=0)


def check_text(letter: Letter, text: Text) -> None:
    for places, length, room in (
        (list(text.at), len(text.value), room_of(letter, text.path)),
        (list(text.norm_at), len(text.norm), len(text.value)),
    ):
        assert len(places) == length + 1
        assert places == sorted(places)
        assert all(0 <= place <= room for place in places)


def check(letter: Letter) -> None:
    size = len(letter.raw)
    places = [header.span for header in letter.headers]
    places += [author.span for author in (*letter.sender.authors, *letter.sender.reply_to)]
    assert all(0 <= span.byte_from <= span.byte_to <= size for span in places)
    assert all(0 <= part.byte_from <= part.byte_to <= size for part in letter.parts)
    for text in letter.texts:
        check_text(letter, text)
    facts = letter.facts
    for kind in (facts.phones, facts.sums, facts.moments, facts.places, facts.asks):
        for each in kind:
            room = room_of(letter, each.span.path)
            assert 0 <= each.span.char_from < each.span.char_to <= room
    for link in letter.links:
        assert 0 <= link.char_from <= link.char_to <= room_of(letter, link.path)


@given(mutants())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_place_in_a_mutant_points_into_it(raw: bytes) -> None:
    check(read(raw))


@given(st.binary(max_size=400))
@example(b"")
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    check(read(raw))
    check(read(b"From: a@b.c\nContent-Type: text/html\n\n" + raw))


@given(mutants())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_bytes_read_the_same(raw: bytes) -> None:
    assert read(raw) == read(raw)


@given(st.integers(0, len(LETTER)))
@settings(max_examples=60, deadline=None)
def test_what_is_cut_off_at_the_end_changes_no_field_that_stays(cut: int) -> None:
    whole, part = read(LETTER), read(LETTER[:cut])

    kept = [header for header in part.headers if header.span.byte_to < cut]
    assert kept == list(whole.headers[: len(kept)])


HEAD = b"From: a@b.c\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
BOMBS = {
    "from_comments": b"From: " + b"(" * 90_000 + b"\n\nx",
    "from_quotes": b'From: "' + b'\\"' * 45_000 + b"\n\nx",
    "from_words": b"From: " + b"=?a?q?b?=" * 10_000 + b"\n\nx",
    "from_signs": b"From: " + b"a@" * 45_000 + b"\n\nx",
    "fields": b"A: b\n" * 200_000 + b"\nx",
    "folds": b"A: b" + b"\n " * 300_000 + b"\n\nx",
    "params": b"Content-Type: text/plain" + b'; a="' * 20_000 + b"\n\nx",
    "nesting": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)
    ),
    "inner": b"Content-Type: message/rfc822\n\n" * 1_000,
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "divs": HEAD + b"<div>" * 100_000,
    "quotes": HEAD + b'<a "' * 100_000,
    "comments": HEAD + b"<!--" * 100_000,
    "closing": HEAD + b"<td>" + b"<b>" * 490 + b"</div>" * 100_000,
    "sheets": HEAD + b"<style>.a{display:none}</style><p class=a>x" * 20_000,
    "digits": b"From: a@b.c\n\n" + b"1 " * 150_000,
    "sums": b"From: a@b.c\n\n" + b"1000 rub to card prize, " * 10_000,
    "asks": b"From: a@b.c\n\n" + b"not send password " * 15_000,
    "base64": HEAD.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
    + base64.b64encode(b"<b>" * 10_000) + b"=" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_letter_made_to_break_readers_is_read(bomb: str) -> None:
    letter = read(BOMBS[bomb])

    check(letter)
    assert re.fullmatch(r"[a-z0-9_ -]*", " ".join(letter.defects))
