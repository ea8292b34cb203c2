"""The head of a new document: what contract, estimate and client already say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from napulse.billing.queries.billable import Offer
from napulse.billing.queries.invoices import account_for
from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract, Remuneration, TermKey
from napulse.contracts.queries import contract_in_force, said_on
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.estimates.models import Estimate, PaymentStep
from napulse.ledger.models import BankAccount, OwnEntity
from napulse.ledger.queries import main_entity, money_rules

USUAL_DAYS = 10


@dataclass(frozen=True, slots=True)
class Head:
    """What a draft begins with."""

    entity: OwnEntity
    account: BankAccount | None = None
    client_entity: LegalEntity | None = None
    contract: Contract | None = None
    project: Project | None = None
    estimate: Estimate | None = None
    step: PaymentStep | None = None
    due_days: int = USUAL_DAYS
    due_to_issue_on: date | None = None
    period: tuple[date, date] | None = None
    language: str = "ru"
    currency: str = "RUB"


def head_for(client: Client, chosen: Sequence[Offer], *, today: date) -> Head:
    """From the first thing chosen, else from the contract in force.

    Refused("invoice.no_own_company") while the agency has no company of its own.
    """
    step = _step(chosen)
    estimate = step.estimate if step else None
    contract = _contract(client, chosen, estimate, today)
    entity = (contract or estimate).entity if contract or estimate else main_entity()  # type: ignore[union-attr] # one of them is
    if entity is None:
        raise Refused("invoice.no_own_company")
    currency = chosen[0].currency if chosen else money_rules().base_currency
    days = [offer.on for offer in chosen if offer.on]
    return Head(
        entity=entity,
        account=account_for(entity, currency),
        client_entity=_company(client, contract, estimate),
        contract=contract,
        project=_project(chosen),
        estimate=estimate,
        step=step,
        due_days=payment_days(contract, today),
        due_to_issue_on=max(days, default=None),
        period=next((offer.period for offer in chosen if offer.period), None),
        language=client.language,
        currency=currency,
    )


def payment_days(contract: Contract | None, on: date) -> int:
    """Within how many days the client pays, by the contract as it stands on the day."""
    if contract is None:
        return USUAL_DAYS
    terms = said_on(contract, on)
    said = [term.value for term in terms if term.key == TermKey.PAYMENT_DAYS]
    found = next((value for value in said if value is not None), USUAL_DAYS)
    return max(0, min(found, 365))


def due_date(on: date, days: int) -> date:
    return on + timedelta(days=days)


def _step(chosen: Sequence[Offer]) -> PaymentStep | None:
    ids = [int(offer.key.split(":")[1]) for offer in chosen if offer.group == "step"]
    related = ("estimate__contract__entity", "estimate__entity", "estimate__client_entity")
    rows = PaymentStep.objects.filter(pk__in=ids[:1]).select_related(*related)
    found: PaymentStep | None = rows.first()
    return found


def _contract(
    client: Client, chosen: Sequence[Offer], estimate: Estimate | None, today: date
) -> Contract | None:
    if estimate is not None and estimate.contract is not None:
        return estimate.contract
    groups = ("retainer", "overage", "fixed")
    ids = [int(offer.key.split(":")[1]) for offer in chosen if offer.group in groups]
    paying = Remuneration.objects.filter(pk__in=ids[:1]).select_related("contract__entity").first()
    return paying.contract if paying else contract_in_force(client.pk, today)


def _company(
    client: Client, contract: Contract | None, estimate: Estimate | None
) -> LegalEntity | None:
    for source in (contract, estimate):
        if source is not None and source.client_entity is not None:
            return source.client_entity
    own = list(LegalEntity.objects.filter(client=client, deleted_at=None)[:2])
    return own[0] if len(own) == 1 else None


def _project(chosen: Sequence[Offer]) -> Project | None:
    ids = {offer.project_id for offer in chosen if offer.project_id}
    return Project.objects.filter(pk__in=ids).first() if len(ids) == 1 else None
