"""What the tests of invoices are made of: documents made through the actions."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.billing.actions.drafts import InvoiceData, Links, draft_invoice
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.actions.priced import LineData
from napulse.billing.actions.sources import Choice, draft_chosen
from napulse.billing.models import Invoice
from napulse.billing.offers import wording
from napulse.billing.queries.billable import offers
from napulse.clients.models import Client, LegalEntity
from napulse.testing import NOW, TODAY, a_user, acting, all_seeing
from napulse.testing_money import a_company, an_entity

FULL = LineData("Креативная концепция", 10_000_000, 1000, "усл.")
HOURS = LineData("Часы дизайнера", 400_000, 12_500, "ч")
PASSED = LineData("Печать", 3_333_333, 3000, "шт.", pass_through=True)


def a_head(client: Client, **more: Any) -> InvoiceData:
    """The head of an ordinary invoice to the client's company."""
    entity = more.pop("entity", None) or an_entity()
    company = LegalEntity.objects.filter(client=client).first() or a_company(
        client, address="Тверь, Пример, 2", signatory="Директор Клиентов К. К."
    )
    own: dict[str, Any] = {
        "entity": entity,
        "title": "Услуги за ноябрь",
        "drafted_on": TODAY,
        "account": entity.accounts.order_by("pk").first(),
        "client_entity": company,
    }
    return InvoiceData(**own | more)


def a_draft(
    client: Client, *lines: LineData, actor: Actor | None = None, kind: str = "invoice", **head: Any
) -> Invoice:
    now = head.pop("now", NOW)
    return draft_invoice(
        actor or an_author(),
        client,
        data=a_head(client, **head),
        lines=lines or (FULL,),
        links=Links(kind),
        now=now,
    )


def an_author() -> Actor:
    """Somebody real who may do everything: the author of drafts."""
    user = User.objects.filter(name="Автор").first() or a_user("finance", name="Автор")
    return replace(all_seeing("Автор"), user_id=user.pk)


def issued(
    client: Client,
    *lines: LineData,
    actor: Actor | None = None,
    on: date = TODAY,
    kind: str = "invoice",
    **head: Any,
) -> Invoice:
    """An invoice issued through the actions."""
    draft = a_draft(client, *lines, actor=actor, kind=kind, **head)
    return issue(draft, on=on, actor=actor)


def issue(
    draft: Invoice, *, on: date = TODAY, actor: Actor | None = None, now: datetime = NOW
) -> Invoice:
    return issue_invoice(actor or an_author(), draft, version=draft.version, on=on, now=now)


def late(client: Client, days: int) -> Invoice:
    """An invoice whose due date was so many days ago."""
    return issued(client, FULL, on=TODAY - timedelta(days=days + 10), due_days=10)


def owes(client: Client, net: int, **more: Any) -> Invoice:
    """An invoice with so much in all."""
    return issued(client, LineData("Услуги", net, 1000, "усл.", tax_code="none"), **more)


def chosen(client: Client, *keys: str, actor: Actor | None = None, **more: Any) -> Invoice:
    """A draft of what was chosen among the offers."""
    with translation.override("ru"):
        words = wording()
    choice = Choice(keys=keys, **more)
    return draft_chosen(
        actor or an_author(), client, choice=choice, words=words, today=TODAY, now=NOW
    )


def offered(client: Client, on: date = TODAY) -> dict[str, int]:
    """Offers of a client by their keys, with their amounts."""
    return {each.key: each.net_minor for each in offers(an_author(), client, today=on)}


__all__ = [
    "FULL",
    "HOURS",
    "PASSED",
    "a_draft",
    "a_head",
    "acting",
    "an_author",
    "chosen",
    "issue",
    "issued",
    "late",
    "offered",
    "owes",
]
