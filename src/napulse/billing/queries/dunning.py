"""Reminders: which step is due for an invoice, what waits for approval, what its words say."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.billing.models import DunningLetter, DunningStep, Invoice
from napulse.billing.queries.invoices import LIVE, UNPAID, invoices
from napulse.billing.queries.penalties import claim_of
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.ui.formats import money

WORDS = ("number", "date", "amount", "left", "due", "days", "company", "penalty")
PLACE = re.compile(r"\{([^{}]*)\}")


def steps() -> list[DunningStep]:
    return list(DunningStep.objects.order_by("days"))


def step(step_id: int) -> DunningStep:
    found: DunningStep | None = DunningStep.objects.filter(pk=step_id).first()
    if found is None:
        raise Missing("step")
    return found


def unknown_words(text: str) -> list[str]:
    """Places of a text that nothing would fill."""
    return [name for name in PLACE.findall(text) if name not in WORDS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; anything else in braces stays as it is."""
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def values_of(invoice: Invoice, today: date) -> dict[str, str]:
    """What the places of a reminder's words say of an invoice, in its own language."""
    with translation.override(invoice.language):
        due = invoice.due_on or today
        return {
            "number": invoice.number,
            "date": date_format(invoice.issued_on or today, "DATE_FORMAT"),
            "amount": money(Money(invoice.total_minor, invoice.currency)),
            "left": money(Money(invoice.open_minor, invoice.currency)),
            "due": date_format(due, "DATE_FORMAT"),
            "days": str(abs((today - due).days)),
            "company": _company(invoice),
        }


def _company(invoice: Invoice) -> str:
    english = invoice.language == "en"
    return (english and invoice.entity.name_en) or invoice.entity.name


def _penalty(invoice: Invoice, today: date) -> str:
    """What may be claimed for the delay, as a sentence; nothing where the contract names none."""
    claim = claim_of(invoice, today)
    if claim is None:
        return ""
    with translation.override(invoice.language):
        said = ngettext(
            "Penalty by the contract (%(clause)s) as of today, for %(days)s day: %(amount)s.",
            "Penalty by the contract (%(clause)s) as of today, for %(days)s days: %(amount)s.",
            claim.days,
        )
        return said % {"clause": claim.clause, "days": claim.days, "amount": money(claim.money)}


def words_of(step: DunningStep, invoice: Invoice, today: date) -> tuple[str, str]:
    """Subject and words of a reminder, in the language of the invoice."""
    english = invoice.language == "en"
    subject = step.subject_en if english else step.subject_ru
    words = step.words_en if english else step.words_ru
    values = values_of(invoice, today)
    if "{penalty}" in subject + words:
        values["penalty"] = _penalty(invoice, today)
    return filled(subject, values).strip(), filled(words, values).strip()


def due_step(
    invoice: Invoice, ladder: Iterable[DunningStep], known: Iterable[int], today: date
) -> DunningStep | None:
    """The newest step whose day has come, when neither it nor a later one was taken already."""
    if invoice.due_on is None or invoice.state not in UNPAID:
        return None
    since = (today - invoice.due_on).days
    reached = [each for each in ladder if each.days <= since and _still_fits(each, since)]
    newest = max(reached, key=lambda each: each.days, default=None)
    done = max(known, default=None)
    if newest is None or (done is not None and done >= newest.days):
        return None
    return newest


def _still_fits(step: DunningStep, since: int) -> bool:
    """A reminder before the due date is no use after it."""
    return step.days >= 0 or since <= 0


def to_remind(*, today: date) -> list[tuple[Invoice, DunningStep]]:
    """Every unpaid invoice with the step that is due, whichever client it is of."""
    ladder = steps()
    rows = list(
        Invoice.objects.filter(LIVE, deleted_at=None, client__deleted_at=None)
        .filter(due_on__isnull=False)
        .select_related("client", "entity")
        .order_by("pk")
    )
    taken: dict[int, list[int]] = {}
    letters = DunningLetter.objects.filter(invoice__in=rows)
    for invoice_id, days in letters.values_list("invoice_id", "step__days"):
        taken.setdefault(invoice_id, []).append(days)
    found = []
    for row in rows:
        step = due_step(row, ladder, taken.get(row.pk, ()), today)
        if step is not None:
            found.append((row, step))
    return found


def proposed(actor: Actor) -> "QuerySet[DunningLetter]":
    """Reminders that wait for somebody's word, of invoices that are still unpaid."""
    seen = invoices(actor).filter(LIVE)
    rows: QuerySet[DunningLetter] = DunningLetter.objects.filter(
        invoice__in=seen, sent_at=None, skipped_at=None
    )
    return rows.select_related("invoice__client", "invoice__entity", "step").order_by(
        "invoice__due_on", "pk"
    )


def outdated() -> "QuerySet[DunningLetter]":
    """Proposals about what has been paid meanwhile."""
    live = Invoice.objects.filter(LIVE, deleted_at=None)
    rows: QuerySet[DunningLetter] = DunningLetter.objects.filter(sent_at=None, skipped_at=None)
    return rows.exclude(invoice__in=live).select_related("invoice")


def dunning(actor: Actor, dunning_id: int) -> DunningLetter:
    found: DunningLetter | None = (
        DunningLetter.objects.filter(pk=dunning_id, invoice__in=invoices(actor))
        .select_related("invoice__client", "invoice__entity", "step")
        .first()
    )
    if found is None:
        raise Missing("dunning")
    return found


def dunning_of(invoice: Invoice) -> list[DunningLetter]:
    return list(invoice.dunning.select_related("step").order_by("-proposed_at"))
