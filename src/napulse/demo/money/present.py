"""What stands open today: a change order nobody signed, an offer that waits, a week half filled."""

from datetime import timedelta
from typing import TYPE_CHECKING

from napulse.demo.content import money as script
from napulse.demo.money.agreed import MIDDLE, hours_of
from napulse.engines.kernel.money import round_half_up
from napulse.estimates.actions.changes import ChangeLine, draft_change_order
from napulse.estimates.actions.sending import SendData, send_estimate
from napulse.estimates.actions.writing import Contents, EstimateData, create_estimate
from napulse.estimates.lines import LineData, PaymentData
from napulse.profit.actions.write_offs import WriteOffData, write_off
from napulse.profit.models import WriteOffReason
from napulse.profit.queries.unbilled import unbilled_of

if TYPE_CHECKING:
    from napulse.demo.money.keeping import Books

UNSIGNED_FOR, OFFERED, WRITTEN_OFF = 38, 4, 24
SHARE = 3


def act_money_present(books: "Books") -> None:
    """The troubles of today, each through the action that makes it."""
    act, timing = books.cast.ledger.act, books.cast.timing
    act(timing.opening(UNSIGNED_FOR, 15), lambda: _unsigned(books))
    act(timing.opening(OFFERED, 16), lambda: _offered(books))
    act(timing.opening(WRITTEN_OFF, 17), lambda: _written_off(books))


def _unsigned(books: "Books") -> None:
    """Work outside the estimate, offered as a change order that was never answered."""
    client, key, title, hours, _thousands = script.UNSIGNED
    served = next(one for one in books.cast.served if one.script.key == client)
    at = books.cast.timing.opening(UNSIGNED_FOR, 15)
    manager = books.actor(served.script.team.manager)
    lines = [
        ChangeLine(
            title=f"{title}: {role.lower()}",
            role_id=books.ground.roles[role].pk,
            grade=MIDDLE,
            minutes=round(hours * 60 * share / 100),
        )
        for role, share in script.FILM
    ]
    order = draft_change_order(
        manager,
        project=served.projects[key],
        lines=lines,
        reason=title,
        at_risk_minor=_thousands * 100_000,
        now=at,
    )
    contact = next(iter(served.contacts.values()))
    said = SendData(contact.email, contact.name, "Просим подтвердить дополнительный объём.")
    send_estimate(manager, order, data=said, version=order.version, now=at)


def _offered(books: "Books") -> None:
    """The next season's estimate, at the client since some days."""
    served = next(one for one in books.cast.served if one.script.key == "prichal")
    at = books.cast.timing.opening(OFFERED, 16)
    manager = books.actor(served.script.team.manager)
    today = books.cast.timing.day(-OFFERED)
    lines = labour(books, "Весенняя кампания", hours_of(860, script.BUYING))
    data = EstimateData(
        title="Весенняя кампания",
        priced_on=today,
        valid_until=today + timedelta(days=30),
        contract=books.agreed.contracts["prichal"],
        entity=books.ground.main,
        client_entity=books.agreed.companies["prichal"],
        works_from=today + timedelta(days=60),
        works_to=today + timedelta(days=130),
    )
    payments = [
        PaymentData("Предоплата", 5000, "accepted"),
        PaymentData("По акту", 5000, "delivered"),
    ]
    estimate = create_estimate(
        manager, served.row, data=data, contents=Contents(lines, payments), now=at
    )
    contact = next(iter(served.contacts.values()))
    said = SendData(contact.email, contact.name, "Смета на весну, как договорились на встрече.")
    send_estimate(manager, estimate, data=said, version=estimate.version, now=at)


def labour(books: "Books", phase: str, hours: dict[str, int]) -> list[LineData]:
    """Lines of work by role, at the prices of the rate card."""
    return [
        LineData(
            kind="labour",
            title=role,
            phase=phase,
            role_id=books.ground.roles[role].pk,
            grade=MIDDLE,
            quantity_milli=own * 1000,
        )
        for role, own in hours.items()
    ]


def _written_off(books: "Books") -> None:
    """A third of what was given beyond the dairy's retainer is given up, and why."""
    held = next(one for one in books.agreed.retainers if one.money.client == "molokino")
    left = unbilled_of(held.project.pk)
    if left <= 0:
        return
    data = WriteOffData(
        on=books.cast.timing.day(-WRITTEN_OFF),
        amount_minor=round_half_up(left, SHARE),
        reason=WriteOffReason.OVERSERVICE,
        words="Ежедневные правки постов сверх абонемента",
    )
    at = books.cast.timing.opening(WRITTEN_OFF, 17)
    write_off(books.actor(held.served.script.team.director), held.project, data=data, now=at)
