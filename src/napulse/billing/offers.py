"""What may be invoiced in words: on pages in the reader's language, in lines in the client's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from napulse.billing.actions.sources import Wording
from napulse.billing.queries.billable import Offer
from napulse.ui.formats import duration


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
        return f"№\u00a0{values['number']}"
    contract = gettext("contract %(number)s") % {"number": values["contract"]}
    parts = [contract, period_of(offer)]
    if offer.group == "overage" and values.get("unit") == "hours":
        minutes = values.get("overage")
        parts.append(duration(minutes if isinstance(minutes, int) else 0))
    return ", ".join(part for part in parts if part)


def period_of(offer: Offer) -> str:
    """ "1–30 November 2026" as two dates."""
    if offer.period is None:
        return ""
    return " – ".join(date_format(day, "DATE_FORMAT") for day in offer.period)


def wording() -> Wording:
    """Names of lines in the language that is active: that of the client."""
    said = {
        "fee": gettext("%(title)s: agency's fee"),
        "passed": gettext("%(title)s: costs of third parties"),
        "advance": gettext("Less advance by the invoice No. %(number)s: %(title)s"),
        "hours": pgettext("unit of a line", "h"),
        "services": gettext("Services of the agency"),
        "by": gettext("by the estimate %(estimate)s"),
        "above": gettext("%(title)s: above the retainer"),
    }

    def step(offer: Offer, key: str) -> str:
        title = said[key] % {"title": offer.title}
        if offer.group != "step":
            return offer.title
        return f"{title}, {said['by'] % {'estimate': offer.values['estimate']}}"

    def period(offer: Offer) -> str:
        return ", ".join(part for part in (offer.title, _period(offer)) if part)

    def overage(offer: Offer) -> str:
        title = said["above"] % {"title": offer.title}
        return ", ".join(part for part in (title, _period(offer)) if part)

    def advance(offer: Offer, title: str) -> str:
        return said["advance"] % {"number": offer.values["number"], "title": title}

    def subject(chosen: Sequence[Offer]) -> str:
        first = next((offer for offer in chosen if offer.group != "advance"), None)
        if first is None:
            return said["services"]
        named = first.values.get("subject") if first.group == "step" else period(first)
        return str(named or first.title)

    return Wording(
        fee=lambda offer: step(offer, "fee"),
        passed=lambda offer: step(offer, "passed"),
        period=period,
        overage=overage,
        advance=advance,
        hours=said["hours"],
        subject=subject,
    )


def _period(offer: Offer) -> str:
    if offer.period is None:
        return ""
    return "–".join(f"{day:%d.%m.%Y}" for day in offer.period)
