"""Monthly packs on paper beside their golden pictures; their workbooks."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from napulse.profit.documents.packs import pack_pdf, pack_workbook
from napulse.profit.models import MonthlyPack
from napulse.profit.pack_said import sections
from napulse.testing import NOW, the_agency
from napulse.ui.tests.papers import (
    TOLERANCE,
    a_page,
    assert_looks_as,
    distance,
    opened_by_office,
    words_of,
)

pytestmark = pytest.mark.django_db
GOLDENS = Path(__file__).parent / "goldens"


def an_account(name: str, income: int, cost: list[int], overhead: int) -> dict[str, Any]:
    margin = [income - cost[1], income - cost[0]]
    return {
        "name": name, "billings": income + 5_000_000, "pass": 5_000_000, "income": income,
        "cost": cost, "margin": margin, "margin_bp": [each * 10_000 // income for each in margin],
        "overhead": overhead, "profit": [each - overhead for each in margin], "minutes": 2_400,
    }  # fmt: skip


FIGURES = an_account("", 20_000_000, [9_500_000, 9_800_000], 2_000_000) | {"profit_bp": [0, 0]}
CONTENT: dict[str, Any] = {
    "month": "2026-11-01",
    "known_at": NOW.isoformat(),
    "agency": "Сфера",
    "currency": "RUB",
    "figures": FIGURES,
    "before": FIGURES | {"income": 18_000_000},
    "accounts": [
        an_account("Гранитный берег", 16_000_000, [5_000_000, 5_000_000], 1_600_000),
        an_account("Веста", 4_000_000, [4_500_000, 4_800_000], 400_000),
    ],
    "house": None,
    "months": [],
    "weeks": ["2026-11-02", "2026-12-06"],
    "people": [
        {"name": "Илья Астахов", "role": "Дизайнер", "available": 9_600, "minutes": 8_400,
         "billable": 7_200, "bp": 7_500},
        {"name": "Анна Воронцова", "role": "", "available": 9_600, "minutes": 0, "billable": 0,
         "bp": 0},
    ],
    "utilisation_bp": 3_750,
    "staffing": {
        "people": 2, "joined": ["Илья Астахов"], "left": [], "away_days": 3,
        "roles": [["Дизайнер", 1], ["", 1]], "asked": 1,
    },
    "write_offs": {
        "reasons": [["goodwill", 1, 300_000]],
        "rows": [{"on": "2026-11-20", "client": "Веста", "project": "SMM", "reason": "goodwill",
                  "words": "Вторая переделка за наш счёт", "amount": 300_000}],
    },
    "debts": [{"name": "Веста", "currency": "RUB",
               "buckets": [1_000_000, 4_880_000, 0, 0, 0], "oldest": 12}],
    "unbilled": {"amount": 2_345_678, "ages": [2_345_678, 0, 0, 0],
                 "largest": [["Веста", "SMM", 2_345_678, 0]]},
    "books": None,
}  # fmt: skip


def a_pack(**changes: Any) -> MonthlyPack:
    the_agency()
    content = deepcopy(CONTENT) | changes
    month = date(2026, 11, 1)
    return MonthlyPack(
        month_on=month, edition=2, known_at=NOW, content=content, content_hash="0" * 64
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("number", [1, 2])
def test_each_page_looks_as_its_golden_picture(language: str, number: int, tmp_path: Path) -> None:
    page = a_page(pack_pdf(a_pack(), language), tmp_path, number=number)

    assert_looks_as(page, GOLDENS / f"pack-{language}-{number}.png")


def test_an_account_less_would_be_seen(tmp_path: Path) -> None:
    body = pack_pdf(a_pack(accounts=CONTENT["accounts"][:1]), "ru")

    assert distance(a_page(body, tmp_path), GOLDENS / "pack-ru-1.png") > TOLERANCE


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", ["Рентабельность", "Веста", "160 000 ₽", "жест доброй воли", "37,5 %"]),
        ("en", ["Monthly pack: November 2026", "Веста", "Utilisation", "37.5%", "goodwill"]),
    ],
)
def test_the_words_of_the_paper_can_be_taken_out_again(
    language: str, told: list[str], tmp_path: Path
) -> None:
    said = words_of(pack_pdf(a_pack(), language), tmp_path).replace("\u00a0", " ")

    assert [each for each in told if each not in said] == []


def test_the_workbook_opens_in_libreoffice_with_numbers_as_numbers(tmp_path: Path) -> None:
    accounts, people, *_rest = opened_by_office(pack_workbook(a_pack(), "ru"), tmp_path)

    assert [row[2] for row in accounts[1:]] == [160_000, 40_000, 200_000]
    assert accounts[2][3:5] == [45_000, 48_000]
    assert people[1][2:] == [9_600, 8_400, 7_200, 0.75]
    assert people[-1][3] == sum(row[3] for row in people[1:-1])


def test_debts_are_told_in_their_own_currency_and_added_up_where_there_is_one() -> None:
    def debts(*rows: tuple[str, int]) -> tuple[list[str], list[str]]:
        content = CONTENT | {
            "debts": [
                {"name": "Веста", "currency": currency, "buckets": [minor, 0, 0, 0, 0], "oldest": 0}
                for currency, minor in rows
            ]
        }
        with translation.override("en"):
            section = next(one for one in sections(content) if one.key == "debts")
            return [row[2] for row in section.written("RUB")], section.written_foot("RUB")

    one, foot = debts(("RUB", 100_000), ("RUB", 50_000))
    several, none = debts(("RUB", 100_000), ("USD", 50_000))

    assert one == ["₽1,000", "₽500"]
    assert foot == ["Together", "RUB", "₽1,500", "—", "—", "—", "—", ""]
    assert several == ["₽1,000", "$500"]
    assert none == []
