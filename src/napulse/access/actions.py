"""Writes of access itself: the shipped roles."""

from collections.abc import Mapping
from typing import Protocol

from napulse.access.models import Role


class RoleData(Protocol):
    """A shipped role, as the table in `config` states it."""

    @property
    def title(self) -> str: ...
    @property
    def title_ru(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def levels(self) -> dict[str, int]: ...


def sync_roles(table: Mapping[str, RoleData]) -> None:
    """Bring the stored roles to the shipped table; their order is the ladder."""
    for rank, (code, role) in enumerate(table.items()):
        values = {
            "title": role.title,
            "title_ru": role.title_ru,
            "levels": role.levels,
            "scope": str(role.scope),
            "rank": rank,
        }
        Role.objects.update_or_create(code=code, defaults=values)
