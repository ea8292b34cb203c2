"""What may be written about clients, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from napulse.access.actions import sync_roles
from napulse.audit.models import Entry
from napulse.clients.actions import (
    ClientData,
    ClientSettings,
    ContactData,
    Place,
    add_brand,
    add_team_member,
    create_client,
    create_contact,
    delete_client,
    delete_contact,
    edit_client,
    edit_client_settings,
    edit_contact,
    edit_team_member,
    mark_contact_left,
    purge_deleted,
    put_team_back,
    remove_team_member,
    restore_client,
    restore_contact,
    restore_team_member,
    set_client_state,
    set_keeper,
    set_lead,
)
from napulse.clients.models import Brand, Client, ClientState, Contact, TeamMember, TeamRole
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.testing import NOW, TODAY, a_client, a_contact, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agency() -> None:
    the_agency()


def events() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("event", flat=True))


def test_create_client_puts_its_maker_into_the_team_so_that_it_is_seen() -> None:
    manager = a_user("manager")

    client = create_client(acting(manager), data=ClientData(name="Гранит"))

    assert list(Client.objects.seen_by(acting(manager))) == [client]
    assert [(m.user, m.role) for m in TeamMember.objects.all()] == [(manager, TeamRole.LEAD)]
    assert events() == ["client.created", "team.joined"]


def test_create_client_by_one_who_sees_all_makes_only_the_named_lead() -> None:
    lead = a_user("manager")

    create_client(acting(a_user("service")), data=ClientData(name="Гранит"), lead=lead)

    assert [(m.user, m.role) for m in TeamMember.objects.all()] == [(lead, TeamRole.LEAD)]


def test_create_client_sent_twice_makes_one_record() -> None:
    actor = acting(a_user("service"))

    made = [
        create_client(actor, data=ClientData(name="Гранит"), submit_key="same") for _ in range(2)
    ]

    assert made[0] == made[1]
    assert Client.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_contact_sent_twice_at_once_is_one_record_and_no_refusal() -> None:
    sync_roles(ROLES)
    lead = a_user("director")
    client, actor = a_client(team=(lead,)), acting(lead)
    data = ContactData(name="Анна", email="anna@granit.example")

    def send(_turn: int) -> Contact:
        try:
            return create_contact(actor, client, data=data, submit_key="same")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(send, range(4)))

    assert set(made) == {Contact.objects.get()}


def test_a_form_that_was_sent_to_another_client_is_refused_as_sent() -> None:
    lead = a_user("director")
    one, other = a_client(team=(lead,)), a_client(team=(lead,))
    create_contact(acting(lead), one, data=ContactData(name="Анна"), submit_key="same")

    with pytest.raises(Refused, match=r"contact.already_recorded"):
        create_contact(acting(lead), other, data=ContactData(name="Анна"), submit_key="same")


def test_create_client_refuses_a_name_that_differs_only_in_case_and_dots() -> None:
    a_client("Ёлочный двор")

    with pytest.raises(Refused, match=r"client.name_taken"):
        create_client(all_seeing(), data=ClientData(name="елочный ДВОР"))


def test_edit_client_refuses_a_lost_update_and_shows_both_versions() -> None:
    client = a_client("Гранит", city="Москва")
    actor = all_seeing()
    opened = client.version
    edit_client(actor, client, data=ClientData(name="Гранит", city="Казань"), version=opened)

    with pytest.raises(Refused) as refused:
        edit_client(actor, client, data=ClientData(name="Гранит", city="Пермь"), version=opened)

    assert refused.value.code == "row.changed"
    assert refused.value.values["mine"] == {"city": "Пермь"}
    assert refused.value.values["theirs"] == {"city": "Казань"}
    client.refresh_from_db()
    assert client.city == "Казань"


def test_silence_is_consent_only_where_the_clause_is_recorded() -> None:
    client, actor = a_client(), all_seeing()

    with pytest.raises(Refused, match=r"client.silence_needs_clause"):
        edit_client_settings(actor, client, settings=ClientSettings(silence_hours=16))
    edit_client_settings(
        actor, client, settings=ClientSettings(silence_hours=16, silence_clause="п. 4.2")
    )

    client.refresh_from_db()
    assert (client.silence_hours, client.silence_clause) == (16, "п. 4.2")


def test_set_client_state_together_touches_nothing_when_one_is_somebody_elses() -> None:
    manager = a_user("manager")
    mine, theirs = a_client(team=(manager,)), a_client()

    with pytest.raises(Missing):
        set_client_state(acting(manager), [mine, theirs], state=ClientState.PAST)

    assert set(Client.objects.values_list("state", flat=True)) == {ClientState.ACTIVE}


def test_delete_client_hides_it_with_its_people_and_restore_brings_back_the_same() -> None:
    client, actor = a_client("Гранит"), all_seeing()
    kept, gone = a_contact(client), a_contact(client)
    add_brand(actor, client, name="Парк")
    delete_contact(actor, gone, now=NOW - timedelta(days=1))

    delete_client(actor, client, now=NOW)

    assert list(Client.objects.seen_by(actor)) == []
    assert list(Contact.objects.seen_by(actor)) == []
    client.refresh_from_db()
    restore_client(actor, client)
    assert list(Client.objects.seen_by(actor)) == [client]
    assert list(Contact.objects.seen_by(actor)) == [kept]
    assert list(Brand.objects.seen_by(actor).values_list("name", flat=True)) == ["Парк"]


def test_delete_client_is_refused_with_what_leans_on_it() -> None:
    from napulse.audit.recording import recording
    from napulse.delivery.models import Project

    client, other = a_client(), a_client()
    with recording(Project):
        Project.objects.create(client=client, name="Кампания")
        Project.objects.create(client=other, name="Чужая")

    with pytest.raises(Refused) as refused:
        delete_client(all_seeing(), client, now=NOW)

    assert refused.value.code == "client.has_dependents"
    assert refused.value.values == {"dependents": {"delivery.project": 1}}


def test_delete_client_is_for_directors() -> None:
    manager = a_user("manager")
    client = a_client(team=(manager,))

    with pytest.raises(NotAllowed):
        delete_client(acting(manager), client, now=NOW)


def test_purge_removes_what_was_deleted_more_than_thirty_days_ago() -> None:
    actor = all_seeing()
    old, recent, living = a_client("Старый"), a_client("Недавний"), a_client("Живой")
    a_contact(old)
    delete_client(actor, old, now=NOW - timedelta(days=31))
    delete_client(actor, recent, now=NOW - timedelta(days=29))

    purge_deleted(actor, now=NOW)

    assert set(Client.objects.all()) == {recent, living}
    assert Contact.objects.count() == 0


def test_create_contact_refuses_a_second_person_with_the_address_at_one_client_only() -> None:
    actor, client = all_seeing(), a_client()
    a_contact(client, "Анна", email="anna@client.example")

    with pytest.raises(Refused, match=r"contact.email_taken"):
        create_contact(actor, client, data=ContactData(name="Б", email="Anna@Client.example"))
    create_contact(actor, a_client(), data=ContactData(name="Б", email="anna@client.example"))


def test_edit_contact_refuses_a_lost_update() -> None:
    actor, contact = all_seeing(), a_contact(a_client(), "Анна", email="a@b.example")
    opened = contact.version
    edit_contact(
        actor, contact, data=ContactData(name="Анна К.", email="a@b.example"), version=opened
    )

    with pytest.raises(Refused, match=r"row.changed"):
        edit_contact(actor, contact, data=ContactData(name="Анна Л."), version=opened)


def test_set_keeper_changes_only_those_who_had_another() -> None:
    actor, keeper, client = all_seeing(), a_user(), a_client()
    one, two = a_contact(client), a_contact(client, keeper=keeper)

    assert set_keeper(actor, [one, two], keeper=keeper) == [one]
    assert events() == ["contact.keeper"]


def test_mark_contact_left_can_be_taken_back() -> None:
    actor, contact = all_seeing(), a_contact(a_client())

    assert mark_contact_left(actor, contact, left_on=TODAY).left_on == TODAY
    assert mark_contact_left(actor, contact, left_on=None).left_on is None
    assert events() == ["contact.left", "contact.returned"]


def test_restore_contact_is_refused_when_the_address_was_given_to_another() -> None:
    actor, client = all_seeing(), a_client()
    contact = a_contact(client, email="a@b.example")
    deleted = delete_contact(actor, contact, now=NOW)
    a_contact(client, email="a@b.example")

    with pytest.raises(Refused, match=r"contact.email_taken"):
        restore_contact(actor, deleted)


def test_a_colleague_serves_a_client_once_and_returns_by_undo() -> None:
    actor, client, user = all_seeing(), a_client(), a_user()
    member = add_team_member(actor, client, user=user, place=Place(role=TeamRole.MANAGER))

    with pytest.raises(Refused, match=r"team.already_serves"):
        add_team_member(actor, client, user=user)
    removed = remove_team_member(actor, member, now=NOW)
    assert list(TeamMember.objects.seen_by(actor)) == []
    restore_team_member(actor, removed)
    assert list(TeamMember.objects.seen_by(actor)) == [member]


def test_a_place_in_the_team_does_not_end_before_it_starts() -> None:
    place = Place(from_on=date(2026, 3, 2), to_on=date(2026, 3, 1))

    with pytest.raises(Refused, match=r"team.ends_before_start"):
        add_team_member(all_seeing(), a_client(), user=a_user(), place=place)


def test_set_lead_makes_the_former_lead_a_manager() -> None:
    before, after = a_user(name="До"), a_user(name="После")
    client = a_client(team=(before,))

    set_lead(all_seeing(), [client], lead=after)

    places = {m.user: m.role for m in TeamMember.objects.all()}
    assert places == {before: TeamRole.MANAGER, after: TeamRole.LEAD}


def test_taking_a_lead_back_leaves_who_joined_and_what_was_changed_meanwhile() -> None:
    before, after, joined, helper = (a_user() for _ in range(4))
    client = a_client(team=(before, helper))
    roles = dict(TeamMember.objects.values_list("pk", "role"))
    set_lead(all_seeing(), [client], lead=after)
    place = Place(role=TeamRole.MEMBER)
    add_team_member(all_seeing(), client, user=joined, place=place)
    place = Place(role=TeamRole.MANAGER)
    theirs = TeamMember.objects.get(user=helper)
    edit_team_member(all_seeing(), theirs, place=place, version=theirs.version)

    put_team_back(all_seeing(), [client], roles=roles, now=NOW)

    places = {m.user: m.role for m in TeamMember.objects.filter(deleted_at=None)}
    assert places == {
        before: TeamRole.LEAD,
        helper: TeamRole.MANAGER,
        joined: TeamRole.MEMBER,
    }
