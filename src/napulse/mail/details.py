"""Bank details in a letter's words: INN, BIK and account numbers, with their checksums.

Checksums: INN after the order of the tax service ММВ-7-6/435@, accounts after the rules of the Bank
of Russia for keys of accounts (№ 515 of 08.09.1997): weights 7, 1, 3 over the last three digits of
the BIK and the account itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle

from napulse.engines.mailtrust.letter import Text

INN = re.compile(r"(?i)\b(?:ИНН|INN)\b[\s:№=-]{0,6}(\d(?:[  ]?\d){9,11})(?!\d)")
BIK = re.compile(r"(?i)\b(?:БИК|BIK|BIC)\b[\s:№=-]{0,6}(0\d(?:[  ]?\d){7})(?!\d)")
ACCOUNT = re.compile(r"(?<!\d)([345]\d(?:[  .]?\d){18})(?!\d)")
INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_11 = (7, *INN_10)
INN_12 = (3, *INN_11)
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


def is_inn(value: str) -> bool:
    """Whether the check digits of an INN of 10 or 12 digits hold."""
    digits = [int(each) for each in value if each.isdigit()]
    if len(digits) != len(value):
        return False
    if len(digits) == 10:
        return digits[9] == _inn_digit(digits, INN_10)
    return (
        len(digits) == 12
        and digits[10] == _inn_digit(digits, INN_11)
        and digits[11] == _inn_digit(digits, INN_12)
    )


def _inn_digit(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=False)) % 11 % 10


def is_account(value: str, bik: str) -> bool:
    """Whether the key of an account of 20 digits holds at the bank of this BIK of 9 digits."""
    if not (re.fullmatch(r"\d{20}", value) and re.fullmatch(r"\d{9}", bik)):
        return False
    weights = cycle((7, 1, 3))
    return sum(int(d) * w % 10 for d, w in zip(bik[-3:] + value, weights, strict=False)) % 10 == 0


def compared(details: tuple[Detail, ...], known: Iterable[Known]) -> list[dict[str, object]]:
    """What is wrong, or right, with the details of a letter, as findings of the letter's page.

    `details.impossible`: a checksum fails. `details.changed`: an entity's account or BIK differs
    from what is stored. `details.same`: it is the one that is stored.
    """
    stored = [each for each in known if each.account or each.inn]
    biks = [each.value for each in details if each.kind == "bik"]
    found = [_judged(each, biks, stored) for each in details]
    return [each for each in found if each]


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
