"""Why a promise cannot be kept, why a task moves, and ways out, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from napulse.delivery.queries.plan_scope import Scope
from napulse.delivery.wording import enumerated
from napulse.ui.text import StrOrPromise

REASONS: Mapping[str, tuple[StrOrPromise, StrOrPromise]] = {
    "shortage": (
        gettext_lazy("%(group)s: not enough time from %(from)s to %(to)s"),
        gettext_lazy("There is %(needed)s to do and room for %(available)s: %(short)s short."),
    ),
    "chain": (
        gettext_lazy("Too much work one after another in %(projects)s"),
        gettext_lazy(
            "These tasks follow one another and take %(over)s longer than there is, whoever does "
            "them: %(tasks)s."
        ),
    ),
    "money": (
        gettext_lazy("The budget of %(projects)s is too small"),
        gettext_lazy("Even with the cheapest people who may do it, the work costs %(money)s more."),
    ),
    "together": (
        gettext_lazy("The promises cannot all be kept together"),
        gettext_lazy("Each could be kept alone, all of them cannot: %(projects)s."),
    ),
}

WAYS: Mapping[str, StrOrPromise] = {
    "deadline": gettext_lazy("Move a deadline"),
    "person": gettext_lazy("Add people"),
    "scope": gettext_lazy("Leave out what may be left out"),
    "overtime": gettext_lazy("Work overtime"),
    "unlock": gettext_lazy("Release a fixed start"),
    "money": gettext_lazy("Raise a budget"),
    "mixed": gettext_lazy("Several measures together"),
}

MOVES: Mapping[str, StrOrPromise] = {
    "absent": gettext_lazy("%(person)s is away"),
    "gone": gettext_lazy("%(person)s no longer does this work"),
    "pushed": gettext_lazy("its people are now with %(task)s"),
    "new_work": gettext_lazy("its people are now with the new work %(task)s"),
    "waits": gettext_lazy("it waits for %(task)s"),
    "released": gettext_lazy("it may not start earlier"),
    "locked": gettext_lazy("it was fixed by hand"),
    "earlier": gettext_lazy("time has become free"),
    "better": gettext_lazy("the plan as a whole is better for it"),
}


def move_words(plain: Mapping[str, Any], scope: Scope) -> str:
    """Why a task stands elsewhere."""
    pattern = str(MOVES.get(plain["reason"], MOVES["better"]))
    task = plain.get("by_task")
    return pattern % {
        "person": scope.person_name(plain.get("by_person")),
        "task": enumerated(scope.task_names([task] if task else [])),
    }
