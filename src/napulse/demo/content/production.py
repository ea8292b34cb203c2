"""Who can do what at «Сфера», what an hour costs, and how far the work of each project is."""

from dataclasses import dataclass

ACCOUNT, MANAGER, PRODUCER = "Аккаунт-менеджер", "Менеджер проекта", "Продюсер"
STRATEGIST, RESEARCHER, ANALYST = "Стратег", "Исследователь", "Аналитик"
MEDIA, PAID, SMM = "Медиапланер", "Специалист по рекламе", "SMM-менеджер"
CREATIVE_DIRECTOR, ART = "Креативный директор", "Арт-директор"
DESIGNER, MOTION, UX = "Дизайнер", "Моушн-дизайнер", "UX-дизайнер"
COPY, EDITOR = "Копирайтер", "Редактор"
FRONT, BACK, TESTER, PREPRESS = (
    "Фронтенд-разработчик",
    "Бэкенд-разработчик",
    "Тестировщик",
    "Препресс-специалист",
)


@dataclass(frozen=True, slots=True)
class SkillScript:
    """A person's work roles with grades, the usual one first, and the part of the time worked."""

    person: str
    roles: tuple[tuple[str, int], ...]
    share: int = 100
    weekdays: str = "12345"


@dataclass(frozen=True, slots=True)
class RiskScript:
    text: str
    probability: int
    impact: int
    response: str
    owner: str
    due_in: int
    for_client: bool = False
    kind: str = "risk"


@dataclass(frozen=True, slots=True)
class WorkScript:
    """The template a project was begun from, and what share of its tasks is done."""

    client: str
    project: str
    template: str
    done: float
    weight: int = 2
    is_hard: bool = False
    crew: tuple[str, ...] = ()
    charter: tuple[str, str, str] = ("", "", "")
    risks: tuple[RiskScript, ...] = ()


SKILLS = (
    SkillScript("volkova", ((ART, 4), (CREATIVE_DIRECTOR, 4), (DESIGNER, 3))),
    SkillScript("astakhov", ((COPY, 3), (EDITOR, 2), (CREATIVE_DIRECTOR, 2))),
    SkillScript("chernykh", ((DESIGNER, 2), (ART, 2))),
    SkillScript("kotov", ((DESIGNER, 3), (ART, 3))),
    SkillScript("lebedeva", ((DESIGNER, 2), (UX, 3))),
    SkillScript("markov", ((MOTION, 3), (DESIGNER, 1))),
    SkillScript("zhukova", ((COPY, 2), (EDITOR, 3), (SMM, 2))),
    SkillScript("frolov", ((SMM, 2), (COPY, 1)), share=50),
    SkillScript("gusev", ((STRATEGIST, 3), (RESEARCHER, 2))),
    SkillScript("baranova", ((RESEARCHER, 3), (ANALYST, 3), (STRATEGIST, 2)), weekdays="1234"),
    SkillScript("antonov", ((FRONT, 3), (BACK, 1))),
    SkillScript("sergeeva", ((BACK, 3), (TESTER, 2), (FRONT, 1))),
    SkillScript("belkina", ((MEDIA, 3), (PAID, 3), (ANALYST, 2))),
    SkillScript("rozanov", ((PREPRESS, 3), (DESIGNER, 1))),
    SkillScript("rudakov", ((MANAGER, 4), (PRODUCER, 3))),
    SkillScript("nikitina", ((MANAGER, 3), (PRODUCER, 3))),
    SkillScript("kim", ((ACCOUNT, 3),), share=60),
    SkillScript("orlova", ((ACCOUNT, 2),), share=60),
    SkillScript("tikhonov", ((ACCOUNT, 2),), share=60),
    SkillScript("melnikov", ((ACCOUNT, 2),), share=60),
    SkillScript("safina", ((ACCOUNT, 2), (TESTER, 1)), share=60),
)

RATES = {
    ACCOUNT: (110_000, 150_000, 200_000, 260_000),
    MANAGER: (110_000, 150_000, 210_000, 270_000),
    PRODUCER: (120_000, 160_000, 220_000, 280_000),
    STRATEGIST: (130_000, 190_000, 260_000, 340_000),
    RESEARCHER: (110_000, 150_000, 200_000, 260_000),
    ANALYST: (110_000, 150_000, 200_000, 260_000),
    MEDIA: (110_000, 150_000, 210_000, 270_000),
    PAID: (100_000, 140_000, 190_000, 240_000),
    SMM: (90_000, 120_000, 160_000, 200_000),
    CREATIVE_DIRECTOR: (160_000, 220_000, 300_000, 400_000),
    ART: (150_000, 200_000, 270_000, 350_000),
    DESIGNER: (100_000, 150_000, 200_000, 260_000),
    MOTION: (120_000, 170_000, 230_000, 290_000),
    UX: (120_000, 170_000, 230_000, 290_000),
    COPY: (90_000, 130_000, 180_000, 230_000),
    EDITOR: (90_000, 130_000, 180_000, 230_000),
    FRONT: (140_000, 200_000, 280_000, 360_000),
    BACK: (150_000, 210_000, 290_000, 370_000),
    TESTER: (90_000, 130_000, 180_000, 230_000),
    PREPRESS: (90_000, 130_000, 170_000, 210_000),
}

WORK = (
    WorkScript(
        "granit",
        "launch",
        "campaign",
        0.8,
        weight=5,
        crew=("kotov", "zhukova"),
        charter=(
            "Рекламная кампания запуска продаж квартала: ролик, наружная реклама, digital.",
            "600 обращений в офис продаж за первый месяц; стоимость обращения ниже 9 тыс. ₽.",
            "Все форматы сданы площадкам за три дня до старта; отчёт о запуске подписан.",
        ),
        risks=(
            RiskScript(
                "Фасад не снимут с лесов к съёмке, и ролик придётся доснимать",
                4,
                4,
                "Держим второй день съёмки и запасной сценарий с графикой",
                "rudakov",
                6,
                for_client=True,
            ),
            RiskScript(
                "Юристы застройщика согласуют макеты дольше недели",
                3,
                3,
                "Отдаём макеты на согласование по мере готовности",
                "kim",
                9,
            ),
        ),
    ),
    WorkScript("granit", "guide", "rebranding", 0.88, weight=3, crew=("lebedeva", "rozanov")),
    WorkScript(
        "signalika",
        "winter",
        "campaign",
        0.85,
        weight=4,
        crew=("markov", "belkina"),
        charter=(
            "Зимняя кампания охранной системы для дома: ТВ, digital, точки продаж.",
            "Рост подключений в декабре и январе на 18 % к прошлому году.",
            "Медиаплан выполнен, отклонение охвата не больше 5 %.",
        ),
        risks=(
            RiskScript(
                "Площадка подняла цены на декабрь на 20 %",
                5,
                3,
                "Переносим часть показов на первую половину января",
                "belkina",
                4,
                for_client=True,
                kind="issue",
            ),
        ),
    ),
    WorkScript("lianta", "site", "site", 0.72, weight=3, crew=("antonov", "lebedeva")),
    WorkScript("nordwind", "rebrand", "rebranding", 0.8, weight=4, crew=("volkova", "gusev")),
    WorkScript("molokino", "smm", "content", 0.4, weight=2, crew=("frolov", "zhukova")),
    WorkScript("obmost", "deposit", "campaign", 0.72, weight=3, crew=("astakhov", "belkina")),
    WorkScript("orbis", "sameday", "campaign", 0.9, weight=3, crew=("markov", "astakhov")),
    WorkScript(
        "dubovik",
        "catalogue",
        "site",
        0.5,
        weight=3,
        is_hard=True,
        crew=("sergeeva", "antonov"),
        charter=(
            "Каталог мебели и интернет-магазин с оплатой и доставкой.",
            "Треть заказов через сайт к маю.",
            "Открывается за 2 с на телефоне, оплата проходит, 400 товаров заведены.",
        ),
    ),
)

TENTATIVE = ("prichal", "Весенняя кампания «Камчатка ждёт»", "campaign", 60, 14, 110)
