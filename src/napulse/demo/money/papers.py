"""Papers of the last months: acts, a credit note, an offer that came back, and monthly packs."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from napulse.access.actor import Actor
from napulse.billing.actions.acts import draft_act
from napulse.billing.actions.credits import CreditData, draft_credit
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.models import Invoice, InvoiceKind, InvoiceState
from napulse.demo.cast import Served
from napulse.demo.content import money as script
from napulse.demo.money.agreed import hours_of
from napulse.demo.money.billed import FINANCE
from napulse.demo.money.present import labour
from napulse.estimates.actions.answers import AnswerData, hear_answer
from napulse.estimates.actions.copies import make_edition
from napulse.estimates.actions.rows import stored_lines
from napulse.estimates.actions.saving import save_lines
from napulse.estimates.actions.sending import SendData, send_estimate
from napulse.estimates.actions.writing import Contents, EstimateData, create_estimate
from napulse.estimates.lines import data_of
from napulse.estimates.models import Estimate, EstimateAnswerKind, EstimateLine
from napulse.profit.actions.packs import make_pack, set_readers
from napulse.profit.queries.packs import may_read

if TYPE_CHECKING:
    from napulse.demo.money.keeping import Books

ACTS_FOR, CREDITED, OFFERED, RETURNED, PACKS = 75, 6, 13, 9, 2
NINE = time(9)
TITLE = "Новогодняя упаковка"


def act_papers(books: "Books") -> None:
    """Each through the action that makes it."""
    act, timing = books.cast.ledger.act, books.cast.timing
    act(timing.opening(CREDITED + 1, 10), lambda: _acts(books))
    act(timing.opening(CREDITED, 16), lambda: _credited(books))
    act(timing.opening(OFFERED, 10), lambda: _offered(books))
    act(timing.opening(RETURNED, 12), lambda: _returned(books))
    act(timing.opening(RETURNED, 14), lambda: _second(books))
    for month in _months(timing.today):
        act(timing.opening((timing.today - _packed_on(month)).days, 9), _Pack(books, month))


def _acts(books: "Books") -> None:
    """Work of the last months is closed by acts, signed on the day of the invoice."""
    timing, finance = books.cast.timing, books.actor(FINANCE)
    at = timing.opening(CREDITED + 1, 10)
    rows = Invoice.objects.filter(
        kind=InvoiceKind.INVOICE,
        issued_on__range=(timing.day(-ACTS_FOR), timing.day_of(at)),
        period_to__isnull=False,
    )
    for invoice in rows.exclude(state=InvoiceState.DRAFT).order_by("issued_on", "pk"):
        act = draft_act(finance, invoice, on=timing.day_of(at), now=at)
        issue_invoice(finance, act, version=act.version, on=timing.day_of(at), now=at)


def _credited(books: "Books") -> None:
    """A part of the newest open invoice is taken back: the film came later than promised."""
    timing, finance = books.cast.timing, books.actor(FINANCE)
    at = timing.opening(CREDITED, 16)
    rows = Invoice.objects.filter(kind=InvoiceKind.INVOICE, state=InvoiceState.ISSUED)
    invoice = rows.filter(issued_on__lte=timing.day_of(at)).order_by("-issued_on", "-pk").first()
    if invoice is None:
        return
    line = invoice.lines.order_by("-net_minor")[0]
    data = CreditData(
        reason="Срок сдвинулся по нашей вине: десятая часть не предъявляется",
        on=timing.day_of(at),
        nets={line.pk: line.net_minor // 10},
    )
    note = draft_credit(finance, invoice, data=data, now=at)
    issue_invoice(finance, note, version=note.version, on=data.on, now=at)


def _offered(books: "Books") -> None:
    """An offer that the client will find too dear."""
    served, manager = _dairy(books)
    at, contact = books.cast.timing.opening(OFFERED, 10), next(iter(served.contacts.values()))
    contents = Contents(labour(books, "Упаковка", hours_of(540, script.PRINT)), ())
    estimate = create_estimate(manager, served.row, data=_terms(books), contents=contents, now=at)
    said = SendData(contact.email, contact.name, "Смета на новогоднюю упаковку, как обсуждали.")
    send_estimate(manager, estimate, data=said, version=estimate.version, now=at)


def _returned(books: "Books") -> None:
    served, manager = _dairy(books)
    estimate = Estimate.objects.get(client=served.row, title=TITLE)
    answer = AnswerData(
        kind=EstimateAnswerKind.RETURNED,
        name=next(iter(served.contacts.values())).name,
        words="По телефону: в бюджет квартала не помещается, просят сократить",
        of_lines={_largest(estimate).pk: "Хватит двух вариантов вместо трёх"},
    )
    hear_answer(manager, estimate, data=answer, now=books.cast.timing.opening(RETURNED, 12))


def _second(books: "Books") -> None:
    """The second version, with its reason; it is not sent yet."""
    served, manager = _dairy(books)
    estimate = Estimate.objects.get(client=served.row, title=TITLE)
    at = books.cast.timing.opening(RETURNED, 14)
    reason = "Два варианта вместо трёх, по просьбе клиента"
    edition = make_edition(manager, estimate, reason=reason, now=at)
    largest = _largest(edition).pk
    lines = [
        replace(one, quantity_milli=one.quantity_milli * 2 // 3) if one.key == largest else one
        for one in map(data_of, stored_lines(edition))
    ]
    save_lines(manager, edition, lines=lines, version=edition.version)


def _largest(estimate: Estimate) -> EstimateLine:
    """The design: two variants take two thirds of three."""
    return max(stored_lines(estimate), key=lambda line: line.quantity_milli)


def _dairy(books: "Books") -> tuple[Served, Actor]:
    served = next(one for one in books.cast.served if one.script.key == "molokino")
    return served, books.actor(served.script.team.manager)


def _terms(books: "Books") -> EstimateData:
    today = books.cast.timing.day(-OFFERED)
    return EstimateData(
        title=TITLE,
        priced_on=today,
        valid_until=today + timedelta(days=30),
        contract=books.agreed.contracts["molokino"],
        entity=books.ground.main,
        client_entity=books.agreed.companies["molokino"],
        variants=3,
        rounds=2,
    )


class _Pack:
    """The pack of a month, made when the month had been closed."""

    def __init__(self, books: "Books", month: date) -> None:
        self.books, self.month = books, month

    def __call__(self) -> None:
        finance = self.books.actor(FINANCE)
        set_readers(finance, users=may_read())
        at = self.books.cast.timing.at(_packed_on(self.month), NINE)
        make_pack(finance, month_on=self.month, now=at)


def _months(today: date) -> list[date]:
    """The last months whose pack has been made, the earliest first."""
    found: list[date] = []
    month = today.replace(day=1)
    while len(found) < PACKS:
        month = (month - timedelta(days=1)).replace(day=1)
        if _packed_on(month) < today:
            found.insert(0, month)
    return found


def _packed_on(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=6)
