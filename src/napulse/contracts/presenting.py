"""What the pages of contracts show, made ready for their templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest
from napulse.contracts import queries
from napulse.contracts.models import (
    Contract,
    ContractState,
    Remuneration,
    RemunerationKind,
    RetainerPeriod,
)
from napulse.contracts.permissions import APPROVE_CONTRACTS, EDIT_CONTRACTS
from napulse.contracts.queries.retainers import MONTHS, ends_of
from napulse.contracts.wording import carried_told, quantity, remuneration_told
from napulse.engines.pricing.retainer import Balance, whole_period
from napulse.ui.menu import Tab

WARN_DAYS = 30
SECTIONS = ("contract_detail", "contract_terms")


def may(request: ActorRequest, contract: Contract) -> dict[str, bool]:
    """What the viewer may do with the contract as it stands."""
    edits, approves = request.actor.can(EDIT_CONTRACTS), request.actor.can(APPROVE_CONTRACTS)
    is_draft = contract.state == ContractState.DRAFT
    is_signed = contract.state == ContractState.SIGNED
    return {
        "can_edit": edits,
        "can_write_terms": edits and is_draft,
        "can_delete": edits and is_draft,
        "can_sign": approves and is_draft,
        "can_amend": approves and is_signed,
        "can_end": approves and is_signed,
        "can_move": approves and not is_draft,
    }


def head(request: ActorRequest, contract: Contract, shown: str, *, today: date) -> dict[str, Any]:
    """What the sections of a contract share."""
    labels = {
        "contract_detail": pgettext("section of a contract", "Overview"),
        "contract_terms": pgettext("section of a contract", "Terms"),
    }
    sections = [
        Tab(labels[name], reverse(f"contracts:{name}", args=[contract.pk]), name == shown)
        for name in SECTIONS
    ]
    return {
        "contract": contract,
        "sections": sections,
        "today": today,
        "state": state_of(contract, today),
        **may(request, contract),
    }


@dataclass(frozen=True, slots=True)
class State:
    """How a contract stands on a day: words, tone, and days left where they matter."""

    text: str
    tone: str = ""


def state_of(contract: Contract, today: date) -> State:
    """Colour only where somebody must act: it ends soon, has ended unnoticed, or is not signed."""
    if contract.state == ContractState.DRAFT:
        late = contract.from_on <= today
        return (
            State(_("not signed"), "warn")
            if late
            else State(pgettext("state of a contract", "draft"))
        )
    ends_on: date | None = getattr(contract, "ends_on", contract.to_on)
    if contract.state == ContractState.ENDED:
        return State(_("ended"))
    if contract.from_on > today:
        return State(_("not begun"))
    if ends_on is None:
        return State(_("in force"))
    days = (ends_on - today).days
    if days < 0:
        return State(_("has run out"), "risk")
    return State(_("ends soon"), "warn") if days <= contract.remind_days else State(_("in force"))


@dataclass(frozen=True, slots=True)
class PaidFor:
    """A remuneration as a line of a table, with the balance of a retainer."""

    row: Remuneration
    told: str
    carried: str
    where: str
    ends_on: date | None
    left: str = ""
    left_tone: str = ""
    share: int | None = None
    elapsed: int = 0


def paid_for(rows: Iterable[Remuneration], today: date) -> list[PaidFor]:
    """Lines of remunerations; retainers with what is left of them today."""
    found = list(rows)
    retainers = [row for row in found if row.kind == RemunerationKind.RETAINER]
    balances, changes = queries.balances_of(retainers, today), queries.changes_of(retainers)
    ends = ends_of(found, today)
    shown = [queries.as_on(row, changes.get(row.pk, ()), today) for row in found]
    return [_line(row, balances.get(row.pk), ends[row.pk], today) for row in shown]


def _line(row: Remuneration, balance: Balance | None, ends_on: date | None, today: date) -> PaidFor:
    currency = row.contract.currency
    where = row.project or row.brand
    told = remuneration_told(row, currency)
    line = PaidFor(row, told, "", str(where or _("the whole client")), ends_on)
    if balance is None or not balance.periods:
        return line
    period = balance.periods[-1]
    there = max(period.opening, 0) + period.incoming
    elapsed = (min(today, period.to_on) - period.from_on).days + 1
    return PaidFor(
        row,
        told,
        carried_told(row, currency),
        line.where,
        ends_on,
        quantity(balance.left, row.unit, currency),
        "risk" if balance.left < 0 or period.overage else "",
        round(100 * period.asked / there) if there > 0 else None,
        round(100 * elapsed / _days_of(row, period.from_on)),
    )


def _days_of(row: Remuneration, on: date) -> int:
    """How many days the period of a day has in all."""
    first, after = whole_period(on, MONTHS[RetainerPeriod(row.period)])
    return (after - first).days


def contract_page(
    request: ActorRequest, contract: Contract, shown: str, *, today: date
) -> dict[str, Any]:
    """The overview of a contract."""
    rows = queries.remunerations(request.actor).filter(contract_id=contract.pk)
    return {
        **head(request, contract, shown, today=today),
        "paid_for": paid_for(rows.order_by("from_on", "pk"), today),
        "annexes": [
            (row, state_of(row, today))
            for row in queries.annexes(request.actor, contract, today=today)
        ],
        "kinds": RemunerationKind.choices,
    }
