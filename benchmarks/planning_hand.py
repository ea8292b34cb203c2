"""The way of the hand: down the list, each task as early as it fits, with whoever is done first.

It is the baseline beside every plan; it knows nothing of priorities and never looks back.
"""

from napulse.engines.planning.compiled import NEVER, Instance, Seat, Way, compile_problem
from napulse.engines.planning.model import Placed, Plan, Problem, Slot


def by_list(problem: Problem) -> Plan:
    """A plan of all items, or of those that could be seated before the end of all patience."""
    hand = _Hand(compile_problem(problem))
    left = set(range(hand.instance.size))
    while left:
        item = min(n for n in left if all(one in hand.ends for one, _ in hand.instance.before[n]))
        hand.place(item)
        left.discard(item)
    return Plan(tuple(hand.placed))


class _Hand:
    """What is taken so far: people's spans, pools by slot, ends by item."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.busy: list[list[tuple[Slot, Slot]]] = [[] for _ in instance.problem.people]
        self.used: list[dict[Slot, int]] = [{} for _ in instance.problem.pools]
        self.ends: dict[int, Slot] = {}
        self.placed: list[Placed] = []
        self.modes = _affordable(instance)
        last = sum(max(one.shortest for one in ways) for ways in instance.ways)
        self.patience = 10 * (last + instance.problem.horizon) + 1_000

    def place(self, item: int) -> None:
        """As early as pools and people allow; of people alone in a seat, who ends first."""
        way = self.instance.ways[item][self.modes[item]]
        floor = [self.ends[one] + lag for one, lag in self.instance.before[item]]
        start = max([self.instance.floor[item], *floor])
        if len(way.seats) == 1 and not way.pools:
            start, seated = self._alone(way.seats[0], start)
        else:
            start, seated = self._together(way, start)
        worked = [self._end(way.seats[n], who, start) for n, who in enumerate(seated)]
        end = max([start + way.length, *worked])
        for who, until in zip(seated, worked, strict=True):
            self.busy[who].append((start, until))
        for pool, amount in way.pools:
            for slot in range(start, start + way.length):
                self.used[pool][slot] = self.used[pool].get(slot, 0) + amount
        self.ends[item] = end
        problem = self.instance.problem
        people = tuple(problem.people[who].key for who in seated)
        self.placed.append(Placed(problem.items[item].key, start, end, self.modes[item], people))

    def _end(self, seat: Seat, who: int, start: Slot) -> Slot:
        return self.instance.diaries[who].end(start, seat.option(who).work)

    def _alone(self, seat: Seat, floor: Slot) -> tuple[Slot, list[int]]:
        found = []
        for place, one in enumerate(seat.options):
            start = self._next(one.person, one.work, floor)
            found.append((self._end(seat, one.person, start), place, start, one.person))
        _, _, start, who = min(found)
        return start, [who]

    def _next(self, who: int, work: int, start: Slot) -> Slot:
        """The first start at which the person is there and free."""
        diary = self.instance.diaries[who]
        while True:
            start = diary.next_start(start, work)
            end = diary.end(start, work)
            until = [b for a, b in self.busy[who] if a < end and start < b]
            if not until:
                return start
            start = max(until)

    def _together(self, way: Way, start: Slot) -> tuple[Slot, list[int]]:
        while start < self.patience:
            if self._pools_fit(way, start):
                seated = self._seated(way, start)
                if seated is not None:
                    return start, seated
            start += 1
        raise RuntimeError("no time at which a task could be done")

    def _pools_fit(self, way: Way, start: Slot) -> bool:
        pools = self.instance.problem.pools
        return all(
            self.used[pool].get(slot, 0) + amount <= pools[pool].capacity
            for pool, amount in way.pools
            for slot in range(start, start + way.length)
        )

    def _seated(self, way: Way, start: Slot) -> list[int] | None:
        """People for all seats at this start, or None: seats in turn, others move up for them."""
        free = [
            [one.person for one in seat.options if self._is_free(one.person, one.work, start)]
            for seat in way.seats
        ]
        sits: dict[int, int] = {}
        for seat in range(len(way.seats)):
            if not _seat(seat, free, sits, set()):
                return None
        return [who for who, _ in sorted(sits.items(), key=lambda pair: pair[1])]

    def _is_free(self, who: int, work: int, start: Slot) -> bool:
        end = self.instance.diaries[who].end(start, work)
        return end != NEVER and not any(a < end and start < b for a, b in self.busy[who])


def _seat(seat: int, free: list[list[int]], sits: dict[int, int], asked: set[int]) -> bool:
    for who in free[seat]:
        if who not in asked:
            asked.add(who)
            if who not in sits or _seat(sits[who], free, sits, asked):
                sits[who] = seat
                return True
    return False


def _affordable(instance: Instance) -> list[int]:
    """The shortest mode of each item, then longer ones where a budget would not do."""
    modes = [
        min(able, key=lambda n: ways[n].shortest)
        for ways, able in zip(instance.ways, instance.choices, strict=True)
    ]
    for _ in range(4 * instance.size):
        room = _room(instance, modes)
        moves = _moves(instance, modes, room) if min(room, default=0) < 0 else []
        if not moves:
            break
        _, item, mode = max(moves)
        modes[item] = mode
    return modes


def _room(instance: Instance, modes: list[int]) -> list[int]:
    """What is left of each budget; below zero where it does not do."""
    room = [one.limit for one in instance.problem.budgets]
    for item, mode in enumerate(modes):
        for budget, amount in instance.ways[item][mode].spends:
            room[budget] -= amount
    return room


def _moves(instance: Instance, modes: list[int], room: list[int]) -> list[tuple[float, int, int]]:
    """Changes of a mode that lower the overrun, with what they save for each slot they cost."""
    over, out = sum(max(0, -one) for one in room), []
    for item, ways in enumerate(instance.ways):
        now = dict(ways[modes[item]].spends)
        for mode in instance.choices[item]:
            then = dict(ways[mode].spends)
            after = [left + now.get(n, 0) - then.get(n, 0) for n, left in enumerate(room)]
            saved = over - sum(max(0, -one) for one in after)
            if saved > 0:
                longer = max(1, ways[mode].shortest - ways[modes[item]].shortest)
                out.append((saved / longer, item, mode))
    return out
