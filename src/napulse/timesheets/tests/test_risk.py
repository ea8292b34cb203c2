"""Money at risk: summed at sell rates, put into a change order, moved when the client agrees."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.clients.models import TeamMember
from napulse.delivery.models import Task
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.estimates.actions.answers import AnswerData, hear_answer
from napulse.estimates.actions.copies import make_edition
from napulse.estimates.actions.sending import SendData, send_estimate
from napulse.estimates.models import BudgetLine, Estimate, EstimateAnswerKind
from napulse.ledger.models import LineTotal
from napulse.ledger.tests.test_posting import kept_agrees
from napulse.testing import NOW, a_deliverable, a_user, acting, all_seeing
from napulse.testing_money import (
    a_budget_line,
    a_contract,
    a_retainer,
    a_role,
    a_term,
    an_accepted_estimate,
    an_entity,
    made,
)
from napulse.timesheets.actions.claims import mark_again
from napulse.timesheets.actions.risk import (
    Chosen,
    ExtraData,
    claim_of,
    drop_extra,
    note_extra,
    order_change,
    restore_extra,
)
from napulse.timesheets.actions.time import delete_entries, save_entry
from napulse.timesheets.jobs_scope import claim, judge_all_again
from napulse.timesheets.models import ExtraWork, TimeEntry
from napulse.timesheets.queries import risk as queries
from napulse.timesheets.templatetags.risk import work_time
from napulse.timesheets.tests.test_scope import DAY, Stage, said
from napulse.ui.formats import NBSP

pytestmark = pytest.mark.django_db


class Risky(Stage):
    """The stage of the guard with the director of the client at hand."""

    def __init__(self) -> None:
        super().__init__()
        an_entity()
        self.user = a_user("director")
        made(TeamMember(client=self.client, user=self.user))

    @property
    def actor(self) -> Actor:
        return acting(self.user)

    def order(self, *entries: TimeEntry, extra: tuple[int, ...] = ()) -> Estimate:
        chosen = Chosen([entry.pk for entry in entries], extra)
        return order_change(self.actor, self.project, chosen=chosen, reason="Правки", now=NOW)


def accepted(order: Estimate) -> None:
    """The client agreed by phone; the job that follows has run."""
    data = AnswerData(EstimateAnswerKind.ACCEPTED, "Клиентова", "По телефону")
    hear_answer(all_seeing(), order, data=data, now=NOW)
    claim(order.pk)


def again(entry: TimeEntry) -> TimeEntry:
    found: TimeEntry = TimeEntry.objects.get(pk=entry.pk)
    return found


def test_money_at_risk_is_the_worth_of_what_is_outside() -> None:
    """Five hours agreed, seven worked, and an hour of what no line is for: three at 4,000."""
    stage = Risky()
    a_budget_line(stage.project, minutes=300)
    stage.enter(240)
    stage.enter(180)
    stage.enter(60, role=a_role("Копирайтер"))

    found = queries.risk(stage.actor)

    assert found.minutes == 180
    assert found.total.minor == 2 * 400_000  # the copywriter has no rate: worth is unknown
    assert [row.client for row in found.clients] == [stage.client]


def test_the_worth_at_risk_is_that_of_the_whole_and_lines_have_the_price_of_their_hours() -> None:
    stage = Risky()
    a_budget_line(stage.project, minutes=0)
    entries = [stage.enter(25), stage.enter(10), stage.enter(50, role=a_role("Копирайтер"))]

    found = claim_of(stage.project, entries, [], today=DAY)

    assert [line.minutes for line in found.lines] == [35, 50]
    assert found.prices == [233_200, 0]  # 0.583 h at 4,000
    assert found.at_risk_minor == 166_667 + 66_667


def test_the_page_tells_the_price_that_the_order_will_have(client: Browser) -> None:
    """Without an agreed estimate the contract in force takes its discount off time and wishes."""
    stage = Risky()
    contract = a_contract(stage.client)
    a_term(contract, "rate_discount", 1_000)
    entry = stage.enter(120)
    data = ExtraData(title="Ещё один баннер", on=DAY, role=stage.role, minutes=60)
    wish = note_extra(stage.actor, stage.project, data=data, now=NOW)
    client.force_login(stage.user)

    told = client.get(reverse("timesheets:risk_project", args=[stage.project.pk])).context
    order = stage.order(entry, extra=(wish.pk,))

    assert order.contract == contract
    assert told["total"].minor == order.net_minor == 1_080_000
    assert told["risk"].total.minor == order.at_risk_minor == 1_200_000


@pytest.mark.parametrize(("minutes", "told"), [(0, "0 h"), (45, "45 m"), (65, "1 h 05 m")])
def test_time_under_an_hour_is_told_in_minutes(minutes: int, told: str) -> None:
    with translation.override("en"):
        assert work_time(minutes) == told.replace(" ", NBSP)


def test_another_directors_risk_is_not_seen() -> None:
    stage = Risky()
    stage.enter()

    assert queries.risk(acting(a_user("director"))).clients == []
    assert queries.risk(acting(a_user("creative"))).clients == []


def test_one_step_makes_a_change_order_with_lines_price_and_the_worth_at_risk() -> None:
    stage = Risky()
    line = a_budget_line(stage.project, minutes=300)
    entry = stage.enter(420)

    order = stage.order(entry)

    [row] = order.lines.all()
    assert (row.role, row.quantity_milli, row.price_minor) == (stage.role, 2_000, 400_000)
    assert (order.kind, order.project, order.at_risk_minor) == ("change", stage.project, 800_000)
    assert order.base == line.estimate
    assert again(entry).change_order == order


def test_what_stands_in_a_change_order_is_not_put_into_another() -> None:
    stage = Risky()
    entry = stage.enter()
    stage.order(entry)

    with pytest.raises(Refused, match=r"change_order\.taken"):
        stage.order(entry)

    found = queries.risk(stage.actor)
    assert (found.total.minor, found.claimed.minor) == (800_000, 800_000)


def test_a_declined_change_order_leaves_its_time_at_risk_and_free_for_another() -> None:
    stage = Risky()
    entry = stage.enter()
    order = stage.order(entry)
    with recording(Estimate):
        Estimate.objects.filter(pk=order.pk).update(state="declined")

    assert queries.risk(stage.actor).claimed.minor == 0
    assert stage.order(entry) != order


def in_words(order: Estimate, answer: str) -> Estimate:
    data = AnswerData(EstimateAnswerKind(answer), "Клиентова", "По телефону")
    return hear_answer(all_seeing(), order, data=data, now=NOW)


def next_version(stage: Risky, order: Estimate) -> Estimate:
    """The client has the first version, wants changes, and gets the second."""
    first = a_sent_order(stage, order)
    second = make_edition(stage.actor, first, reason="Дешевле", now=NOW)
    return a_sent_order(stage, second)


def a_sent_order(stage: Risky, order: Estimate) -> Estimate:
    to = SendData("client@example.com")
    return send_estimate(stage.actor, order, data=to, version=order.version, now=NOW)


def test_of_a_change_order_whose_second_version_is_declined_the_time_is_free_again() -> None:
    stage = Risky()
    entry = stage.enter()
    second = next_version(stage, stage.order(entry))
    assert queries.risk(stage.actor).claimed.minor == 800_000

    in_words(second, "declined")

    assert queries.risk(stage.actor).claimed.minor == 0
    third = stage.order(entry)
    assert (third.number, queries.risk(stage.actor).claimed.minor) == (2, 800_000)


def test_what_the_second_version_agrees_to_is_at_risk_no_longer() -> None:
    """A wish and an unpaid round that were put into the first version are those of the second."""
    stage = Risky()
    an_accepted_estimate(stage.client, project=stage.project, rounds=0)
    result = a_deliverable(stage.project)
    task = made(Task(project=stage.project, name="Правки", number=1, deliverable=result))
    round_ = a_round(stage, result, role=stage.role, minutes=60)
    data = ExtraData(title="Ещё один баннер", on=DAY, role=stage.role, minutes=120)
    wish = note_extra(stage.actor, stage.project, data=data, now=NOW)
    second = next_version(stage, stage.order(extra=(round_.pk, wish.pk)))

    accepted(second)

    assert queries.risk(stage.actor).clients == []
    assert stage.enter(60, task=task).scope != "round"


def test_an_accepted_change_order_takes_its_time_to_its_own_line() -> None:
    stage = Risky()
    entry = stage.enter(120)
    order = stage.order(entry)

    accepted(order)

    line = BudgetLine.objects.get(estimate=order)
    assert said(again(entry)) == (line.pk, "", 0)
    assert LineTotal.objects.get(line_key=line.pk).minutes == 120
    assert queries.risk(stage.actor).clients == []
    assert kept_agrees()


def test_of_an_entry_only_the_part_outside_moves_and_no_kopeck_is_lost() -> None:
    stage = Risky()
    old = a_budget_line(stage.project, minutes=300)
    entry = stage.enter(325)

    accepted(stage.order(entry))

    moved = again(entry)
    [rest] = TimeEntry.objects.filter(line=old)
    assert (moved.minutes, rest.minutes) == (25, 300)
    assert moved.worth_minor + rest.worth_minor == entry.worth_minor
    assert moved.line is not None
    assert moved.line.estimate != old.estimate
    assert LineTotal.objects.get(line_key=old.pk).minutes == 300
    assert kept_agrees()


def test_time_claimed_by_a_change_order_stays_inside_when_it_is_saved_again() -> None:
    stage = Risky()
    entry = stage.enter(120)
    accepted(stage.order(entry))
    moved = again(entry)

    data = stage.data(90, line=moved.line)
    changed = save_entry(all_seeing(), data=data, entry=moved, now=NOW)

    assert (changed.scope, changed.line) == ("", moved.line)


def test_hours_that_are_given_back_put_later_work_inside_again() -> None:
    stage = Risky()
    a_budget_line(stage.project, minutes=300)
    first, second = stage.enter(300), stage.enter(120)
    assert second.outside_minutes == 120
    delete_entries(all_seeing(), ids=[first.pk], now=NOW)

    mark_again(all_seeing(), project_ids=[stage.project.pk], now=NOW)

    assert said(again(second))[1:] == ("", 0)


def test_a_new_budget_finds_the_work_that_waited_for_it() -> None:
    stage = Risky()
    one, two = stage.enter(120), stage.enter(120)
    line = a_budget_line(stage.project, minutes=180)

    judge_all_again()

    assert said(again(one)) == (line.pk, "", 0)
    assert said(again(two)) == (line.pk, "over_line", 60)
    assert LineTotal.objects.get(line_key=line.pk).minutes == 240
    assert kept_agrees()


def test_hours_of_a_retainer_that_are_given_back_are_used_once() -> None:
    stage = Risky()
    a_retainer(a_contract(stage.client), hours=5)
    first, second, third = stage.enter(180), stage.enter(180), stage.enter(120)
    assert [second.outside_minutes, third.outside_minutes] == [60, 120]
    delete_entries(all_seeing(), ids=[first.pk], now=NOW)

    mark_again(all_seeing(), project_ids=[stage.project.pk], now=NOW)

    assert [again(second).outside_minutes, again(third).outside_minutes] == [0, 0]


def a_round(stage: Risky, deliverable: Any, **more: Any) -> ExtraWork:
    told = {"title": "Круг правок", "on": DAY, "kind": "round", "deliverable": deliverable}
    return note_extra(stage.actor, stage.project, data=ExtraData(**{**told, **more}), now=NOW)


def test_the_round_after_the_paid_ones_is_at_risk_at_once() -> None:
    stage = Risky()
    an_accepted_estimate(stage.client, project=stage.project, rounds=2)
    result = a_deliverable(stage.project)

    rows = [a_round(stage, result, role=stage.role, minutes=90) for _each in range(3)]

    assert [(row.number, row.outside) for row in rows] == [(1, False), (2, False), (3, True)]
    assert queries.risk(stage.actor).total.minor == 600_000
    [told] = queries.rounds(stage.actor, stage.project)
    assert (told.done, told.paid, told.above) == (3, 2, 1)


def test_without_an_accepted_estimate_no_round_is_above() -> None:
    stage = Risky()

    assert a_round(stage, a_deliverable(stage.project)).outside is False


def test_the_last_round_is_dropped_first_and_comes_back_once() -> None:
    stage = Risky()
    result = a_deliverable(stage.project)
    first, second = a_round(stage, result), a_round(stage, result)

    with pytest.raises(Refused, match="not_the_last"):
        drop_extra(stage.actor, first, now=NOW)
    drop_extra(stage.actor, second, now=NOW)
    restore_extra(stage.actor, second)
    assert ExtraWork.objects.get(pk=second.pk).deleted_at is None


def test_an_action_is_marked_once_as_outside() -> None:
    stage = Risky()
    data = ExtraData(title="Ещё один баннер", on=DAY, kind="action", action=77)
    note_extra(stage.actor, stage.project, data=data, now=NOW)

    with pytest.raises(Refused, match=r"extra\.noted"):
        note_extra(stage.actor, stage.project, data=data, now=NOW)
    assert queries.scope_of_actions(stage.actor, [77, 78]) == {77}


def test_extra_work_goes_into_the_change_order_as_a_line_of_its_own() -> None:
    stage = Risky()
    data = ExtraData(title="Ещё один баннер", on=DAY, role=stage.role, minutes=120)
    row = note_extra(stage.actor, stage.project, data=data, now=NOW)

    order = stage.order(extra=(row.pk,))

    assert [line.title for line in order.lines.all()] == ["Ещё один баннер"]
    with pytest.raises(Refused, match=r"extra\.claimed"):
        drop_extra(stage.actor, row, now=NOW)


def test_who_may_not_edit_estimates_makes_no_change_order() -> None:
    stage = Risky()
    entry = stage.enter()
    creative = acting(a_user("creative"))

    with pytest.raises(NotAllowed):
        order_change(creative, stage.project, chosen=Chosen([entry.pk]), reason="", now=NOW)


def test_the_pulse_hears_of_money_in_no_change_order() -> None:
    stage = Risky()
    entry = stage.enter()

    [reason] = queries.attention(stage.actor, client_ids=None, now=NOW)
    assert (reason.client_id, reason.reason.amount_minor) == (stage.client.pk, 800_000)
    stage.order(entry)
    assert queries.attention(stage.actor, client_ids=None, now=NOW) == []


def test_the_page_of_risk_leads_from_the_client_to_a_drafted_change_order(client: Browser) -> None:
    stage = Risky()
    entry = stage.enter(note="Правки баннера")
    client.force_login(stage.user)

    listed = client.get(reverse("timesheets:risk_list")).content.decode()
    project = client.get(reverse("timesheets:risk_project", args=[stage.project.pk]))
    answer = client.post(
        reverse("timesheets:risk_ordered", args=[stage.project.pk]),
        {"entry": [str(entry.pk)], "reason": "Просьба клиента"},
    )

    assert stage.project.name in listed
    assert "8\u00a0000\u00a0₽" in listed
    assert "Правки баннера" in project.content.decode()
    order = Estimate.objects.get(kind="change")
    assert (answer.status_code, answer["Location"]) == (302, order.get_absolute_url())


def test_a_change_order_of_nothing_is_told_in_place(client: Browser) -> None:
    stage = Risky()
    stage.enter()
    client.force_login(stage.user)

    answer = client.post(
        reverse("timesheets:risk_ordered", args=[stage.project.pk]), {}, HTTP_HX_REQUEST="true"
    )

    assert answer.status_code == 422
    assert 'id="order"' in answer.content.decode()


def test_one_more_round_is_one_press_and_a_late_press_changes_nothing(client: Browser) -> None:
    stage = Risky()
    result = a_deliverable(stage.project)
    client.force_login(stage.user)
    address = reverse("timesheets:round_noted", args=[result.pk])

    client.post(address, {"seen": "0"})
    client.post(address, {"seen": "0"})

    assert [row.number for row in ExtraWork.objects.all()] == [1]


def test_extra_work_is_noted_by_a_form_once_and_taken_off(client: Browser) -> None:
    stage = Risky()
    client.force_login(stage.user)
    told = {"title": "Ещё баннер", "on": "2026-11-20", "kind": "other", "hours": "1,5"}
    address = reverse("timesheets:extra_made", args=[stage.project.pk])

    for _each in range(2):
        client.post(address, {**told, "role": str(stage.role.pk), "submit_key": "k"})

    [row] = ExtraWork.objects.all()
    assert (row.minutes, row.worth_minor) == (90, 600_000)
    client.post(reverse("timesheets:extra_drop", args=[row.pk]))
    assert queries.risk(stage.actor).clients == []


def test_the_lists_of_risk_ask_as_often_for_many_entries_as_for_few(
    client: Browser, django_assert_max_num_queries: Any
) -> None:
    stage = Risky()
    client.force_login(stage.user)

    def asked(address: str) -> int:
        with django_assert_max_num_queries(80) as counted:
            client.get(address)
        return len(counted)

    pages = [
        reverse("timesheets:risk_list"),
        reverse("timesheets:risk_project", args=[stage.project.pk]),
        reverse("timesheets:risk_export"),
    ]
    stage.enter(30)
    for page in pages:
        asked(page)
    few = [asked(page) for page in pages]
    for day in range(1, 20):
        stage.enter(30, on=DAY.replace(day=day))
    assert [asked(page) for page in pages] == few


def test_the_pages_of_client_and_project_show_what_is_at_risk(client: Browser) -> None:
    stage = Risky()
    stage.enter()
    a_deliverable(stage.project)
    client.force_login(stage.user)

    of_client = client.get(stage.client.get_absolute_url()).content.decode()
    of_project = client.get(stage.project.get_absolute_url()).content.decode()

    assert 'id="money-at-risk"' in of_client
    assert 'id="scope"' in of_project


def test_deleted_or_shortened_work_has_the_rest_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Risky()
    a_budget_line(stage.project, minutes=300)
    first, second = stage.enter(300), stage.enter(120)
    asked: list[list[int]] = []

    def heard(name: str, **more: list[int]) -> None:
        assert name == "timesheets.mark_again"
        asked.append(more["project_ids"])

    monkeypatch.setattr("napulse.timesheets.actions.scope.after_commit", heard)

    save_entry(all_seeing(), data=stage.data(301), entry=first, now=NOW)
    assert asked == []
    save_entry(all_seeing(), data=stage.data(240), entry=again(first), now=NOW)
    delete_entries(all_seeing(), ids=[first.pk], now=NOW)
    assert asked == [[stage.project.pk]] * 2
    assert again(second).scope == "over_line"
