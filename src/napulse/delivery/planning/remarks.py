"""What a reader of a plan has to know of its ground: codes with ids, put into words elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
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
    return [one.plain() for one in remarks]
