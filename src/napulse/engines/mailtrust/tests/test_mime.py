"""The MIME tree of a letter."""

import base64

import pytest

from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.read import read

HEAD = b"From: a@b.ru\r\nMIME-Version: 1.0\r\n"


def a_letter(kind: bytes, body: bytes, limits: Limits | None = None) -> Letter:
    return read(HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + body, limits)


def shape(letter: Letter) -> list[tuple[str, str, str]]:
    return [(part.path, part.type, part.content.strip()) for part in letter.parts]


MIXED = b"""--x
Content-Type: multipart/alternative; boundary="y"

--y

plain
--y
Content-Type: text/html

<p>html</p>
--y--
--x
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment; filename*=utf-8''%D0%B0.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQ=
--x--
epilogue
""".replace(b"\n", b"\r\n")


def test_parts_are_numbered_as_imap_numbers_them() -> None:
    letter = a_letter(b"multipart/mixed; boundary=x", MIXED)

    assert shape(letter) == [
        ("1.1", "text/plain", "plain"),
        ("1.2", "text/html", "<p>html</p>"),
        ("2", "application/pdf", ""),
    ]
    pdf = letter.parts[2]
    assert (pdf.filename, pdf.attached, pdf.size, pdf.judged) == (
        "а.pdf",
        True,
        8,
        "application/pdf",
    )
    assert letter.raw[pdf.byte_from : pdf.byte_to].strip() == b"JVBERi0xLjQ="


@pytest.mark.parametrize(
    ("kind", "body", "content"),
    [
        (b"text/plain; charset=utf-8", "Почта".encode(), "Почта"),
        (b"text/plain; charset=windows-1251", "Почта".encode("cp1251"), "Почта"),
        (b"text/plain; charset=koi8-r", "Почта".encode("koi8-r"), "Почта"),
        (b"text/plain; charset=us-ascii", "Почта".encode(), "Почта"),
        (b"text/plain; charset=windows-1251", "Почта".encode(), "Почта"),
        (b"text/plain; charset=utf-8", "Почта почты".encode("cp1251"), "Почта почты"),
        (b"text/plain; charset=rot13", b"hi", "hi"),
        (b"text/plain; charset=zlib_codec", b"hi", "hi"),
        (b"text/plain; charset=utf-7", b"+BB8EPg-", "По"),
        (b"text/plain; charset=gb2312", "你好".encode("gb18030"), "你好"),
        (b"nonsense", b"hi", "hi"),
        (b"multipart/mixed", b"hi", "hi"),
        (b"multipart/mixed; boundary=zz", b"hi", "hi"),
    ],
)
def test_a_body_is_read_whatever_its_fields_claim(kind: bytes, body: bytes, content: str) -> None:
    assert a_letter(kind, body).parts[0].content == content


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"base64", base64.b64encode("Почта".encode())),
        (b"BASE64", base64.b64encode("Поч".encode()) + base64.b64encode("та".encode())),
        (b"base64", b"0J/Q\r\n!vtGH\r\n0YLQsA"),
        (b"quoted-printable", b"=D0=9F=D0=BE=\r\n=D1=87=D1=82=D0=B0"),
        (b'"quoted-printable"', b"=D0=9F=D0=BE=\n=d1=87=D1=82=D0=B0"),
        (b"8bit", "Почта".encode()),
        (b"x-unknown", "Почта".encode()),
    ],
)
def test_every_transfer_encoding_is_undone_tolerantly(encoding: bytes, body: bytes) -> None:
    kind = b"text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding

    assert a_letter(kind, body).parts[0].content == "Почта"


INNER = b"From: c@d.ru\r\nContent-Type: text/html\r\n\r\n<p>inner words</p>"


def test_an_inner_letter_is_kept_whole_and_its_parts_hang_below() -> None:
    body = b"--x\r\n\r\nouter\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n" + INNER + b"\r\n--x--"

    letter = a_letter(b"multipart/mixed; boundary=x", body)

    assert letter.inner == (("2", INNER),)
    assert shape(letter)[1:] == [
        ("2", "message/rfc822", ""),
        ("2", "text/html", "<p>inner words</p>"),
    ]
    assert [text.value.strip() for text in letter.texts] == ["outer"]


def test_an_inner_letter_in_base64_is_decoded() -> None:
    body = base64.b64encode(INNER)
    kind = b"message/rfc822\r\nContent-Transfer-Encoding: base64"

    assert a_letter(kind, body).inner == (("1", INNER),)


def test_an_attached_page_is_read_only_where_nothing_else_is_shown() -> None:
    page = b"--x\r\nContent-Type: text/html; name=a.html\r\nContent-Disposition: attachment\r\n\r\n"
    alone = page + b"<p>page</p>\r\n--x--"
    beside = b"--x\r\n\r\nshown\r\n" + alone

    assert [t.value for t in a_letter(b"multipart/mixed; boundary=x", alone).texts] == ["page\n"]
    assert [t.value for t in a_letter(b"multipart/mixed; boundary=x", beside).texts] == ["shown"]


@pytest.mark.parametrize(
    ("declared", "filename", "body", "judged"),
    [
        (b"image/png", b"a.png", b"TVqQAAMAAAAEAAAA", "application/x-msdownload"),
        (b"application/pdf", b"a.pdf.exe", b"AAAA", "application/x-msdownload"),
        (b"application/pdf", b"a.pdf", b"PGh0bWw+PGJvZHk+", "text/html"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_found_out(
    declared: bytes, filename: bytes, body: bytes, judged: str
) -> None:
    kind = declared + b"\r\nContent-Disposition: attachment; filename=" + filename
    kind += b"\r\nContent-Transfer-Encoding: base64"

    letter = a_letter(kind, body)

    assert letter.parts[0].judged == judged
    assert "type_lie" in letter.defects


def test_limits_of_parts_depth_and_text_truncate_the_letter() -> None:
    many = b"--x\r\n\r\na\r\n" * 300
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n" % (level, level)
        for level in range(30)
    )
    cases = {
        "parts_cut": a_letter(b"multipart/mixed; boundary=x", many),
        "depth_cut": read(HEAD + deep),
        "text_cut": a_letter(b"text/plain", b"a" * 50, Limits(text_chars=10)),
    }

    assert {code: (code in each.defects, each.truncated) for code, each in cases.items()} == (
        dict.fromkeys(cases, (True, True))
    )
    assert cases["text_cut"].parts[0].content == "a" * 10


def test_a_boundary_given_twice_is_told() -> None:
    letter = a_letter(b"multipart/mixed; boundary=x; boundary=y", b"--x\r\n\r\na\r\n--x--")

    assert "param_twice" in letter.defects
