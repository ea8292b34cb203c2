"""Recording, changing and taking back a contact with a client."""

from datetime import timedelta

import pytest

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import NotAllowed
from napulse.service.actions.interactions import (
    AttendeeData,
    CalendarMark,
    cancel_interaction,
    delete_interaction,
    edit_interaction,
    record_interaction,
    restore_interaction,
)
from napulse.service.actions.reports import start_report
from napulse.service.models import Clock, ContactReport, Interaction
from napulse.service.queries.clocks import clock_view
from napulse.service.queries.interactions import (
    CLOCK_STATES,
    InteractionFilter,
    filtered,
    interactions,
    last_attendees,
    tense_clients,
)
from napulse.service.tests.making import Stage, a_meeting, an_issued, meeting_data, refused
from napulse.testing import NOW, a_client, a_contact, a_user, acting

pytestmark = pytest.mark.django_db


def a_project(stage: Stage, name: str = "Фасады") -> Project:
    with recording(Project):
        return Project.objects.create(client=stage.client, name=name)


def test_record_interaction_keeps_people_projects_and_starts_the_clock() -> None:
    stage = Stage()
    project = a_project(stage)
    people = (
        AttendeeData(contact_id=stage.contact.pk),
        AttendeeData(user_id=stage.user.pk),
        AttendeeData(name="Гость без карточки"),
    )

    made = a_meeting(stage, attendees=people, project_ids=(project.pk,))

    assert [each.name for each in made.attendees.all()] == [
        "Марта Линд",
        "Анна Воронцова",
        "Гость без карточки",
    ]
    assert [touch.project for touch in made.touches.all()] == [project]
    assert made.clock.due_at == made.ends_at + timedelta(hours=24)
    assert [entry.event for entry in Entry.objects.all()] == ["interaction.recorded"]


def test_the_same_form_sent_twice_gives_one_record() -> None:
    stage = Stage()

    first = a_meeting(stage, submit_key="once")
    second = a_meeting(stage, submit_key="once")

    assert first == second
    assert Interaction.objects.count() == 1


def test_a_submit_key_of_another_client_opens_nothing() -> None:
    stage, other = Stage(), Stage()
    a_meeting(other, submit_key="once")

    with refused("interaction.submit_key_taken"):
        a_meeting(stage, submit_key="once")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"subject": "  "}, "interaction.subject_missing"),
        ({"ends_at": NOW - timedelta(hours=3)}, "interaction.ends_before_start"),
        ({"attendees": (AttendeeData(),)}, "interaction.attendee_without_name"),
        ({"attendees": (AttendeeData(user_id=10**9),)}, "interaction.unknown_colleague"),
    ],
)
def test_record_interaction_refuses_what_makes_no_sense(
    wrong: dict[str, object], code: str
) -> None:
    stage = Stage()

    with refused(code):
        a_meeting(stage, **wrong)

    assert not Interaction.objects.exists()


def test_people_and_projects_of_another_client_are_refused() -> None:
    stage, other = Stage(), Stage()

    with refused("interaction.contact_of_another_client"):
        a_meeting(stage, attendees=(AttendeeData(contact_id=other.contact.pk),))
    with refused("interaction.project_of_another_client"):
        a_meeting(stage, project_ids=(a_project(other).pk,))


def test_a_neighbours_client_is_neither_written_nor_read() -> None:
    stage, other = Stage(), Stage()
    theirs = a_meeting(other)

    with pytest.raises(NotAllowed):
        record_interaction(stage.actor, other.client, data=meeting_data(), now=NOW)
    with pytest.raises(NotAllowed):
        cancel_interaction(stage.actor, theirs, now=NOW)

    assert list(interactions(stage.actor)) == []
    assert list(interactions(other.actor)) == [theirs]


def test_somebody_who_may_only_look_records_nothing() -> None:
    stage = Stage()
    creative = a_user("creative")
    looking = Actor(creative.name, acting(creative).levels, creative.pk, None)

    with pytest.raises(NotAllowed):
        record_interaction(looking, stage.client, data=meeting_data(), now=NOW)


def test_an_edit_of_an_older_version_shows_both_and_changes_nothing() -> None:
    stage = Stage()
    made = a_meeting(stage)
    opened = made.version
    edit_interaction(
        stage.actor, made, data=meeting_data(subject="Их правка"), version=opened, now=NOW
    )

    with refused("row.changed") as said:
        edit_interaction(
            stage.actor, made, data=meeting_data(subject="Моя правка"), version=opened, now=NOW
        )

    assert said.value.values["mine"] == {"subject": "Моя правка"}
    assert said.value.values["theirs"] == {"subject": "Их правка"}
    made.refresh_from_db()
    assert made.subject == "Их правка"


def test_a_changed_end_moves_an_open_clock_and_leaves_a_broken_one() -> None:
    stage = Stage()
    made = a_meeting(stage)
    shorter = meeting_data(ends_at=made.ends_at - timedelta(minutes=30))

    edit_interaction(stage.actor, made, data=shorter, version=made.version, now=NOW)
    moved = Clock.objects.get().due_at
    made.refresh_from_db()
    later = NOW + timedelta(days=2)
    edit_interaction(stage.actor, made, data=meeting_data(), version=made.version, now=later)

    assert moved == shorter.ends_at + timedelta(hours=24)
    assert Clock.objects.get().due_at == moved


def test_a_planned_meeting_and_a_letter_start_no_clock() -> None:
    stage = Stage()

    planned = a_meeting(stage, ends_at=NOW + timedelta(hours=1))
    letter = a_meeting(stage, kind="letter")

    assert (planned.state, letter.state) == ("planned", "held")
    assert not Clock.objects.exists()


def test_cancel_takes_the_clock_away_and_restore_brings_it_back() -> None:
    stage = Stage()
    made = a_meeting(stage)
    due_at = made.clock.due_at

    cancel_interaction(stage.actor, made, now=NOW)
    gone = Clock.objects.get().deleted_at
    restore_interaction(stage.actor, made, now=NOW)

    assert gone == NOW
    clock = Clock.objects.get()
    assert (clock.deleted_at, clock.due_at) == (None, due_at)


def test_what_is_put_right_in_a_cancelled_contact_does_not_wake_it() -> None:
    stage = Stage()
    made = a_meeting(stage)
    cancelled = cancel_interaction(stage.actor, made, now=NOW)

    data = meeting_data(subject="Перенесли")
    edited = edit_interaction(stage.actor, made, data=data, version=cancelled.version, now=NOW)

    assert (edited.subject, edited.state) == ("Перенесли", "cancelled")
    assert Clock.objects.get().deleted_at == NOW


def test_delete_hides_and_restore_shows_again() -> None:
    stage = Stage()
    made = a_meeting(stage)

    delete_interaction(stage.actor, made, now=NOW)
    hidden = list(interactions(stage.actor))
    restore_interaction(stage.actor, made, now=NOW)

    assert hidden == []
    assert list(interactions(stage.actor)) == [made]


def test_a_cancelled_contact_that_was_deleted_comes_back_cancelled() -> None:
    stage = Stage()
    made = a_meeting(stage)
    cancel_interaction(stage.actor, made, now=NOW)
    delete_interaction(stage.actor, made, now=NOW)

    back = restore_interaction(stage.actor, made, now=NOW)

    assert (back.deleted_at, back.state) == (None, "cancelled")
    assert Clock.objects.get().deleted_at == NOW


def test_what_was_taken_from_the_calendar_again_does_not_come_back_twice() -> None:
    stage = Stage()
    mark = CalendarMark("m-1")
    first = a_meeting(stage, mark=mark)
    delete_interaction(stage.actor, first, now=NOW)
    a_meeting(stage, mark=mark)

    with refused("interaction.taken_again"):
        restore_interaction(stage.actor, first, now=NOW)


def test_what_has_an_issued_report_or_a_counted_clock_is_not_deleted() -> None:
    stage = Stage()
    reported, late = an_issued(stage).report.interaction, a_meeting(stage)

    with refused("interaction.has_report"):
        delete_interaction(stage.actor, reported, now=NOW)
    with refused("interaction.clock_counts"):
        delete_interaction(stage.actor, late, now=NOW + timedelta(days=3))


def test_a_mistaken_contact_is_deleted_with_its_draft_whose_number_is_free_again() -> None:
    stage = Stage()
    mistaken, real = a_meeting(stage), a_meeting(stage)
    draft = start_report(stage.actor, mistaken, now=NOW)

    delete_interaction(stage.actor, mistaken, now=NOW)
    other = start_report(stage.actor, real, now=NOW)

    assert list(ContactReport.objects.seen_by(stage.actor)) == [other]
    assert other.number == draft.number == 1


def test_a_draft_comes_back_with_its_contact_under_a_number_that_is_free() -> None:
    stage = Stage()
    mistaken, real = a_meeting(stage), a_meeting(stage)
    draft = start_report(stage.actor, mistaken, now=NOW)
    delete_interaction(stage.actor, mistaken, now=NOW)
    restore_interaction(stage.actor, mistaken, now=NOW)
    draft.refresh_from_db()
    assert (draft.number, draft.deleted_at) == (1, None)

    delete_interaction(stage.actor, mistaken, now=NOW)
    start_report(stage.actor, real, now=NOW)
    restore_interaction(stage.actor, mistaken, now=NOW)

    draft.refresh_from_db()
    assert (draft.number, draft.deleted_at, draft.draft is not None) == (2, None, True)


@pytest.mark.parametrize(
    ("clock", "hours"),
    [("running", 0), ("warning", 20), ("breached", 24)],
)
def test_the_list_is_filtered_by_the_state_of_the_clock(clock: str, hours: int) -> None:
    stage = Stage()
    made = a_meeting(stage)
    now = NOW + timedelta(hours=hours)

    found = {
        state: list(filtered(stage.actor, InteractionFilter(clock=state), now=now))
        for state in ("running", "warning", "breached")
    }

    assert found == {state: [made] if state == clock else [] for state in found}


def test_every_clock_is_found_under_the_state_that_it_shows() -> None:
    stage = Stage()
    due, late = NOW + timedelta(hours=23), NOW + timedelta(hours=30)
    ends = [
        {},
        {"met_at": due},
        {"met_at": late, "breached_at": due},
        {"waived_at": NOW, "waived_reason": "Не дозвонились"},
        {"waived_at": late, "waived_reason": "Поздно", "breached_at": due},
    ]
    for end in ends:
        row = a_meeting(stage)
        with recording(Clock):
            Clock.objects.filter(interaction=row).update(**end)
    now = NOW + timedelta(days=2)

    found = {
        state: list(filtered(stage.actor, InteractionFilter(clock=state), now=now))
        for state in CLOCK_STATES
    }

    assert sum(map(len, found.values())) == len(ends)
    shown = [clock_view(row.clock, now).state for rows in found.values() for row in rows]
    assert shown == [state for state, rows in found.items() for _row in rows]


def test_the_list_is_filtered_by_client_kind_person_and_day() -> None:
    stage = Stage()
    call = a_meeting(stage, kind="call", attendees=(AttendeeData(user_id=stage.user.pk),))
    a_meeting(stage, starts_at=NOW - timedelta(days=9), ends_at=NOW - timedelta(days=9))
    wanted = InteractionFilter(
        client_id=stage.client.pk,
        kind="call",
        person=str(stage.user.pk),
        from_on=NOW.date(),
        to_on=NOW.date(),
    )

    assert list(filtered(stage.actor, wanted, now=NOW)) == [call]


def test_the_last_attendees_are_offered_for_the_next_contact() -> None:
    stage = Stage()
    other = a_contact(stage.client, "Старый знакомый")
    a_meeting(
        stage,
        starts_at=NOW - timedelta(days=9),
        ends_at=NOW - timedelta(days=9),
        attendees=(AttendeeData(contact_id=other.pk),),
    )
    a_meeting(stage, attendees=(AttendeeData(contact_id=stage.contact.pk),))

    offered = last_attendees(stage.actor, stage.client.pk)

    assert [each.contact for each in offered] == [stage.contact]


def test_only_the_last_noted_mood_counts() -> None:
    stage, calm, other = Stage(), Stage(), Stage()
    tense = a_meeting(stage, mood="tense")
    a_meeting(stage, starts_at=NOW - timedelta(minutes=30), ends_at=NOW - timedelta(minutes=20))
    a_meeting(calm, mood="tense")
    a_meeting(calm, mood="calm", starts_at=NOW - timedelta(minutes=70))
    a_meeting(other, mood="tense")
    both = Actor("Both", stage.actor.levels, 1, frozenset({stage.client.pk, calm.client.pk}))

    found = tense_clients(both, client_ids=None, now=NOW)

    assert [(each.client_id, each.reason.source_id) for each in found] == [
        (stage.client.pk, tense.pk)
    ]


def test_a_client_without_people_is_no_ground_to_refuse() -> None:
    user = a_user("manager")
    client = a_client(team=(user,))

    made = record_interaction(acting(user), client, data=meeting_data(), now=NOW)

    assert made.owner == user
