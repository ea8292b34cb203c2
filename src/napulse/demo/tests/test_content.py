"""The demo agency's words are whole: everyone exists, nothing is told twice, dates hold."""

from collections import Counter
from datetime import date

import pytest

from napulse.demo.chatter import DAYS_A_MONTH, MONTHS_OF_HISTORY, all_talks, everyday_talks
from napulse.demo.content import agency
from napulse.demo.invitations import INVITATIONS, LISTS, import_list, invitation
from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    Medium,
    ReportState,
    Role,
    Side,
    StatusState,
    TalkScript,
)

SEED = 1
ROLES = {
    Role.ACCOUNT_EXECUTIVE: 3,
    Role.ACCOUNT_MANAGER: 5,
    Role.SENIOR_ACCOUNT_MANAGER: 2,
    Role.ACCOUNT_DIRECTOR: 2,
    Role.GROUP_ACCOUNT_DIRECTOR: 1,
    Role.CLIENT_SERVICE_DIRECTOR: 1,
    Role.MANAGING_DIRECTOR: 1,
    Role.DELIVERY_MANAGER: 2,
    Role.RESOURCE_MANAGER: 1,
    Role.CREATIVE: 14,
    Role.FINANCE: 1,
    Role.HR: 1,
    Role.NEW_BUSINESS: 1,
    Role.ADMINISTRATOR: 1,
}
PEOPLE = {person.key for person in agency().people}
each_client = pytest.mark.parametrize("client", agency().clients, ids=lambda each: each.key)


def talks_of(client: ClientScript) -> tuple[TalkScript, ...]:
    return all_talks(agency(), client, SEED)


def sentences_of(talk: TalkScript) -> list[str]:
    return [talk.notes, *(each.text for each in talk.topics), *talk.decisions]


def test_every_role_has_its_people() -> None:
    assert Counter(person.role for person in agency().people) == ROLES


def test_every_line_ends_at_the_managing_director() -> None:
    above = {person.key: person.reports_to for person in agency().people}
    for start in above:
        line = [start]
        while (boss := above[line[-1]]) is not None:
            assert boss not in line
            line.append(boss)
        assert line[-1] == "levin"


def test_the_newcomer_is_an_account_director_and_somebody_is_away_today() -> None:
    newcomer = next(each for each in agency().people if each.key == agency().newcomer)
    assert (newcomer.given, newcomer.family) == ("Анна", "Воронцова")
    assert newcomer.role is Role.ACCOUNT_DIRECTOR
    away = [each for each in agency().absences if each.starts_in <= 0 <= each.ends_in]
    assert [(each.person, each.deputy) for each in away] == [("orlova", "tikhonov")]


def test_clients_are_eighteen_and_their_settings_are_as_promised() -> None:
    clients = agency().clients
    assert Counter(each.language for each in clients) == {"ru": 14, "en": 4}
    assert len({each.name for each in clients}) == 18
    assert {each.key for each in clients if each.clock} == {"uralpolimet", "halden"}
    assert {each.key for each in clients if each.silence} == {"granit", "oporis", "nordwind"}
    assert {each.key for each in clients if each.chases_automatically} == {"signalika", "molokino"}


@each_client
def test_client_has_contacts_projects_and_a_team_that_exist(client: ClientScript) -> None:
    assert set(client.team.keys) <= PEOPLE
    assert 3 <= len(client.contacts) <= 6
    assert 1 <= len(client.projects) <= 4
    assert len({each.email for each in client.contacts}) == len(client.contacts)
    for each in client.contacts:
        assert each.email.endswith(".example")
        assert {each.kept_by, *each.known_to} <= PEOPLE
    for project in client.projects:
        assert project.delivery_manager in PEOPLE
        assert 3 <= len(project.pieces) <= 8
        assert project.starts_in < project.ends_in


@each_client
def test_deliverables_wait_since_a_day_after_they_began(client: ClientScript) -> None:
    for piece in (piece for project in client.projects for piece in project.pieces):
        assert piece.starts_in < piece.due_in
        assert (piece.waits is None) == (piece.waits_for_days == 0)
        assert piece.waits_for_days <= max(0, -piece.starts_in)


@each_client
def test_talks_name_only_those_who_exist_and_keep_to_the_time_of_history(
    client: ClientScript,
) -> None:
    contacts = {each.key for each in client.contacts}
    projects = {each.key for each in client.projects}
    for talk in talks_of(client):
        assert talk.ours
        assert set(talk.ours) <= PEOPLE
        assert talk.theirs
        assert set(talk.theirs) <= contacts
        assert set(talk.projects) <= projects
        assert 0 <= talk.days_ago <= MONTHS_OF_HISTORY * DAYS_A_MONTH
        for action in talk.actions:
            assert action.owner in (PEOPLE if action.side is Side.US else contacts)
            assert 0 < action.due_days <= 60
            assert action.end not in {ActionEnd.MOVED, ActionEnd.CANCELLED} or action.reason


def test_written_talks_are_many_and_rich_in_both_languages() -> None:
    spoken = [
        (client.language, talk)
        for client in agency().clients
        for talk in client.talks
        if talk.medium is not Medium.MISSED_CALL
    ]
    languages = Counter(language for language, _ in spoken)
    assert languages["ru"] >= 60
    assert languages["en"] >= 14
    for _, talk in spoken:
        assert talk.notes
        assert talk.topics
        assert talk.actions


def test_written_talks_never_repeat_a_sentence() -> None:
    told = [
        text
        for client in agency().clients
        for talk in client.talks
        for text in (talk.subject, *sentences_of(talk), *(each.text for each in talk.actions))
    ]
    assert [text for text, times in Counter(told).items() if text and times > 1] == []


@each_client
def test_a_whole_history_does_not_look_copied(client: ClientScript) -> None:
    talks = talks_of(client)
    subjects = Counter(talk.subject for talk in talks)
    topics = Counter(topic.text for talk in talks for topic in talk.topics)
    notes = Counter(talk.notes for talk in talks if talk.notes)
    assert max(subjects.values()) <= 2
    assert max(topics.values()) <= 2
    assert max(notes.values()) <= 6
    assert len({(talk.notes, talk.topics) for talk in talks if talk.topics}) == sum(
        bool(talk.topics) for talk in talks
    )


def test_busy_clients_speak_about_twenty_times_a_month() -> None:
    signalika = next(each for each in agency().clients if each.key == "signalika")
    assert len(talks_of(signalika)) == 24 * MONTHS_OF_HISTORY


def test_the_same_seed_tells_the_same_history_and_another_seed_another() -> None:
    client = agency().clients[0]
    first = everyday_talks(agency(), client, SEED)
    assert first == everyday_talks(agency(), client, SEED)
    assert first != everyday_talks(agency(), client, SEED + 1)


def test_no_sentence_keeps_an_unfilled_slot_or_a_loose_quotation_mark() -> None:
    for client in agency().clients:
        for talk in talks_of(client):
            for text in (talk.subject, *sentences_of(talk), *talk.questions):
                assert not set(text) & set('{}"')
                assert text.count("«") == text.count("»")


def test_recent_talks_leave_clocks_running_warning_and_breached() -> None:
    unsent = [
        talk.ended_hours_ago
        for client in agency().clients
        for talk in client.talks
        if talk.status is StatusState.NOT_SENT and talk.ended_hours_ago is not None
    ]
    assert any(hours < 20 for hours in unsent)
    assert any(20 <= hours < 24 for hours in unsent)
    assert any(hours > 24 for hours in unsent)


def test_a_talk_without_a_report_says_why() -> None:
    for client in agency().clients:
        for talk in talks_of(client):
            assert (talk.report is ReportState.NOT_NEEDED) == bool(talk.no_report_reason)


@pytest.mark.parametrize("name", INVITATIONS)
def test_an_invitation_is_folded_and_dated_around_today(name: str) -> None:
    written = invitation(name, date(2026, 11, 25))
    assert b"{" not in written
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    assert b"20261125" in written or name == "weekly.ics"
    written.decode()


def test_the_cancelled_call_belongs_to_the_weekly_series() -> None:
    def uid(name: str) -> list[bytes]:
        lines = invitation(name, date(2026, 11, 25)).split(b"\r\n")
        return [line for line in lines if line.startswith(b"UID:")]

    assert uid("cancelled.ics") == uid("weekly.ics")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_for_the_import_has_rows_under_its_captions(name: str) -> None:
    lines = import_list(name).decode("utf-8-sig").splitlines()
    assert lines[0].startswith(('"ID";"Название сделки"', "Record ID,First Name"))
    assert len(lines) == 13
