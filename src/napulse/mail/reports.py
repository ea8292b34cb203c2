"""The engine's report as it is stored: plain JSON, and what the product asks of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from napulse.engines.mailtrust.model import Report
from napulse.engines.mailtrust.report_json import report_json

Data = Mapping[str, Any]


def as_json(report: Report) -> dict[str, Any]:
    """The whole report as JSON values that every database takes: without the character nought."""
    text = report_json(report).decode("utf-8").replace("\\u0000", "\ufffd")
    found: dict[str, Any] = json.loads(text)
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a letter that a finding rests on: a part's path or a header's name."""

    path: str
    begin: int
    end: int
    severity: str


def spans_of(findings: list[Data]) -> Iterator[Span]:
    """Every place in the words of parts that findings rest on."""
    for finding in findings:
        for each in finding["evidence"]:
            if each["kind"] in {"PartSpan", "Link"}:
                yield Span(each["path"], each["char_from"], each["char_to"], finding["severity"])


def is_proven(report: Data) -> bool:
    """Whether the letter's own author is proven: a signature, a trusted receiver or a sealer.

    Where an attached letter was judged, the report tells of that letter's author alone.
    """
    auth = report["auth"]
    return not report["inner"] and bool(auth["aligned"] or auth["vouched"] or auth["sealed"])


def addresses(people: list[Data]) -> list[str]:
    """Authors or others of a report as addresses."""
    return [f"{each['local']}@{each['domain']}" for each in people]
