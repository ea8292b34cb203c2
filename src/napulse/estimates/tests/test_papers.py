"""Estimates and change orders on paper beside their golden pictures; their workbooks."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from napulse.estimates.documents.paper import paper_of
from napulse.estimates.documents.pdf import pdf
from napulse.estimates.documents.workbook import InsideRow, workbook
from napulse.estimates.queries.content import Offered, offered_of
from napulse.testing import NOW
from napulse.ui.tests.papers import (
    TOLERANCE,
    a_page,
    assert_looks_as,
    distance,
    opened_by_office,
    words_of,
)

GOLDENS = Path(__file__).parent / "goldens"


def a_line(title: str, quantity: int, price: int, **more: Any) -> dict[str, Any]:
    listed = quantity * price
    own = {
        "id": 1, "phase": "Креатив", "kind": "labour", "title": title, "unit": "",
        "quantity_milli": quantity * 1000, "price": price, "listed": listed, "net": listed,
        "vat": listed * 22 // 100, "optional": False, "chosen": False, "note": "",
    }  # fmt: skip
    return own | more


MADE = {"phase": "Производство"}
HALF = {"percent_bp": 5_000, "amount": 37_218_540}
CONTENT: dict[str, Any] = {
    "head": {
        "kind": "estimate", "number": 7, "edition": 2, "title": "Осенняя кампания",
        "reason": "Без съёмки: берём фотографии клиента", "language": "ru", "currency": "RUB",
        "tax_code": "standard", "discount_bp": 1_000, "contingency_bp": 500, "rounds": 2,
        "variants": 3, "at_risk_minor": 0,
        "assumptions": "Тексты пишет клиент.\nПерепечатка при правке макета не входит.",
        "priced_on": "2026-11-23", "valid_until": "2026-12-07", "works_from": "2026-12-08",
        "works_to": "2027-01-29", "vat_bp": 2200, "vat_bp_before": None,
        "client": "Гранитный берег", "company": 'ООО "Клиент-Образец"', "project": "Сайт",
        "contract": "12/26", "base": "", "author": "Анна Воронцова",
        "author_title": {"ru": "Аккаунт-директор", "en": "Account director"},
        "author_email": "vorontsova@sfera.example", "words": "Мария, как договорились, без съёмки.",
        "entity": {
            "name": 'ООО "Сфера"', "name_en": "Sfera LLC", "inn": "7700000009", "kpp": "770001001",
            "ogrn": "1027700000008", "address": "Москва, Пример, 1",
            "address_en": "1 Example street, Moscow", "director_title": "Генеральный директор",
            "director_name": "А. А. Образцова",
        },
    },
    "lines": [
        a_line("Концепция", 40, 500_000, note="Два направления, одно до презентации"),
        a_line("Адаптации для семи форматов", 28, 400_000),
        a_line("Печать каталога", 1, 8_000_000, **MADE, kind="production", unit="тираж"),
        a_line("Щиты у воды", 2, 11_765_000, **MADE, kind="media", unit="щит"),
        a_line("Второй тираж", 1, 6_000_000, **MADE, unit="тираж", optional=True),
    ],
    "payments": [
        {"title": "Аванс", "trigger": "accepted", "due_on": None, **HALF},
        {"title": "Остаток", "trigger": "date", "due_on": "2027-01-29", **HALF},
    ],
    "listed": 62_730_000, "discount": 3_120_000, "contingency": 1_404_000, "net": 61_014_000,
    "vat": 13_423_080, "total": 74_437_080, "optional": 6_000_000,
}  # fmt: skip
ENGLISH = {
    "language": "en", "title": "Autumn campaign", "reason": "Without a shooting",
    "words": "Maria, as agreed, without a shooting.", "currency": "EUR",
    "assumptions": "The client writes the texts.",
}  # fmt: skip
CHANGE = {
    "kind": "change", "number": 8, "edition": 1, "base": "№ 7.2", "discount_bp": 0,
    "contingency_bp": 0, "vat_bp": 0, "valid_until": None,
}  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "estimate-ru": {},
    "estimate-en": ENGLISH,
    "change-order-ru": CHANGE,
    "change-order-en": CHANGE | ENGLISH,
}


def an_offer(kind: str) -> Offered:
    content = deepcopy(CONTENT)
    content["head"] |= KINDS[kind]
    if content["head"]["kind"] == "change":
        line = a_line("Стихи на афиши", 6, 350_000)
        none = {"discount": 0, "contingency": 0, "vat": 0, "optional": 0, "payments": []}
        content |= none | {"lines": [line], "listed": 2_100_000, "net": 2_100_000}
        content["total"] = 2_100_000
    return offered_of(content)


def a_paper(offer: Offered) -> bytes:
    return pdf(paper_of(offer, agency="Сфера"), at=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_looks_as_its_golden_picture(kind: str, tmp_path: Path) -> None:
    assert_looks_as(a_page(a_paper(an_offer(kind)), tmp_path), GOLDENS / f"{kind}.png")


def test_a_line_less_would_be_seen(tmp_path: Path) -> None:
    content = deepcopy(CONTENT) | {"lines": CONTENT["lines"][:-1]}
    page = a_page(a_paper(offered_of(content)), tmp_path)

    assert distance(page, GOLDENS / "estimate-ru.png") > TOLERANCE


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "estimate-ru",
            [
                "Смета № 7, версия 2", "Гранитный берег", "Без съёмки", "40 ч", "5 000 ₽",
                "НДС 22 %", "744 370,80 ₽", "опция, не входит", "Тексты пишет клиент.", "12/26",
                "Скидка на нашу работу, 10 %", "−31 200 ₽", "Аванс, 50 %",
                "29 января 2027",
            ],
        ),
        ("estimate-en", ["Estimate No. 7, version 2", "Sfera LLC", "VAT 22%", "€744,370.80"]),
        ("change-order-ru", ["Доп. смета № 8", "№ 7.2", "без НДС", "21 000 ₽"]),
        ("change-order-en", ["Change order No. 8", "without VAT", "21,000"]),
    ],
)  # fmt: skip
def test_the_words_of_the_paper_can_be_taken_out_again(
    kind: str, told: list[str], tmp_path: Path
) -> None:
    said = words_of(a_paper(an_offer(kind)), tmp_path).replace("\u00a0", " ")

    assert [each for each in told if each not in said] == []


def test_markup_in_words_stays_words(tmp_path: Path) -> None:
    sly = deepcopy(CONTENT)
    sly["lines"][0]["title"] = "#panic() *жирно* $x$ @ref <метка>"

    assert "#panic() *жирно* $x$ @ref <метка>" in words_of(a_paper(offered_of(sly)), tmp_path)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert a_paper(an_offer("estimate-ru")) == a_paper(an_offer("estimate-ru"))


def test_the_workbook_opens_in_libreoffice_with_numbers_as_numbers(tmp_path: Path) -> None:
    inside = InsideRow("Креатив", "Концепция", 20_000_000, 6_000_000, 14_000_000, 7_000)

    lines, payments, costs = opened_by_office(workbook(an_offer("estimate-ru"), [inside]), tmp_path)

    taken = [row[6] for row in lines[1:6]]
    assert taken == [200_000, 112_000, 80_000, 235_300, None]
    assert lines[-1][6] == 744_370.8
    assert sum(row[3] for row in payments[1:]) == 744_370.8
    assert costs[1][2:] == [200_000, 60_000, 140_000, 0.7]
