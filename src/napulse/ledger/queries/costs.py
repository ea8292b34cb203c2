"""What an hour costs by the standard of its role and grade.

What a person really costs is no part of it: whatever is reckoned from here may be shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from napulse.engines.kernel.money import Money, round_half_up
from napulse.ledger.queries.ground import money_rules, to_base
from napulse.people.models import RoleRate

HOUR = 60


@dataclass(frozen=True, slots=True)
class Costs:
    """Standard costs of an hour on one day, in minor units of the base currency."""

    by_role: dict[tuple[int, int], int]

    def standard(self, role_id: int | None, grade: int | None, minutes: int) -> int | None:
        """Cost of so many minutes by the standard; None when nothing is known for the role."""
        hour = self.by_role.get((role_id or 0, grade or 0))
        return None if hour is None else round_half_up(hour * minutes, HOUR)

    def bounds(self, minutes: int) -> tuple[int, int]:
        """The least and the most that so many minutes cost at any known standard."""
        hours = [*self.by_role.values()] or [0]
        return round_half_up(min(hours) * minutes, HOUR), round_half_up(max(hours) * minutes, HOUR)


def costs_on(on: date) -> Costs:
    """All costs in force on a day, in one query beside that of the rules."""
    base = money_rules().base_currency
    rows: Iterable[RoleRate] = RoleRate.objects.filter(from_on__lte=on).order_by("from_on")
    newest = {(r.role_id, r.grade): Money(r.cost_minor, r.currency) for r in rows}
    return Costs({key: to_base(cost, on, base=base).minor for key, cost in newest.items()})
