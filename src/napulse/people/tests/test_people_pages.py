"""Pages of people: lines, absences with deputies, calendars, accounts, settings."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from napulse.access.invitations import new_invitation, open_invitation
from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import Client, TeamMember
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter
from napulse.jobs.queries import opened
from napulse.people import actions, jobs
from napulse.people.actions.absences import AbsenceData, plan_absence
from napulse.people.actions.calendars import seed_calendars, set_day
from napulse.people.models import Absence, Calendar
from napulse.people.queries import reachable_line, scope_of, work_calendar
from napulse.testing import NOW, TODAY, a_client, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()
    seed_calendars(all_seeing(), years=(2026, 2027), codes=("RU",))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_people_renders(client: Browser, language: str) -> None:
    boss = a_user("managing", language=language)
    person = a_user("manager", manager=boss).person
    client.force_login(boss)
    calendar = Calendar.objects.get()
    pages = [
        ("person_list", []),
        ("person_line", []),
        ("person_detail", [person.pk]),
        ("person_edit", [person.pk]),
        ("absence_list", []),
        ("absence_create", []),
        ("calendar_list", []),
        ("calendar_detail", [calendar.pk]),
        ("account_list", []),
        ("account_invite", []),
        ("account_detail", [person.pk]),
        ("agency_settings", []),
    ]
    for name, args in pages:
        assert client.get(reverse(f"people:{name}", args=args)).status_code == 200, name


def test_an_invitation_makes_the_account_the_line_the_clients_and_the_letter(
    client: Browser, django_capture_on_commit_callbacks: object
) -> None:
    boss = a_user("managing")
    one, other = a_client("Аист"), a_client("Яхта")
    client.force_login(boss)
    typed = {
        "name": "Пётр Новиков",
        "email": "Petr@Sfera.example",
        "role": "manager",
        "manager": boss.person.pk,
        "language": "ru",
        "clients": [one.pk],
    }
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        response = client.post(reverse("people:account_invited"), typed)

    assert response.status_code == 302
    user = User.objects.get(email="petr@sfera.example")
    assert (user.person.manager, user.has_usable_password()) == (boss.person, False)
    assert scope_of(user, now=NOW)[0] == frozenset({one.pk})
    assert other.pk not in (scope_of(user, now=NOW)[0] or ())


def test_the_invitation_letter_opens_the_door_and_speaks_the_persons_language() -> None:
    user = a_user("manager", language="ru", name="Пётр Новиков")
    user.set_unusable_password()
    user.save()

    new_invitation(user, invited_by_id=None, now=timezone.now())

    jobs.send_invitation(user_id=user.pk)
    jobs.send_invitation(user_id=user.pk)

    letter = Letter.objects.get()
    assert letter.recipient == user.email
    assert "Napulse" in letter.subject
    found = open_invitation(key_in(letter), now=timezone.now())
    assert found is not None
    assert found.user == user


def test_each_invitation_again_writes_a_letter_whose_key_alone_works(client: Browser) -> None:
    boss, newcomer = a_user("managing"), a_user("manager")
    newcomer.set_unusable_password()
    newcomer.save()

    for minutes in (0, 1):
        actions.invite_again(acting(boss), newcomer.person, now=NOW + timedelta(minutes=minutes))
        jobs.send_invitation(user_id=newcomer.pk)

    first, second = (key_in(letter) for letter in Letter.objects.order_by("pk"))
    assert open_invitation(first, now=NOW) is None
    assert open_invitation(second, now=NOW) is not None
    [one, other] = DBTaskResult.objects.all()
    assert one.args_kwargs == other.args_kwargs
    assert one.args_kwargs["args"] == ["people.send_invitation", {"user_id": newcomer.pk}]


def key_in(letter: Letter) -> str:
    raw = leaving(letter)
    assert raw is not None
    [link] = [word for word in opened(raw).text.split() if "/join/" in word]
    return link.rstrip("/").rpartition("/")[2]


def test_the_same_address_is_not_invited_twice(client: Browser) -> None:
    boss = a_user("managing")
    client.force_login(boss)
    typed = {"name": "Х", "email": boss.email.upper(), "role": "manager", "language": "ru"}

    response = client.post(reverse("people:account_invited"), typed, headers=HTMX)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert User.objects.count() == 1


def test_a_deputy_sees_the_absent_persons_clients_for_those_days_only() -> None:
    absent, deputy = a_user("manager"), a_user("manager")
    theirs = a_client(team=(absent,))
    data = AbsenceData("leave", TODAY, TODAY + timedelta(days=2), deputy.person)
    plan_absence(all_seeing(), absent.person, data=data)

    during, after = acting(deputy), acting(deputy, now=NOW + timedelta(days=4))

    assert list(Client.objects.seen_by(during)) == [theirs]
    assert during.deputising == {theirs.pk: absent.pk}
    assert list(Client.objects.seen_by(after)) == []


def test_a_matter_climbs_past_an_absent_manager_to_the_deputy() -> None:
    top = a_user("service")
    absent, deputy = a_user("director", manager=top), a_user("director", manager=top)
    person = a_user("manager", manager=absent)
    data = AbsenceData("illness", TODAY, TODAY, deputy.person)
    plan_absence(all_seeing(), absent.person, data=data)

    assert reachable_line(person.pk, today=TODAY) == [person.pk, deputy.pk, top.pk]
    assert reachable_line(person.pk, today=TODAY + timedelta(days=1)) == [
        person.pk,
        absent.pk,
        top.pk,
    ]


@pytest.mark.parametrize(
    ("days", "deputy", "code"),
    [
        ((3, 1), "other", "absence.ends_before_start"),
        ((1, 3), "self", "absence.deputy_is_self"),
        ((0, 9), "other", "absence.overlaps"),
        ((20, 22), "away", "absence.deputy_away"),
    ],
)
def test_an_absence_is_refused_with_the_reason(
    days: tuple[int, int], deputy: str, code: str
) -> None:
    person, other, away = (a_user("manager").person for _ in range(3))
    plan_absence(all_seeing(), person, data=AbsenceData("leave", TODAY, TODAY + timedelta(days=9)))
    later = AbsenceData("leave", TODAY + timedelta(days=20), TODAY + timedelta(days=20))
    plan_absence(all_seeing(), away, data=later)
    stands_in = {"self": person, "other": other, "away": away}[deputy]
    first, last = (TODAY + timedelta(days=n) for n in days)

    with pytest.raises(Refused) as no:
        plan_absence(all_seeing(), person, data=AbsenceData("leave", first, last, stands_in))

    assert no.value.code == code
    assert Absence.objects.count() == 2


def test_a_manager_plans_no_absence_for_a_stranger() -> None:
    with pytest.raises(NotAllowed):
        plan_absence(
            acting(a_user("manager")),
            a_user("manager").person,
            data=AbsenceData("leave", TODAY, TODAY),
        )


def test_a_circle_in_the_line_is_refused_beside_the_field(client: Browser) -> None:
    top = a_user("service")
    low = a_user("manager", manager=top)
    client.force_login(top)
    typed = {"manager": low.person.pk, "calendar": "RU", "version": top.person.version}

    response = client.post(
        reverse("people:person_edited", args=[top.person.pk]), typed, headers=HTMX
    )

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_manager_who_left_stays_in_the_line_until_another_is_chosen(client: Browser) -> None:
    top, gone = a_user("service"), a_user("director")
    low = a_user("manager", manager=gone).person
    with recording(User):
        gone.is_active = False
        gone.save()
    client.force_login(top)
    typed = {
        "manager": gone.person.pk,
        "calendar": "RU",
        "phone": "+7 900",
        "share": 100,
        "weekdays": ["1", "2", "3", "4", "5"],
        "version": low.version,
    }

    page = client.get(reverse("people:person_edit", args=[low.pk])).content.decode()
    client.post(reverse("people:person_edited", args=[low.pk]), typed)

    low.refresh_from_db()
    assert f'<option value="{gone.person.pk}" selected>' in page
    assert (low.manager, low.phone) == (gone.person, "+7 900")


def test_the_last_account_keeper_cannot_leave() -> None:
    boss = a_user("managing")
    with pytest.raises(Refused) as no:
        actions.change_role(acting(boss), boss.person, role=a_user("manager").role)
    assert no.value.code == "user.last_one"


def test_nobody_invites_into_clients_that_they_do_not_see() -> None:
    boss = a_user("administrator")
    data = actions.InviteData(
        "new@sfera.example", "Новенькая", a_user("manager").role, clients=[a_client()]
    )

    with pytest.raises(Missing):
        actions.invite_person(acting(boss), data=data, now=NOW)


def test_a_closed_account_is_out_at_once(client: Browser) -> None:
    boss, person = a_user("managing"), a_user("manager")
    client.force_login(person)
    assert client.get(reverse("people:person_list")).status_code == 200

    actions.close_account(acting(boss), person.person)

    assert client.get(reverse("people:person_list")).status_code == 302


def test_the_calendar_of_2026_is_the_published_one() -> None:
    calendar = work_calendar("RU", "Europe/Moscow")
    working = [
        sum(calendar.is_working(date(2026, m, d)) for d in range(1, 32) if _exists(2026, m, d))
        for m in range(1, 13)
    ]

    assert working == [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22]
    assert (
        calendar.working_minutes(
            timezone.make_aware(timezone.datetime(2026, 1, 1)),
            timezone.make_aware(timezone.datetime(2027, 1, 1)),
        )
        == (247 * 9 - 4) * 60
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def test_a_day_set_by_hand_beats_the_table_and_survives_seeding(client: Browser) -> None:
    boss = a_user("hr")
    client.force_login(boss)
    calendar = Calendar.objects.get()
    client.post(
        reverse("people:calendar_day", args=[calendar.pk]),
        {"on": "2026-11-25", "kind": "off", "name": "День агентства"},
    )

    seed_calendars(all_seeing(), years=(2026,), codes=("RU",))

    assert not work_calendar("RU", "Europe/Moscow").is_working(date(2026, 11, 25))


def test_a_day_set_ahead_by_hand_does_not_keep_its_year_from_being_filled() -> None:
    calendar = Calendar.objects.get()
    set_day(all_seeing(), calendar, on=date(2028, 5, 9), kind="working", name="Смена")

    seed_calendars(all_seeing(), years=(2028,), codes=("RU",))

    found = work_calendar("RU", "Europe/Moscow")
    assert not found.is_working(date(2028, 2, 23))
    assert found.is_working(date(2028, 5, 9))


def test_an_administrator_invites_without_seeing_clients(client: Browser) -> None:
    a_client("Квазимодо")
    client.force_login(a_user("administrator"))

    assert "Квазимодо" not in client.get(reverse("people:account_invite")).content.decode()
    assert TeamMember.objects.count() == 0
