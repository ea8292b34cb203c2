"""Where the accepted plan no longer fits the facts, in words."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy

from napulse.delivery.planning.keys import PERSON, PROJECT, TASK, id_of
from napulse.delivery.queries.plan_scope import Scope
from napulse.delivery.wording import enumerated, slots_words
from napulse.engines.planning.axis import Axis
from napulse.engines.planning.checker import Fault, Violation
from napulse.ui.formats import written_day
from napulse.ui.text import StrOrPromise

FAULTS: Mapping[Fault, StrOrPromise] = {
    Fault.MISSING: gettext_lazy("%(tasks)s is not in the plan"),
    Fault.EARLY: gettext_lazy("%(tasks)s is planned before it may start (%(day)s)"),
    Fault.LINK: gettext_lazy("%(tasks)s: the second is planned before the first has ended"),
    Fault.SEATS: gettext_lazy("%(tasks)s needs another number of people"),
    Fault.LEVEL: gettext_lazy("%(tasks)s: %(person)s does not have the role or the grade"),
    Fault.CLOSED: gettext_lazy("%(tasks)s: %(person)s cannot work then (%(day)s)"),
    Fault.OVERLAP: gettext_lazy("%(person)s is planned twice at once: %(tasks)s (%(day)s)"),
    Fault.END: gettext_lazy("%(tasks)s takes until %(day)s now"),
    Fault.LOCK: gettext_lazy("%(tasks)s is fixed otherwise now"),
    Fault.COST: gettext_lazy("%(projects)s costs more than its budget"),
    Fault.DEADLINE: gettext_lazy("%(tasks)s ends %(by)s after the fixed deadline (%(day)s)"),
}


def fault_words(fault: Violation, axis: Axis, scope: Scope) -> str:
    """One sentence for one broken rule."""
    tasks = [pk for key in fault.items if (pk := id_of(key, TASK)) is not None]
    project = id_of(fault.of, PROJECT)
    pattern = str(FAULTS.get(fault.code, fault.code.value + ": %(tasks)s"))
    return pattern % {
        "tasks": enumerated(scope.task_names(tasks)),
        "projects": enumerated(scope.project_names([project] if project else [])),
        "person": scope.person_name(id_of(fault.person, PERSON)),
        "day": _day(axis, fault),
        "by": slots_words(fault.by),
    }


def _day(axis: Axis, fault: Violation) -> str:
    """A deadline is the evening before its slot, everything else begins in it."""
    if fault.slot is None:
        return ""
    is_end = fault.code in (Fault.DEADLINE, Fault.END)
    day: date = axis.day_of(max(fault.slot - 1, 0) if is_end else fault.slot)
    return written_day(day)
