"""Factories of money for the tests of every app: plain functions, one believable row each."""

import itertools
from datetime import date
from typing import Any, TypeVar

from django.db import models

from napulse.audit.recording import recording
from napulse.billing.models import BankLine, DunningStep, Invoice, InvoiceLine, Statement
from napulse.billing.seed import DUNNING
from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract, Remuneration, RemunerationKind, Term
from napulse.delivery.models import Project
from napulse.estimates.models import BudgetLine, Estimate, EstimateLine, SellRate
from napulse.ledger.models import BankAccount, EntityRegime, MoneyRules, OwnEntity, TaxRate
from napulse.ledger.seed import CHECKED, TAX_RATES
from napulse.people.models import Person, PersonCost, PersonSkill, RoleRate, WorkRole
from napulse.testing import NOW, a_user
from napulse.timesheets.models import Expense, TimeEntry

M = TypeVar("M", bound=models.Model)
_numbers = itertools.count(1)
YEAR = date(2026, 1, 1)


def ship_money() -> None:
    """What migrations ship, once more where a test of threads has flushed the database."""
    with recording(TaxRate, MoneyRules, DunningStep):
        if not TaxRate.objects.exists():
            names = ("country", "regime", "code", "percent_bp", "from_on", "to_on", "source")
            for row in TAX_RATES:
                TaxRate(**dict(zip(names, row, strict=True)), checked_on=CHECKED).save()
        MoneyRules.objects.get_or_create(pk=1)
        if not DunningStep.objects.exists():
            steps = ("days", "subject_ru", "subject_en", "words_ru", "words_en", "by_itself")
            for step in DUNNING:
                DunningStep(**dict(zip(steps, step, strict=True))).save()


def made(row: M) -> M:
    """Store a row as if an action had."""
    with recording(type(row)):
        row.save()
    return row


def an_entity(name: str = 'ООО "Сфера"', **more: Any) -> OwnEntity:
    """Our company with an account, under the general tax regime; the first is the usual one."""
    known = OwnEntity.objects.filter(name=name).first()
    if known is not None:
        return known
    own = {
        "inn": "7700000009",
        "kpp": "770001001",
        "ogrn": "1027700000008",
        "address": "Москва, Пример, 1",
        "director_title": "Генеральный директор",
        "director_name": "А. А. Образцова",
        "accountant_name": "П. П. Примерова",
        "is_main": not OwnEntity.objects.filter(is_main=True).exists(),
    }
    entity = made(OwnEntity(name=name, **own | more))
    made(EntityRegime(entity=entity, regime="general", from_on=date(2020, 1, 1)))
    a_bank_account(entity)
    return entity


def a_bank_account(entity: OwnEntity, number: str = "40702810200000000001") -> BankAccount:
    known = BankAccount.objects.filter(number=number).first()
    account = BankAccount(
        entity=entity,
        bank="БАНК ОБРАЗЕЦ",
        bik="044525225",
        correspondent="30101810400000000225",
        number=number,
    )
    return known or made(account)


def a_company(client: Client, **more: Any) -> LegalEntity:
    """A company of the client, with whom contracts are made."""
    own = {"name": 'ООО "Клиент-Образец"', "inn": "5000000000", "kpp": "500001001"}
    return made(LegalEntity(client=client, **own | more))


def a_contract(client: Client, **more: Any) -> Contract:
    own = {
        "number": f"{next(_numbers)}/26",
        "title": "Услуги агентства",
        "entity": an_entity(),
        "signed_on": YEAR,
        "from_on": YEAR,
        "to_on": date(2026, 12, 31),
        "state": "signed",
    }
    return made(Contract(client=client, **own | more))


def a_term(contract: Contract, key: str, value: int, **more: Any) -> Term:
    """What a clause of a contract says, since the contract runs."""
    own = {"clause": "п. 5.2", "from_on": contract.from_on}
    return made(Term(contract=contract, key=key, value=value, **own | more))


def a_retainer(contract: Contract, *, hours: int = 40, **more: Any) -> Remuneration:
    own = {
        "kind": RemunerationKind.RETAINER,
        "title": "Абонемент",
        "clause": "п. 3.1",
        "from_on": contract.from_on,
        "granted": hours * 60,
        "amount_minor": hours * 500_000,
    }
    return made(Remuneration(client_id=contract.client_id, contract=contract, **own | more))


def a_role(name: str = "Дизайнер") -> WorkRole:
    return WorkRole.objects.filter(name=name).first() or made(WorkRole(name=name))


def a_standard(role: WorkRole, grade: int = 2, cost_minor: int = 150_000) -> RoleRate:
    """What an hour of a role at a grade costs by the standard, since the year's beginning."""
    return made(RoleRate(role=role, grade=grade, from_on=YEAR, cost_minor=cost_minor))


def a_price(role: WorkRole | None = None, rate_minor: int = 400_000, **more: Any) -> SellRate:
    """What an hour of a role is sold for."""
    own = {"from_on": YEAR, "recorded_at": NOW}
    return made(SellRate(role=role, rate_minor=rate_minor, **own | more))


def a_worker(
    role: WorkRole | None = None, *, grade: int = 2, cost_minor: int | None = None, **more: Any
) -> Person:
    """A person who takes a work role at a grade, with an own cost if asked."""
    person = a_user(more.pop("account", "creative"), **more).person
    made(PersonSkill(person=person, role=role or a_role(), grade=grade))
    if cost_minor is not None:
        made(PersonCost(person=person, from_on=YEAR, cost_minor=cost_minor, recorded_at=NOW))
    return person


def an_estimate(client: Client, **more: Any) -> Estimate:
    """A draft with nothing in it."""
    own = {
        "number": next(_numbers),
        "title": "Запуск осень",
        "entity": an_entity(),
        "priced_on": NOW.date(),
        "owner": more.pop("owner", None) or a_user("manager"),
        "created_at": NOW,
    }
    return made(Estimate(client=client, **own | more))


def an_accepted_estimate(client: Client, **more: Any) -> Estimate:
    """One that the client agreed to, frozen as if it had been sent."""
    own = {"state": "accepted", "content": {}, "content_hash": "0" * 64}
    return an_estimate(client, **own | more)


def an_estimate_line(estimate: Estimate, **more: Any) -> EstimateLine:
    """Ten hours of a role at 4,000."""
    own = {
        "phase": "Креатив",
        "title": "Концепция",
        "kind": "labour",
        "role": a_role(),
        "grade": 2,
        "quantity_milli": 10_000,
        "price_minor": 400_000,
        "cost_minor": 150_000,
        "net_minor": 4_000_000,
        "total_cost_minor": 1_500_000,
    }
    return made(EstimateLine(estimate=estimate, **own | more))


def a_budget_line(project: Project, **more: Any) -> BudgetLine:
    """A line of an accepted estimate of the project: ten hours of a role."""
    estimate = more.pop("estimate", None) or an_accepted_estimate(project.client, project=project)
    line = an_estimate_line(estimate)
    own = {
        "phase": line.phase,
        "title": line.title,
        "kind": "labour",
        "role": line.role,
        "grade": 2,
        "minutes": 600,
        "net_minor": 4_000_000,
        "cost_minor": 1_500_000,
    }
    return made(
        BudgetLine(
            client_id=project.client_id,
            project=project,
            estimate=estimate,
            source=line,
            **own | more,
        )
    )


def a_time_entry(person: Person, project: Project | None = None, **more: Any) -> TimeEntry:
    """Two hours of a person; nothing is posted: tests of sums save through the action."""
    own = {
        "on": NOW.date(),
        "minutes": 120,
        "client_id": project.client_id if project else None,
        "project": project,
        "note": "Эскизы",
        "saved_at": NOW,
    }
    return made(TimeEntry(person=person, **own | more))


def an_expense(person: Person, project: Project | None = None, **more: Any) -> Expense:
    own = {
        "on": NOW.date(),
        "title": "Такси на съёмку",
        "net_minor": 120_000,
        "client_id": project.client_id if project else None,
        "project": project,
    }
    return made(Expense(person=person, **own | more))


def an_invoice(client: Client, **more: Any) -> Invoice:
    """A draft of 100,000 and 22 % of VAT in one line."""
    own = {
        "entity": an_entity(),
        "title": "Услуги за ноябрь",
        "drafted_on": NOW.date(),
        "net_minor": 10_000_000,
        "vat_minor": 2_200_000,
        "total_minor": 12_200_000,
        "author": more.pop("author", None) or a_user("manager"),
        "created_at": NOW,
    }
    invoice = made(Invoice(client=client, **own | more))
    made(
        InvoiceLine(
            invoice=invoice,
            title="Услуги агентства",
            price_minor=10_000_000,
            net_minor=10_000_000,
            vat_bp=2200,
            vat_minor=2_200_000,
        )
    )
    return invoice


def an_issued_invoice(client: Client, **more: Any) -> Invoice:
    """An invoice with a number, as if it had been issued through the action."""
    sequence = next(_numbers)
    own = {
        "state": "sent",
        "sequence": sequence,
        "year": 2026,
        "number": f"{sequence}",
        "issued_on": date(2026, 11, 2),
        "due_on": date(2026, 11, 12),
        "content": {},
        "content_hash": "0" * 64,
        "issued_at": NOW,
    }
    return an_invoice(client, **own | more)


def a_statement(account: BankAccount | None = None, **more: Any) -> Statement:
    own = {
        "format": "1c",
        "filename": "kl_to_1c.txt",
        "file_hash": f"{next(_numbers):064}",
        "raw": b"",
        "state": "done",
        "loaded_by": more.pop("loaded_by", None) or a_user("finance"),
        "loaded_at": NOW,
    }
    return made(Statement(**own | more))


def a_payment(account: BankAccount | None = None, **more: Any) -> BankLine:
    """122,000 that came in."""
    own = {
        "account": account or a_bank_account(an_entity()),
        "key": f"{next(_numbers):064}",
        "on": NOW.date(),
        "amount_minor": 12_200_000,
        "counterparty": 'ООО "Клиент-Образец"',
        "inn": "5000000000",
        "purpose": "Оплата по счету",
    }
    return made(BankLine(**own | more))
