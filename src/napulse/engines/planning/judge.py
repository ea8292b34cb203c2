"""The worth of what a generator has built, as fast as the goal allows."""

from __future__ import annotations

from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.greedy import worth
from napulse.engines.planning.model import Goal, Score
from napulse.engines.planning.scoring import score
from napulse.engines.planning.serial import GONE, Serial

_TIMES = frozenset({"broken", "makespan", "lateness", "flow"})
_PEOPLE = ("cost", "excess", "hands", "peak")


class Judge:
    """Judges builds of one instance by one goal.

    ``energy`` is what annealing compares: the goal's value, and for each slot (or thousandth of a
    cap) that is broken about a hundredth of the first value more.
    """

    def __init__(self, instance: Instance, goal: Goal) -> None:
        self.instance = instance
        self.goal = goal
        problem = instance.problem
        paid = any(one.budget is not None for one in problem.projects) or bool(problem.budgets)
        named = {name for name, _ in goal.caps} | {one for one in _PEOPLE if getattr(goal, one)}
        self.simple = not paid and named <= _TIMES
        self._dues = [
            (one.due if one.due is not None else 1 << 40, one.release, one.weight)
            for one in problem.projects
        ]
        self._hard = [(item, hard) for item, hard in enumerate(instance.hard) if hard is not None]
        self._fine = 1.0

    def settle(self, first: Score) -> None:
        """Take the measure of what a broken promise weighs from the first build."""
        self._fine = max(1.0, self.goal.value(first) / 100)

    def score(self, serial: Serial) -> Score:
        """Return the score of a build; what no goal or cap asks for may be left at 0."""
        if not self.simple:
            start = [NEVER if one == GONE else one for one in serial.start]
            return score(self.instance, start, serial.end, serial.modes, serial.people)
        ends, project = serial.end, self.instance.project
        closing = [release for _, release, _ in self._dues]
        for item, end in enumerate(ends):
            if end > closing[project[item]]:
                closing[project[item]] = end
        lateness = flow = 0
        for end, (due, release, weight) in zip(closing, self._dues, strict=True):
            flow += weight * (end - release)
            if end > due:
                lateness += weight * (end - due)
        broken = sum(max(0, ends[item] - hard) for item, hard in self._hard)
        makespan = max(0, *ends, 0)
        return Score(broken=broken, makespan=makespan, lateness=lateness, flow=flow)

    def worth(self, found: Score) -> int:
        """Return what ``greedy.worth`` says of a score."""
        return worth(self.goal, found)

    def energy(self, found: Score) -> float:
        """Return what annealing makes small."""
        value: float = self.goal.value(found)
        if found.broken:
            value += self._fine * found.broken
        for name, cap in self.goal.caps:
            over = int(getattr(found, name)) - cap
            if over > 0:
                value += self._fine * (1 + 1000 * over / max(1, cap))
        return value
