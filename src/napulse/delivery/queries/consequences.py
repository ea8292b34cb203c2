"""What a plan does to the money of projects: told by apps above, before anybody agrees to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from napulse.access.actor import Actor
from napulse.delivery.models import Plan
from napulse.engines.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Consequence:
    """One project, or the work that is asked about: what it comes to beside what was agreed.

    `fee` is what the client agreed to, `was` and `comes_to` the worth of all its work before and
    with this plan; margins are basis points at the standard cost of role and grade, None for who
    may not see them. `url` leads to the figures.
    """

    title: str
    fee: Money | None
    was: Money | None
    comes_to: Money
    was_margin_bp: int | None = None
    margin_bp: int | None = None
    url: str = ""

    @property
    def over(self) -> Money | None:
        """By how much it comes to more than was agreed; None when it does not."""
        if self.fee is None or self.comes_to.minor <= self.fee.minor:
            return None
        return self.comes_to - self.fee

    @property
    def margin(self) -> float | None:
        """In per cent."""
        return None if self.margin_bp is None else self.margin_bp / 100

    @property
    def was_margin(self) -> float | None:
        return None if self.was_margin_bp is None else self.was_margin_bp / 100

    @property
    def changes(self) -> bool:
        return self.was != self.comes_to or self.was_margin_bp != self.margin_bp


class PlanConsequences(Protocol):
    """Consequences of a plan for the projects that the actor sees; listed in PLAN_CONSEQUENCES."""

    def __call__(self, actor: Actor, plan: Plan, *, today: date) -> Iterable[Consequence]: ...


def consequences(actor: Actor, plan: Plan, *, today: date) -> list[Consequence]:
    """What every listed app has to say of the plan."""
    found: list[Consequence] = []
    for path in settings.PLAN_CONSEQUENCES:
        told: PlanConsequences = import_string(path)
        found += told(actor, plan, today=today)
    return found
