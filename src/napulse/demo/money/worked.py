"""Two years of time: spread over people who can do it, days on which they work, hours they have."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from napulse.delivery.models import Project
from napulse.demo.cast import Cast
from napulse.demo.content import production
from napulse.demo.money.ground import persons_able
from napulse.people.models import Person, WorkRole
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.models import EntryState

DAY_MINUTES, STEP, CHUNKS = 480, 15, (90, 120, 150, 180, 240)
DAY = timedelta(days=1)
NOTES = {
    production.DESIGNER: ("Макеты", "Правки макетов", "Адаптации форматов", "Вёрстка"),
    production.ART: ("Ключевой образ", "Ревью макетов", "Арт-дирекшн съёмки"),
    production.COPY: ("Тексты", "Слоганы", "Правки текстов"),
    production.SMM: ("Контент-план", "Посты недели", "Ответы в комментариях", "Отчёт по каналам"),
    production.ACCOUNT: ("Встреча с клиентом", "Контакт-репорт", "Согласования", "Статус"),
    production.MANAGER: ("План работ", "Сбор материалов", "Сдача этапа"),
    production.STRATEGIST: ("Стратегия", "Инсайты аудитории", "Платформа бренда"),
    production.MEDIA: ("Медиаплан", "Оптимизация размещения", "Сверка с площадками"),
    production.PAID: ("Настройка кампаний", "Ставки и аудитории", "Отчёт по конверсиям"),
    production.FRONT: ("Вёрстка страниц", "Каталог", "Исправления"),
    production.BACK: ("Интеграция оплаты", "Выгрузка товаров", "Исправления"),
    production.EDITOR: ("Редактура", "Вычитка", "Интервью"),
}
USUAL = ("Работа по проекту", "Подготовка материалов", "Проверка")


@dataclass(frozen=True, slots=True)
class Work:
    """Minutes of each role that a project takes between two days."""

    project: Project
    first: date
    last: date
    minutes: dict[str, int]
    billable: bool = True


@dataclass
class Diary:
    """Who has how much of a day left. Time is only put where somebody has it."""

    cast: Cast
    roles: dict[str, WorkRole]
    able: dict[str, list[tuple[Person, int]]] = field(default_factory=dict)
    used: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))
    chance: Random = field(default_factory=lambda: Random("diary"))  # noqa: S311 - a story

    def __post_init__(self) -> None:
        self.able = persons_able(self.cast)
        shares = {one.person: one.share for one in production.SKILLS}
        keys = {person.pk: key for key, person in self.cast.persons.items()}
        self._share = {pk: shares.get(key, 100) for pk, key in keys.items()}
        self._days = {one.person: {int(d) for d in one.weekdays} for one in production.SKILLS}
        self._keys = keys

    def spread(self, work: Work) -> list[EntryData]:
        """Entries for the work; what nobody has time for stays undone."""
        days = self._working_days(work.first, work.last)
        if not days:
            return []
        return [
            entry
            for role, minutes in work.minutes.items()
            for entry in self._spread_role(work, role, minutes, days)
        ]

    def _working_days(self, first: date, last: date) -> list[date]:
        count = (last - first).days + 1
        days = (first + n * DAY for n in range(max(count, 0)))
        return [day for day in days if self.cast.timing.calendar.is_working(day)]

    def _spread_role(
        self, work: Work, role: str, minutes: int, days: Sequence[date]
    ) -> Iterable[EntryData]:
        able = self.able.get(role, [])
        tries = 6 * (minutes // CHUNKS[0] + 2)
        while minutes >= STEP and able and tries:
            tries -= 1
            person, grade = able[min(int(self.chance.expovariate(1.3)), len(able) - 1)]
            day = days[self.chance.randrange(len(days))]
            chunk = min(self.chance.choice(CHUNKS), minutes // STEP * STEP, self.left(person, day))
            if chunk < STEP:
                continue
            self.used[person.pk, day] += chunk
            minutes -= chunk
            yield self._entry(work, role, (person, grade, day, chunk))

    def key_of(self, person: Person) -> str:
        """The person's name in the scripts."""
        return self._keys[person.pk]

    def norm(self, person: Person, day: date) -> int:
        """Minutes that the person works on a working day."""
        key = self._keys[person.pk]
        if day.isoweekday() not in self._days.get(key, {1, 2, 3, 4, 5}) or self._is_away(key, day):
            return 0
        return DAY_MINUTES * self._share[person.pk] // 100

    def left(self, person: Person, day: date) -> int:
        """What of them is free, in steps of the house."""
        return max(self.norm(person, day) - self.used[person.pk, day], 0) // STEP * STEP

    def _is_away(self, key: str, day: date) -> bool:
        offset = (day - self.cast.timing.today).days
        return any(
            one.person == key and one.starts_in <= offset <= one.ends_in
            for one in self.cast.script.absences
        )

    def _entry(self, work: Work, role: str, what: tuple[Person, int, date, int]) -> EntryData:
        person, grade, day, minutes = what
        return EntryData(
            person=person,
            on=day,
            minutes=minutes,
            project=work.project,
            role=self.roles[role],
            grade=grade,
            note=self.chance.choice(NOTES.get(role, USUAL)),
            billable=work.billable,
            state=EntryState.APPROVED,
        )
