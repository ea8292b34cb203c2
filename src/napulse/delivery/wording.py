"""Codes of plans in words: stages, remarks, failures, lengths of time. Made where they are read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from napulse.delivery.models import Project
from napulse.delivery.queries.plan_scope import Scope, unnamed
from napulse.engines.kernel.money import Money
from napulse.engines.planning.axis import SLOTS_A_DAY
from napulse.people.models import Grade
from napulse.ui.formats import money, number, percent, written_day
from napulse.ui.text import StrOrPromise

DAY_MINUTES = 480

STAGES: Mapping[str, StrOrPromise] = {
    "waiting": gettext_lazy("Waiting for its turn"),
    "gathered": gettext_lazy("The work and the people are gathered"),
    "first": gettext_lazy("A first plan is there"),
    "promises": gettext_lazy("Can all promises be kept?"),
    "reasons": gettext_lazy("Looking for the reason"),
    "ways": gettext_lazy("Looking for ways out"),
    "hires": gettext_lazy("Whose help would be needed?"),
    "search": gettext_lazy("Searching for a better plan"),
    "lateness+flow": gettext_lazy("Less lateness"),
    "cost": gettext_lazy("The same dates at a lower cost"),
    "excess+hands": gettext_lazy("Work to people of the right grade, with fewer hands"),
    "peak": gettext_lazy("Evening out the load"),
    "chances": gettext_lazy("How sure are the dates?"),
    "ended": gettext_lazy("Ready"),
}

FAILED: Mapping[str, StrOrPromise] = {
    "stopped": gettext_lazy("It was stopped before there was a plan."),
    "nothing": gettext_lazy(
        "There is nothing to plan: no open task in a planned or running project."
    ),
    "plan.cycle": gettext_lazy("These tasks wait for each other in a ring: %(tasks)s."),
    "plan.lock_start": gettext_lazy(
        "%(task)s is fixed to start on %(day)s, and nobody who may do it is free then."
    ),
    "plan.lock_early": gettext_lazy(
        "%(task)s is fixed to start on %(day)s, but may not start before %(first)s."
    ),
    "plan.lock_closed": gettext_lazy(
        "%(task)s is fixed to start on %(day)s, and %(person)s cannot work then."
    ),
    "plan.lock_order": gettext_lazy(
        "%(other)s is fixed to start on %(day)s, before %(task)s has ended (%(first)s)."
    ),
    "plan.lock_overlap": gettext_lazy(
        "%(person)s is fixed at two things at once: %(tasks)s, on %(day)s."
    ),
    "plan.nobody": gettext_lazy("Nobody can be %(role)s, which is needed for %(tasks)s."),
    "plan.level": gettext_lazy(
        "No %(role)s is a %(grade)s or above, which is needed for %(tasks)s."
    ),
    "plan.too_few_people": gettext_lazy(
        "%(tasks)s: %(needed)s people are needed at once, there are %(available)s."
    ),
    "plan.unsound": gettext_lazy(
        "The check of the plan found it wrong, so it is not offered. Please tell the developers."
    ),
    "plan.broken_down": gettext_lazy("The computation broke down: %(error)s."),
    "plan.input": gettext_lazy("The work contradicts itself: %(tasks)s."),
    "plan.twice": gettext_lazy("Something stands in the plan twice. %(tasks)s"),
    "plan.negative_effort": gettext_lazy("Work cannot be less than nothing: %(tasks)s."),
    "plan.no_mode": gettext_lazy("It is not said how this is to be done: %(tasks)s."),
    "plan.share": gettext_lazy(
        "Somebody's share of working time is not between 1 and 100 %%, or a rate is below zero."
    ),
    "plan.unknown_item": gettext_lazy("Work waits for a task that is not in the plan. %(tasks)s"),
    "plan.unknown_project": gettext_lazy("The project is not in the plan: %(tasks)s."),
    "plan.unknown_pool": gettext_lazy("What is needed for it is not in the plan: %(tasks)s."),
    "plan.unknown_person": gettext_lazy("Fixed to somebody who is not in the plan: %(tasks)s."),
    "plan.pool_too_small": gettext_lazy(
        "%(tasks)s: %(needed)s are needed at once, there are %(available)s."
    ),
    "plan.budget_too_small": gettext_lazy(
        "The budget is too small even for the cheapest way: %(needed)s of %(available)s. %(tasks)s"
    ),
    "plan.lock_mode": gettext_lazy("Fixed to a way of doing it that is not there: %(tasks)s."),
    "plan.lock_people": gettext_lazy(
        "%(tasks)s: %(available)s people are fixed, %(needed)s different ones are needed."
    ),
    "plan.lock_started": gettext_lazy("Said to be started, but not when: %(tasks)s."),
    "plan.lock_end": gettext_lazy("Ends before it starts: %(tasks)s."),
    "plan.lock_pool": gettext_lazy(
        "Fixed for the same time, they need %(needed)s at once, there are %(available)s: %(tasks)s."
    ),
    "scenario.no_deadline": gettext_lazy("A change moves a deadline that is not set."),
    "scenario.no_budget": gettext_lazy("A change raises a budget that is not set."),
    "scenario.taken": gettext_lazy("A change adds something that is already there."),
    "scenario.unknown": gettext_lazy("A change speaks of something that is no longer there."),
}

REMARKS: Mapping[str, StrOrPromise] = {
    "no_estimate": gettext_lazy("Without an estimate, planned as if it took no time: %(tasks)s."),
    "nobody_with_role": gettext_lazy(
        "Nobody can be %(role)s (%(grade)s or above), so a place to fill is planned: %(tasks)s."
    ),
    "no_rate": gettext_lazy("The role %(role)s has no rate: its work costs nothing in the plan."),
    "deadline_passed": gettext_lazy(
        "The fixed deadline has passed already, so the plan only ends them soon: %(projects)s."
    ),
    "budget_currency": gettext_lazy(
        "The budget is in another currency than the rates and is not watched: %(projects)s."
    ),
    "fixed_person_gone": gettext_lazy("%(person)s is fixed and no longer works here: %(tasks)s."),
    "started_without_people": gettext_lazy(
        "Started, but nobody is said to do it; the plan chooses somebody: %(tasks)s."
    ),
    "fixed_start_passed": gettext_lazy("The fixed start has passed without a start: %(tasks)s."),
}


def stage_words(stage: str) -> str:
    return str(STAGES.get(stage, STAGES["search"]))


def remark_words(plain: Mapping[str, Any], scope: Scope) -> str:
    """One sentence; what the reader does not see is counted, not named."""
    pattern = str(REMARKS.get(plain["code"], "%(tasks)s"))
    return pattern % {
        "tasks": enumerated(scope.task_names(plain.get("tasks", ()))),
        "projects": enumerated(scope.project_names(plain.get("projects", ()))),
        "person": scope.person_name(plain.get("person")),
        "role": scope.role_name(plain.get("role")),
        "grade": grade_words(plain.get("values", {}).get("grade")),
    }


def failure_words(plain: Mapping[str, Any], scope: Scope) -> str:
    """Why there is no plan."""
    values = plain.get("values", {})
    tasks = scope.task_names(values.get("tasks", ()))
    people = [scope.person_name(pk) for pk in values.get("people", ())]
    pattern = str(FAILED.get(plain["code"], FAILED["plan.input"]))
    return pattern % {
        "tasks": enumerated(tasks),
        "task": enumerated(tasks[:1]),
        "other": enumerated(tasks[1:2]),
        "person": people[0] if people else "",
        "role": scope.role_name(values.get("role")),
        "grade": grade_words(values.get("level")),
        "day": _written(values.get("on")),
        "first": _written(values.get("first_on")),
        "needed": values.get("needed", ""),
        "available": values.get("available", ""),
        "error": values.get("error", ""),
    }


def enumerated(names: tuple[str, ...], most: int = 6) -> str:
    """ "A, B and C"; of many only the first are named, the rest counted."""
    told = [_quoted(name) for name in names]
    if len(names) <= most:
        return get_text_list(told, _("and"))
    rest = len(names) - most + 1
    values = {"names": ", ".join(told[: most - 1]), "n": rest}
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", rest) % values


def _quoted(text: str) -> str:
    """Names of tasks and projects stand in quotes; what is only counted does not."""
    if text[:1].isdigit() or text in unnamed():
        return text
    return _("“%(name)s”") % {"name": text}


def grade_words(grade: int | None) -> str:
    return str(Grade(grade).label) if grade in Grade.values else ""


def days_words(days: float) -> str:
    """ "3 days", "1.5 days": halves take the form of a broken number."""
    if days == int(days):
        return ngettext("%(n)s day", "%(n)s days", int(days)) % {"n": number(days)}
    return pgettext("a broken number", "%(n)s days") % {"n": number(days, 1)}


def slots_words(slots: int) -> str:
    """Half-days of the axis as working days."""
    return days_words(slots / SLOTS_A_DAY)


def work_words(minutes: int) -> str:
    """Effort as days of one person's work."""
    days = round(minutes / DAY_MINUTES * 2) / 2
    if days == int(days):
        return ngettext("%(n)s day of work", "%(n)s days of work", int(days)) % {"n": number(days)}
    return pgettext("a broken number", "%(n)s days of work") % {"n": number(days, 1)}


def chance_words(basis_points: int | None) -> str:
    return "" if basis_points is None else percent(round(basis_points / 100))


CHANGES: Mapping[str, StrOrPromise] = {
    "deadline": gettext_lazy("The deadline of %(project)s moves to %(due_on)s"),
    "milestone": gettext_lazy("The deadline of %(tasks)s moves to %(due_on)s"),
    "person": gettext_lazy("One more %(role)s (%(grade)s) from %(from_on)s to %(to_on)s"),
    "drop": gettext_lazy("Left out: %(tasks)s"),
    "overtime": gettext_lazy("%(percent)s overtime: %(people)s"),
    "absence": gettext_lazy("%(person)s is away from %(from_on)s to %(to_on)s"),
    "without": gettext_lazy("Without %(project)s"),
    "weight": gettext_lazy("%(project)s has priority %(weight)s"),
    "unlock": gettext_lazy("The start of %(tasks)s is no longer fixed"),
    "budget": gettext_lazy("The budget of %(project)s becomes %(budget)s"),
}


def change_words(plain: Mapping[str, Any], scope: Scope) -> str:
    """A change of a scenario in a line."""
    tasks = plain.get("tasks") or [one for one in (plain.get("task"),) if one]
    project = plain.get("project")
    people = tuple(scope.person_name(pk) for pk in plain.get("people", ()))
    return str(CHANGES[plain["kind"]]) % {
        "project": enumerated(scope.project_names([project] if project else [])),
        "tasks": enumerated(scope.task_names(tasks)),
        "people": get_text_list(list(people), _("and")),
        "person": scope.person_name(plain.get("person")),
        "role": scope.role_name(plain.get("role")),
        "grade": grade_words(plain.get("grade")),
        "percent": percent(plain.get("percent")),
        "weight": plain.get("weight", ""),
        "budget": _budget(plain.get("budget_minor"), scope.projects.get(project or 0)),
        **{name: _written(plain.get(name)) for name in ("due_on", "from_on", "to_on")},
    }


def _budget(minor: int | None, project: Project | None) -> str:
    """Of a project that the reader does not see, nothing is told."""
    return "…" if minor is None or project is None else money(Money(minor, project.currency))


def _written(text: str | None) -> str:
    return written_day(date.fromisoformat(text)) if text else ""
