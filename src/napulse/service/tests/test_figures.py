"""Figures: what counts, what stands apart, and that every cut adds up to the same total."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.audit.recording import recording
from napulse.service.forms.figure_sheets import workbook
from napulse.service.models import Dispute
from napulse.service.queries.facts import client_facts
from napulse.service.queries.figure_facts import PROMISE_KINDS, FigureFilter
from napulse.service.queries.figures import (
    facts,
    figures,
    people_and_teams,
    records,
)
from napulse.service.queries.standards import measured
from napulse.service.tests.making import an_issued
from napulse.service.tests.promising import Line, promised
from napulse.testing import (
    NOW,
    TODAY,
    a_clock,
    a_report,
    a_user,
    acting,
    all_seeing,
    an_action,
    an_interaction,
)

pytestmark = pytest.mark.django_db
MONTH = FigureFilter(date(2026, 11, 1), date(2026, 12, 1))


def ran(line: Line, *, hours: int | None = None, days_ago: int = 5, **more: Any) -> Any:
    """A meeting some days ago whose report took so many hours; None: never sent."""
    ends = NOW - timedelta(days=days_ago)
    owner = more.pop("owner", line.user)
    meeting = an_interaction(line.client, owner, starts_at=ends, ends_at=ends)
    if hours is not None:
        more["met_at"] = ends + timedelta(hours=hours)
    if hours is None or hours > 24:
        more.setdefault("breached_at", ends + timedelta(hours=24))
    return a_clock(meeting, **more)


def test_reports_count_in_time_late_and_missing_and_waived_stand_apart() -> None:
    line = Line()
    ran(line, hours=3)
    ran(line, hours=24)
    ran(line, hours=30)
    ran(line)
    ran(
        line,
        breached_at=None,
        waived_at=NOW - timedelta(days=5),
        waived_reason="Не дозвонились",
    )
    ran(line, days_ago=0, breached_at=None)

    total = figures(all_seeing(), MONTH, now=NOW).total

    assert (total.in_time, total.counted, total.late, total.waived) == (2, 4, 2, 1)
    assert (total.share_bp, total.usual) == (5000, timedelta(hours=19))
    assert figures(all_seeing(), MONTH, now=NOW).waived == [("Не дозвонились", 1)]


def test_a_waiver_after_the_breach_does_not_take_it_out_of_the_share() -> None:
    line = Line()
    ran(line, waived_at=NOW, waived_reason="Поздно")

    total = figures(all_seeing(), MONTH, now=NOW).total

    assert (total.late, total.waived) == (1, 0)
    assert client_facts([line.client.pk], now=NOW)[line.client.pk].recent == (0, 1)


def test_promises_are_kept_only_when_done_by_the_first_date() -> None:
    line = Line()
    first = TODAY - timedelta(days=4)
    done: dict[str, Any] = {"state": "done", "ended_at": NOW}
    promised(line, due_on=first, ended_on=first, **done)
    promised(line, first_due_on=first, due_on=TODAY, ended_on=TODAY, **done)
    promised(line, due_on=first)
    promised(line, due_on=TODAY + timedelta(days=1))
    promised(line, due_on=first, state="cancelled", ended_at=NOW, ended_on=first, reason="Нет")
    late = {"ended_at": NOW, "ended_on": TODAY, "reason": "Поздно"}
    promised(line, due_on=first, state="cancelled", **late)
    promised(line, due_on=first, owner_contact=line.contact)

    total = figures(all_seeing(), MONTH, now=NOW).total

    assert (total.kept, total.promised, total.kept_bp) == (1, 4, 2500)


def test_the_workbook_speaks_the_language_of_its_reader() -> None:
    line = Line()
    ran(line, hours=30)
    found = facts(all_seeing(), MONTH, now=NOW, named=True)

    with translation.override("ru"):
        sheets = workbook(figures(all_seeing(), MONTH, now=NOW), found)

    contacts = next(sheet for sheet in sheets if sheet.title == "Контакты")
    assert [row[6] for row in contacts.rows] == ["отправлен с опозданием"]


def test_objections_count_for_the_author_of_the_report() -> None:
    line = Line()
    version = an_issued(line)
    with recording(Dispute):
        Dispute.objects.create(
            client=line.client,
            recipient=version.recipients.get(),
            version_of=version,
            line_key="d1",
            line_text="Строка",
            comment="Не так",
            created_at=NOW,
        )

    found = figures(all_seeing(), MONTH, now=NOW)

    assert found.total.disputes == 1
    assert [(row.name, row.disputes) for row in found.people if row.disputes] == [
        (line.user.name, 1)
    ]


CASES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 1),
        st.sampled_from([None, 1, 23, 25, 40]),
        st.integers(2, 21),
        st.booleans(),
    ),
    max_size=12,
)


@given(cases=CASES)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_cut_adds_up_to_the_total_and_to_its_records(cases: Any) -> None:
    lines = [Line(), Line()]
    people = [lines[0].user, lines[0].boss, a_user("manager")]
    for person, client, hours, days_ago, with_action in cases:
        owner, line = people[person], lines[client]
        clock = ran(line, hours=hours, days_ago=days_ago, owner=owner)
        if with_action:
            report = a_report(clock.interaction)
            an_action(report, owner_user=owner, due_on=TODAY - timedelta(days=days_ago))
    wanted = FigureFilter(
        MONTH.from_on, MONTH.to_on, team_id=None if len(cases) % 2 else lines[0].top.pk
    )

    found = figures(all_seeing(), wanted, now=NOW)

    for cut in (found.people, found.clients, found.teams):
        assert _summed(cut) == found.total.sums()
    assert _summed(found.weeks)[:5] == found.total.sums()[:5]
    for kind in ("counted", "in_time", "late", "waived", *PROMISE_KINDS):
        rows = records(all_seeing(), wanted, kind, now=NOW)
        assert len(rows) == getattr(found.total, kind, found.total.promised - found.total.kept)
    for row in found.teams:
        narrowed = FigureFilter(
            wanted.from_on, wanted.to_on, team_id=wanted.team_id, direct_team_id=row.key
        )
        assert len(records(all_seeing(), narrowed, "counted", now=NOW)) == row.counted


def _summed(rows: Any) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(row.sums() for row in rows), strict=True))) or (0,) * 8


def test_filters_narrow_to_a_person_a_client_and_a_whole_line() -> None:
    one, other = Line(), Line()
    ran(one, hours=3)
    ran(one, hours=3, owner=one.boss)
    ran(other, hours=30)

    def counted(**more: Any) -> int:
        wanted = FigureFilter(MONTH.from_on, MONTH.to_on, **more)
        return figures(all_seeing(), wanted, now=NOW).total.counted

    assert counted() == 3
    assert counted(user_id=one.user.pk) == 1
    assert counted(client_id=other.client.pk) == 1
    assert counted(team_id=one.top.pk) == 2
    assert counted(direct_team_id=one.top.pk) == 1


def test_a_neighbours_contacts_are_in_nobody_elses_figures() -> None:
    one, neighbour = Line(), Line()
    ran(neighbour, hours=30)
    ran(one, hours=3)

    found = figures(acting(one.user), MONTH, now=NOW)

    assert [row.name for row in found.clients] == [one.client.name]
    assert records(acting(one.user), MONTH, "late", now=NOW) == []
    assert [name for _pk, name in people_and_teams(acting(one.user))[0]] == [one.user.name]


def test_who_may_see_figures_but_no_contacts_gets_numbers_without_records() -> None:
    line = Line()
    ran(line, hours=3)
    finance = Actor("Финансы", {"service.figures": Level.VIEW}, client_ids=None)

    assert figures(finance, MONTH, now=NOW).total.counted == 1
    assert records(finance, MONTH, "counted", now=NOW) == []
    assert figures(Actor("Никто", client_ids=None), MONTH, now=NOW).total.counted == 0


def test_figures_ask_as_often_for_many_clients_as_for_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            figures(all_seeing(), MONTH, now=NOW)
        return len(queries)

    ran(Line(), hours=3)
    one = asked()
    for _ in range(4):
        ran(Line(), hours=3)

    assert asked() == one


def test_the_standards_are_measured_by_what_happened() -> None:
    line = Line()
    ran(line, hours=3)
    ran(line, hours=30)
    ran(line, hours=22)

    found = measured(all_seeing(), now=NOW)

    assert (found["clock"].kept, found["clock"].broken) == (2, 1)
    assert (found["warn"].kept, found["warn"].broken) == (1, 1)
    assert (found["cadence"].kept, found["cadence"].broken) == (1, 0)
