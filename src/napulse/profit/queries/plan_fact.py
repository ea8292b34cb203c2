"""Plan against fact: the lines of accepted estimates beside what the ledger says of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from napulse.access.actor import Actor
from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import LineTotal
from napulse.people.models import WorkRole
from napulse.profit.permissions import VIEW_MARGINS
from napulse.profit.queries.naming import Names
from napulse.profit.queries.sums import HOUSE, seen


@dataclass(frozen=True, slots=True)
class Side:
    """What was agreed to, or what came of it: minutes, the client's price, our standard cost."""

    minutes: int = 0
    price: int = 0
    cost: int = 0

    def __add__(self, other: "Side") -> "Side":
        return Side(self.minutes + other.minutes, self.price + other.price, self.cost + other.cost)

    @property
    def margin_bp(self) -> int | None:
        """What is left of the price, in basis points of it."""
        if self.price <= 0:
            return None
        return round_half_up((self.price - self.cost) * WHOLE_BP, self.price)


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A line of the comparison. Of fact, the price is the worth of the time and what was bought."""

    key: int
    name: str
    note: str
    plan: Side
    fact: Side
    uncosted_minutes: int = 0
    client_id: int = 0

    @property
    def used_bp(self) -> int | None:
        """Cost against planned cost."""
        if self.plan.cost <= 0:
            return None
        return round_half_up(self.fact.cost * WHOLE_BP, self.plan.cost)

    @property
    def is_over(self) -> bool:
        return self.fact.cost > self.plan.cost


FACT = (
    "minutes",
    "worth_minor",
    "standard_minor",
    "bought_own_minor",
    "bought_pass_minor",
    "uncosted_minutes",
)


def by_project(actor: Actor, *, client_id: int | None = None) -> list[PlanFact]:
    """Every project that has a budget, the one that overran most in money first."""
    if not actor.can(VIEW_MARGINS):
        return []
    plans = _plans(actor, client_id)
    facts = _facts(plans, ("project_key",))
    names = Names()
    belongings, clients = names.belongings(list(plans)), names.clients()
    rows = [
        PlanFact(
            key,
            belongings[key].name,
            clients.get(belongings[key].client_id, ""),
            plan,
            _side(facts.get((key,), NONE)),
            facts.get((key,), NONE)[5],
            belongings[key].client_id,
        )
        for key, plan in plans.items()
    ]
    return sorted(rows, key=lambda row: (row.plan.cost - row.fact.cost, row.name))


def by_line(actor: Actor, project_id: int) -> list[PlanFact]:
    """The lines of a project's budget in their order, then what stands outside every line."""
    if not actor.can(VIEW_MARGINS):
        return []
    lines = BudgetLine.objects.filter(seen(actor, "client_id"), project_id=project_id)
    rows = list(lines.filter(deleted_at=None).order_by("position", "pk"))
    facts = _facts([project_id], ("line_key",))
    known = [
        PlanFact(
            row.pk,
            row.title,
            row.phase,
            Side(row.minutes, row.net_minor, row.cost_minor),
            _side(facts.get((row.pk,), NONE)),
            facts.get((row.pk,), NONE)[5],
            row.client_id,
        )
        for row in rows
    ]
    own = {row.pk for row in rows}
    outside = [values for (line,), values in facts.items() if line not in own]
    rest = tuple(sum(column) for column in zip(*outside, strict=True)) or NONE
    return [*known, PlanFact(HOUSE, "", "", Side(), _side(rest), rest[5])] if any(rest) else known


def together(rows: Iterable[PlanFact]) -> PlanFact:
    plan, fact, uncosted = Side(), Side(), 0
    for row in rows:
        plan, fact, uncosted = plan + row.plan, fact + row.fact, uncosted + row.uncosted_minutes
    return PlanFact(-1, "", "", plan, fact, uncosted)


Values = tuple[int, ...]
NONE: Values = (0,) * len(FACT)


def _plans(actor: Actor, client_id: int | None) -> dict[int, Side]:
    rows = BudgetLine.objects.filter(seen(actor, "client_id"), deleted_at=None)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    summed = (
        rows.order_by()
        .values("project_id")
        .annotate(all_minutes=Sum("minutes"), price=Sum("net_minor"), cost=Sum("cost_minor"))
    )
    return {
        row["project_id"]: Side(row["all_minutes"], row["price"], row["cost"]) for row in summed
    }


def _facts(
    project_ids: Collection[int] | Mapping[int, Side], keys: tuple[str, ...]
) -> dict[tuple[int, ...], Values]:
    rows = LineTotal.objects.filter(project_key__in=list(project_ids)).order_by().values(*keys)
    summed = rows.annotate(**{f"sum_{name}": Sum(name) for name in FACT})
    found = summed.values_list(*keys, *(f"sum_{name}" for name in FACT))
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in found}


def _side(values: Values) -> Side:
    minutes, worth, labour, own, passed, _uncosted = values
    return Side(minutes, worth + own + passed, labour + own + passed)


@dataclass(frozen=True, slots=True)
class RoleHours:
    """What a work role gave a project: minutes, worth, standard cost."""

    name: str
    minutes: int
    worth: int
    cost: int


def by_role(actor: Actor, project_id: int) -> list[RoleHours]:
    """Who worked on a project, by role: a role never says what one person costs."""
    if not actor.can(VIEW_MARGINS):
        return []
    facts = _facts([project_id], ("role_key",))
    names = dict(WorkRole.objects.order_by().values_list("pk", "name"))
    rows = [RoleHours(names.get(key[0], ""), v[0], v[1], v[2]) for key, v in facts.items() if v[0]]
    return sorted(rows, key=lambda row: -row.minutes)
