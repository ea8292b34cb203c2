"""What became of every promise: kept, late, moved with a reason, dropped, or still open."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from napulse.demo.cast import Cast, Served
from napulse.demo.content.between import Words, words_in
from napulse.demo.shapes import ActionEnd, ActionScript, Side
from napulse.demo.timing import Timing
from napulse.service.models import ActionItem, ActionMove, ActionState

OPEN_LATE = {Side.US: ((3, 0.14), (8, 0.02)), Side.CLIENT: ((5, 0.08), (12, 0.02))}
EARLY = {Side.US: 0.3, Side.CLIENT: 0.15}


@dataclass
class Promise:
    """An action, its moves, and how it stood at any moment."""

    item: ActionItem
    script: ActionScript
    made_at: datetime
    moves: list[ActionMove] = field(default_factory=list)

    def concerns(self, moment: datetime, since: date) -> bool:
        """Whether a report sent then told of it: open at that moment, or kept since a day."""
        if self.made_at > moment:
            return False
        if self.item.ended_at is None or self.item.ended_at > moment:
            return True
        is_done, on = self.item.state == ActionState.DONE, self.item.ended_on
        return is_done and on is not None and on >= since

    def as_of(self, moment: datetime) -> ActionItem:
        """The row as it was then."""
        row = copy(self.item)
        for move in self.moves:
            if move.moved_at > moment:
                row.due_on = move.from_on
        if self.item.ended_at is None or self.item.ended_at > moment:
            row.state, row.ended_on, row.ended_at = ActionState.OPEN, None, None
        return row


@dataclass(frozen=True)
class Fates:
    """Decides the ends of one client's promises."""

    cast: Cast
    served: Served
    random: Random

    @property
    def timing(self) -> Timing:
        return self.cast.timing

    def decide(self, promise: Promise) -> None:
        end = promise.script.end
        if end is ActionEnd.BY_AGE:
            end = self._by_age(promise)
        if end is ActionEnd.MOVED:
            self._move(promise)
            end = ActionEnd.DONE if promise.item.due_on < self.timing.today else ActionEnd.OPEN
        if end is ActionEnd.CANCELLED:
            self._end(promise, ActionState.CANCELLED, promise.item.due_on)
        elif end is ActionEnd.DONE:
            self._end(promise, ActionState.DONE, self._kept_on(promise))

    def _by_age(self, promise: Promise) -> ActionEnd:
        late = (self.timing.today - promise.item.due_on).days
        side, dice = promise.script.side, self.random.random()
        if late <= 0:
            return ActionEnd.DONE if dice < EARLY[side] else ActionEnd.OPEN
        for days, share in OPEN_LATE[side]:
            if late <= days:
                if dice < share:
                    return ActionEnd.OPEN
                break
        other = self.random.random()
        if other < 0.04:
            return ActionEnd.MOVED
        return ActionEnd.CANCELLED if other < 0.06 else ActionEnd.DONE

    def _kept_on(self, promise: Promise) -> date:
        """The day it was done: most by the date, some a day or three after it."""
        due, made = promise.item.due_on, self.timing.day_of(promise.made_at)
        late = promise.script.end is ActionEnd.BY_AGE and self.random.random() < 0.1
        if late:
            return due + timedelta(days=self.random.randint(1, 3))
        return max(made, due - timedelta(days=self.random.choice((0, 0, 0, 1, 1, 2))))

    def _move(self, promise: Promise) -> None:
        item = promise.item
        days = promise.script.moved_by_days or self.random.randint(2, 5)
        to_on = self.timing.next_working_day(item.due_on + timedelta(days=days))
        at = self._moment(promise, min(item.due_on, self.timing.today))
        reason = promise.script.reason or self.random.choice(self._words.moved)
        user = self._keeper(promise)
        promise.moves.append(
            ActionMove(
                action=item,
                from_on=item.due_on,
                to_on=to_on,
                reason=reason,
                moved_at=at,
                moved_by=self.cast.users[user],
            )
        )
        item.due_on = to_on

    def _end(self, promise: Promise, state: ActionState, day: date) -> None:
        item = promise.item
        item.state, item.ended_at = state, self._moment(promise, day)
        item.ended_on = self.timing.day_of(item.ended_at)
        item.ended_by = self.cast.users[self._keeper(promise)]
        if state is ActionState.CANCELLED:
            item.reason = promise.script.reason or self.random.choice(self._words.cancelled)

    def _moment(self, promise: Promise, day: date) -> datetime:
        """An hour of that day, after it was promised and moved, and before now."""
        wall = time(self.random.randint(10, 18), self.random.choice((5, 20, 35, 50)))
        moment = self.timing.at(self.timing.working_day(day), wall)
        first = max([promise.made_at, *(move.moved_at for move in promise.moves)])
        moment = max(moment, first + timedelta(minutes=25))
        if moment < self.timing.now - timedelta(minutes=20):
            return moment
        return first + (self.timing.now - first) * self.random.uniform(0.2, 0.9)

    def _keeper(self, promise: Promise) -> str:
        """Who of us ticks it off."""
        is_ours = promise.script.side is Side.US
        return promise.script.owner if is_ours else self.served.script.team.manager

    @property
    def _words(self) -> Words:
        return words_in(self.served.script.language)
