"""The table of terms in force on a day, what changed on it, and the days on which terms turn."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.contracts.models import Amendment, Contract, Term
from napulse.contracts.presenting import head
from napulse.contracts.queries import chain_of, said_on
from napulse.contracts.queries.agreements import amendments, own_terms
from napulse.contracts.wording import TERM_NAMES, source_of, term_value
from napulse.engines.pricing.terms import (
    Changed,
    InForce,
    Turn,
    changes,
    end_on,
    is_running,
    turning_days,
)
from napulse.ui.tables import Column


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in force as the table shows it; `turn` says what happened to it on the day."""

    name: str
    says: str
    clause: str
    source: str
    since_on: date
    turn: str = ""
    before: str = ""


TERM_COLUMNS = (
    Column("name", _("Matter")),
    Column("says", _("Says")),
    Column("clause", _("Clause")),
    Column("source", _("Comes from")),
    Column("since_on", pgettext_lazy("of a term", "Since"), kind="date"),
    Column("before", _("The day before")),
)


def term_lines(contract: Contract, on: date) -> list[TermLine]:
    """The terms in force on a day."""
    chain = chain_of(contract)
    turned = {change.after: change for change in changes(chain, on) if change.after}
    return [_line(term, turned.get(term), contract.currency) for term in said_on(contract, on)]


def _line(term: InForce, change: Changed | None, currency: str) -> TermLine:
    before = change.before if change else None
    return TermLine(
        str(TERM_NAMES[term.key]),
        term_value(term.key, term.value, term.text, currency),
        term.clause,
        _source(term),
        term.since_on,
        change.turn.value if change else "",
        term_value(before.key, before.value, before.text, currency) if before else "",
    )


def _source(term: InForce) -> str:
    """The contract or an amendment, of the master contract where that says it."""
    if not term.master:
        return source_of(term.amendment)
    values = {"number": term.master, "source": source_of(term.amendment)}
    if term.amendment:
        return gettext("master contract No. %(number)s, %(source)s") % values
    return gettext("master contract No. %(number)s") % values


def terms_page(
    request: ActorRequest, contract: Contract, *, on: date, today: date
) -> dict[str, Any]:
    """Everything the page of terms shows for a day."""
    chain = chain_of(contract)
    gone = [change.before for change in changes(chain, on) if change.turn is Turn.GONE]
    export = reverse("contracts:terms_export", args=[contract.pk])
    return {
        **head(request, contract, "contract_terms", today=today),
        "on": on,
        "lines": term_lines(contract, on),
        "gone": [_line(term, None, contract.currency) for term in gone if term is not None],
        "is_running": is_running(chain, on),
        "ends_on": end_on(chain, on),
        "turning": [(day, day == on) for day in turning_days(chain)],
        "amendments": [_amendment(row, contract.currency) for row in amendments(contract)],
        "own": [(term, _own(term, contract.currency)) for term in own_terms(contract)],
        "export_url": f"{export}?on={on.isoformat()}",
    }


def _own(term: Term, currency: str) -> TermLine:
    says = term_value(term.key, term.value, term.text, currency)
    return TermLine(str(TERM_NAMES[term.key]), says, term.clause, "", term.from_on)


def _amendment(row: Amendment, currency: str) -> tuple[Amendment, list[TermLine]]:
    return row, [_own(term, currency) for term in row.terms.all()]
