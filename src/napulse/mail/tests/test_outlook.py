"""Messages of Outlook become letters: headers as they travelled, text, files, letters inside."""

import struct
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.mail.glance import glance
from napulse.mail.intake import letter_of_outlook
from napulse.mail.tests.compound import Folder, compound

TRAVELLED = (
    "Received: from mx.lianta.example by mx.sfera.example; Mon, 23 Nov 2026 11:30:00 +0300\r\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d=lianta.example;\r\n\tb=abc\r\n"
    "From: =?utf-8?b?0JDQvdC90LA=?= <anna@lianta.example>\r\n"
    "Subject: =?utf-8?b?0J/RgNCw0LLQutC4?=\r\n"
    "Message-ID: <1@lianta.example>\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed;\r\n boundary="old"\r\n'
)
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def text(tag: int, value: str) -> dict[str, bytes]:
    return {f"__substg1.0_{tag:04X}001F": value.encode("utf-16-le")}


def ansi(tag: int, value: str, charset: str = "cp1251") -> dict[str, bytes]:
    return {f"__substg1.0_{tag:04X}001E": value.encode(charset)}


def binary(tag: int, value: bytes) -> dict[str, bytes]:
    return {f"__substg1.0_{tag:04X}0102": value}


def fixed(*rows: tuple[int, int, int], head: int = 32) -> dict[str, bytes]:
    packed = b"".join(struct.pack("<HHIQ", kind, tag, 6, value) for tag, kind, value in rows)
    return {"__properties_version1.0": bytes(head) + packed}


def read(folder: Folder) -> EmailMessage:
    found = message_from_bytes(letter_of_outlook(compound(folder)), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_headers_come_as_they_travelled_without_those_of_the_old_body() -> None:
    streams = text(0x007D, TRAVELLED) | text(0x0037, "Правки") | text(0x1000, "Добрый день!\r\n")

    letter = read(Folder(streams))

    assert [name for name, _value in letter.items()] == [
        "Received",
        "From",
        "Subject",
        "Message-ID",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
    assert (str(letter["From"]), str(letter["Subject"])) == (
        "Анна <anna@lianta.example>",
        "Правки",
    )
    assert letter.get_content() == "Добрый день!\r\n"


def test_without_travelled_headers_they_are_made_of_what_the_message_knows() -> None:
    at = int((datetime(2026, 11, 23, 8, 30, tzinfo=UTC) - EPOCH).total_seconds()) * 10_000_000
    streams = (
        text(0x0037, "Черновик")
        | text(0x0042, "Анна Белова")
        | text(0x5D02, "anna@lianta.example")
        | text(0x1035, "<2@lianta.example>")
        | ansi(0x1000, "Кириллица в cp1251")
        | fixed((0x3FFD, 0x0003, 1251), (0x0039, 0x0040, at))
    )
    reader = Folder(text(0x3001, "Директор") | text(0x39FE, "director@sfera.example"))

    letter = read(Folder(streams, {"__recip_version1.0_#00000000": reader}))

    assert str(letter["From"]) == "Анна Белова <anna@lianta.example>"
    assert str(letter["To"]) == "Директор <director@sfera.example>"
    assert str(letter["Date"]) == "Mon, 23 Nov 2026 08:30:00 +0000"
    assert letter.get_content().strip() == "Кириллица в cp1251"


def test_html_files_and_letters_inside_come_along() -> None:
    html = '<meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    file = Folder(
        text(0x3707, "акт.pdf") | text(0x370E, "application/pdf") | binary(0x3701, b"%PDF-1")
    )
    inner = Folder(text(0x007D, TRAVELLED) | text(0x1000, "Внутри"))
    streams = text(0x0037, "С файлами") | text(0x1000, "Текст") | binary(0x1013, html)

    letter = read(
        Folder(
            streams,
            {
                "__attach_version1.0_#00000000": file,
                "__attach_version1.0_#00000001": Folder(folders={"__substg1.0_3701000D": inner}),
            },
        )
    )

    kinds = [part.get_content_type() for part in letter.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "message/rfc822",
        "text/plain",
    ]
    parts = list(letter.walk())
    assert "Привет" in parts[3].get_content()
    assert (parts[4].get_filename(), parts[4].get_content()) == ("акт.pdf", b"%PDF-1")
    assert str(parts[6]["Subject"]) == "Правки"


def test_a_value_cannot_begin_a_header_of_its_own() -> None:
    streams = text(0x0037, "Тема\r\nBcc: x@evil.example") | text(0x1000, "Текст")

    letter = read(Folder(streams | text(0x5D02, "a@b.example") | text(0x0042, "A\r\nX-Evil: 1")))

    assert letter["Bcc"] is letter["X-Evil"] is None
    assert (
        glance(letter_of_outlook(compound(Folder(streams)))).subject == "Тема Bcc: x@evil.example"
    )


def test_what_is_no_message_or_is_damaged_is_refused() -> None:
    with pytest.raises(Refused, match=r"upload\.not_a_letter"):
        letter_of_outlook(compound(Folder({"Workbook": b"1"})))
    whole = compound(Folder(text(0x0037, "Тема") | text(0x1000, "Текст" * 200)))
    with pytest.raises(Refused, match=r"upload\.broken_outlook"):
        letter_of_outlook(whole[:600])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_raises_nothing_else(data: st.DataObject) -> None:
    whole = bytearray(compound(Folder(text(0x0037, "Тема") | text(0x1000, "Текст" * 50))))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        letter_of_outlook(bytes(whole))
