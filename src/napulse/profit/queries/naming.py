"""What the keys of a report are called, and which projects belong to a brand, service or team."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Brand, Client
from napulse.delivery.models import Project, ProjectFormat
from napulse.ledger.models import OwnEntity
from napulse.people.models import Person
from napulse.profit.queries.past import Row, as_it_was
from napulse.profit.queries.wanted import Belonging, Ground, Key

MANY = 300  # more are read with all the others: a statement of thousands of numbers is slower
PROJECT = ("name", "client_id", "brand_id", "format", "lead_id")


class Names:
    """Names of clients and projects, deleted ones too: money that was earned stays earned."""

    def __init__(self, known_at: datetime | None = None) -> None:
        self.known_at = known_at

    def clients(self, ids: Collection[int] | None = None) -> dict[int, str]:
        return self._names(Client, "clients.client", ids)

    def brands(self, ids: Collection[int]) -> dict[int, str]:
        return self._names(Brand, "clients.brand", ids)

    def entities(self, ids: Collection[int] | None = None) -> dict[int, str]:
        return self._names(OwnEntity, "ledger.ownentity", ids)

    def users(self, ids: Collection[int]) -> dict[int, str]:
        return self._names(User, "access.user", ids)

    def projects(self, ids: Collection[int]) -> dict[int, str]:
        return self._names(Project, "delivery.project", ids)

    def belongings(self, ids: Collection[int] | None = None) -> dict[int, Belonging]:
        """Every project, or those of the ids."""
        found = self._rows(Project, "delivery.project", ids, PROJECT)
        bosses = self._bosses()
        return {
            key: Belonging(
                row["name"],
                row["client_id"],
                row["brand_id"] or 0,
                row["format"],
                bosses.get(row["lead_id"] or 0, row["lead_id"] or 0),
            )
            for key, row in found.items()
        }

    def _bosses(self) -> dict[int, int]:
        """User id -> user id of whose team they are in: their manager's, or their own."""
        rows = Person.objects.order_by().values_list("pk", "user_id", "manager_id")
        people: dict[int, Row] = {
            pk: {"user_id": user, "manager_id": manager} for pk, user, manager in rows
        }
        known = as_it_was("people.person", people, self.known_at)
        users: dict[int, int] = {key: row["user_id"] for key, row in known.items()}
        return {
            int(row["user_id"]): users.get(row["manager_id"] or 0, int(row["user_id"]))
            for row in known.values()
        }

    def _names(self, model: Any, label: str, ids: Collection[int] | None) -> dict[int, str]:
        if self.known_at is None:
            return dict(_asked(model, ids).values_list("pk", "name"))
        found = self._rows(model, label, ids, ("name",))
        return {key: row["name"] for key, row in found.items()}

    def _rows(
        self, model: Any, label: str, ids: Collection[int] | None, fields: Iterable[str]
    ) -> dict[int, Row]:
        names = list(fields)
        asked = _asked(model, ids).values_list("pk", *names)
        rows = {pk: dict(zip(names, v, strict=True)) for pk, *v in asked}
        return as_it_was(label, rows, self.known_at)


def _asked(model: Any, ids: Collection[int] | None) -> "QuerySet[Any]":
    where = Q() if ids is None or len(ids) > MANY else Q(pk__in=list(ids))
    rows: QuerySet[Any] = model._base_manager.filter(where).order_by()
    return rows


def seen_clients(actor: Actor, names: Names, ids: Collection[int]) -> dict[int, str]:
    """Names of those that the actor sees."""
    return names.clients([number for number in ids if actor.sees(number)])


def seen_brands(actor: Actor, names: Names, ids: Collection[int]) -> dict[int, str]:
    owners = Brand.objects.filter(pk__in=ids).values_list("pk", "client_id")
    return names.brands([number for number, client_id in owners if actor.sees(client_id)])


def seen_projects(actor: Actor, names: Names, ids: Collection[int]) -> dict[int, str]:
    rows = names.belongings(ids)
    return {number: row.name for number, row in rows.items() if actor.sees(row.client_id)}


def labels(ground: Ground, keys: Collection[Key]) -> dict[Key, tuple[str, str]]:
    """Name and note of every line of a report; an empty name is what belongs nowhere."""
    by = ground.wanted.by
    if by == "project":
        clients = ground.names.clients({_id(key[0]) for key in keys})
        known = ground.belongings
        return {
            key: (
                known[_id(key[1])].name if _id(key[1]) in known else "",
                clients.get(_id(key[0]), ""),
            )
            for key in keys
        }
    names = _names_by(ground, keys)
    return {key: (names.get(key[0], ""), "") for key in keys}


def _names_by(ground: Ground, keys: Collection[Key]) -> dict[Any, str]:
    by = ground.wanted.by
    if by == "month":
        return {}
    if by == "service":
        return {value: str(label) for value, label in ProjectFormat.choices}
    read = {
        "client": ground.names.clients,
        "brand": ground.names.brands,
        "team": ground.names.users,
        "entity": ground.names.entities,
    }[by]
    found: dict[Any, str] = read({_id(key[0]) for key in keys})
    return found


def _id(key: object) -> int:
    return int(str(key))


def choices_of_teams() -> list[tuple[int, str]]:
    """Whoever has somebody below: the teams of the agency, by name."""
    heads = Person.objects.exclude(manager=None).order_by().values("manager__user_id").distinct()
    return list(User.objects.filter(pk__in=heads).order_by("folded").values_list("pk", "name"))


def visible_clients(actor: Actor) -> list[tuple[int, str]]:
    """Clients whose money the actor may see, for a choice."""
    found = Client.objects.filter(deleted_at=None).order_by("folded")
    if actor.client_ids is not None:
        found = found.filter(pk__in=sorted(actor.client_ids))
    return list(found.values_list("pk", "name"))
