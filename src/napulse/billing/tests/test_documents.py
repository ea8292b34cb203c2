"""Papers of invoices beside their golden pictures; the code read off the page; workbooks."""

import io
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import zxingcpp

from napulse.billing.documents import file_name, pdf, xlsx
from napulse.billing.documents.paper import paper_of
from napulse.billing.queries.content import code_payload, hash_of
from napulse.engines.pricing.payqr import read
from napulse.ui.tests.papers import (
    TOLERANCE,
    a_page,
    assert_looks_as,
    distance,
    opened_by_office,
    words_of,
)

GOLDENS = Path(__file__).parent / "goldens"


def a_line(title: str, net: int, **more: Any) -> dict[str, Any]:
    own = {
        "id": 1, "base_minor": net, "title": title, "quantity_milli": 1000, "unit": "",
        "price_minor": net, "net_minor": net, "tax_code": "standard", "vat_bp": 2200,
        "vat_minor": net * 22 // 100, "pass_through": False, "project_id": None,
        "budget_line_id": 0, "source": "hand", "source_id": None,
    }  # fmt: skip
    return own | more


CONTENT: dict[str, Any] = {
    "format": 1,
    "kind": "invoice",
    "type_code": "380",
    "number": "12/26",
    "title": "Осенняя кампания, ноябрь",
    "issued_on": "2026-11-23",
    "due_on": "2026-12-07",
    "due_days": 14,
    "period": ["2026-11-01", "2026-11-30"],
    "language": "ru",
    "currency": "RUB",
    "order_number": "PO-7781",
    "buyer_reference": "",
    "contract": {"number": "12/26", "signed_on": "2026-01-15"},
    "preceding": None,
    "reason": "",
    "seller": {
        "name": 'ООО "Сфера"', "name_en": "Sfera LLC", "country": "RU", "inn": "7700000009",
        "kpp": "770001001", "ogrn": "1027700000008", "address": "Москва, Пример, 1",
        "address_en": "1 Example street, Moscow", "director_title": "Генеральный директор",
        "director_name": "А. А. Образцова", "accountant_name": "П. П. Примерова",
    },
    "payment": {
        "bank": "БАНК ОБРАЗЕЦ", "bik": "044525225", "correspondent": "30101810400000000225",
        "number": "40702810200000000001", "currency": "RUB", "means": "30",
    },
    "buyer": {
        "name": 'ООО "Клиент-Образец"', "inn": "5000000000", "kpp": "500001001",
        "address": "Тверь, Пример, 2",
    },
    "signs": [{"position": "Генеральный директор", "name": "А. А. Образцова"}],
    "lines": [
        a_line("Креативная концепция и адаптации для семи форматов", 41_000_000, unit="усл."),
        a_line("Часы дизайнера", 5_000_000, quantity_milli=12_500, price_minor=400_000, unit="ч"),
        a_line("Печать каталога", 4_000_000, tax_code="none", vat_bp=0, vat_minor=0),
    ],
    "vat": [
        {"code": "rate", "bp": 2200, "net_minor": 46_000_000, "vat_minor": 10_120_000},
        {"code": "none", "bp": 0, "net_minor": 4_000_000, "vat_minor": 0},
    ],
    "net_minor": 50_000_000,
    "vat_minor": 10_120_000,
    "total_minor": 60_120_000,
    "purpose": "Оплата по счету № 12/26 от 23.11.2026, договор 12/26, в т.ч. НДС 101200.00",
}  # fmt: skip
CREDIT = {
    "kind": "credit", "type_code": "381", "number": "CN-3/26", "due_on": None,
    "reason": "Часть работ не понадобилась",
    "preceding": {"number": "12/26", "issued_on": "2026-11-23"},
}  # fmt: skip
ACT = {
    "kind": "act", "type_code": "act", "number": "9/26", "due_on": None, "payment": None,
    "preceding": {"number": "12/26", "issued_on": "2026-11-23"},
    "signs": [
        {"position": "Генеральный директор", "name": "А. А. Образцова"},
        {"position": "Директор по маркетингу", "name": "Клиентов К. К."},
    ],
}  # fmt: skip
ENGLISH = {
    "language": "en", "title": "Autumn campaign, November",
    "purpose": "Invoice 12/26 of 2026-11-23",
}  # fmt: skip
FOREIGN = ENGLISH | {
    "currency": "EUR", "contract": {"number": "12/26", "signed_on": "2026-01-15"},
    "payment": {
        "bank": "Example Bank", "bik": "DEUTDEFF", "correspondent": "",
        "number": "DE89370400440532013000", "currency": "EUR", "means": "30",
    },
}  # fmt: skip
NETTING: dict[str, Any] = {
    "kind": "netting", "number": "CN-3/26-14/26", "amount_minor": 12_200_050,
    "claims": [
        {
            "kind": "credit", "number": "CN-3/26", "issued_on": "2026-11-20",
            "contract": {"number": "12/26", "signed_on": "2026-01-15"}, "total_minor": 12_200_050,
        },
        {
            "kind": "invoice", "number": "14/26", "issued_on": "2026-11-23",
            "contract": None, "total_minor": 60_120_000,
        },
    ],
    "signs": ACT["signs"],
}  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "invoice-ru": {},
    "invoice-en": FOREIGN,
    "advance-ru": {"kind": "advance", "type_code": "386", "number": "AV-4/26"},
    "advance-en": ENGLISH | {"kind": "advance", "type_code": "386", "number": "AV-4/26"},
    "credit-ru": CREDIT,
    "credit-en": ENGLISH | CREDIT | {"reason": "Part of the work was not needed"},
    "act-ru": ACT,
    "act-en": ENGLISH | ACT,
    "netting-ru": NETTING,
    "netting-en": ENGLISH | NETTING,
}


def content(kind: str) -> dict[str, Any]:
    return deepcopy(CONTENT) | deepcopy(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_looks_as_its_golden_picture(kind: str, tmp_path: Path) -> None:
    page = a_page(pdf(content(kind)), tmp_path)

    assert_looks_as(page, GOLDENS / f"{kind}.png")


def test_a_moved_line_would_be_seen(tmp_path: Path) -> None:
    """The comparison is not blind: another amount and one line less are further than allowed."""
    other = content("invoice-ru")
    other["lines"] = other["lines"][:2]
    page = a_page(pdf(other), tmp_path)

    assert distance(page, GOLDENS / "invoice-ru.png") > TOLERANCE


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "invoice-ru",
            [
                "Счёт на оплату № 12/26 от 23 ноября 2026", "044525225", "40702810200000000001",
                "Креативная концепция", "12,5", "410 000,00", "НДС 22 %", "101 200,00",
                "К оплате", "601 200,00", "Шестьсот одна тысяча двести рублей 00 копеек",
                "Главный бухгалтер", "Всего 3 наименования на сумму", "PO-7781",
            ],
        ),
        (
            "invoice-en",
            [
                "Invoice No. 12/26 of 23 November 2026", "Sfera LLC", "DE89370400440532013000",
                "1 Example street", "601,200.00", "VAT 22%",
                "Six hundred one thousand two hundred euros 00 cents",
            ],
        ),
        ("advance-ru", ["Счёт на аванс № AV-4/26", "Аванс засчитывается в счёте за услуги."]),
        ("credit-ru", ["Кредит-нота № CN-3/26", "К счёту № 12/26", "Часть работ не понадобилась"]),
        (
            "act-ru",
            [
                "Акт сдачи-приёмки услуг № 9/26", "претензий по объёму, качеству и срокам не имеет",
                "Клиентов К. К.", "Директор по", "Исполнитель", "Заказчик",
            ],
        ),
        (
            "netting-ru",
            [
                "Акт взаимозачёта от 23 ноября 2026", "Кредит-нота № CN-3/26 от 20 ноября 2026",
                "договор № 12/26 от 15 января 2026", "Счёт на оплату № 14/26", "601 200,00",
                "122 000,50", "Сто двадцать две тысячи рублей 50 копеек", "Клиентов К. К.",
            ],
        ),
        (
            "netting-en",
            ["Act of set-off of 23 November 2026", "Sfera LLC", "122,000.50", "Owed by"],
        ),
        ("act-en", ["Act of completion No. 9/26", "has no claims"]),
        ("credit-en", ["Credit note No. CN-3/26", "Part of the work was not needed"]),
    ],
)  # fmt: skip
def test_the_words_of_the_paper_can_be_taken_out_again(
    kind: str, told: list[str], tmp_path: Path
) -> None:
    said = words_of(pdf(content(kind)), tmp_path).replace("\u00a0", " ")

    assert [each for each in told if each not in said] == []


def test_the_payment_code_on_the_page_reads_back_to_its_fields(tmp_path: Path) -> None:
    page = a_page(pdf(content("invoice-ru")), tmp_path, dpi=200)

    seen = zxingcpp.read_barcode(page)

    assert seen is not None
    assert read(bytes(seen.bytes)) == {
        "Name": 'ООО "Сфера"',
        "PersonalAcc": "40702810200000000001",
        "BankName": "БАНК ОБРАЗЕЦ",
        "BIC": "044525225",
        "CorrespAcc": "30101810400000000225",
        "Sum": "60120000",
        "Purpose": CONTENT["purpose"],
        "PayeeINN": "7700000009",
        "KPP": "770001001",
    }


@pytest.mark.parametrize("kind", ["invoice-en", "credit-ru", "act-ru"])
def test_what_is_not_paid_in_roubles_has_no_code(kind: str, tmp_path: Path) -> None:
    assert code_payload(content(kind)) is None
    assert zxingcpp.read_barcode(a_page(pdf(content(kind)), tmp_path, dpi=150)) is None


def test_a_draft_says_so_and_has_no_code(tmp_path: Path) -> None:
    body = pdf(content("invoice-ru"), draft=True)

    assert paper_of(content("invoice-ru"), draft=True).draft == "Черновик: не выставлен"
    said = words_of(body, tmp_path)
    assert all(letter in said.split() for letter in "Чн")  # across the page, letter by letter
    assert zxingcpp.read_barcode(a_page(body, tmp_path, dpi=150)) is None


def test_markup_in_words_stays_words(tmp_path: Path) -> None:
    sly = content("invoice-ru")
    sly["title"] = "#panic() *жирно* $x$ @ref <метка>"

    assert "#panic() *жирно* $x$ @ref <метка>" in words_of(pdf(sly), tmp_path)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pdf(content("act-ru")) == pdf(content("act-ru"))
    assert xlsx(content("invoice-ru")) == xlsx(content("invoice-ru"))


def test_a_hundred_lines_go_over_several_pages(tmp_path: Path) -> None:
    long = content("invoice-ru")
    long["lines"] = [a_line(f"Строка {at}", 100_000) for at in range(100)]

    said = words_of(pdf(long), tmp_path)

    assert "Строка 99" in said
    assert said.count("Работы и услуги") > 2, "the head of the table is on every page"


def test_a_file_s_name_is_plain() -> None:
    assert file_name(content("advance-ru")) == "advance-AV-4-26.pdf"
    assert (
        file_name(content("credit-ru") | {"number": "СФ-1/26"}, "xlsx") == "credit-note-1-26.xlsx"
    )
    assert file_name(content("invoice-ru") | {"number": ""}) == "invoice-draft.pdf"


def test_the_workbook_holds_numbers_and_says_the_same(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(content("invoice-ru"))))

    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[2][2:6] == (12.5, "ч", 4000, 50_000)
    assert rows[-1][5:] == (500_000, None, 101_200, 601_200)
    assert not any(cell.data_type == "f" for row in book.worksheets[0] for cell in row)


def test_the_workbook_opens_in_libreoffice_with_numbers_as_numbers(tmp_path: Path) -> None:
    """LibreOffice adds the columns up itself: text would count as nothing."""
    rows, *_papers = opened_by_office(xlsx(content("invoice-ru")), tmp_path)

    assert len(rows) == 5
    numbers = [[row[at] for at in (5, 7, 8)] for row in rows[1:]]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert numbers[-1] == [500_000, 101_200, 601_200]


def test_a_seal_is_broken_by_any_change() -> None:
    first = content("invoice-ru")
    other = content("invoice-ru")
    other["lines"][0]["net_minor"] += 1

    assert hash_of(first) == hash_of(content("invoice-ru"))
    assert hash_of(first) != hash_of(other)


def test_paper_is_set_in_the_language_of_the_document() -> None:
    told = {kind: paper_of(content(kind)).heading for kind in ("invoice-ru", "invoice-en")}

    assert told["invoice-ru"].startswith("Счёт на оплату")
    assert told["invoice-en"].startswith("Invoice")
