"""What a report on money is asked for: months, whose cost, by what, of whom, as known when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import NotAllowed
from napulse.engines.pricing.margin import Sums
from napulse.profit.permissions import VIEW_BOOKS

Dimension = Literal["client", "project", "brand", "service", "team", "entity", "month"]
Basis = Literal["standard", "actual"]
DIMENSIONS: tuple[Dimension, ...] = (
    "client",
    "project",
    "brand",
    "service",
    "team",
    "entity",
    "month",
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Whose postings count: 0 is what has none of it, None is all."""

    client_id: int | None = None
    project_id: int | None = None
    brand_id: int | None = None
    service: str | None = None
    team_id: int | None = None
    entity_id: int | None = None
    line_id: int | None = None

    @property
    def by_project(self) -> bool:
        """Whether only the projects themselves say who is meant."""
        return (self.brand_id, self.service, self.team_id) != (None, None, None)

    @property
    def is_whole(self) -> bool:
        return self == Narrowed()


WHOLE = Narrowed()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whole months from `since` up to but not including `until`, both first days.

    `known_at` is the first moment that is not known any more: later postings do not count.
    """

    since: date
    until: date
    by: Dimension = "client"
    basis: Basis = "standard"
    narrowed: Narrowed = WHOLE
    known_at: datetime | None = None

    @property
    def months(self) -> int:
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month

    def before(self) -> "Wanted":
        """The same for as many months before."""
        return replace(self, since=shifted(self.since, -self.months), until=self.since)

    @property
    def last_on(self) -> date:
        """The last day that counts."""
        return date.fromordinal(self.until.toordinal() - 1)


def shifted(month: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def months_between(since: date, until: date) -> list[date]:
    """First days from `since` up to `until`."""
    found = []
    while since < until:
        found.append(since)
        since = shifted(since, 1)
    return found


def require_basis(actor: Actor, wanted: Wanted) -> None:
    """Actual cost is shown to whoever may see the books and to nobody else."""
    if wanted.basis == "actual" and not actor.can(VIEW_BOOKS):
        raise NotAllowed(VIEW_BOOKS)


Key = tuple[int | str | date, ...]
ByKey = dict[Key, Sums]
FINE = ("client_key", "project_key", "entity_key")
HOUSE_ONLY = Narrowed(client_id=0)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a project belongs, as of the day that a report is of; 0 and "" are nowhere."""

    name: str
    client_id: int
    brand_id: int
    service: str
    team_id: int


NOWHERE = Belonging("", 0, 0, "", 0)


class NamesOf(Protocol):
    """Names by id, as of the day that a report is of."""

    def clients(self, ids: Collection[int] | None = None) -> dict[int, str]: ...
    def brands(self, ids: Collection[int]) -> dict[int, str]: ...
    def entities(self, ids: Collection[int] | None = None) -> dict[int, str]: ...
    def users(self, ids: Collection[int]) -> dict[int, str]: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What every figure of one report stands on."""

    actor: Actor
    wanted: Wanted
    names: NamesOf
    belongings: Mapping[int, Belonging]

    @property
    def project_ids(self) -> list[int] | None:
        """The projects that a brand, a service or a team mean; None is any."""
        if not self.wanted.narrowed.by_project:
            return None
        return [pk for pk, one in self.belongings.items() if self._belongs(one)]

    @property
    def is_by_client(self) -> bool:
        """Whether sums by client are fine enough."""
        return self.wanted.by == "client" and self._only_client

    @property
    def sees_whole(self) -> bool:
        """Whether the sums of the report are those of the whole portfolio."""
        return self.actor.client_ids is None and self.wanted.narrowed.client_id is None

    def of_client(self) -> Wanted:
        """The same, narrowed to no more than a client."""
        narrowed = Narrowed(client_id=self.wanted.narrowed.client_id)
        return replace(self.wanted, narrowed=narrowed)

    def of_house(self) -> Wanted:
        return replace(self.wanted, narrowed=HOUSE_ONLY)

    def shifted_back(self) -> "Ground":
        return replace(self, wanted=self.wanted.before())

    def matches(self, key: Key) -> bool:
        """Whether a key of client, project and company is in the narrowed part."""
        if self._only_client:
            return True
        narrowed, (client_id, project_id, entity_id) = self.wanted.narrowed, key
        return (
            narrowed.client_id in (None, client_id)
            and narrowed.project_id in (None, project_id)
            and narrowed.entity_id in (None, entity_id)
            and (not narrowed.by_project or self._belongs(self._of(project_id)))
        )

    def line_of(self, key: Key) -> Key:
        """The line of the report on which such a key stands."""
        by = self.wanted.by
        if by == "client":
            return key[:1]
        if by == "project":
            return key[:2]
        if by == "entity":
            return key[2:]
        one = self._of(key[1])
        places: dict[str, int | str] = {
            "brand": one.brand_id,
            "service": one.service,
            "team": one.team_id,
        }
        return (places[by],)

    @property
    def _only_client(self) -> bool:
        return self.wanted.narrowed == Narrowed(client_id=self.wanted.narrowed.client_id)

    def _of(self, project_id: object) -> Belonging:
        return self.belongings.get(int(str(project_id)), NOWHERE)

    def _belongs(self, one: Belonging) -> bool:
        narrowed = self.wanted.narrowed
        return (
            narrowed.brand_id in (None, one.brand_id)
            and narrowed.service in (None, one.service)
            and narrowed.team_id in (None, one.team_id)
        )
