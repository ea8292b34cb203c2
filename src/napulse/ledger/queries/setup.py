"""The ground of money as its pages show it: companies, accounts, taxes, rates."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from napulse.access.actor import Actor
from napulse.engines.kernel.bank import is_account
from napulse.engines.kernel.errors import Missing
from napulse.engines.pricing.requisites import is_iban, is_kpp, is_ogrn, is_ogrnip
from napulse.ledger.models import BankAccount, EntityRegime, ExchangeRate, OwnEntity, TaxRate
from napulse.ledger.permissions import VIEW_MONEY_SETUP


def own_entities(actor: Actor) -> "QuerySet[OwnEntity]":
    """Own companies, put away ones last, with accounts and regimes."""
    if not actor.can(VIEW_MONEY_SETUP):
        return OwnEntity.objects.none()
    rows: QuerySet[OwnEntity] = OwnEntity.objects.order_by("archived_at", "-is_main", "name")
    parts = (
        Prefetch("accounts", BankAccount.objects.order_by("closed_on", "-is_main", "pk")),
        Prefetch("regimes", EntityRegime.objects.order_by("-from_on")),
    )
    return rows.prefetch_related(*parts)


def own_entity(actor: Actor, entity_id: int) -> OwnEntity:
    found = own_entities(actor).filter(pk=entity_id).first()
    if found is None:
        raise Missing("own entity")
    return found


def bank_account(actor: Actor, account_id: int) -> BankAccount:
    found: BankAccount | None = (
        BankAccount.objects.filter(pk=account_id, entity__in=own_entities(actor))
        .select_related("entity")
        .first()
    )
    if found is None:
        raise Missing("account")
    return found


def regime_of(entity: OwnEntity, on: date) -> EntityRegime | None:
    """What is in force on a day, of the rows that are already read."""
    return next((one for one in entity.regimes.all() if one.from_on <= on), None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that may be wrong: its code, and the number."""

    code: str
    value: str


def doubts_of(entity: OwnEntity) -> list[Doubt]:
    """What its papers should be compared with: forms and keys that are not surely wrong.

    A key of an account is no proof (accounts of the treasury follow other rules), nor is the form
    of a KPP or the check digit of an OGRNIP: they are told, never refused.
    """
    found = []
    if entity.country == "RU":
        if entity.kpp and not is_kpp(entity.kpp):
            found.append(Doubt("kpp", entity.kpp))
        if entity.ogrn and not (is_ogrn(entity.ogrn) or is_ogrnip(entity.ogrn)):
            found.append(Doubt("ogrn", entity.ogrn))
        if not entity.inn:
            found.append(Doubt("no_inn", ""))
    for account in entity.accounts.all():
        if account.closed_on is None and not _is_likely(account):
            found.append(Doubt("account", account.number))
        if account.closed_on is None and not _is_likely_correspondent(account):
            found.append(Doubt("correspondent", account.correspondent))
    return found


def _is_likely(account: BankAccount) -> bool:
    if account.number[:2].isalpha():
        return is_iban(account.number)
    return is_account(account.number, account.bik) if account.bik.isdigit() else True


def _is_likely_correspondent(account: BankAccount) -> bool:
    """Keyed by the bank's region: digits 5 and 6 of the BIK with a nought before them."""
    if not account.correspondent or not account.bik.isdigit():
        return True
    return is_account(account.correspondent, f"000000{'0' + account.bik[4:6]}")


def tax_rates(actor: Actor) -> "QuerySet[TaxRate]":
    if not actor.can(VIEW_MONEY_SETUP):
        return TaxRate.objects.none()
    found: QuerySet[TaxRate] = TaxRate.objects.all()
    return found


def tax_rate(actor: Actor, tax_id: int) -> TaxRate:
    found = tax_rates(actor).filter(pk=tax_id).first()
    if found is None:
        raise Missing("tax rate")
    return found


def in_force(on: date) -> Q:
    """Tax rates that hold on a day or will; the others are past."""
    return Q(to_on=None) | Q(to_on__gte=on)


def exchange_rates(actor: Actor) -> "QuerySet[ExchangeRate]":
    if not actor.can(VIEW_MONEY_SETUP):
        return ExchangeRate.objects.none()
    found: QuerySet[ExchangeRate] = ExchangeRate.objects.all()
    return found


def exchange_rate(actor: Actor, exchange_id: int) -> ExchangeRate:
    found = exchange_rates(actor).filter(pk=exchange_id).first()
    if found is None:
        raise Missing("exchange rate")
    return found
