"""The figures of one run, and which of them break a promise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from shared import Facts, World
from weights import Weight

GROWTH = 1.3
FIRST_LOAD = 130_000
LATER_LOAD = 20_000
YARDSTICK = "empty"

Samples = list[tuple[float, float]]


@dataclass
class Measured:
    """One world: its constant facts and the seconds of every round, page and bare statements."""

    world: World
    facts: Facts
    samples: dict[str, Samples] = field(default_factory=dict)
    all_due_s: float = 0.0

    def add(self, round_: dict[str, tuple[float, float]]) -> None:
        for page, sample in round_.items():
            self.samples.setdefault(page, []).append(sample)

    def page_ms(self, page: str) -> float:
        return 1000 * median(whole for whole, _bare in self.samples[page])

    def sql_ms(self, page: str) -> float:
        return 1000 * median(bare for _whole, bare in self.samples[page])

    def to_sql(self, page: str) -> float:
        return self.page_ms(page) / self.sql_ms(page)

    def to_empty(self, page: str) -> float:
        return self.page_ms(page) / self.page_ms(YARDSTICK)


@dataclass(frozen=True, slots=True)
class Verdict:
    is_kept: bool
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same database, small and large."""

    small: Measured
    large: Measured

    @property
    def database(self) -> str:
        return self.small.world.database

    def growth(self, page: str) -> float:
        return self.large.page_ms(page) / self.small.page_ms(page)


def verdicts(pairs: list[Pair], weights: list[Weight]) -> list[Verdict]:
    """Every promise, kept or broken."""
    return [
        *(verdict for pair in pairs for verdict in _of_pair(pair)),
        *(_of_weight(weight) for weight in weights),
    ]


def _of_pair(pair: Pair) -> Iterator[Verdict]:
    few, many = pair.small.world.clients, pair.large.world.clients
    growth = pair.growth("pulse")
    yield Verdict(
        growth <= GROWTH,
        f"{pair.database}: pulse at {many} clients is {growth:.2f} of that at {few}, "
        f"at most {GROWTH}",
    )
    for page, small in pair.small.facts.pages.items():
        large = pair.large.facts.pages[page]
        yield Verdict(
            small.queries == large.queries,
            f"{pair.database}: {page} takes {small.queries} queries at {few} clients "
            f"and {large.queries} at {many}",
        )


def _of_weight(weight: Weight) -> Verdict:
    limit = FIRST_LOAD if weight.is_first else LATER_LOAD
    load = "first load" if weight.is_first else "later page"
    return Verdict(
        weight.bytes <= limit,
        f"{load} {weight.page}: {weight.bytes / 1000:.1f} KB, at most {limit / 1000:.0f}",
    )
