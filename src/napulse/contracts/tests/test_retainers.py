"""A retainer follows from contract and ledger: a story worked out by hand, and who pays what."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.clients.models import Brand, Client
from napulse.contracts import actions, queries
from napulse.contracts.actions import MoveData, RemunerationData, Since
from napulse.contracts.models import Remuneration
from napulse.contracts.queries.simulator import Asked
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import a_contract, a_retainer, a_role, made

pytestmark = pytest.mark.django_db
H = 60
SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def a_brand(client: Client, name: str = "Марка") -> Brand:
    return made(Brand(client=client, name=name))  # type: ignore[no-any-return]


def work(client: Client, on: date, hours: int, project: Project | None = None) -> None:
    """Billable hours in the ledger, at 4,000 an hour, that cost 1,500 by the standard."""
    fact = Fact(
        PostingKind.TIME,
        on,
        client.pk,
        project.pk if project else None,
        role_id=a_role().pk,
        minutes=hours * H,
        billable_minutes=hours * H,
        amount_minor=hours * 400_000,
        standard_minor=hours * 150_000,
        actual_minor=hours * 999_999,
    )
    work.number += 1  # type: ignore[attr-defined]
    post(Source.ENTRY, work.number, [fact], now=NOW)  # type: ignore[attr-defined]


work.number = 0  # type: ignore[attr-defined]


def a_brand_retainer(client: Client, **more: Any) -> Remuneration:
    own: dict[str, Any] = {"from_on": SEPTEMBER, "to_on": date(2026, 12, 31)}
    return a_retainer(a_contract(client), **own | more)


def test_a_story_of_three_months_ends_where_it_was_worked_out() -> None:
    """September 40 h: 25 used, 15 left, 10 go on, 5 expire. October 10 + 40, 53 used: 3 on debt.

    November 40: 3 repay the debt, 45 are asked for, 37 are there, 5 on debt, 3 above at 6,000.
    """
    client = a_client()
    row = a_brand_retainer(
        client,
        carry_cap=10 * H,
        carry_periods=1,
        debt_limit=5 * H,
        overage_rate_minor=600_000,
    )
    work(client, date(2026, 9, 10), 25)
    work(client, date(2026, 10, 10), 53)
    work(client, date(2026, 11, 10), 45)

    found = queries.retainer_balance(row, TODAY)

    closings = [(p.closing // H, p.expired // H, p.overage // H) for p in found.periods]
    assert closings == [(10, 5, 0), (-3, 0, 0), (-5, 0, 3)]
    assert (found.left, found.overage_minor) == (-5 * H, 1_800_000)


def test_time_goes_to_the_narrowest_retainer_and_to_one_alone() -> None:
    client = a_client()
    brand = a_brand(client)
    branded = a_project(client, brand=brand)
    named = a_project(client, brand=brand)
    whole = a_brand_retainer(client)
    of_brand = a_brand_retainer(client, brand=brand)
    of_project = a_brand_retainer(client, project=named)
    for project, hours in ((None, 1), (a_project(client), 2), (branded, 4), (named, 8)):
        work(client, date(2026, 11, 5), hours, project)

    used = {
        row.pk: queries.retainer_balance(row, TODAY).total("used") // H
        for row in (whole, of_brand, of_project)
    }
    assert used == {whole.pk: 3, of_brand.pk: 4, of_project.pk: 8}


def test_time_of_a_project_with_a_fixed_fee_is_not_taken_from_the_retainer() -> None:
    client = a_client()
    row = a_brand_retainer(client)
    project = a_project(client)
    made(
        Remuneration(
            client=client,
            contract=a_contract(client),
            kind="fixed",
            title="Ролик",
            from_on=SEPTEMBER,
            project=project,
            amount_minor=1,
        )
    )
    work(client, date(2026, 11, 5), 6, project)
    work(client, date(2026, 11, 5), 2)

    assert queries.retainer_balance(row, TODAY).total("used") == 2 * H


def test_of_two_equal_retainers_the_one_begun_last_pays() -> None:
    client = a_client()
    old, new = a_brand_retainer(client), a_brand_retainer(client, from_on=NOVEMBER)
    work(client, date(2026, 10, 5), 3)
    work(client, date(2026, 11, 5), 5)

    assert queries.retainer_balance(old, TODAY).total("used") == 3 * H
    assert queries.retainer_balance(new, TODAY).total("used") == 5 * H


def test_another_clients_time_and_a_drafts_retainer_touch_nothing() -> None:
    client = a_client()
    row = a_brand_retainer(client)
    a_retainer(a_contract(client, state="draft", signed_on=None), from_on=NOVEMBER)
    work(a_client(), date(2026, 11, 5), 9)
    work(client, date(2026, 11, 5), 2)

    assert queries.retainer_balance(row, TODAY).total("used") == 2 * H
    assert queries.retainers_of(client.pk, TODAY) == [row]


def test_a_retainer_in_money_takes_the_worth_of_time() -> None:
    client = a_client()
    row = a_brand_retainer(client, unit="money", granted=10_000_000)
    work(client, date(2026, 11, 5), 30)

    found = queries.retainer_balance(row, TODAY)

    assert (found.total("used"), found.overage_minor) == (10_000_000, 2_000_000)


def test_a_retainer_ends_with_its_contract() -> None:
    client = a_client()
    row = a_retainer(a_contract(client, to_on=date(2026, 10, 31)), from_on=SEPTEMBER)

    assert queries.retainers_of(client.pk, date(2026, 10, 31)) == [row]
    assert queries.retainers_of(client.pk, NOVEMBER) == []
    assert len(queries.retainer_balance(row, TODAY).periods) == 2


def test_what_was_known_at_a_moment_is_told_again() -> None:
    client = a_client()
    row = a_brand_retainer(client)
    work(client, date(2026, 11, 5), 2)

    before = queries.retainer_balance(row, TODAY, known_at=NOW - timedelta(days=1))
    assert before.total("used") == 0
    assert queries.retainer_balance(row, TODAY, known_at=NOW).total("used") == 2 * H


def moved(row: Remuneration, amount: int, on: date = TODAY, **more: Any) -> Any:
    director = acting(a_user("finance"))
    data = MoveData(amount, on, "Договорились", more.get("to"))
    act = actions.transfer if more.get("to") else actions.correct
    return act(director, row, data=data, version=more.get("version"), now=NOW)


def test_a_transfer_leaves_one_retainer_for_the_other_and_comes_back() -> None:
    client = a_client()
    giving, taking = a_brand_retainer(client), a_brand_retainer(client, granted=10 * H)

    move = moved(giving, 15 * H, to=taking)

    def left() -> list[int]:
        return [queries.retainer_balance(row, TODAY).left // H for row in (giving, taking)]

    assert left() == [25, 25]
    director = acting(a_user("finance"))
    actions.undo_move(director, move, now=NOW)
    assert left() == [40, 10]
    actions.redo_move(director, move)
    assert left() == [25, 25]


def test_no_more_is_moved_than_is_left_on_the_day_and_since() -> None:
    client = a_client()
    row, other = a_brand_retainer(client), a_brand_retainer(client, project=a_project(client))
    work(client, date(2026, 11, 20), 35)

    for act in (
        lambda: moved(row, 6 * H, date(2026, 11, 10), to=other),
        lambda: moved(row, -6 * H),
    ):
        with pytest.raises(Refused) as told:
            act()
        assert (told.value.code, told.value.values["left"]) == ("move.not_left", 5 * H)
    moved(row, -5 * H)
    assert queries.retainer_balance(row, TODAY).left == 0


def test_moves_are_refused_where_they_mean_nothing() -> None:
    client = a_client()
    row = a_brand_retainer(client)
    money = a_brand_retainer(client, unit="money")

    for code, act in {
        "move.nothing": lambda: moved(row, 0),
        "move.outside": lambda: moved(row, H, date(2026, 8, 31)),
        "move.to_itself": lambda: moved(row, H, to=row),
        "move.another_unit": lambda: moved(row, H, to=money),
    }.items():
        with pytest.raises(Refused) as told:
            act()
        assert told.value.code == code


def test_a_move_sent_twice_moves_once_and_managers_move_nothing() -> None:
    client = a_client()
    row = a_brand_retainer(client)
    version = row.contract.version
    moved(row, 2 * H, version=version)

    with pytest.raises(Refused, match=r"row\.changed"):
        moved(row, 2 * H, version=version)
    manager = a_user("manager")
    with pytest.raises(NotAllowed):
        actions.correct(acting(manager), row, data=MoveData(H, TODAY, "x"), version=None, now=NOW)


def test_a_retainer_with_moves_keeps_its_unit_and_its_days() -> None:
    row = a_brand_retainer(a_client())
    moved(row, 2 * H)
    told = {name: getattr(row, name) for name in actions.RemunerationData.__slots__}

    for code, more in {
        "remuneration.has_moves": {"unit": "money"},
        "remuneration.moves_outside": {"to_on": TODAY - timedelta(days=1)},
    }.items():
        data = actions.RemunerationData(**told | more)
        with pytest.raises(Refused) as refused:
            actions.edit_remuneration(acting(a_user("finance")), row, data=data, version=None)
        assert refused.value.code == code


def test_a_signed_retainer_changes_from_a_period_on_and_what_was_before_stays() -> None:
    """Forty hours a month for 200,000 until October, sixty for 360,000 since: 9 × 40 + 2 × 60."""
    row = a_retainer(a_contract(a_client()), carry_periods=None)
    actor = acting(a_user("finance"))
    names = ("kind", "title", "from_on", "clause", "unit", "period", "carry_periods", "prorate")
    kept = {name: getattr(row, name) for name in names}
    more = RemunerationData(granted=3600, amount_minor=36_000_000, **kept)

    def edit(data: RemunerationData, on: date | None) -> None:
        since = Since(on, NOW) if on else None
        actions.edit_remuneration(actor, row, data=data, version=None, since=since)

    for on, code in ((None, "since_when"), (date(2026, 10, 2), "not_a_period")):
        with pytest.raises(Refused, match=f"remuneration.{code}"):
            edit(more, on)
    edit(more, OCTOBER)

    row.refresh_from_db()
    told = queries.retainer_balance(row, TODAY)
    assert [period.granted for period in told.periods[8:]] == [2400, 3600, 3600]
    assert (row.granted, told.total("granted")) == (2400, 9 * 2400 + 2 * 3600)
    changes = queries.changes_of([row])[row.pk]
    fees = [queries.as_on(row, changes, on).amount_minor for on in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert fees == [20_000_000, 36_000_000, 36_000_000]
    edit(replace(more, title="Поддержка"), None)  # nothing of the policy
    with pytest.raises(Refused, match=r"remuneration\.has_changed"):
        edit(replace(more, granted=60), row.from_on)


def test_balances_of_many_retainers_take_as_many_queries_as_of_one() -> None:
    rows = []
    for _ in range(6):
        client = a_client()
        rows.append(a_brand_retainer(client))
        work(client, date(2026, 11, 5), 3)

    def count(some: list[Remuneration]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queries.balances_of(some, TODAY)
        return len(captured)

    assert count(rows[:1]) == count(rows)


def test_the_pulse_hears_of_a_retainer_that_is_used_up_and_more() -> None:
    client = a_client()
    a_brand_retainer(client, title="SMM")
    work(client, date(2026, 11, 5), 41)

    codes = [
        (one.reason.code, one.values["above"])
        for one in queries.attention(acting(a_user("finance")), client_ids=[client.pk], now=NOW)
        if one.reason.code.startswith("retainer")
    ]
    assert codes == [("retainer_overdrawn", H)]


def test_the_simulator_takes_real_hours_at_the_standard_and_never_what_a_person_costs() -> None:
    client = a_client()
    work(client, date(2026, 11, 5), 10)
    post(
        Source.EXPENSE,
        1,
        [Fact(PostingKind.BOUGHT_PASS, date(2026, 11, 6), client.pk, amount_minor=7_000_000)],
        now=NOW,
    )
    asked = Asked(client, None, NOVEMBER, TODAY)

    found = queries.work_of(acting(a_user("finance")), asked)

    [hours] = found.hours
    assert (hours.role, hours.minutes, hours.worth, hours.cost) == (
        "Дизайнер", 600, 4_000_000, 1_500_000,
    )  # fmt: skip
    assert (found.spend, found.by_day) == (7_000_000, ((date(2026, 11, 5), 600),))
    assert queries.work_of(acting(a_user("director")), asked).hours == ()
