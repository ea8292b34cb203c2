"""The day borders of packs and of the accuracy of estimates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from napulse.ledger.models import PostingKind
from napulse.profit.actions.packs import make_pack
from napulse.profit.models import MonthlyPack
from napulse.profit.queries.accuracy import worked_lines
from napulse.profit.queries.packs import month_due
from napulse.profit.tests.ground import NOVEMBER, Portfolio, tell
from napulse.testing import NOW, all_seeing
from napulse.testing_money import a_budget_line

pytestmark = pytest.mark.django_db


def test_a_pack_made_while_the_month_ran_is_not_the_pack_of_the_month() -> None:
    world = Portfolio()
    make_pack(world.finance, month_on=NOVEMBER, now=NOW)

    assert month_due(date(2026, 12, 5)) == NOVEMBER
    midnight = datetime(2026, 11, 30, 21, tzinfo=UTC)  # the first of December in Moscow
    made = make_pack(world.finance, month_on=NOVEMBER, now=midnight)

    assert (made.edition, MonthlyPack.objects.count()) == (2, 2)
    assert month_due(date(2026, 12, 5)) is None


def test_a_line_that_was_closed_after_midnight_was_closed_on_the_day_of_the_agency() -> None:
    world = Portfolio()
    closed = datetime(2026, 11, 9, 22, 30, tzinfo=UTC)  # half past one of the tenth in Moscow
    line = a_budget_line(world.site, minutes=600, closed_at=closed)
    tell(PostingKind.TIME, world.site, world.day, line_id=line.pk, minutes=60)

    [found] = worked_lines(all_seeing(), since=NOVEMBER - timedelta(days=1))

    assert found.ended_on == date(2026, 11, 10)
