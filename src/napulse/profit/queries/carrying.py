"""Who carries the overhead: clients by their weight, inside a client its projects by theirs.

What was entered for one of our companies is carried by what weighs something in that company; what
was entered for the house as a whole, by everything. Shared once in that order, the part of a
project, brand, service, team or company is the same in every report, and the parts of any of them
add up to the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from napulse.engines.pricing.allocation import share
from napulse.engines.pricing.margin import Sums
from napulse.ledger.models import MoneyRules
from napulse.ledger.queries import money_rules
from napulse.profit.permissions import VIEW_BOOKS
from napulse.profit.queries.past import as_it_was
from napulse.profit.queries.sums import HOUSE, sums_by
from napulse.profit.queries.wanted import FINE, WHOLE, ByKey, Ground, Key

WEIGHED = ("minutes", "fee", "passed", "bought_pass")
Weights = dict[Key, int]


@dataclass(frozen=True, slots=True)
class Whole:
    """Overhead by the company that it was entered for, 0 is the house as a whole, and what every
    client weighs in each of these."""

    overhead: Mapping[int, int]
    weights: Mapping[int, Weights]


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


def laid(ground: Ground, clients: ByKey, house: ByKey) -> Laid:
    """Overhead on clients, or on their projects and companies, by the keys of the given sums.

    `house` has the house's own sums by keys that end in the company.
    """
    if not ground.actor.can(VIEW_BOOKS):
        return Laid()
    by = _measured_by(ground)
    whole = _whole(ground, clients, house, by)
    shares = {entity: share(sum_, whole.weights[entity]) for entity, sum_ in whole.overhead.items()}
    parts, without = dict.fromkeys(clients, 0), 0
    for client, weights in _by_client(clients, by).items():
        for entity, found in shares.items():
            _lay(parts, found.parts.get(client, 0), _in_company(weights, entity))
        without += sum(weights.values()) <= 0 and not any(parts[key] for key in weights)
    if not ground.wanted.narrowed.is_whole:
        return Laid(parts)
    return Laid(parts, sum(found.left_over for found in shares.values()), without)


def _lay(parts: Weights, part: int, weights: Weights) -> None:
    """The part of a client on its own keys."""
    if not part:
        return
    amounts = share(part, weights).parts if len(weights) > 1 else dict.fromkeys(weights, part)
    for key, amount in amounts.items():
        parts[key] += amount


def _by_client(clients: ByKey, by: str) -> dict[Key, Weights]:
    """What each key of a client weighs; in the same order everywhere, for the last kopeck."""
    found: dict[Key, Weights] = {}
    for key in sorted(clients):
        found.setdefault(key[:1], {})[key] = weight_of(clients[key], by)
    return found


def _in_company(weights: Weights, entity: int) -> Weights:
    """What of it is of a company; sums of whole clients do not tell, and carry it as they are."""
    if not entity:
        return weights
    return {key: weight for key, weight in weights.items() if len(key) == 1 or key[-1] == entity}


def _whole(ground: Ground, clients: ByKey, house: ByKey, by: str) -> Whole:
    """The overhead of the period and the weight of every client, whoever asks about one of them."""
    known, is_fine = ground.sees_whole, not ground.is_by_client
    if not known:
        everybody = replace(ground.actor, client_ids=None)
        ground = replace(ground, actor=everybody, wanted=replace(ground.wanted, narrowed=WHOLE))
        house = sums_by(everybody, ground.of_house(), ("entity_key",))
    overhead = _by_company(ground, house)
    if not known or (any(overhead) and not is_fine):
        keys = ("client_key", "entity_key") if any(overhead) else ("client_key",)
        found = sums_by(ground.actor, ground.wanted, keys, names=WEIGHED)
        clients = {key: sums for key, sums in found.items() if key[0] != HOUSE}
    inside = _by_client(clients, by)
    return Whole(overhead, {entity: _summed(inside, entity) for entity in overhead})


def _summed(inside: Mapping[Key, Weights], entity: int) -> Weights:
    return {
        client: sum(_in_company(weights, entity).values()) for client, weights in inside.items()
    }


def _by_company(ground: Ground, house: ByKey) -> dict[int, int]:
    """Overhead by company; that of the only one there is, is that of the house."""
    found: dict[int, int] = {}
    for key, sums in house.items():
        if sums.overhead:
            entity = int(str(key[-1]))
            found[entity] = found.get(entity, 0) + sums.overhead
    if any(found) and len(ground.names.entities()) == 1:
        return {HOUSE: sum(found.values())}
    return dict(sorted(found.items()))


def laid_on_months(ground: Ground, months: ByKey, posted: Mapping[Key, int]) -> Laid:
    """A month carries what was posted for it; of a part, the part's share is laid on its months."""
    if not ground.actor.can(VIEW_BOOKS):
        return Laid()
    if ground.wanted.narrowed.is_whole and ground.actor.client_ids is None:
        return Laid(posted)
    by = _measured_by(ground)
    weights = {key: weight_of(sums, by) for key, sums in months.items()}
    found = share(carried(ground), weights)
    if found.left_over:
        found = share(found.left_over, dict.fromkeys(weights, 1))  # no month earned: all alike
    return Laid(found.parts, found.left_over)


def carried(ground: Ground) -> int:
    """The overhead that the narrowed part of the portfolio carries in the period."""
    fine = sums_by(ground.actor, ground.of_client(), FINE)
    clients = {key: sums for key, sums in fine.items() if key[0] != HOUSE}
    house = {key: sums for key, sums in fine.items() if key[0] == HOUSE}
    found = laid(ground, clients, house)
    return sum(part for key, part in found.parts.items() if ground.matches(key))
