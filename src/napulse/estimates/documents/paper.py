"""An estimate in words of its own language, ready to be set: the same for PDF and letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.estimates.models import PaymentTrigger
from napulse.estimates.queries.content import Offered, OfferedLine
from napulse.ui.formats import NBSP, is_russian, money, number, numbered, percent

MILLI_PLACES = 3


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    title: str
    note: str
    quantity: str
    price: str
    total: str
    option: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A phase with its lines and what they come to."""

    title: str
    total: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is printed. Pairs are a label and what stands beside it."""

    language: str
    agency: str
    title: str
    subject: str
    client: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    payments: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    assumptions: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    author: str
    author_title: str
    words: dict[str, str]
    intro: tuple[str, ...] = ()


def paper_of(offer: Offered, *, agency: str) -> Paper:
    """The paper in the language that the estimate is written in."""
    with translation.override(offer.head["language"]):
        return _paper(offer, agency)


def _paper(offer: Offered, agency: str) -> Paper:
    head = offer.head
    return Paper(
        language=head["language"],
        agency=agency,
        title=title_of(offer),
        subject=head["title"],
        client=head["client"],
        facts=tuple(_facts(offer)),
        columns=(
            pgettext("of a line of an estimate", "What"),
            _("Quantity"),
            _("Price"),
            _("Sum"),
        ),
        parts=tuple(_parts(offer)),
        sums=tuple(_sums(offer)),
        total=(_("Total to pay"), money(offer.money(offer.total))),
        payments=tuple(_payments(offer)),
        notes=tuple(_notes(offer)),
        assumptions=_paragraphs(head["assumptions"]),
        ours=tuple(_ours(offer)),
        theirs=tuple(one for one in (head["company"] or head["client"],) if one),
        author=head["author"],
        author_title=head["author_title"]["ru" if is_russian() else "en"],
        words=_words(),
        intro=_paragraphs(head.get("words", "")),
    )


def _words() -> dict[str, str]:
    return {
        "payments": _("Payments"),
        "terms": _("What is included"),
        "assumptions": _("Assumptions and exclusions"),
        "ours": _("The agency"),
        "theirs": _("The client"),
        "signature": _("signature, name, date"),
        "page": pgettext("of a document: page 1 of 2", "page"),
        "of": pgettext("of a document: page 1 of 2", "of"),
        "open": _("Open the estimate and answer"),
    }


def title_of(offer: Offered) -> str:
    """ "Estimate No. 3, version 2"."""
    head = offer.head
    is_change = head["kind"] == "change"
    told = _("Change order No. %(number)s") if is_change else _("Estimate No. %(number)s")
    told %= {"number": head["number"]}
    if head["edition"] > 1:
        told += ", " + _("version %(n)s") % {"n": head["edition"]}
    return told


def _facts(offer: Offered) -> Iterator[tuple[str, str]]:
    head = offer.head
    yield _("Date"), day(head["priced_on"])
    for label, name in ((_("Project"), "project"), (_("Contract"), "contract")):
        if head[name]:
            yield label, head[name]
    if head["base"]:
        yield _("Changes the estimate"), numbered(head["base"])
    if head["edition"] > 1 and head["reason"]:
        yield _("Why a new version"), head["reason"]
    if head["works_from"] or head["works_to"]:
        days = (head["works_from"], head["works_to"])
        yield _("Work"), " – ".join(day(one) for one in days if one)
    if head["valid_until"]:
        yield _("Valid until"), day(head["valid_until"])


def day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT").replace(" ", NBSP)


def quantity(milli: int) -> str:
    """ "10", "1,5", "0,333"."""
    digits = next(d for d in range(MILLI_PLACES + 1) if milli % 10 ** (MILLI_PLACES - d) == 0)
    return number(Decimal(milli).scaleb(-MILLI_PLACES), digits)


def counted(line: OfferedLine) -> str:
    """The quantity with its unit."""
    unit = line.unit or (pgettext("hours, short", "h") if line.kind == "labour" else "")
    return f"{quantity(line.quantity_milli)}{NBSP}{unit}" if unit else quantity(line.quantity_milli)


def _parts(offer: Offered) -> Iterator[Part]:
    for title, lines in offer.phases:
        rows = tuple(_row(offer, line) for line in lines)
        total = sum(line.listed for line in lines if line.taken)
        yield Part(title, money(offer.money(total)), rows)


def _row(offer: Offered, line: OfferedLine) -> Row:
    option = "" if line.taken else _("option, not included")
    return Row(
        id=line.id,
        title=line.title,
        note=line.note,
        quantity=counted(line),
        price=money(offer.money(line.price)),
        total=money(offer.money(line.listed)),
        option=option,
    )


def _sums(offer: Offered) -> Iterator[tuple[str, str]]:
    head = offer.head
    if offer.discount or offer.contingency:
        yield _("Sum of the lines"), money(offer.money(offer.listed))
    if offer.discount:
        part = percent_bp(head["discount_bp"])
        yield (
            _("Discount on our work, %(part)s") % {"part": part},
            money(offer.money(-offer.discount)),
        )
    if offer.contingency:
        part = percent_bp(head["contingency_bp"])
        label = _("Contingency, %(part)s") % {"part": part}
        yield label, money(offer.money(offer.contingency))
    yield _("Total without VAT"), money(offer.money(offer.net))
    yield vat_label(offer), money(offer.money(offer.vat)) if head["vat_bp"] else "—"


def vat_label(offer: Offered) -> str:
    bp = offer.head["vat_bp"]
    return _("VAT %(part)s") % {"part": percent_bp(bp)} if bp else _("without VAT")


def percent_bp(bp: int) -> str:
    """1,765 basis points as "17,65 %"."""
    digits = 0 if bp % 100 == 0 else 1 if bp % 10 == 0 else 2
    return percent(Decimal(bp) / 100, digits)


def _payments(offer: Offered) -> Iterator[tuple[str, str, str]]:
    for step in offer.payments:
        when = day(step.due_on) if step.due_on else str(PaymentTrigger(step.trigger).label)
        yield f"{step.title}, {percent_bp(step.percent_bp)}", when, money(offer.money(step.amount))


def _notes(offer: Offered) -> Iterator[str]:
    head = offer.head
    rounds, variants = head["rounds"], head["variants"]
    told = ngettext(
        "The price holds %(n)s round of revision.",
        "The price holds %(n)s rounds of revision.",
        rounds,
    )
    yield told % {"n": rounds}
    yield ngettext("We show %(n)s variant.", "We show %(n)s variants.", variants) % {"n": variants}
    if before := head["vat_bp_before"]:
        yield _(
            "The rate of VAT changes while the work goes on: acts before the change have"
            " %(before)s, those after it %(after)s."
        ) % {"before": percent_bp(before), "after": percent_bp(head["vat_bp"])}


def _ours(offer: Offered) -> Iterator[str]:
    entity = offer.head["entity"]
    suffix = "" if is_russian() else "_en"
    yield entity["name_en"] if suffix and entity["name_en"] else entity["name"]
    numbers = [
        f"{label}{NBSP}{entity[name]}"
        for label, name in ((_("INN"), "inn"), (_("KPP"), "kpp"))
        if entity[name]
    ]
    if numbers:
        yield ", ".join(numbers)
    address = entity["address_en"] if suffix and entity["address_en"] else entity["address"]
    if address:
        yield address


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
