"""Profitability: billings, income, delivery cost, margin, overhead and profit, by anything."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from napulse.access.actor import Actor
from napulse.engines.pricing.margin import NAMES, HourBounds, Margin, Sums, margin, total
from napulse.profit.queries.bounds import hour_bounds
from napulse.profit.queries.carrying import Laid, laid, laid_on_months
from napulse.profit.queries.naming import Names, labels
from napulse.profit.queries.sums import HOUSE, INCOME, OF_MARGIN, sums_by
from napulse.profit.queries.wanted import FINE, ByKey, Ground, Key, Wanted, months_between


@dataclass(frozen=True)
class Line:
    """One line of the report. `key` is the id (0: none of it), a service's code or a month.

    What follows from its sums is reckoned when it is asked for: a page shows fifty of a thousand.
    """

    key: int | str | date
    name: str
    note: str
    sums: Sums
    bounds: HourBounds
    overhead: int = 0
    client_id: int = 0

    @cached_property
    def found(self) -> Margin:
        return margin(self.sums, self.bounds, self.overhead)


@dataclass(frozen=True, slots=True)
class Report:
    """The lines; the house's own line; all together; and what the shares leave over.

    `clients` is everything without the house: what a delivery margin is reckoned of. `left_over`
    is overhead that nobody could carry, `without` how many carry none for want of income.
    """

    wanted: Wanted
    lines: list[Line]
    house: Line | None
    clients: Margin
    clients_sums: Sums
    whole: Margin
    whole_sums: Sums
    bounds: HourBounds
    left_over: int = 0
    without: int = 0
    months: list[tuple[date, Sums]] = field(default_factory=list)
    before: Sums = field(default_factory=Sums)


def report(actor: Actor, wanted: Wanted, *, with_trend: bool = True) -> Report:
    """The report for whoever may see margins; overhead and profit for whoever may see the books."""
    ground = ground_of(actor, wanted)
    bounds = hour_bounds(wanted)
    with_months = with_trend or wanted.by == "month"
    parts = house_parts(ground) if with_months or ground.is_by_client else {}
    months = months_of(ground, parts) if with_months else []
    grouped, overhead, house = (
        _by_month(ground, months, parts) if wanted.by == "month" else _by(ground, parts)
    )
    lines = _lines(ground, grouped, overhead.parts, bounds)
    clients_sums = total(grouped.values())
    carried = sum(overhead.parts.values())
    return Report(
        wanted=wanted,
        lines=lines,
        house=_house_line(house, overhead.left_over, bounds),
        clients=margin(clients_sums, bounds, carried),
        clients_sums=clients_sums,
        whole=margin(clients_sums + house, bounds, carried + overhead.left_over),
        whole_sums=clients_sums + house,
        bounds=bounds,
        left_over=overhead.left_over,
        without=overhead.without,
        months=months,
        before=_before(ground) if with_trend else Sums(),
    )


def ground_of(actor: Actor, wanted: Wanted) -> Ground:
    """What the report stands on: names, and the projects that it is narrowed to."""
    names = Names(wanted.known_at)
    by_project = wanted.by in ("project", "brand", "service", "team")
    belongings = names.belongings() if by_project or wanted.narrowed.by_project else {}
    return Ground(actor, wanted, names, belongings)


def _by(ground: Ground, house_parts: ByKey) -> tuple[ByKey, Laid, Sums]:
    """Sums of the lines, the overhead laid on them, and the house's own sums."""
    fine = _fine(ground)
    house = {key: sums for key, sums in fine.items() if key[0] == HOUSE}
    clients = {key: sums for key, sums in fine.items() if key[0] != HOUSE}
    overhead = laid(ground, clients, house_parts if ground.is_by_client else house)
    own_sums = _own(ground, total(house.values()))
    if ground.is_by_client:
        return clients, overhead, own_sums
    grouped: dict[Key, list[Sums]] = {}
    parts: dict[Key, int] = {}
    for key, sums in clients.items():
        if ground.matches(key):
            line = ground.line_of(key)
            grouped.setdefault(line, []).append(sums)
            parts[line] = parts.get(line, 0) + overhead.parts.get(key, 0)
    sums_of = {key: own[0] if len(own) == 1 else total(own) for key, own in grouped.items()}
    return sums_of, overhead.with_parts(parts), own_sums


def _fine(ground: Ground) -> ByKey:
    """Sums by client; by project and company too where the lines or their overhead need it."""
    keys = ("client_key",) if ground.is_by_client else FINE
    return sums_by(ground.actor, ground.of_client(), keys)


def _by_month(
    ground: Ground, months: list[tuple[date, Sums]], parts: ByKey
) -> tuple[ByKey, Laid, Sums]:
    grouped: ByKey = {(month,): sums for month, sums in months if not sums.is_empty}
    house = _of_months(parts)
    posted = {key: sums.overhead for key, sums in house.items() if sums.overhead}
    grouped |= {key: Sums() for key in posted if key not in grouped}
    return grouped, laid_on_months(ground, grouped, posted), total(house.values())


def _own(ground: Ground, house: Sums) -> Sums:
    """The house's own sums stand beside the clients' only where nothing is narrowed."""
    return house if ground.wanted.narrowed.is_whole else Sums()


def _lines(
    ground: Ground, grouped: ByKey, overheads: Mapping[Key, int], bounds: HourBounds
) -> list[Line]:
    named = labels(ground, list(grouped))
    lines = [
        Line(
            key=key[-1],
            name=named[key][0],
            note=named[key][1],
            sums=sums,
            bounds=bounds,
            overhead=overheads.get(key, 0),
            client_id=int(str(key[0])) if ground.wanted.by in ("client", "project") else 0,
        )
        for key, sums in grouped.items()
    ]
    if ground.wanted.by == "month":
        return sorted(lines, key=lambda line: str(line.key))
    return sorted(lines, key=lambda line: (-line.sums.income, line.name, str(line.key)))


def _house_line(house: Sums, left_over: int, bounds: HourBounds) -> Line | None:
    own = house - Sums(overhead=house.overhead)
    if own.is_empty and not left_over:
        return None
    return Line(HOUSE, "", "", own, bounds, left_over)


def months_of(ground: Ground, parts: ByKey) -> list[tuple[date, Sums]]:
    """Clients' sums of every month of the period, months without any too."""
    wanted = ground.wanted
    names = NAMES if wanted.by == "month" else OF_MARGIN  # a chart shows no more
    by_month = sums_by(ground.actor, wanted, ("month_on",), ground.project_ids, names=names)
    house = _of_months(parts)
    return [
        (month, by_month.get((month,), Sums()) - house.get((month,), Sums()).of(names))
        for month in months_between(wanted.since, wanted.until)
    ]


def house_parts(ground: Ground, names: Collection[str] = NAMES) -> ByKey:
    """The house's own sums by month and company; nothing for whoever does not see them, or of a
    part."""
    if ground.actor.client_ids is not None or not ground.wanted.narrowed.is_whole:
        return {}
    return sums_by(ground.actor, ground.of_house(), ("month_on", "entity_key"), names=names)


def _of_months(parts: ByKey) -> ByKey:
    found: ByKey = {}
    for key, sums in parts.items():
        found[key[:1]] = found[key[:1]] + sums if key[:1] in found else sums
    return found


def _before(ground: Ground) -> Sums:
    """The clients' income of the same number of months before."""
    earlier = ground.shifted_back()
    both = sums_by(ground.actor, earlier.wanted, (), ground.project_ids, names=INCOME)
    return total(both.values()) - total(house_parts(earlier, INCOME).values())
