"""A report as JSON: the same report gives the same bytes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from napulse.engines.mailtrust.model import Report, Severity


def report_json(report: Report) -> bytes:
    """The report in UTF-8: fields in their order, mappings by key, every evidence with its kind."""
    text = json.dumps(as_data(report), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def as_data(value: Any) -> Any:
    """A report, or anything in it, as plain lists and tables."""
    if isinstance(value, Severity):
        return value.name.lower()
    if is_dataclass(value) and not isinstance(value, type):
        data = {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
        return {"kind": type(value).__name__, **data} if _is_evidence(value) else data
    if isinstance(value, dict):
        return {key: as_data(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [as_data(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _is_evidence(value: object) -> bool:
    return type(value).__name__ in ("HeaderSpan", "PartSpan", "Link", "Dns", "PolicyLine")
