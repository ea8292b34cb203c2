"""A frame with an aim: the model ready to run, and what is known of its value before it runs."""

from __future__ import annotations

from dataclasses import dataclass

from napulse.engines.planning import bounds
from napulse.engines.planning.book import Book
from napulse.engines.planning.compiled import NEVER
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.exact import build
from napulse.engines.planning.frame import Frame, frame
from napulse.engines.planning.hints import hint
from napulse.engines.planning.model import Goal, Slot
from napulse.engines.planning.terms import Stability, Terms, broken, keep_promises, stability

SMALL = 150
PRESS = 4


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal and, for a new plan of work under way, what to leave alone."""

    goal: Goal
    stability: Stability | None = None


def posed(box: Frame, aim: Aim, promised: bool, weight: int) -> Terms:
    """Return the model of a frame with the aim and the frame's draft as a complete hint.

    Promises are held, or broken ones are counted ``weight`` times each. When the length of a small
    frame is asked for, sets of people are bound in time: it proves in tenths of a second what
    takes minutes without, but slows the search of large ones.
    """
    exact = build(box)
    terms = Terms(exact)
    objective = terms.goal(aim.goal)
    if aim.goal.makespan or any(name == "makespan" for name, _ in aim.goal.caps):
        bounds.load_rows(terms)
    if aim.goal.makespan and len(box.free) <= SMALL:
        bounds.people_in_time(exact)
    if promised:
        keep_promises(terms)
    else:
        objective += weight * broken(terms)
    if aim.stability:
        objective += stability(terms, aim.stability)
    terms.cap(aim.goal)
    exact.model.minimize(objective)
    hint(terms, box.draft, dict(aim.stability.start) if aim.stability else None)
    return terms


def safe_horizon(book: Book, draft: Draft, aim: Aim) -> Slot:
    """Return a slot after which no item need end in a best plan.

    A shorter makespan than the draft's ends before it. For the other goals work can always be
    moved up to where something holds it, so that all work in a row is long enough.
    """
    instance = book.instance
    if aim.goal.makespan and not aim.stability and aim.goal == Goal(aim.goal.makespan):
        return max(draft.end)
    caps = [most for name, most in aim.goal.caps if name == "makespan"]
    if caps:
        return min(caps)
    longest = 0
    for item in range(instance.size):
        works = [
            max([way.length, *(one.work for seat in way.seats for one in seat.options)])
            for way in (instance.ways[item][number] for number in instance.choices[item])
        ]
        longest += max(works) + max((lag for _, lag in instance.before[item]), default=0)
    reach = max((one.reach for one in instance.diaries), default=0)
    return max([reach, *instance.floor, *draft.end]) + longest


def least(book: Book, draft: Draft, goal: Goal) -> int:
    """Return a value that no plan can beat: everybody free at once, each item at its cheapest."""
    instance = book.instance
    box = frame(book, draft, book.open_items(), max([0, *draft.end]))
    ends = {item: book.earliest_end(item, box.first[item]) for item in box.free}
    ends |= {item: draft.end[item] for item in box.standing}
    lateness = flow = 0
    for number, project in enumerate(instance.problem.projects):
        found = (ends[item] for item in instance.members[number] if item in ends)
        end = max([project.release, *found])
        flow += project.weight * (end - project.release)
        if project.due is not None:
            lateness += project.weight * max(0, end - project.due)
    out = goal.makespan * max(ends.values(), default=0) + goal.lateness * lateness
    out += goal.flow * flow
    for item in range(instance.size):
        if draft.start[item] != NEVER:
            out += min(
                sum(
                    min(goal.cost * one.cost + goal.excess * one.excess for one in seat.options)
                    for seat in instance.ways[item][way].seats
                )
                for way in instance.choices[item]
            )
    return out
