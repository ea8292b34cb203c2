"""What the engine refuses, in ids of rows and days, so that a sentence is made of it elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Any

from napulse.delivery.planning.keys import DATE, PERSON, TASK, id_of, role_of
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.axis import SLOTS_A_DAY

NUMBERS = ("level", "needed", "available", "highest", "count")


def plain_refusal(refusal: Refused, days: Sequence[str]) -> dict[str, Any]:
    """Tasks and people by id, slots as days of the plan."""
    values = refusal.values
    told: dict[str, Any] = {name: values[name] for name in NUMBERS if name in values}
    told["tasks"] = _tasks(values)
    told["people"] = [
        pk for key in _texts(values.get("people")) if (pk := id_of(key, PERSON)) is not None
    ]
    for name, slot in (("on", values.get("slot")), ("first_on", values.get("first"))):
        if isinstance(slot, int) and days:
            told[name] = days[min(max(slot, 0) // SLOTS_A_DAY, len(days) - 1)]
    if isinstance(skill := values.get("skill"), str):
        told["role"] = role_of(skill)
    return told


def _tasks(values: dict[str, object]) -> list[int]:
    """Ids stand there already when rows were refused, keys when the engine refused items."""
    own = values.get("tasks")
    if isinstance(own, list):
        return [one for one in own if isinstance(one, int)]
    keys = _texts(values.get("keys"))
    found = (id_of(key, TASK) or id_of(key, DATE) for key in keys)
    return list(dict.fromkeys(pk for pk in found if pk is not None))


def _texts(value: object) -> Iterable[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
