"""Drafting, merging, issuing and correcting a contact report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.audit.models import Entry
from napulse.engines.kernel.errors import NotAllowed
from napulse.engines.reports import ReportContent, Topic, from_json
from napulse.service.actions.freezing import Addressee
from napulse.service.actions.interactions import cancel_interaction
from napulse.service.actions.promises import Owner, move_action, reassign_action
from napulse.service.actions.reports import (
    DraftEdit,
    Issue,
    drop_correction,
    issue_report,
    resume_correction,
    save_draft,
    start_correction,
    start_report,
)
from napulse.service.models import ActionItem, ContactReport, FrozenRowChanged, ReportVersion
from napulse.service.queries.reports import attention, carried, frozen, is_untouched, reports
from napulse.service.tests.making import (
    Stage,
    a_draft,
    a_meeting,
    an_issued,
    correct,
    edit_of,
    issue,
    ours,
    refused,
    said,
    saved,
    theirs,
    to,
)
from napulse.testing import NOW, a_contact, a_user, all_seeing

pytestmark = pytest.mark.django_db


def test_a_report_starts_with_what_the_meeting_says_and_only_once() -> None:
    stage = Stage()
    made = a_meeting(stage, notes="Адаптации\n\n- Смета CR-08")

    first = start_report(stage.actor, made, now=NOW)
    second = start_report(stage.actor, made, now=NOW)

    assert first == second
    draft = from_json(first.draft)
    assert (draft.subject, [topic.text for topic in draft.topics]) == (
        "Статус недели",
        ["Адаптации", "Смета CR-08"],
    )


def test_reports_are_numbered_per_client() -> None:
    stage, other = Stage(), Stage()

    numbers = [a_draft(each).number for each in (stage, other, stage)]

    assert numbers == [1, 1, 2]


def test_a_cancelled_meeting_has_no_report() -> None:
    stage = Stage()
    made = cancel_interaction(stage.actor, a_meeting(stage), now=NOW)

    with refused("report.of_cancelled"):
        start_report(stage.actor, made, now=NOW)


def test_two_people_edit_one_draft_and_nothing_is_lost() -> None:
    stage = Stage()
    report = a_draft(stage)
    opened = edit_of(report, ReportContent())
    mine = replace(opened, content=said(stage, topics=(Topic("mine", "Моя тема"),)))
    saved(stage, report, replace(opened.base, topics=(Topic("theirs", "Их тема"),)))

    result = save_draft(stage.actor, report, edit=mine, now=NOW)

    report.refresh_from_db()
    kept = from_json(report.draft)
    assert {topic.text for topic in kept.topics} == {"Моя тема", "Их тема"}
    assert kept.decisions == mine.content.decisions
    assert result.merged


@pytest.mark.parametrize(("pick", "kept"), [("mine", "Моя"), ("theirs", "Их")])
def test_the_same_line_edited_twice_is_shown_in_both_versions_until_chosen(
    pick: str, kept: str
) -> None:
    stage = Stage()
    report = a_draft(stage)
    saved(stage, report, said(stage))
    opened = edit_of(report, said(stage))
    mine = replace(opened, content=said(stage, topics=(Topic("t1", "Моя"),)))
    saved(stage, report, said(stage, topics=(Topic("t1", "Их"),)))

    with refused("report.draft_conflict") as told:
        save_draft(stage.actor, report, edit=mine, now=NOW)
    report.refresh_from_db()
    untouched = from_json(report.draft).topics
    chosen = replace(mine, picks=frozenset({("topics", "t1", pick)}))
    save_draft(stage.actor, report, edit=chosen, now=NOW)

    conflict = told.value.values["conflicts"][0]
    assert (conflict.mine.text, conflict.theirs.text) == ("Моя", "Их")
    assert untouched == (Topic("t1", "Их"),)
    report.refresh_from_db()
    assert from_json(report.draft).topics == (Topic("t1", kept),)


def test_a_form_that_knows_only_its_own_lines_does_not_delete_those_of_others() -> None:
    stage = Stage()
    report = a_draft(stage)
    first = edit_of(report, said(stage))
    saved(stage, report, replace(first.base, topics=(Topic("theirs", "Их тема"),)))
    save_draft(stage.actor, report, edit=first, now=NOW)
    again = DraftEdit(
        said(stage, subject="Новая тема письма"), base=first.content, version=first.version
    )

    save_draft(stage.actor, report, edit=again, now=NOW)

    report.refresh_from_db()
    kept = from_json(report.draft)
    assert [topic.text for topic in kept.topics] == ["Их тема", "Адаптации наружной рекламы"] or {
        topic.text for topic in kept.topics
    } == {"Их тема", "Адаптации наружной рекламы"}
    assert kept.subject == "Новая тема письма"


def test_issue_freezes_the_content_and_creates_the_promises() -> None:
    stage = Stage()
    version = an_issued(stage)

    read = frozen(version)

    assert (version.number, is_untouched(version)) == (1, True)
    assert read.content == said(stage)
    assert read.owners == {"a1": "Анна Воронцова", "a2": "Марта Линд"}
    assert [(item.key, item.side, item.due_on) for item in ActionItem.objects.all()] == [
        ("a1", "us", date(2026, 11, 25)),
        ("a2", "client", date(2026, 11, 26)),
    ]
    assert [row.email for row in version.recipients.all()] == [stage.contact.email]
    version.report.refresh_from_db()
    assert (version.report.draft, version.report.issued_version) == (None, 1)


def test_everything_that_stops_the_issue_is_said_at_once() -> None:
    stage, other = Stage(), Stage()
    report = a_draft(stage)
    content = said(
        stage,
        subject="",
        actions=(ours(stage, due_on=None), theirs(stage, owner_id=other.contact.pk)),
    )

    with refused("report.incomplete") as told:
        issue(stage, report, content)

    assert [(each.field, each.key, each.code) for each in told.value.values["problems"]] == [
        ("subject", "", "subject_missing"),
        ("actions.due_on", "a1", "due_missing"),
        ("actions.owner", "a2", "owner_unknown"),
    ]
    assert not ReportVersion.objects.exists()


def test_a_report_goes_to_somebody_with_an_address_and_only_after_the_meeting() -> None:
    stage = Stage()
    report, ahead = a_draft(stage), a_draft(stage, ends_at=NOW + timedelta(hours=1))
    silent = a_contact(stage.client, "Без почты", email="")
    edit = edit_of(report, said(stage))

    with refused("report.no_recipients"):
        issue_report(stage.actor, report, edit=edit, issue=Issue(()), now=NOW)
    with refused("report.recipient_without_email"):
        issue_report(stage.actor, report, edit=edit, issue=Issue(to(silent)), now=NOW)
    with refused("report.unknown_recipient"):
        stranger = (Addressee(contact_id=Stage().contact.pk),)
        issue_report(stage.actor, report, edit=edit, issue=Issue(stranger), now=NOW)
    with refused("report.not_held_yet"):
        issue(stage, ahead, said(stage))


def test_an_executive_drafts_and_a_manager_issues() -> None:
    stage = Stage()
    report = a_draft(stage)
    executive = Actor(
        "Экзекьютив",
        {"service.interactions": Level.EDIT},
        a_user("executive").pk,
        frozenset({stage.client.pk}),
    )

    save_draft(executive, report, edit=edit_of(report, said(stage)), now=NOW)
    with pytest.raises(NotAllowed):
        issue_report(
            executive,
            report,
            edit=edit_of(report, said(stage)),
            issue=Issue(to(stage.contact)),
            now=NOW,
        )


def test_an_issued_version_cannot_be_rewritten() -> None:
    stage = Stage()
    version = an_issued(stage)

    version.content = {**version.content, "subject": "Другая тема"}
    with pytest.raises(FrozenRowChanged):
        version.save()


def test_a_correction_is_a_new_version_and_moves_drops_and_adds_promises() -> None:
    stage = Stage()
    first = an_issued(stage)
    before = dict(first.content)
    moved = ours(stage, due_on=date(2026, 11, 30))

    second = correct(stage, first, said(stage, actions=(moved, ours(stage, key="a3"))))

    first.refresh_from_db()
    assert (first.content, second.number, second.reason) == (before, 2, "Уточнили сроки")
    items = {item.key: item for item in ActionItem.objects.all()}
    assert {key: item.state for key, item in items.items()} == {
        "a1": "open",
        "a2": "cancelled",
        "a3": "open",
    }
    assert (items["a1"].first_due_on, items["a1"].due_on) == (date(2026, 11, 25), moved.due_on)
    assert [(move.to_on, move.reason) for move in items["a1"].moves.all()] == [
        (moved.due_on, "Уточнили сроки")
    ]
    assert items["a2"].reason == "Уточнили сроки"


def test_a_correction_leaves_promises_alone_whose_lines_it_does_not_touch() -> None:
    stage = Stage()
    version, colleague = an_issued(stage), a_user("executive")
    item = ActionItem.objects.get(key="a1")
    later = date(2026, 12, 4)
    move_action(stage.actor, item, to_on=later, reason="Ждём смету", now=NOW)
    reassign_action(stage.actor, item, owner=Owner(user_id=colleague.pk), now=NOW)

    correct(stage, version, said(stage, topics=(Topic("t1", "Так"),)))

    item.refresh_from_db()
    assert (item.due_on, item.owner_user) == (later, colleague)
    assert [(move.to_on, move.reason) for move in item.moves.all()] == [(later, "Ждём смету")]


def test_a_line_that_comes_back_in_a_later_correction_is_open_again() -> None:
    stage = Stage()
    first = an_issued(stage)
    second = correct(stage, first, said(stage, actions=(ours(stage),)))

    correct(stage, second, said(stage))

    assert [item.state for item in ActionItem.objects.order_by("key")] == ["open", "open"]


def test_a_correction_needs_a_reason_and_a_change() -> None:
    stage = Stage()
    version = an_issued(stage)
    start_correction(stage.actor, version.report, now=NOW)

    with refused("report.reason_missing"):
        issue(stage, version.report, said(stage, subject="Другая тема"))
    with refused("report.nothing_changed"):
        issue(stage, version.report, said(stage), reason="Просто так")


def test_a_dropped_correction_leaves_what_was_issued() -> None:
    stage = Stage()
    version = an_issued(stage)

    report = start_correction(stage.actor, version.report, now=NOW)
    drop_correction(stage.actor, report)

    report.refresh_from_db()
    assert (report.draft, report.issued_version) == (None, 1)
    with refused("report.no_correction"):
        drop_correction(stage.actor, report)


def test_a_dropped_correction_is_taken_up_where_it_was_left_until_the_next_begins() -> None:
    stage = Stage()
    report = start_correction(stage.actor, an_issued(stage).report, now=NOW)
    save_draft(stage.actor, report, edit=edit_of(report, said(stage, subject="Новая")), now=NOW)

    drop_correction(stage.actor, report)
    resumed = resume_correction(stage.actor, report)

    assert (resumed.draft["subject"], resumed.dropped) == ("Новая", None)
    drop_correction(stage.actor, report)
    start_correction(stage.actor, report, now=NOW)
    with refused("report.nothing_dropped"):
        resume_correction(stage.actor, report)


def test_open_actions_of_other_reports_are_the_agenda_of_the_next() -> None:
    stage, other = Stage(), Stage()
    an_issued(stage)
    an_issued(other)

    agenda = carried(all_seeing(), a_draft(stage))

    assert [item.text for item in agenda] == ["Пересчитать смету", "Прислать тексты"]
    assert {item.client_id for item in agenda} == {stage.client.pk}


def test_reports_of_a_neighbour_are_not_read_and_not_written() -> None:
    stage, other = Stage(), Stage()
    mine, foreign = a_draft(stage), a_draft(other)

    assert list(reports(stage.actor)) == [mine]
    with pytest.raises(NotAllowed):
        save_draft(stage.actor, foreign, edit=edit_of(foreign, said(other)), now=NOW)


def test_the_pulse_hears_of_meetings_without_an_issued_report() -> None:
    stage, done, other = Stage(), Stage(), Stage()
    draft, plain = a_draft(stage), a_meeting(stage)
    a_meeting(stage, kind="missed")
    an_issued(done)
    a_meeting(other)
    both = Actor("Both", stage.actor.levels, 1, frozenset({stage.client.pk, done.client.pk}))

    found = attention(both, client_ids=None, now=NOW)

    assert [(each.client_id, each.reason.code, each.reason.count) for each in found] == [
        (stage.client.pk, "report_unsent", 2)
    ]
    assert plain.pk > draft.interaction_id
    assert found[0].url == f"/reports/{draft.pk}/edit/"


def test_issue_is_one_event_of_history_beside_its_promises() -> None:
    stage = Stage()

    an_issued(stage)

    assert [entry.event for entry in Entry.objects.order_by("number")] == [
        "interaction.recorded",
        "report.started",
        "report.issued",
        "report.action_added",
        "report.action_added",
    ]
    assert ContactReport.objects.get().issued_version == 1
