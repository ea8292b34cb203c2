"""Amounts in words: against another library for ten thousand of them, and by hand."""

from decimal import Decimal
from random import Random

import pytest
from num2words import num2words

from napulse.engines.kernel.money import Money
from napulse.engines.pricing.words import KNOWN, english_number, in_words, russian_number

RANDOM_AMOUNTS = 10_000


def amounts(seed: int) -> list[int]:
    """Small and large ones alike: the number of digits is drawn first."""
    chance = Random(seed)  # noqa: S311 - amounts of a test
    return [chance.randrange(10 ** chance.randrange(1, 15)) for _ in range(RANDOM_AMOUNTS)]


def by_oracle(minor: int, currency: str) -> str:
    """The oracle takes an int for kopecks: it is asked with a decimal."""
    said = num2words(
        Decimal(minor).scaleb(-2), to="currency", lang="ru", currency=currency, separator="",
        cents=False,
    )  # fmt: skip
    return str(said[0].upper() + said[1:])


def test_ten_thousand_amounts_in_roubles_read_as_another_library_writes_them() -> None:
    wrong = [
        minor
        for minor in amounts(1)
        if in_words(Money(minor, "RUB"), "ru") != by_oracle(minor, "RUB")
    ]

    assert wrong == []


@pytest.mark.parametrize("currency", ["EUR", "UZS"])
def test_other_currencies_read_as_another_library_writes_them(currency: str) -> None:
    """Of hryvnias the other library is not asked: it says "две миллиарда"."""
    for minor in amounts(2)[:1000]:
        said, other = in_words(Money(minor, currency), "ru"), by_oracle(minor, currency)
        if currency == "UZS":  # another spelling of the hundredth
            said, other = said.rpartition(" ")[0], other.rpartition(" ")[0]
        assert said == other


def test_ten_thousand_english_numbers_read_as_another_library_writes_them() -> None:
    def oracle(number: int) -> str:
        return str(num2words(number)).replace(",", "").replace(" and ", " ")

    wrong = [n for n in amounts(3) if english_number(n) != oracle(n)]

    assert wrong == []


def test_ten_thousand_russian_numbers_of_either_gender() -> None:
    wrong = [n for n in amounts(4) if russian_number(n) != num2words(n, lang="ru")]

    assert wrong == []
    assert russian_number(1_002_021, feminine=True) == "один миллион две тысячи двадцать одна"


@pytest.mark.parametrize(
    ("minor", "currency", "language", "words"),
    [
        (0, "RUB", "ru", "Ноль рублей 00 копеек"),
        (101, "RUB", "ru", "Один рубль 01 копейка"),
        (202, "RUB", "ru", "Два рубля 02 копейки"),
        (1111, "RUB", "ru", "Одиннадцать рублей 11 копеек"),
        (100_000, "RUB", "ru", "Одна тысяча рублей 00 копеек"),
        (61_000_000, "RUB", "ru", "Шестьсот десять тысяч рублей 00 копеек"),
        (
            123_456_789,
            "RUB",
            "ru",
            "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 89 копеек",
        ),
        (500_000_000_005, "RUB", "ru", "Пять миллиардов рублей 05 копеек"),
        (-101, "RUB", "ru", "Минус один рубль 01 копейка"),
        (2201, "USD", "ru", "Двадцать два доллара США 01 цент"),
        (2_100, "BYN", "ru", "Двадцать один белорусский рубль 00 копеек"),
        (4_102, "AMD", "ru", "Сорок один драм 02 лумы"),
        (300_005, "KZT", "ru", "Три тысячи тенге 05 тиынов"),
        (1_211, "GEL", "ru", "Двенадцать лари 11 тетри"),
        (2_100, "UAH", "ru", "Двадцать одна гривна 00 копеек"),
        (501, "JPY", "ru", "Пятьсот один JPY"),
        (1_234, "XTS", "ru", "Двенадцать XTS 34"),
        (61_000_000, "RUB", "en", "Six hundred ten thousand roubles 00 kopecks"),
        (101, "RUB", "en", "One rouble 01 kopeck"),
        (12_345, "USD", "en", "One hundred twenty-three US dollars 45 cents"),
        (0, "EUR", "en", "Zero euros 00 cents"),
        (-2_101, "EUR", "en", "Minus twenty-one euros 01 cent"),
        (100, "GBP", "en", "One pound sterling 00 pence"),
    ],
)
def test_amounts_by_hand(minor: int, currency: str, language: str, words: str) -> None:
    assert in_words(Money(minor, currency), language) == words


def test_every_known_currency_is_written_in_both_languages() -> None:
    assert {"RUB", "USD", "EUR", "KZT", "BYN", "AMD", "GEL"} <= KNOWN
    for currency in KNOWN:
        assert currency not in in_words(Money(12_345, currency), "ru")
        assert currency not in in_words(Money(12_345, currency), "en")


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        in_words(Money(10**20, "RUB"), "ru")
    with pytest.raises(ValueError, match="no words"):
        in_words(Money(1, "RUB"), "de")
