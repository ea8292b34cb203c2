"""Small words of everyday life: why dates move, how matters end, what is planned this week."""

from dataclasses import dataclass

from napulse.demo.shapes import Medium


@dataclass(frozen=True, slots=True)
class Words:
    moved: tuple[str, ...]
    cancelled: tuple[str, ...]
    intros: tuple[str, ...]
    objections: tuple[str, ...]
    answers: tuple[str, ...]
    corrections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AheadScript:
    """A contact that is planned: in so many working days, at a time on the agency's wall."""

    client: str
    in_days: int
    at: str
    minutes: int
    medium: Medium
    subject: str
    place: str = ""


RUSSIAN = Words(
    moved=(
        "Клиент прислал исходные на два дня позже",
        "Ждём решения по бюджету, без него делать рано",
        "Подрядчик сдвинул смену из-за погоды",
        "Договорились показать вместе со второй задачей",
        "Согласующий в командировке до конца недели",
    ),
    cancelled=(
        "Клиент отказался от этой части работы",
        "Вошло в другую задачу, отдельно не нужно",
        "Решили обойтись прошлой версией",
    ),
    intros=(
        "Коротко о том, что сделано после прошлого отчёта, и о том, чего мы ждём.",
        "Собрали состояние работ после сегодняшнего разговора. Если что-то поняли не так — "
        "напишите, поправим в тот же день.",
        "Ниже — где мы стоим и что происходит дальше.",
        "Главное за эти дни и ближайшие шаги обеих сторон.",
    ),
    objections=(
        "Такого не обсуждали: речь шла только о предварительной версии.",
        "Срок другой, мы называли следующую неделю.",
        "Это решение принимаю не я, прошу указать, что оно предварительное.",
    ),
    answers=(
        "Проверили запись разговора: вы правы, исправили формулировку.",
        "Созвонились, договорились о сроке; он указан в следующем отчёте.",
    ),
    corrections=(
        "Уточнили срок по замечанию клиента",
        "Исправили формулировку решения: оно предварительное",
        "Добавили ответственного со стороны клиента",
    ),
)
ENGLISH = Words(
    moved=(
        "The source files came two days late",
        "We agreed to show it together with the next piece",
        "The approver is travelling until the end of the week",
    ),
    cancelled=("The client no longer needs it", "Covered by another task"),
    intros=(
        "Where we stand after today's call, and what happens next.",
        "A short summary of the work since the last report. If we got anything wrong, please "
        "write back and we will correct it the same day.",
    ),
    objections=("That was a suggestion, not a decision.", "The date we named was a week later."),
    answers=("You are right, the wording has been corrected.",),
    corrections=("The date was corrected as the client asked", "The decision is preliminary"),
)

AHEAD = (
    AheadScript("signalika", 0, "16:00", 45, Medium.VIDEO, "Показ лендинга: вторая версия"),
    AheadScript("romashkino", 0, "17:30", 30, Medium.CALL, "Сверка сроков перед печатью"),
    AheadScript(
        "lianta", 1, "11:00", 60, Medium.MEETING, "Концепции весенней кампании", "«Атриум»"
    ),
    AheadScript("granit", 1, "15:00", 40, Medium.VIDEO, "Щиты: решение коммерческого директора"),
    AheadScript("obmost", 2, "12:30", 45, Medium.VIDEO, "План работ на следующий месяц"),
    AheadScript("kestrel", 2, "15:30", 30, Medium.VIDEO, "Monthly review"),
    AheadScript(
        "oporis", 3, "10:30", 90, Medium.MEETING, "Защита бюджета на квартал", "Офис клиента"
    ),
    AheadScript("halden", 4, "14:00", 30, Medium.VIDEO, "Film nine: final cut"),
)

LIVE = {"oporis": 5.5, "uralpolimet": 3.0, "obmost": 10.0, "romashkino": 16.0}
"""Whose latest everyday talk has just ended, so many hours ago: its clock is running."""

REFUSALS = {
    "signalika": (
        "refused",
        "550 5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table",
    ),
    "oporis": ("bounced", "552 5.2.2 <{address}>: Mailbox full"),
}
"""Whose mail server did not take the last report for one of its people, and in which words."""


def words_in(language: str) -> Words:
    return ENGLISH if language == "en" else RUSSIAN
