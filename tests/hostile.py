"""What nobody should send, and an ear that hears which names a door asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

EVERYWHERE = {
    "nul": "a\x00b",
    "more than a bigint": "9" * 30,
    "more digits than int() takes": "9" * 5000,
    "negative": "-1",
    "a digit that is no number": "²",
    "an Arabic digit": "٣",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "last moment": "9999-12-31T23:59",
    "first moment": "0001-01-01T00:00",
    "year of nothing": "0000-00-00",
    "five digits of a year": "99999-01-01",
    "no such day": "2026-13-45",
    "no such hour": "25:61",
    "not a number": "NaN",
    "markup and formats": "😀'\"<b>%s%(x)s{x}{{x}}\u202e",
    "broken JSON": "[[1",
    "strange JSON": '{"a": [1e999], "topics": 5}',
    "a NUL in JSON": '{"subject": "a\\u0000b", "topics": [{"key": "a", "text": "\\ud800"}]}',
    "a list in JSON": '[{"key": 1}, null, [[]], "x"]',
    "nothing": "",
    "blanks": " \t\r\n\u3000",
}
A_MEGABYTE = "я" * 500_000
FILES = {
    "an empty file": ("empty", b""),
    "noise": ("noise.xlsx", bytes(range(256)) * 40),
    "a cut archive": ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 60),
    "a NUL": ("nul.csv", "имя;почта\n\x00;\x00\n".encode()),
    "no text": ("bad.ics", b"BEGIN:VCALENDAR\r\n\xff\xfe\x00END:VCALENDAR"),
    "a name of its own": ("../../\u202e" + "х" * 300 + ".ics", b"BEGIN:VCALENDAR\r\nEND:VEVENT"),
}


def a_file(kind: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(*FILES[kind])


@contextmanager
def asked_names() -> Iterator[set[str]]:
    """The names under which values of a request, and files of one without any, are looked for."""
    found: set[str] = set()
    names = ("get", "getlist", "__getitem__", "__contains__")
    kept = {name: getattr(MultiValueDict, name) for name in names}

    def hearing(original: Any) -> Any:
        def asked(self: Any, key: Any, *more: Any) -> Any:
            if isinstance(key, str) and (isinstance(self, QueryDict) or not len(self)):
                found.add(str(key))
            return original(self, key, *more)

        return asked

    for name, original in kept.items():
        setattr(MultiValueDict, name, hearing(original))
    try:
        yield found
    finally:
        for name, original in kept.items():
            setattr(MultiValueDict, name, original)
        del MultiValueDict.__contains__
