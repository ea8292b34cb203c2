"""Bank details in a letter's words, and what is stored for the client: INN, BIK, accounts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from napulse.engines.kernel.bank import is_account, is_inn
from napulse.engines.mailtrust.letter import Text

INN = re.compile(r"(?i)\b(?:ИНН|INN)\b[\s:№=-]{0,6}(\d(?:[  ]?\d){9,11})(?!\d)")
BIK = re.compile(r"(?i)\b(?:БИК|BIK|BIC)\b[\s:№=-]{0,6}(0\d(?:[  ]?\d){7})(?!\d)")
ACCOUNT = re.compile(r"(?<!\d)([345]\d(?:[  .]?\d){18})(?!\d)")
CORRESPONDENT = "301"


@dataclass(frozen=True, slots=True)
class Detail:
    """One number as it stands in a part's content; `kind` is inn, bik or account."""

    kind: str
    value: str
    path: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """The stored details of one legal entity; empty where they are not known."""

    name: str
    inn: str = ""
    bik: str = ""
    account: str = ""


def details_in(texts: Iterable[Text]) -> tuple[Detail, ...]:
    """Every number that the visible words hold, in their order, once each."""
    found = (each for text in texts if text.visible for each in _in_text(text))
    return tuple({(each.kind, each.value): each for each in found}.values())


def _in_text(text: Text) -> Iterator[Detail]:
    for kind, pattern in (("inn", INN), ("bik", BIK), ("account", ACCOUNT)):
        for match in pattern.finditer(text.value):
            begin, end = match.span(1)
            value = re.sub(r"\D", "", match[1])
            if kind != "account" or not value.startswith(CORRESPONDENT):
                yield Detail(kind, value, text.path, text.at[begin], text.at[end])


def compared(details: tuple[Detail, ...], known: Iterable[Known]) -> list[dict[str, object]]:
    """What is wrong, or right, with the details of a letter, as findings of the letter's page.

    `details.impossible`: a checksum fails. `details.changed`: an entity's account or BIK differs
    from what is stored. `details.same`: it is the one that is stored.
    """
    stored = [each for each in known if each.account or each.inn]
    biks = [each.value for each in details if each.kind == "bik"]
    found = [_judged(each, biks, stored) for each in details]
    return [each for each in found if each]


def has_changed_details(findings: Iterable[Mapping[str, Any]]) -> bool:
    """Whether money would go elsewhere than to the stored account or bank."""
    changed = {"details.changed.account", "details.changed.bik"}
    return any(each["message"] in changed for each in findings)


def _judged(detail: Detail, biks: list[str], stored: list[Known]) -> dict[str, object] | None:
    values = {known.name: getattr(known, detail.kind) for known in stored}
    values = {name: value for name, value in values.items() if value}
    same = next((name for name, value in values.items() if value == detail.value), None)
    if same is not None:
        return _finding("details.same", "proof", detail, entity=same)
    if _is_impossible(detail, biks):
        return _finding("details.impossible", "warn", detail)
    if values:
        name, value = next(iter(values.items()))
        return _finding("details.changed", "fraud", detail, entity=name, stored=value)
    return None


def _is_impossible(detail: Detail, biks: list[str]) -> bool:
    if detail.kind == "inn":
        return not is_inn(detail.value)
    if detail.kind == "account" and biks:
        return not any(is_account(detail.value, bik) for bik in biks)
    return False


def _finding(code: str, severity: str, detail: Detail, **params: str) -> dict[str, object]:
    place = {
        "kind": "PartSpan",
        "path": detail.path,
        "char_from": detail.begin,
        "char_to": detail.end,
    }
    return {
        "rule": code,
        "severity": severity,
        "message": f"{code}.{detail.kind}",
        "params": {"value": detail.value, **params},
        "evidence": [place | {"visible": True}],
    }
