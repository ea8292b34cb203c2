"""The money of «Сфера»: own companies, prices, contracts, two years of jobs, and the troubles.

Amounts are in thousands of roubles unless said otherwise. Ages count in months back from now.
"""

from dataclasses import dataclass

from napulse.demo.content.production import (
    ACCOUNT,
    ANALYST,
    ART,
    BACK,
    COPY,
    DESIGNER,
    EDITOR,
    FRONT,
    MANAGER,
    MEDIA,
    MOTION,
    PAID,
    PREPRESS,
    PRODUCER,
    RESEARCHER,
    SMM,
    STRATEGIST,
    TESTER,
    UX,
)

MONTHS = 24
PRICE_OVER_COST = 2.45
DEFAULT_COST = 140_000

COMPANY = {
    "name": "ООО «Сфера»",
    "name_en": "Sfera LLC",
    "inn": "7700000009",
    "kpp": "770001001",
    "ogrn": "1027700000008",
    "address": "127006, Москва, улица Примерная, дом 12",
    "address_en": "12 Primernaya street, Moscow, 127006",
    "director_title": "Генеральный директор",
    "director_name": "Левин М. А.",
    "accountant_name": "Панина О. В.",
    "prefix": "",
}
SECOND = {
    "name": "ООО «Сфера Продакшн»",
    "name_en": "Sfera Production LLC",
    "inn": "5000000000",
    "kpp": "500001001",
    "ogrn": "1027700000008",
    "address": "141400, Московская область, Химки, улица Съёмочная, дом 3",
    "director_title": "Директор",
    "director_name": "Рудаков И. П.",
    "accountant_name": "Панина О. В.",
    "prefix": "П-",
}
BANK = ("БАНК ОБРАЗЕЦ", "044525225", "30101810400000000225")
ACCOUNTS = ("40702810200000000001", "40702810500000000002")
OVERHEAD = (("Аренда офиса", 640), ("Программы и связь", 165))
OVERHEAD_OF_MAIN = (("Бухгалтерия и юристы", 170),)
OVERHEAD_OF_SECOND = (("Бухгалтерия на аутсорсе", 40),)
EXCHANGE = {"EUR": 94.2, "GBP": 112.6, "USD": 86.4}

CREATIVE = ((ACCOUNT, 12), (STRATEGIST, 12), (ART, 18), (DESIGNER, 34), (COPY, 16), (MANAGER, 8))
SOCIAL = ((ACCOUNT, 12), (SMM, 40), (COPY, 24), (DESIGNER, 24))
FILM = ((ACCOUNT, 10), (ART, 18), (PRODUCER, 26), (MOTION, 30), (COPY, 16))
BUILD = ((MANAGER, 12), (UX, 18), (DESIGNER, 14), (FRONT, 30), (BACK, 18), (TESTER, 8))
RELATIONS = ((ACCOUNT, 22), (EDITOR, 38), (COPY, 30), (STRATEGIST, 10))
BUYING = ((ACCOUNT, 10), (MEDIA, 40), (PAID, 30), (ANALYST, 20))
STUDY = ((RESEARCHER, 52), (ANALYST, 26), (STRATEGIST, 22))
PRINT = ((ACCOUNT, 14), (DESIGNER, 46), (PREPRESS, 28), (EDITOR, 12))


@dataclass(frozen=True, slots=True)
class JobScript:
    """A job of the past: fee and what was bought for the client and at our cost; how it went.

    `overrun` is hours really spent to hours sold.
    """

    name: str
    months_ago: int
    months: int
    fee: int
    mix: tuple[tuple[str, int], ...] = CREATIVE
    passed: int = 0
    own: int = 0
    overrun: float = 1.0


@dataclass(frozen=True, slots=True)
class RetainerScript:
    """So many hours a month for a fee; the project of the client that the work stands under."""

    project: str
    hours: int
    fee: int
    mix: tuple[tuple[str, int], ...]
    overrun: float = 0.97
    carry: int | None = 10
    months_ago: int = MONTHS


@dataclass(frozen=True, slots=True)
class MoneyScript:
    """How a client pays: days in the contract, days it really takes, and what for; how far it may
    be in debt, and what a day of delay costs it.
    """

    client: str
    number: str
    inn: str
    payment_days: int = 20
    pays_after: int = 18
    retainer: RetainerScript | None = None
    jobs: tuple[JobScript, ...] = ()
    discount_bp: int = 0
    second_company: bool = False
    debt_limit: int = 0
    late_fee_bp: int = 0


@dataclass(frozen=True, slots=True)
class BudgetScript:
    """The accepted estimate of a project in work: its fee, what is bought, how it goes."""

    client: str
    project: str
    fee: int
    mix: tuple[tuple[str, int], ...]
    passed: int = 0
    own: int = 0
    spent: float = 0.6
    prepaid_bp: int = 5000


MONEY = (
    MoneyScript(
        "granit",
        "ГБ-11/24",
        "7700000111",
        15,
        14,
        jobs=(
            JobScript("Позиционирование квартала", 23, 3, 1450, STUDY, overrun=1.05),
            JobScript("Наружная реклама, весна", 19, 3, 980, CREATIVE, passed=2600),
            JobScript("Ролик о дворах", 13, 3, 1680, FILM, own=720, overrun=0.96),
            JobScript("Наружная реклама, осень", 9, 3, 1120, CREATIVE, passed=3100),
        ),
    ),
    MoneyScript(
        "signalika",
        "С-204/24",
        "7700000129",
        30,
        27,
        RetainerScript("always", 160, 720, BUYING),
        (
            JobScript("Летняя кампания охраны дач", 18, 3, 1540, CREATIVE, passed=4200),
            JobScript("Зимняя кампания прошлого года", 12, 3, 1720, FILM, passed=3900, own=640),
            JobScript("Воронка повторных продаж", 7, 2, 690, BUYING, overrun=1.08),
        ),
        discount_bp=500,
    ),
    MoneyScript(
        "molokino",
        "М-77/24",
        "7700000136",
        20,
        19,
        RetainerScript("smm", 120, 468, SOCIAL, overrun=1.34, carry=0),
        (
            JobScript("Редизайн упаковки кефира", 20, 4, 1280, PRINT, own=120),
            JobScript("Листовки для сетей", 11, 2, 420, PRINT, own=210, overrun=1.12),
        ),
    ),
    MoneyScript(
        "lianta",
        "Л-5/25",
        "7700000143",
        20,
        22,
        jobs=(
            JobScript("Упаковка серии «Янтарь»", 21, 3, 1120, PRINT, own=140),
            JobScript("Кампания с блогерами", 15, 3, 860, SOCIAL, passed=2400),
            JobScript("Набор для подарков", 8, 2, 640, CREATIVE, own=160, overrun=0.94),
        ),
    ),
    MoneyScript(
        "uralpolimet",
        "УП-31/25",
        "7700000150",
        30,
        71,
        RetainerScript("press", 80, 344, RELATIONS, months_ago=18),
        (
            JobScript("Стенд на «Металл-Экспо»", 13, 3, 1340, CREATIVE, own=980),
            JobScript("Отчёт об устойчивом развитии", 6, 2, 780, PRINT, own=110, overrun=1.06),
        ),
        debt_limit=800,
        late_fee_bp=10,
    ),
    MoneyScript(
        "obmost",
        "ОМ-8/25",
        "7700000168",
        15,
        13,
        jobs=(
            JobScript("Запуск карты «Мост»", 13, 4, 1880, FILM, passed=5200, own=540),
            JobScript("Медиастратегия", 8, 2, 560, BUYING),
        ),
    ),
    MoneyScript(
        "semdorog",
        "7Д-2/25",
        "7700000175",
        10,
        16,
        jobs=(
            JobScript("Неделя тест-драйвов", 10, 2, 720, CREATIVE, own=860, overrun=1.15),
            JobScript("Открытие салона", 5, 2, 540, CREATIVE, passed=610),
        ),
    ),
    MoneyScript(
        "kvartal",
        "БК-19/26",
        "7700000182",
        10,
        12,
        RetainerScript("social", 60, 222, SOCIAL, months_ago=8),
        (JobScript("Съёмка меню", 7, 2, 380, PRINT, own=190, overrun=1.85),),
        second_company=True,
    ),
    MoneyScript(
        "nordwind",
        "NW-2025/07",
        "",
        30,
        29,
        jobs=(JobScript("Brand audit", 14, 3, 1260, STUDY, overrun=0.93),),
    ),
    MoneyScript(
        "orbis", "OP-03/26", "", 30, 33, jobs=(JobScript("Launch film", 6, 2, 1490, FILM, own=480),)
    ),
    MoneyScript(
        "yolochny",
        "ЁД-44/25",
        "7700000190",
        10,
        9,
        jobs=(
            JobScript("Новогодняя кампания прошлого года", 13, 3, 690, BUYING, passed=1900),
            JobScript("Садовый сезон", 8, 3, 520, SOCIAL, passed=740),
        ),
    ),
    MoneyScript(
        "romashkino",
        "РФ-16/25",
        "7700000200",
        45,
        44,
        jobs=(
            JobScript("Оформление аптек", 19, 4, 1160, PRINT, own=620),
            JobScript("Сезон простуд", 12, 3, 980, CREATIVE, passed=1700),
        ),
    ),
    MoneyScript(
        "prichal",
        "ДП-9/24",
        "7700000217",
        20,
        18,
        RetainerScript("blog", 70, 266, RELATIONS),
        (JobScript("Летние туры", 17, 3, 740, BUYING, passed=2100),),
    ),
    MoneyScript(
        "dubovik",
        "ФД-1/26",
        "7700000224",
        15,
        15,
        jobs=(JobScript("Фотосъёмка коллекции", 8, 2, 460, PRINT, own=340),),
    ),
    MoneyScript(
        "oporis",
        "ОС-12/24",
        "7700000231",
        30,
        28,
        RetainerScript("inside", 90, 378, RELATIONS),
        (JobScript("Годовой отчёт прошлого года", 17, 4, 1320, PRINT, own=380, overrun=1.1),),
    ),
    MoneyScript("kubometr", "К-3/26", "7700000249", 10, 11),
    MoneyScript(
        "halden", "HF-11/25", "", 30, 30, RetainerScript("sunday", 50, 240, SOCIAL, months_ago=13)
    ),
    MoneyScript(
        "kestrel",
        "KT-02/26",
        "",
        30,
        26,
        jobs=(JobScript("Trade fair programme", 9, 3, 1180, CREATIVE, own=520),),
    ),
)

BUDGETS = (
    BudgetScript("granit", "launch", 2480, CREATIVE, passed=4800, own=350, spent=0.82),
    BudgetScript("granit", "guide", 1340, PRINT, own=60, spent=0.88),
    BudgetScript("signalika", "winter", 1960, CREATIVE, passed=5400, spent=0.79),
    BudgetScript("signalika", "crm", 780, BUYING, spent=0.5),
    BudgetScript("molokino", "yogurt", 1180, PRINT, own=150, spent=0.9),
    BudgetScript("lianta", "moss", 1240, PRINT, own=170, spent=0.8),
    BudgetScript("lianta", "site", 1420, BUILD, spent=1.31),
    BudgetScript("uralpolimet", "expo", 1490, CREATIVE, own=1120, spent=0.74),
    BudgetScript("obmost", "deposit", 1380, CREATIVE, passed=2300, spent=0.6),
    BudgetScript("semdorog", "testday", 690, CREATIVE, own=740, spent=0.72),
    BudgetScript("kvartal", "menu", 420, PRINT, own=120, spent=0.95),
    BudgetScript("nordwind", "rebrand", 2140, CREATIVE, spent=0.78),
    BudgetScript("nordwind", "voices", 760, RELATIONS, spent=0.55),
    BudgetScript("orbis", "sameday", 1640, FILM, passed=1900, own=430, spent=1.02),
    BudgetScript("yolochny", "trees", 580, BUYING, passed=1500, spent=0.58),
    BudgetScript("romashkino", "night", 870, CREATIVE, passed=900, spent=0.7),
    BudgetScript("prichal", "early", 640, BUYING, passed=1250, spent=0.52),
    BudgetScript("dubovik", "catalogue", 1760, BUILD, own=80, spent=0.77),
    BudgetScript("oporis", "annual", 1410, PRINT, own=420, spent=0.93),
    BudgetScript("kubometr", "growth", 520, STUDY, spent=0.6),
    BudgetScript("kestrel", "harbour", 940, CREATIVE, own=260, spent=0.6),
)

UNSIGNED = ("orbis", "sameday", "Две версии ролика для Ирландии и Шотландии", 38, 340)
