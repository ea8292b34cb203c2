"""Work roles, who can take them and what their hours cost; what is closed to whom."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.levels import Level
from napulse.audit.models import Entry
from napulse.audit.queries import entries_seen
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.engines.kernel.money import Money
from napulse.people import actions, queries
from napulse.people.actions import PersonData, RateData, SkillData
from napulse.people.models import Grade, RoleRate, WorkRole
from napulse.testing import NOW, TODAY, a_calendar, a_user, acting, all_seeing, the_agency

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()
    a_calendar()


def a_role(name: str) -> WorkRole:
    return actions.add_work_role(all_seeing(), name=name)


def cost(roubles: int) -> Money:
    return Money.of(roubles, "RUB")


def set_rate(role: WorkRole, grade: int, roubles: int, on: date, seen: int | None = None) -> int:
    data = RateData(role, grade, cost(roubles), seen)
    return actions.set_rates(all_seeing(), rates=[data], from_on=on)


def names() -> list[str]:
    return [role.name for role in queries.work_roles(all_seeing())]


def test_roles_are_named_once_ordered_and_put_away() -> None:
    one, two, three = a_role("Дизайнер"), a_role("Копирайтер"), a_role("Продюсер")

    with pytest.raises(Refused) as twice:
        a_role("дизайнёр".replace("ё", "е"))
    actions.move_work_role(all_seeing(), three, up=True)
    actions.move_work_role(all_seeing(), one, up=True)
    actions.archive_work_role(all_seeing(), two, now=NOW)

    assert twice.value.code == "work_role.name_taken"
    assert names() == ["Дизайнер", "Продюсер"]
    actions.restore_work_role(all_seeing(), two)
    assert names() == ["Дизайнер", "Продюсер", "Копирайтер"]


def test_the_usual_roles_come_once() -> None:
    a_role("Дизайнер")

    first = actions.add_usual_roles(all_seeing(), names=["Дизайнер", "Аналитик"])
    second = actions.add_usual_roles(all_seeing(), names=["Дизайнер", "Аналитик"])

    assert (first, second, names()) == (1, 0, ["Дизайнер", "Аналитик"])


def test_a_person_gets_roles_the_usual_one_first_and_history_says_so() -> None:
    person = a_user("creative").person
    one, two = a_role("Дизайнер"), a_role("Аниматор")
    data = PersonData(
        manager=None,
        share=50,
        weekdays="123",
        skills=[SkillData(two, Grade.SENIOR), SkillData(one, Grade.MIDDLE)],
    )

    person = actions.edit_person(all_seeing(), person, data=data, version=person.version)
    kept = person.skills.get(role=two).pk
    other = PersonData(manager=None, skills=[SkillData(two, Grade.LEAD)])
    person = actions.edit_person(all_seeing(), person, data=other, version=person.version)

    told = [
        e.changes["skills"] for e in Entry.objects.filter(event="person.changed").order_by("number")
    ]
    assert told == [
        ["", "Аниматор (3), Дизайнер (2)"],
        ["Аниматор (3), Дизайнер (2)", "Аниматор (4)"],
    ]
    assert [(s.pk, s.grade) for s in person.skills.all()] == [(kept, Grade.LEAD)]


def test_the_form_of_a_person_takes_roles_part_time_and_weekdays(client: Browser) -> None:
    boss = a_user("hr")
    person = a_user("creative").person
    role, other = a_role("Дизайнер"), a_role("Аниматор")
    client.force_login(boss)
    typed = {
        "calendar": "RU",
        "share": 60,
        "weekdays": ["1", "3"],
        f"grade_{role.pk}": "3",
        f"grade_{other.pk}": "1",
        "usual": other.pk,
        "version": person.version,
    }
    address = reverse("people:person_edited", args=[person.pk])

    no_grade = client.post(address, {**typed, f"grade_{other.pk}": ""}, headers=HTMX)
    assert no_grade.status_code == 422
    assert 'role="alert"' in no_grade.content.decode()
    assert client.post(address, typed).status_code == 302

    person.refresh_from_db()
    assert (person.share, person.weekdays) == (60, "13")
    assert [(s.role, s.grade) for s in person.skills.all()] == [(other, 1), (role, 3)]
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Аниматор" in page
    listed = client.get(reverse("people:person_list"), {"role": role.pk}).content.decode()
    assert (person.user.name in listed, boss.name in listed.split("<main")[-1]) == (True, False)


def test_a_rate_holds_from_its_day_and_the_nearest_grade_stands_in() -> None:
    role = a_role("Дизайнер")
    set_rate(role, Grade.MIDDLE, 1500, date(2026, 1, 1))
    set_rate(role, Grade.LEAD, 3000, date(2026, 1, 1))
    set_rate(role, Grade.MIDDLE, 1700, TODAY, seen=150000)

    assert queries.rate_of(role, Grade.MIDDLE, TODAY - timedelta(days=1)) == cost(1500)
    assert queries.rate_of(role, Grade.MIDDLE, TODAY) == cost(1700)
    assert queries.rate_of(role, Grade.SENIOR, TODAY) == cost(3000)
    assert queries.rate_of(role, Grade.JUNIOR, TODAY) == cost(1700)
    assert queries.rate_of(a_role("Аналитик"), Grade.JUNIOR, TODAY) is None
    assert queries.rate_of(role, Grade.MIDDLE, date(2025, 12, 31)) is None


def test_a_rate_that_somebody_else_set_meanwhile_is_not_overwritten() -> None:
    role = a_role("Дизайнер")
    set_rate(role, Grade.MIDDLE, 1500, TODAY)

    with pytest.raises(Refused) as no:
        set_rate(role, Grade.MIDDLE, 1900, TODAY, seen=120000)

    assert no.value.code == "rate.changed"
    assert (set_rate(role, Grade.MIDDLE, 1500, TODAY), RoleRate.objects.count()) == (0, 1)


def test_the_whole_table_of_rates_is_one_query(django_assert_num_queries: object) -> None:
    for n in range(4):
        set_rate(a_role(f"Роль {n}"), Grade.MIDDLE, 1000 + n, TODAY)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(queries.rates_on(TODAY).costs) == 4


def test_rates_are_typed_into_a_grid_and_a_removed_one_comes_back(client: Browser) -> None:
    role = a_role("Дизайнер")
    client.force_login(a_user("managing"))
    typed = {"from_on": TODAY.isoformat(), f"cost_{role.pk}_2": "1 500,50"}

    wrong = client.post(
        reverse("people:rate_set"), {**typed, f"cost_{role.pk}_2": "много"}, headers=HTMX
    )
    done = client.post(reverse("people:rate_set"), typed)
    rate = RoleRate.objects.get()
    gone = client.post(reverse("people:rate_remove", args=[rate.pk]), follow=True)
    said = list(gone.context["messages"])[-1]
    assert RoleRate.objects.count() == 0
    client.post(said.extra_tags)

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert 'role="alert"' in wrong.content.decode()
    [back] = RoleRate.objects.all()
    assert (back.cost_minor, back.from_on, back.grade) == (150050, TODAY, 2)


def test_a_stored_cost_is_shown_as_people_write_numbers(client: Browser) -> None:
    role = a_role("Дизайнер")
    set_rate(role, Grade.MIDDLE, 12_345, TODAY)
    client.force_login(a_user("managing"))

    page = client.get(reverse("people:rate_list")).content.decode()

    assert 'value="12\u00a0345"' in page


def test_who_may_not_know_costs_finds_them_nowhere(client: Browser) -> None:
    role = a_role("Дизайнер")
    set_rate(role, Grade.MIDDLE, 7654, TODAY)
    user = a_user("administrator")
    client.force_login(user)
    for name in ("rate_list", "rate_history", "rate_export"):
        assert client.get(reverse(f"people:{name}")).status_code == 403

    told = set(entries_seen(acting(user)).values_list("model", flat=True))
    assert ("people.workrole" in told, "people.rolerate" in told) == (True, False)
    assert "people.rolerate" in set(entries_seen(all_seeing()).values_list("model", flat=True))
    with pytest.raises(NotAllowed):
        actions.set_rates(
            all_seeing().__class__("Почти", {"people.rates": Level.VIEW}), rates=[], from_on=TODAY
        )


def test_rates_are_downloaded_with_their_days(client: Browser) -> None:
    set_rate(a_role("Дизайнер"), Grade.MIDDLE, 1500, TODAY)
    client.force_login(a_user("finance", language="ru"))

    answer = client.get(reverse("people:rate_export"), {"as": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert [row[:1] + row[2:3] for row in rows[1:]] == [["Дизайнер", "23.11.2026"]]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_of_roles_and_costs_render(client: Browser, language: str) -> None:
    role = a_role("Дизайнер")
    set_rate(role, Grade.MIDDLE, 1500, TODAY)
    client.force_login(a_user("managing", language=language))

    for name, args in (
        ("work_role_list", []),
        ("work_role_edit", [role.pk]),
        ("work_role_export", []),
        ("rate_list", []),
        ("rate_history", []),
        ("calendar_add", []),
    ):
        assert client.get(reverse(f"people:{name}", args=args)).status_code == 200, name


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_of_people_asks_a_constant_number_of_times(
    client: Browser, django_assert_max_num_queries: object, count: int
) -> None:
    role = a_role("Дизайнер")
    for _ in range(count):
        person = a_user("creative").person
        data = PersonData(manager=None, skills=[SkillData(role, 2)])
        actions.edit_person(all_seeing(), person, data=data, version=person.version)
    actor = acting(a_user("hr"))

    with django_assert_max_num_queries(2):  # type: ignore[operator]
        rows = list(queries.listed_persons(actor, today=TODAY))
        assert sum(len(row.skills.all()) for row in rows) == count
        assert len([skill.role.name for row in rows for skill in row.skills.all()]) == count
