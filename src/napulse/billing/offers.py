"""What may be invoiced in words: on pages in the reader's language, in lines in the client's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, pgettext

from napulse.billing.actions.sources import Wording
from napulse.billing.queries.billable import Offer
from napulse.engines.kernel.money import Money
from napulse.ui.formats import day, money, numbered, work_hours


@dataclass(frozen=True, slots=True)
class ToldOffer:
    """An offer as the page shows it."""

    offer: Offer
    kind: str
    note: str
    is_due: bool


def told_offers(offers: Sequence[Offer], today: date) -> list[ToldOffer]:
    """Offers in words, what is due first."""
    told = [
        ToldOffer(each, kind_of(each), note_of(each), each.on is not None and each.on <= today)
        for each in offers
    ]
    return sorted(told, key=lambda each: (not each.is_due, each.offer.on or date.max))


def together(offers: Iterable[ToldOffer]) -> str:
    """What they come to without VAT, one sum for each currency."""
    sums: dict[str, Money] = {}
    for each in offers:
        amount = each.offer.money
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return " + ".join(money(sums[currency]) for currency in sorted(sums))


def kind_of(offer: Offer) -> str:
    return {
        "step": pgettext("what is invoiced", "Payment step"),
        "retainer": pgettext("what is invoiced", "Retainer"),
        "overage": pgettext("what is invoiced", "Above the retainer"),
        "fixed": pgettext("what is invoiced", "Fixed fee"),
        "advance": pgettext("what is invoiced", "Take off an advance"),
    }[offer.group]


def note_of(offer: Offer) -> str:
    """Where it comes from, and for which period."""
    values = offer.values
    if offer.group == "step":
        return f"{values['estimate']} {values['subject']}"
    if offer.group == "advance":
        return numbered(values["number"])
    contract = gettext("contract %(number)s") % {"number": values["contract"]}
    parts = [contract, period_of(offer)]
    if offer.group == "overage" and values.get("unit") == "hours":
        minutes = values.get("overage")
        parts.append(work_hours(minutes if isinstance(minutes, int) else 0))
    return ", ".join(part for part in parts if part)


def period_of(offer: Offer) -> str:
    """ "1 ноя – 30 ноя", as short as elsewhere on pages."""
    if offer.period is None:
        return ""
    return " – ".join(day(each) for each in offer.period)


def wording() -> Wording:
    """Names of lines in the language that is active: that of the client."""
    names = _Names(
        fee=gettext("%(title)s: agency's fee"),
        passed=gettext("%(title)s: costs of third parties"),
        advance=gettext("Less advance by the invoice No. %(number)s: %(title)s"),
        services=gettext("Services of the agency"),
        by=gettext("by the estimate %(estimate)s"),
        above=gettext("%(title)s: above the retainer"),
    )
    return Wording(
        fee=lambda offer: names.step(offer, names.fee),
        passed=lambda offer: names.step(offer, names.passed),
        period=lambda offer: _dated(offer.title, offer),
        overage=lambda offer: _dated(names.above % {"title": offer.title}, offer),
        advance=names.settled,
        hours=pgettext("unit of a line", "h"),
        subject=names.subject,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Sentences of one language, from which lines and subjects are called."""

    fee: str
    passed: str
    advance: str
    services: str
    by: str
    above: str

    def step(self, offer: Offer, sentence: str) -> str:
        """A part of a payment step with its estimate; anything else by its own title."""
        if offer.group != "step":
            return offer.title
        title = sentence % {"title": offer.title}
        return f"{title}, {self.by % {'estimate': offer.values['estimate']}}"

    def settled(self, offer: Offer, title: str) -> str:
        return self.advance % {"number": offer.values["number"], "title": title}

    def subject(self, chosen: Sequence[Offer]) -> str:
        """What the document is for: the first thing in it that is no settled advance."""
        first = next((offer for offer in chosen if offer.group != "advance"), None)
        if first is None:
            return self.services
        if first.group == "step":
            return str(first.values.get("subject") or first.title)
        return _dated(first.title, first)


def _dated(title: str, offer: Offer) -> str:
    return ", ".join(part for part in (title, _period(offer)) if part)


def _period(offer: Offer) -> str:
    if offer.period is None:
        return ""
    return "–".join(f"{day:%d.%m.%Y}" for day in offer.period)
