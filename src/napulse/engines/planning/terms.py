"""What a model makes small: the parts of a score as sums over a frame, what stands included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from napulse.engines.planning.compiled import NEVER
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.exact import Exact, Linear
from napulse.engines.planning.frame import stays
from napulse.engines.planning.model import Goal, Slot
from napulse.engines.planning.scoring import WHOLE

NAMES = ("makespan", "lateness", "flow", "cost", "excess", "hands", "peak")


@dataclass(frozen=True, slots=True)
class Stability:
    """What a new plan should leave alone: items with their former start and people.

    ``moved`` weighs an open item that starts at another time, ``near`` times as much when its
    former start is before ``soon``; ``switched`` weighs a person that leaves an item.
    """

    start: Mapping[int, Slot] = field(default_factory=dict)
    people: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    soon: Slot = 0
    moved: int = 8
    near: int = 5
    switched: int = 30

    def move(self, item: int) -> int:
        """Return what it costs to move an item."""
        return self.moved * (self.near if self.start[item] < self.soon else 1)

    def value(self, draft: Draft) -> int:
        """Return what all moves and switches of a draft cost; dropped items are not counted."""
        kept = [item for item, start in enumerate(draft.start) if start != NEVER]
        moves = sum(
            self.move(i) for i in kept if draft.start[i] != self.start.get(i, draft.start[i])
        )
        gone = sum(len(set(self.people.get(i, ())) - set(draft.people[i])) for i in kept)
        return moves + self.switched * gone


@dataclass(slots=True)
class Terms:
    """Terms made so far over a model, and what their variables are for."""

    exact: Exact
    ends: dict[int, cp_model.IntVar] = field(default_factory=dict)
    late: dict[int, cp_model.IntVar] = field(default_factory=dict)
    hard: dict[int, cp_model.IntVar] = field(default_factory=dict)
    spent: dict[int, cp_model.IntVar] = field(default_factory=dict)
    paid: dict[int, cp_model.IntVar] = field(default_factory=dict)
    used: dict[tuple[int, str, int], cp_model.IntVar] = field(default_factory=dict)
    moved: dict[int, cp_model.IntVar] = field(default_factory=dict)
    last: cp_model.IntVar | None = None
    most: cp_model.IntVar | None = None
    least: cp_model.IntVar | None = None
    _made: dict[str, Linear] = field(default_factory=dict)

    def term(self, name: str) -> Linear:
        """Return a part of the score by its name, as a linear sum."""
        if name not in self._made:
            self._made[name] = _MAKERS[name](self)
        return self._made[name]

    def goal(self, goal: Goal) -> Linear:
        """Return the weighted sum of a goal; its caps are not part of it."""
        weighed = ((getattr(goal, name), name) for name in NAMES)
        out: Linear = 0
        for weight, name in weighed:
            if weight:
                out += weight * self.term(name)
        return out

    def cap(self, goal: Goal) -> None:
        """Hold the parts that may not get worse."""
        for name, most in goal.caps:
            self.exact.model.add(self.term(name) <= most)


def project_end(terms: Terms, project: int) -> Linear:
    """Return the end of a project: a variable if anything of it is open, else a number."""
    exact, frame = terms.exact, terms.exact.frame
    instance = frame.book.instance
    members = [item for item in instance.members[project] if item in exact.start]
    floor = standing_end(terms, project)
    if not members:
        return floor
    if project not in terms.ends:
        sinks = [item for item in members if _is_last(terms, item, project)]
        low = max([floor, *(frame.book.earliest_end(one, frame.first[one]) for one in sinks)])
        high = max([low, *(frame.last[item] for item in sinks)])
        end = exact.model.new_int_var(low, high, f"c{project}")
        for item in sinks:
            exact.model.add(end >= exact.end[item])
        terms.ends[project] = end
    return terms.ends[project]


def standing_end(terms: Terms, project: int) -> Slot:
    """Return where the standing part of a project ends, or its release."""
    frame = terms.exact.frame
    instance = frame.book.instance
    ends = (
        frame.draft.end[item] for item in instance.members[project] if item not in terms.exact.start
    )
    return max([instance.problem.projects[project].release, *ends])


def _is_last(terms: Terms, item: int, project: int) -> bool:
    """No open item of the project follows directly, so that its end may be the project's."""
    instance = terms.exact.frame.book.instance
    return not any(
        lag >= 0 and following in terms.exact.start and instance.project[following] == project
        for following, lag in instance.after[item]
    )


def _makespan(terms: Terms) -> Linear:
    exact = terms.exact
    instance = exact.frame.book.instance
    ends = [
        project_end(terms, project)
        for project in range(len(instance.members))
        if any(item in exact.start for item in instance.members[project])
    ]
    floor = max((exact.frame.draft.end[item] for item in exact.frame.standing), default=0)
    terms.last = exact.model.new_int_var(floor, max(floor, exact.frame.horizon), "makespan")
    for end in ends:
        exact.model.add(terms.last >= end)
    return terms.last


def _lateness(terms: Terms) -> Linear:
    out: Linear = 0
    for number, project in enumerate(terms.exact.frame.book.instance.problem.projects):
        if project.due is None or not project.weight:
            continue
        end = project_end(terms, number)
        if isinstance(end, int):
            out += project.weight * max(0, end - project.due)
            continue
        high = max(0, terms.exact.frame.horizon - project.due)
        late = terms.exact.model.new_int_var(0, high, f"l{number}")
        terms.exact.model.add(late >= end - project.due)
        terms.late[number] = late
        out += project.weight * late
    return out


def _flow(terms: Terms) -> Linear:
    projects = terms.exact.frame.book.instance.problem.projects
    return sum(
        one.weight * (project_end(terms, number) - one.release)
        for number, one in enumerate(projects)
        if one.weight
    )


def _cost(terms: Terms) -> Linear:
    sits = sum(one.option.cost * one.taken for one in terms.exact.sits if one.option.cost)
    return sits + sum(_standing(terms, lambda option: option.cost).values())


def _excess(terms: Terms) -> Linear:
    sits = sum(one.option.excess * one.taken for one in terms.exact.sits if one.option.excess)
    return sits + sum(_standing(terms, lambda option: option.excess).values())


def _standing(terms: Terms, of: Callable[..., int]) -> dict[int, int]:
    """By project: what the standing items cost, or exceed."""
    frame = terms.exact.frame
    out: dict[int, int] = defaultdict(int)
    for item in frame.standing:
        way = frame.book.instance.ways[item][frame.draft.mode[item]]
        for seat, person in zip(way.seats, frame.draft.people[item], strict=True):
            out[frame.book.instance.project[item]] += of(seat.by_person[person])
    return out


def _hands(terms: Terms) -> Linear:
    exact, frame = terms.exact, terms.exact.frame
    instance = frame.book.instance
    there = {
        (instance.project[item], seat.skill, person)
        for item in frame.standing
        for seat, person, _ in stays(frame.book, frame.draft, item)
    }
    for one in exact.sits:
        skill = frame.book.groups[one.item][one.way][one.group].skill
        key = (instance.project[one.item], skill, one.option.person)
        if key in there:
            continue
        if key not in terms.used:
            terms.used[key] = exact.model.new_bool_var("")
        for lit in one.lits:
            exact.model.add_implication(lit, terms.used[key])
    return sum(terms.used.values()) + len(there)


def loads(terms: Terms) -> dict[int, tuple[Linear, int]]:
    """Return by person the slots of work as open and standing part."""
    exact, frame = terms.exact, terms.exact.frame
    stand: dict[int, int] = defaultdict(int)
    for item in frame.standing:
        way = frame.book.instance.ways[item][frame.draft.mode[item]]
        for seat, person in zip(way.seats, frame.draft.people[item], strict=True):
            stand[person] += seat.by_person[person].work
    lits: dict[int, list[Linear]] = defaultdict(list)
    for one in exact.variants:
        lits[one.person].append(one.work * one.lit)
    people = range(len(frame.book.instance.problem.people))
    return {person: (sum(lits[person]), stand[person]) for person in people}


def _peak(terms: Terms) -> Linear:
    model, found = terms.exact.model, loads(terms)
    if not found:
        return 0
    high = sum(one.work for one in terms.exact.variants) + max(one for _, one in found.values())
    terms.most = model.new_int_var(0, high, "most")
    terms.least = model.new_int_var(0, high, "least")
    for load, standing in found.values():
        model.add(terms.most >= load + standing)
        model.add(terms.least <= load + standing)
    return terms.most - terms.least


_MAKERS: dict[str, Callable[[Terms], Linear]] = {
    "makespan": _makespan,
    "lateness": _lateness,
    "flow": _flow,
    "cost": _cost,
    "excess": _excess,
    "hands": _hands,
    "peak": _peak,
}


def keep_promises(terms: Terms) -> None:
    """Hold hard ends (windows of the frame do it but for varying ends), budgets and costs."""
    model = terms.exact.model
    for item, end in terms.exact.end_var.items():
        hard = terms.exact.frame.book.instance.hard[item]
        if hard is not None:
            model.add(end <= hard)
    for _, spent, limit in spends(terms):
        model.add(spent <= limit)
    for _, paid, limit in costs(terms):
        model.add(paid <= limit)


def broken(terms: Terms) -> Linear:
    """Return the promises broken, counted as ``scoring`` counts them."""
    exact = terms.exact
    instance, model = exact.frame.book.instance, exact.model
    out: Linear = 0
    for item in exact.frame.standing:
        hard = instance.hard[item]
        out += 0 if hard is None else max(0, exact.frame.draft.end[item] - hard)
    for item in exact.frame.free:
        hard = instance.hard[item]
        if hard is not None and exact.frame.last[item] > hard:
            terms.hard[item] = model.new_int_var(0, exact.frame.last[item] - hard, f"h{item}")
            model.add(terms.hard[item] >= exact.end[item] - hard)
    for budget, spent, limit in spends(terms):
        terms.spent[budget] = model.new_int_var(0, 1 << 40, "")
        model.add(terms.spent[budget] >= spent - limit)
    for project, paid, limit in costs(terms):
        terms.paid[project] = model.new_int_var(0, 1 << 30, "")
        model.add(max(1, limit) * terms.paid[project] >= WHOLE * (paid - limit))
    made = [terms.hard, terms.spent, terms.paid]
    return out + sum(one for found in made for one in found.values())


def spends(terms: Terms) -> Iterable[tuple[int, Linear, int]]:
    """Yield budgets with what is spent of them, as far as the model decides it, and the limit."""
    exact = terms.exact
    instance = exact.frame.book.instance
    found: dict[int, Linear] = defaultdict(int)
    for item in exact.frame.standing:
        for budget, amount in instance.ways[item][exact.frame.draft.mode[item]].spends:
            found[budget] += amount
    for item in exact.frame.free:
        for way in instance.choices[item]:
            for budget, amount in instance.ways[item][way].spends:
                found[budget] += amount * exact.chosen(item, way)
    for budget, spent in found.items():
        if not isinstance(spent, int):
            yield budget, spent, instance.problem.budgets[budget].limit


def costs(terms: Terms) -> Iterable[tuple[int, Linear, int]]:
    """Yield projects that have a budget with what their people cost and the budget."""
    instance = terms.exact.frame.book.instance
    budgets = {n: one.budget for n, one in enumerate(instance.problem.projects)}
    standing = _standing(terms, lambda option: option.cost)
    found: dict[int, Linear] = defaultdict(int)
    for one in terms.exact.sits:
        if budgets[instance.project[one.item]] is not None and one.option.cost:
            found[instance.project[one.item]] += one.option.cost * one.taken
    for project, paid in found.items():
        yield project, paid + standing[project], budgets[project] or 0


def stability(terms: Terms, wanted: Stability) -> Linear:
    """Return the weighted moves and switches away from a former plan."""
    exact, out = terms.exact, _switches(terms, wanted)
    for item, start in wanted.start.items():
        if item not in exact.start:
            continue
        lit = exact.model.new_bool_var(f"moved{item}")
        exact.model.add(exact.start[item] == start).only_enforce_if(lit.negated())
        terms.moved[item] = lit
        out += wanted.move(item) * lit
    return out


def _switches(terms: Terms, wanted: Stability) -> Linear:
    """People of the former plan minus those that stay where they were."""
    exact = terms.exact
    out: Linear = sum(
        wanted.switched * len(who) for item, who in wanted.people.items() if item in exact.start
    )
    for one in exact.variants:
        if one.person in wanted.people.get(one.item, ()):
            out += -wanted.switched * one.lit
    return out
