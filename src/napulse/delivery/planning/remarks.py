"""What a reader of a plan has to know of its ground: codes with ids, put into words elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that could not be planned as it stands, with the tasks and people it is about."""

    code: str
    tasks: tuple[int, ...] = ()
    projects: tuple[int, ...] = ()
    person_id: int | None = None
    role_id: int | None = None
    values: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "tasks": list(self.tasks),
            "projects": list(self.projects),
            "person": self.person_id,
            "role": self.role_id,
            "values": self.values,
        }


def plain_remarks(remarks: Iterable[Remark]) -> list[dict[str, Any]]:
    """One for each thing to know: what is said of several tasks is said once."""
    found: dict[tuple[object, ...], Remark] = {}
    for one in remarks:
        key = (one.code, one.person_id, one.role_id, *sorted(one.values.items()))
        before = found.get(key, Remark(one.code, person_id=one.person_id, role_id=one.role_id))
        found[key] = replace(
            before,
            tasks=before.tasks + one.tasks,
            projects=before.projects + one.projects,
            values=one.values,
        )
    return [one.plain() for one in found.values()]
