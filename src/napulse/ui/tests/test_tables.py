"""The declared list page: search, views, sorting, pages, download."""

import io
import re
from datetime import UTC, datetime
from typing import ClassVar

import openpyxl
import pytest
from django.db.models import Q
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from napulse.access.models import Role, User
from napulse.ui.pages import page
from napulse.ui.tables import Column, Listing, Table, View, download, export
from napulse.ui.tests.sample import Person

pytestmark = pytest.mark.django_db


class Users(Listing[User]):
    columns: ClassVar = [
        Column("name", "Name", sort="folded", main=True),
        Column("email", "E-mail", sort="email"),
        Column("role__title", "Role"),
    ]
    views: ClassVar = [
        View("all", "All"),
        View("gone", "Gone", Q(is_active=False)),
    ]
    search: ClassVar = ["folded", "email"]
    order: ClassVar = ["folded", "pk"]
    per_page: ClassVar = 2


def people(*names: str) -> None:
    role = Role.objects.first()
    assert role is not None
    for number, name in enumerate(names):
        User.objects.create(
            name=name, email=f"{number}@x.example", role=role, is_active=name != "Ушёл"
        )


def shown(query: str = "") -> list[str]:
    return [user.name for user in listed(query).page]


def listed(query: str = "") -> Users:
    return Users(QueryDict(query), User.objects.select_related("role"), "/users/")


def test_search_folds_case_and_yo_and_wants_every_word() -> None:
    people("Пётр Гранит", "Пётр Эталон", "Мария Гранит")
    assert shown("q=ПЕТР гран") == ["Пётр Гранит"]


def test_sorting_puts_yo_with_ye_and_turns_round() -> None:
    people("Жуков", "Ёлкин", "Елисеев")
    assert shown("sort=name&page=1") == ["Елисеев", "Ёлкин"]
    assert shown("sort=-name&page=1") == ["Жуков", "Ёлкин"]


def test_sorting_by_what_is_no_column_falls_back() -> None:
    people("Б", "А")
    assert shown("sort=password") == shown("sort=role__title") == ["А", "Б"]


def test_views_count_what_the_search_found() -> None:
    people("Анна", "Ушёл")
    assert [(str(t.label), t.count, t.active) for t in listed("q=ушел").tabs()] == [
        ("All", 1, True),
        ("Gone", 1, False),
    ]
    assert shown("view=gone") == ["Ушёл"]
    assert shown("view=unknown") == ["Анна", "Ушёл"]


def test_pages_keep_the_rest_of_the_address() -> None:
    people("А", "Б", "В")
    first = listed("q=x.example&sort=name")
    assert (first.first, first.last, first.count) == (1, 2, 3)
    assert (first.previous_url, first.next_url) == ("", "/users/?q=x.example&sort=name&page=2")
    assert shown("page=99") == ["В"]


def test_a_heading_sorts_up_then_down() -> None:
    assert [(h.url, h.direction) for h in listed("sort=name").headings()] == [
        ("/users/?sort=-name", "ascending"),
        ("/users/?sort=email", ""),
        ("", ""),
    ]


def test_the_number_of_queries_does_not_grow_with_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people("А")
    with django_assert_num_queries(2):
        listed().cells()
    [User.objects.create(name=n, email=f"{n}@y.example", role=Role.objects.first()) for n in "БВ"]
    with django_assert_num_queries(2):
        listed().cells()


def people_file(rf: RequestFactory, query: str) -> bytes:
    return export(rf.get(f"/users/?{query}"), listed(query), "users").content


def test_the_workbook_holds_all_pages_of_the_view(rf: RequestFactory) -> None:
    people("А", "Б", "Ушёл")
    sheet = openpyxl.load_workbook(io.BytesIO(people_file(rf, "sort=-name"))).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Name", "Ушёл", "Б", "А"]


def test_the_csv_never_holds_a_formula(rf: RequestFactory) -> None:
    people("=1+1")
    lines = people_file(rf, "as=csv").decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Name", "'=1+1"]


def test_a_moment_is_written_in_the_zone_of_its_reader(rf: RequestFactory) -> None:
    at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    table = Table([Column("at", "At", kind="datetime", read=lambda row: row)], [at])

    with timezone.override("Asia/Yekaterinburg"):
        lines = download(rf.get("/?as=csv"), table, "x").content.decode("utf-8-sig").splitlines()

    assert lines == ["At", "25.11.2026 03:30"]


def page_of(rf: RequestFactory, query: str = "") -> str:
    request = rf.get("/users/")
    request.user = Person()  # type: ignore[assignment]
    context = {
        "heading": "Users",
        "listing": listed(query),
        "create_url": "/users/add/",
        "create_label": "Invite",
        "export_url": "/users/file/",
    }
    with translation.override("en"):
        return page(request, "ui/listing.html", context).content.decode()


def test_the_page_shows_rows_with_titles_for_the_phone(rf: RequestFactory) -> None:
    people("Анна <А>", "Борис")
    html = page_of(rf)
    assert re.findall(r'<td class="[^"]*" data-title="([^"]*)"', html) == ["", "E-mail", "Role"] * 2
    assert ("Анна &lt;А&gt;" in html, "<А>" in html) == (True, False)
    assert re.findall(r"1–2 of 2", " ".join(html.split())) == ["1–2 of 2"]


def test_an_empty_list_and_an_empty_search_say_different_things(rf: RequestFactory) -> None:
    assert "Nothing here yet" in page_of(rf)
    people("Анна")
    assert "Nothing matches" in page_of(rf, "q=борис")
    assert re.findall("Nothing (?:here|matches)", page_of(rf)) == []
