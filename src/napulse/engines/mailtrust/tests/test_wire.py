"""Bytes to header fields."""

import pytest

from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.wire import headers_of, hidden_from, read_head
from napulse.engines.mailtrust.words import Budget, shown


def a_head(raw: bytes, limits: Limits | None = None) -> tuple[list[tuple[str, str]], set[str], int]:
    limits = limits or Limits()
    head = read_head(raw, 0, len(raw), limits)
    headers = headers_of(head, limits, Budget(limits.encoded_words))
    for header in headers:
        field = raw[header.span.byte_from : header.span.byte_to].replace(b"\r", b"\n")
        assert field.endswith(header.raw.replace(b"\r", b"\n"))
    return [(header.name, header.value) for header in headers], head.defects, head.body


PLAIN = [("from", "a@b.c"), ("subject", "x y")]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_any_kind_of_line_end_separates_fields(end: bytes) -> None:
    raw = end.join([b"From: a@b.c", b"Subject: x", b" y", b"", b"body"])

    fields, _, body = a_head(raw)

    assert fields == PLAIN
    assert raw[body:] == b"body"


@pytest.mark.parametrize(
    ("raw", "defects"),
    [
        (b"From: a@b.c\r\nSubject: x y\r\n\r\n", set()),
        (b"From x@y Mon Jan 1\r\nFrom: a@b.c\r\nSubject: x y\r\n\r\n", {"mbox_from"}),
        (b"\r\n\r\nFrom: a@b.c\r\nSubject: x y\r\n\r\n", {"leading_blank"}),
        (b" From: a@b.c\r\nSubject: x y\r\n\r\n", {"leading_space"}),
        (b"From: a@b.c\rSubject: x y\r\n\r\n", {"bare_cr"}),
        (b"From: a@b.c\nSubject: x y\r\n\r\n", {"bare_lf"}),
        (b"From : a@b.c\r\nSubject: x y\r\n\r\n", {"space_before_colon"}),
        (b"From\r\n : a@b.c\r\nSubject: x y\r\n\r\n", {"folded_name"}),
        (b"Fr\x00om: a@b.c\r\nSubject: x y\r\n\r\n", {"nul", "odd_name"}),
        (b"From: a@b.c\r\nnothing\r\nSubject: x y\r\n\r\n", {"line_without_colon"}),
        (b"From: a@b.c\r\nSubject: x\r\n \r\n y\r\n\r\n", {"blank_fold"}),
        (b"From: a@b.c\r\nSubject: x y", {"no_blank_line"}),
    ],
)
def test_every_oddity_of_a_header_has_its_code(raw: bytes, defects: set[str]) -> None:
    fields, found, _ = a_head(raw)

    assert [(name, " ".join(value.split())) for name, value in fields] == PLAIN
    assert found == defects


def test_a_field_that_may_stand_once_is_told_when_it_stands_twice() -> None:
    fields, defects, _ = a_head(b"Subject: a\nReceived: b\nReceived: c\nSubject: d\n\n")

    assert [value for _, value in fields] == ["a", "b", "c", "d"]
    assert defects == {"several_subject"}


def test_a_from_inside_another_field_is_found_but_a_list_of_signed_names_is_none() -> None:
    raw = b"DKIM-Signature: h=To:\n From:Subject; d=x\nReceived: by x\n From: <a@b.c>\n\n"
    head = read_head(raw, 0, len(raw), Limits())

    found = hidden_from(head, Limits())

    assert [header.value for header in found] == ["<a@b.c>"]
    assert raw[found[0].span.byte_from : found[0].span.byte_to] == b"From: <a@b.c>"


def test_what_is_past_a_limit_is_cut_and_said() -> None:
    few = Limits(headers=2)
    small = Limits(header_field_bytes=3)
    head = read_head(b"A: 12345\n\n", 0, 10, small)

    assert a_head(b"A: 1\nB: 2\nC: 3\n\n", few)[:2] == (
        [("a", "1"), ("b", "2")],
        {"headers_cut"},
    )
    assert [header.value for header in headers_of(head, small, Budget(1))] == ["12"]
    assert head.truncated


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"=?utf-8?B?TWFpbC5ydQ==?=", "Mail.ru"),
        (b"=?utf-8?Q?=D0=9F=D0?= =?utf-8?Q?=BE=D1=87=D1=82=D0=B0?=", "Почта"),
        (b"=?koi8-r?B?8M/e1ME=?= Mail", "Почта Mail"),
        (b"=?windows-1251?Q?=CF=EE=F7=F2=E0?=", "Почта"),
        (b"a =?utf-8?Q?b?= c", "a b c"),
        (b"=?rot13?Q?abc?=", "abc"),
        ("Почта".encode(), "Почта"),
        ("Почта Почта".encode("cp1251"), "Почта Почта"),
        ("Почта почта".encode("koi8-r"), "Почта почта"),
        ("Café".encode("latin-1"), "Café"),
        (b"=?utf-8?B?TWFpbC5ydQ=?= x", "Mail.ru x"),
        (b"a\x00b\r\n c", "ab c"),
    ],
)
def test_a_value_is_shown_decoded_whatever_its_charset(raw: bytes, value: str) -> None:
    assert shown(raw, Budget(10)) == value


def test_no_more_words_are_decoded_than_the_budget_allows() -> None:
    budget = Budget(1)

    assert shown(b"=?utf-8?Q?a?= =?utf-8?Q?b?=", budget) == "a =?utf-8?Q?b?="
    assert budget.spent
