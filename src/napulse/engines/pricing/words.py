"""An amount of money in words, as Russian and English documents print it.

"Шестьсот десять тысяч рублей 00 копеек", "Six hundred ten thousand roubles 00 kopecks": the whole
units in words with a capital, the hundredths in digits. Amounts are integer minor units; a negative
one begins with "минус" or "minus".
"""

from __future__ import annotations

from dataclasses import dataclass

from napulse.engines.kernel.money import Money, minor_digits

THOUSAND = 1000
_Forms = tuple[str, str, str]

_UNITS = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
    "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать",
    "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят",
    "девяносто",
)  # fmt: skip
_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот",
    "девятьсот",
)  # fmt: skip
_SCALES: tuple[_Forms, ...] = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
    ("квадриллион", "квадриллиона", "квадриллионов"),
)
_ENGLISH_UNITS = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_ENGLISH_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
LARGEST = THOUSAND ** len(_SCALES)


@dataclass(frozen=True, slots=True)
class _Currency:
    """Names of the unit and of its hundredth; Russian ones for 1, 2 and 5."""

    ru: _Forms
    ru_minor: _Forms
    en: tuple[str, str]
    en_minor: tuple[str, str]
    feminine: bool = False


_KOPECK = ("копейка", "копейки", "копеек")
_CENT = ("цент", "цента", "центов")
_CENTS = ("cent", "cents")
_CURRENCIES = {
    "RUB": _Currency(
        ("рубль", "рубля", "рублей"), _KOPECK, ("rouble", "roubles"), ("kopeck", "kopecks")
    ),
    "USD": _Currency(
        ("доллар США", "доллара США", "долларов США"), _CENT, ("US dollar", "US dollars"), _CENTS
    ),
    "EUR": _Currency(("евро", "евро", "евро"), _CENT, ("euro", "euros"), _CENTS),
    "GBP": _Currency(
        ("фунт стерлингов", "фунта стерлингов", "фунтов стерлингов"),
        ("пенс", "пенса", "пенсов"),
        ("pound sterling", "pounds sterling"),
        ("penny", "pence"),
    ),
    "CNY": _Currency(
        ("юань", "юаня", "юаней"), ("фэнь", "фэня", "фэней"), ("yuan", "yuan"), ("fen", "fen")
    ),
    "KZT": _Currency(
        ("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов"), ("tenge", "tenge"),
        ("tiyn", "tiyns"),
    ),
    "BYN": _Currency(
        ("белорусский рубль", "белорусских рубля", "белорусских рублей"), _KOPECK,
        ("Belarusian rouble", "Belarusian roubles"), ("kopeck", "kopecks"),
    ),
    "AMD": _Currency(
        ("драм", "драма", "драмов"), ("лума", "лумы", "лум"), ("dram", "drams"), ("luma", "luma")
    ),
    "GEL": _Currency(("лари", "лари", "лари"), ("тетри", "тетри", "тетри"), ("lari", "lari"),
                     ("tetri", "tetri")),
    "UZS": _Currency(
        ("сум", "сума", "сумов"), ("тийин", "тийина", "тийинов"), ("sum", "sum"), ("tiyin", "tiyin")
    ),
    "KGS": _Currency(
        ("сом", "сома", "сомов"), ("тыйын", "тыйына", "тыйынов"), ("som", "som"),
        ("tyiyn", "tyiyn"),
    ),
    "AZN": _Currency(
        ("манат", "маната", "манатов"), ("гяпик", "гяпика", "гяпиков"), ("manat", "manats"),
        ("qapik", "qapiks"),
    ),
    "UAH": _Currency(
        ("гривна", "гривны", "гривен"), _KOPECK, ("hryvnia", "hryvnias"), ("kopiyka", "kopiykas"),
        feminine=True,
    ),
    "TRY": _Currency(
        ("турецкая лира", "турецкие лиры", "турецких лир"), ("куруш", "куруша", "курушей"),
        ("Turkish lira", "Turkish liras"), ("kurus", "kurus"), feminine=True,
    ),
    "AED": _Currency(
        ("дирхам ОАЭ", "дирхама ОАЭ", "дирхамов ОАЭ"), ("филс", "филса", "филсов"),
        ("UAE dirham", "UAE dirhams"), ("fils", "fils"),
    ),
    "CHF": _Currency(
        ("швейцарский франк", "швейцарских франка", "швейцарских франков"),
        ("сантим", "сантима", "сантимов"), ("Swiss franc", "Swiss francs"),
        ("centime", "centimes"),
    ),
    "PLN": _Currency(
        ("злотый", "злотых", "злотых"), ("грош", "гроша", "грошей"), ("zloty", "zlotys"),
        ("grosz", "groszy"),
    ),
    "RSD": _Currency(
        ("сербский динар", "сербских динара", "сербских динаров"), ("пара", "пары", "пар"),
        ("Serbian dinar", "Serbian dinars"), ("para", "para"),
    ),
}  # fmt: skip
KNOWN = frozenset(_CURRENCIES)


def in_words(amount: Money, language: str) -> str:
    """Write the amount in ``ru`` or ``en``; a currency without known names keeps its code.

    ``ValueError`` for another language, or from 10**18 whole units on.
    """
    if language not in ("ru", "en"):
        raise ValueError(f"no words in {language!r}")
    digits = minor_digits(amount.currency)
    whole, rest = divmod(abs(amount.minor), 10**digits)
    if whole >= LARGEST:
        raise ValueError("the amount is too large for words")
    names = _CURRENCIES.get(amount.currency)
    writer = _russian if language == "ru" else _english
    text = writer(whole, names, amount.currency)
    if digits:
        text += f" {rest:0{digits}d}" + (f" {_minor_name(rest, names, language)}" if names else "")
    if amount.minor < 0:
        text = ("минус " if language == "ru" else "minus ") + text
    return text[0].upper() + text[1:]


def russian_number(number: int, *, feminine: bool = False) -> str:
    """Write a whole number in Russian: "двадцать одна тысяча два"."""
    if not number:
        return "ноль"
    groups = _groups(number)
    words: list[str] = []
    for scale in reversed(range(len(groups))):
        group = groups[scale]
        if group:
            words += _russian_group(group, feminine=scale == 1 or (not scale and feminine))
            words.append(plural(group, _SCALES[scale]))
    return " ".join(word for word in words if word)


def english_number(number: int) -> str:
    """Write a whole number in English, without commas and "and": "one hundred twenty-one"."""
    if not number:
        return "zero"
    groups = _groups(number)
    words: list[str] = []
    for scale in reversed(range(len(groups))):
        if groups[scale]:
            words += [*_english_group(groups[scale]), _ENGLISH_SCALES[scale]]
    return " ".join(word for word in words if word)


def plural(number: int, forms: _Forms) -> str:
    """Choose the Russian form that goes with a number: рубль, рубля, рублей."""
    tens, ones = number % 100, number % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]


def _russian(whole: int, names: _Currency | None, code: str) -> str:
    number = russian_number(whole, feminine=bool(names and names.feminine))
    return f"{number} {plural(whole, names.ru) if names else code}"


def _english(whole: int, names: _Currency | None, code: str) -> str:
    return f"{english_number(whole)} {names.en[whole != 1] if names else code}"


def _minor_name(rest: int, names: _Currency, language: str) -> str:
    return plural(rest, names.ru_minor) if language == "ru" else names.en_minor[rest != 1]


def _groups(number: int) -> list[int]:
    """Split into thousands, the lowest first."""
    groups = []
    while number:
        number, group = divmod(number, THOUSAND)
        groups.append(group)
    return groups


def _russian_group(group: int, *, feminine: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, ones = (0, rest) if rest < 20 else divmod(rest, 10)
    unit = {1: "одна", 2: "две"}.get(ones, _UNITS[ones]) if feminine else _UNITS[ones]
    return [_HUNDREDS[hundreds], _TENS[tens], unit]


def _english_group(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_ENGLISH_UNITS[hundreds], "hundred"] if hundreds else []
    if rest < 20:
        return [*words, _ENGLISH_UNITS[rest]]
    tens, ones = divmod(rest, 10)
    return [*words, _ENGLISH_TENS[tens] + (f"-{_ENGLISH_UNITS[ones]}" if ones else "")]
