"""Turns the offsets of the scripts into moments and dates around now."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from napulse.demo.shapes import TalkScript
from napulse.engines.kernel.calendar import WorkCalendar

MORNING, EVENING = time(9, 20), time(20, 0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timing:
    """Now, and the agency's calendar around it."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)

    def working_day(self, day: date) -> date:
        """The day itself, or the working day before it."""
        while not self.calendar.is_working(day):
            day -= DAY
        return day

    def next_working_day(self, day: date) -> date:
        while not self.calendar.is_working(day):
            day += DAY
        return day

    def opening(self, days_ago: int, hour: int = 10) -> datetime:
        """An hour of the working day at or before the one so many days ago; never ahead of now."""
        moment = self.at(self.working_day(self.day(-days_ago)), time(hour))
        return min(moment, self.now - timedelta(minutes=5))

    def span_of(self, talk: TalkScript) -> tuple[datetime, datetime]:
        """When the talk began and ended; it is over before now."""
        length = timedelta(minutes=talk.minutes)
        if talk.ended_hours_ago is not None:
            ended = self.now - timedelta(hours=talk.ended_hours_ago)
            ended = ended.replace(second=0, microsecond=0)
            return ended - length, ended
        day = self.working_day(self.day(-talk.days_ago))
        start = self.at(day, time.fromisoformat(talk.at))
        while start + length > self.now - timedelta(minutes=90):
            day = self.working_day(day - DAY)
            start = self.at(day, time.fromisoformat(talk.at))
        return start, start + length

    def soon_after(self, moment: datetime, shortest: int, longest: int, random: Random) -> datetime:
        """So many minutes later, moved to an hour when people sit at their desks."""
        found = moment + timedelta(minutes=random.randint(shortest, longest))
        wall = found.astimezone(self.zone)
        if MORNING <= wall.time() <= EVENING:
            return found
        day = wall.date() if wall.time() < MORNING else wall.date() + DAY
        return self.at(day, MORNING) + timedelta(minutes=random.randint(0, 70))

    def mornings(self, count: int, wall: time) -> list[datetime]:
        """The same hour of the last working days that has passed already, oldest first."""
        found: list[datetime] = []
        day = self.today
        while len(found) < count:
            moment = self.at(day, wall)
            if self.calendar.is_working(day) and moment <= self.now:
                found.insert(0, moment)
            day -= DAY
        return found
