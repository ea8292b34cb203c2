"""The templates that ship with the product, from files beside this module, in either language."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from napulse.delivery import grammar
from napulse.delivery.breakdown import (
    MILESTONE,
    NOTHING,
    PHASE,
    REVIEW,
    WORK,
    WorkRow,
    content_of,
    faults,
    numbered,
)
from napulse.engines.kernel.text import fold

FOLDER = Path(__file__).parent / "shipped"
LANGUAGES = ("ru", "en")


def work_role_names(language: str) -> list[str]:
    """The usual work roles of an agency, in the order of a project."""
    return list(_read(language)["roles"])


def shipped_templates(language: str) -> dict[str, dict[str, Any]]:
    """Name, kind of work, what it is for and content by the template's code."""
    read = _read(language)
    names = {fold(name): (0, name) for name in read["roles"]}
    roles = grammar.Roles(names)
    return {
        one["code"]: {
            "name": one["name"],
            "kind": one["kind"],
            "about": one["about"],
            "content": content_of(_rows(one, roles)),
        }
        for one in read["templates"]
    }


def _read(language: str) -> dict[str, Any]:
    language = language if language in LANGUAGES else LANGUAGES[-1]
    told: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))
    return told


def _rows(told: dict[str, Any], roles: grammar.Roles) -> list[WorkRow]:
    rows = numbered([_row(one, roles) for one in told["work"]])
    wrong = faults(rows)
    if wrong:
        raise ValueError(f"{told['code']}: row {wrong[0].at + 1}: {wrong[0].code}")
    return rows


def _row(told: dict[str, Any], roles: grammar.Roles) -> WorkRow:
    kind = next(one for one in (PHASE, WORK, REVIEW, MILESTONE) if one in told)
    days = grammar.read_points(told["days"], in_days=True) if "days" in told else [NOTHING]
    needs = grammar.read_who(told.get("who", ""), roles)
    hours = grammar.read_points(told["hours"]) if needs else []
    shared = hours * len(needs) if len(hours) == 1 else hours
    return WorkRow(
        kind=kind,
        name=told[kind],
        needs=tuple(
            replace(need, minutes=points) for need, points in zip(needs, shared, strict=True)
        ),
        length=days[0],
        after=grammar.read_after(str(told.get("after", ""))),
        optional=bool(told.get("optional", False)),
        deliverable=told.get("gives", ""),
    )
