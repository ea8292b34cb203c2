"""Who carries the overhead: clients by their weight, inside a client its projects by theirs.

Shared once in that order, the part of a project, brand, service, team or company is the same in
every report, and the parts of any of them add up to the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from napulse.engines.pricing.allocation import share
from napulse.engines.pricing.margin import Sums, total
from napulse.ledger.models import MoneyRules
from napulse.ledger.queries import money_rules
from napulse.profit.permissions import VIEW_BOOKS
from napulse.profit.queries.past import as_it_was
from napulse.profit.queries.sums import HOUSE, sums_by
from napulse.profit.queries.wanted import FINE, WHOLE, ByKey, Ground, Key


@dataclass(frozen=True, slots=True)
class Laid:
    """Overhead by key, what nobody could carry, and how many clients carry none."""

    parts: Mapping[Key, int] = field(default_factory=dict)
    left_over: int = 0
    without: int = 0

    def with_parts(self, parts: Mapping[Key, int]) -> "Laid":
        return replace(self, parts=parts)


def weight_of(sums: Sums, by: str) -> int:
    """What a share is measured by: gross income, or the minutes worked."""
    return sums.minutes if by == "hours" else sums.income


def _measured_by(ground: Ground) -> str:
    """By the rule of the house on the day that the report is of."""
    now = {1: {"overhead_by": money_rules().overhead_by}}
    was = as_it_was("ledger.moneyrules", now, ground.wanted.known_at)
    return str(was.get(1, {}).get("overhead_by") or MoneyRules().overhead_by)


def laid(ground: Ground, clients: ByKey, house: Sums) -> Laid:
    """Overhead on clients, or on their projects and companies, by the keys of the given sums."""
    if not ground.actor.can(VIEW_BOOKS):
        return Laid()
    by = _measured_by(ground)
    inside: dict[Key, dict[Key, int]] = {}
    for key, sums in clients.items():
        inside.setdefault(key[:1], {})[key] = weight_of(sums, by)
    if ground.sees_whole:
        own = {client: sum(weights.values()) for client, weights in inside.items()}
        found = share(house.overhead, own)
    else:
        found = share(*_whole(ground, by))
    parts: dict[Key, int] = {}
    for client, weights in inside.items():
        part = found.parts.get(client, 0)
        parts |= share(part, weights).parts if len(weights) > 1 else dict.fromkeys(weights, part)
    if not ground.wanted.narrowed.is_whole:
        return Laid(parts)
    return Laid(parts, found.left_over, len(found.without))


def _whole(ground: Ground, by: str) -> tuple[int, dict[Key, int]]:
    """The overhead of the period and the weight of every client, whoever asks about one of them."""
    everybody = replace(ground.actor, client_ids=None)
    wanted = replace(ground.wanted, narrowed=WHOLE)
    known = sums_by(everybody, wanted, ("client_key",))
    weights = {key: weight_of(sums, by) for key, sums in known.items() if key[0] != HOUSE}
    return known.get((HOUSE,), Sums()).overhead, weights


def laid_on_months(ground: Ground, months: ByKey, posted: Mapping[Key, int]) -> Laid:
    """A month carries what was posted for it; of a part, the part's share is laid on its months."""
    if not ground.actor.can(VIEW_BOOKS):
        return Laid()
    if ground.wanted.narrowed.is_whole and ground.actor.client_ids is None:
        return Laid(posted)
    by = _measured_by(ground)
    weights = {key: weight_of(sums, by) for key, sums in months.items()}
    found = share(carried(ground), weights)
    return Laid(found.parts, found.left_over)


def carried(ground: Ground) -> int:
    """The overhead that the narrowed part of the portfolio carries in the period."""
    fine = sums_by(ground.actor, ground.of_client(), FINE)
    clients = {key: sums for key, sums in fine.items() if key[0] != HOUSE}
    house = total(sums for key, sums in fine.items() if key[0] == HOUSE)
    found = laid(ground, clients, house)
    return sum(part for key, part in found.parts.items() if ground.matches(key))
