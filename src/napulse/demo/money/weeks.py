"""The last weeks as their people handed them over: approved, returned with words, or waiting."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from napulse.access.actor import system_actor
from napulse.demo.cast import Cast
from napulse.demo.content import weeks as script
from napulse.demo.money.worked import DAY, Diary
from napulse.people.models import Person
from napulse.service.actions.week_notices import tell_of_week
from napulse.timesheets.actions.checking import EntryData, monday
from napulse.timesheets.actions.time import save_many
from napulse.timesheets.actions.weeks import approve_weeks, return_week, submit_week
from napulse.timesheets.models import EntryState, WeekSheet

WEEK = timedelta(days=7)
KEPT, WAITS, RETURNED, APPROVED = "kept", "waits", "returned", "approved"


@dataclass
class Weeks:
    """Time of the last weeks, by person and Monday, until it is scheduled."""

    cast: Cast
    diary: Diary
    found: dict[tuple[str, date], list[EntryData]] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random("weeks"))  # noqa: S311 - a story

    def takes(self, entry: EntryData) -> bool:
        """Whether it is of a week that is told here, and not with its month."""
        week_on = monday(entry.on)
        if week_on < monday(self.cast.timing.today) - script.WEEKS_TOLD * WEEK:
            return False
        key = self.diary.key_of(entry.person)
        self.found.setdefault((key, week_on), []).append(entry)
        return True

    def schedule(self) -> None:
        """Everybody enters their week and, where it came to that, hands it over."""
        for place, (key, week_on) in enumerate(sorted(self.found)):
            entries = self.found[key, week_on]
            ago = (monday(self.cast.timing.today) - week_on) // WEEK
            if key not in script.RETURNED and 0 < ago <= len(("last", "before")):
                entries += self._of_the_house(entries[0].person, week_on)
            self._tell(Told(self.cast, key, week_on, self._fate(key, ago, entries)), entries, place)

    def _tell(self, told: "Told", entries: list[EntryData], place: int) -> None:
        act, minutes = self.cast.ledger.act, place % 40
        days = [entry.on for entry in entries]
        last = max(days if told.fate == KEPT else [*days, *self._days(told.week_on)])
        own = [replace(entry, state=EntryState.DRAFT) for entry in entries]
        at = self._at(last, time(17, minutes), 70)
        act(at, lambda: save_many(self.cast.actor(told.key), rows=own, now=at))
        if told.fate == KEPT:
            return
        sent = self._at(last, time(18, minutes), 65)
        act(sent, lambda: told.submit(sent))
        if told.fate != WAITS:
            answered = self.cast.timing.next_working_day(max(told.week_on + WEEK, last + DAY))
            then = self._at(answered, time(11, minutes), 60)
            act(then, lambda: told.answer(then))

    def _fate(self, key: str, ago: int, entries: list[EntryData]) -> str:
        """The last week is seen in all states; of those before nearly all are approved."""
        if ago == 0:
            return KEPT
        if ago == 1 and key in script.RETURNED:
            return RETURNED
        if (ago == 1 and key in script.WAIT) or (ago <= 1 + 1 and key in script.WAIT_LONGER):
            return WAITS
        person, week_on = entries[0].person, monday(entries[0].on)
        minutes = sum(entry.minutes for entry in entries)
        norm = sum(self.diary.norm(person, day) for day in self._days(week_on))
        return APPROVED if minutes * 100 >= norm * script.FULL_ENOUGH else KEPT

    def _days(self, week_on: date) -> list[date]:
        days = (week_on + n * DAY for n in range(7))
        return [day for day in days if self.cast.timing.calendar.is_working(day)]

    def _of_the_house(self, person: Person, week_on: date) -> list[EntryData]:
        """What is left of the days, some of it: meetings of the house, learning, tidying up."""
        made = []
        for day in self._days(week_on):
            minutes = min(self.diary.left(person, day), script.MOST_OF_HOUSE)
            if minutes:
                self.diary.used[person.pk, day] += minutes
                note = self.chance.choice(script.HOUSE)
                made.append(EntryData(person, day, minutes, note=note, billable=False))
        return made

    def _at(self, day: date, wall: time, before: int) -> datetime:
        moment = self.cast.timing.at(day, wall)
        return min(moment, self.cast.timing.now - timedelta(minutes=before))


@dataclass(frozen=True, slots=True)
class Told:
    """A person's week and what becomes of it."""

    cast: Cast
    key: str
    week_on: date
    fate: str

    def submit(self, at: datetime) -> None:
        submit_week(self.cast.actor(self.key), week_on=self.week_on, now=at)
        if self.fate == WAITS:
            self._notify("week_submitted", self.key, at)

    def answer(self, at: datetime) -> None:
        """By whoever stands above, or in for them, on that day."""
        lead, sheet = self._lead(at), self._sheet()
        if self.fate == APPROVED:
            approve_weeks(self.cast.actor(lead), sheet_ids=[sheet.pk], now=at)
            return
        return_week(self.cast.actor(lead), sheet, words=script.RETURNED[self.key], now=at)
        self._notify("week_returned", lead, at)

    def _lead(self, at: datetime) -> str:
        managers = {one.key: one.reports_to for one in self.cast.script.people}
        days_ago = (self.cast.timing.today - self.cast.timing.day_of(at)).days
        return self.cast.present(managers[self.key] or self.key, days_ago)

    def _sheet(self) -> WeekSheet:
        found: WeekSheet = WeekSheet.objects.get(
            person=self.cast.persons[self.key], week_on=self.week_on
        )
        return found

    def _notify(self, code: str, teller: str, at: datetime) -> None:
        teller_id = self.cast.users[teller].pk
        sheet_id = self._sheet().pk
        tell_of_week(system_actor(), sheet_id=sheet_id, code=code, teller_id=teller_id, now=at)
