"""Exports of time trackers: each as it is written, and laws over random rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.exchange import read_table
from napulse.engines.exchange.timetrackers import (
    DateOrder,
    Reading,
    TimeRow,
    Tracker,
    columns_of,
    orders_of,
    read_times,
)
from napulse.engines.exchange.timetrackers.dates import read_date
from napulse.engines.exchange.timetrackers.durations import read_clock, read_hours
from napulse.engines.kernel.errors import Refused

TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,"
    "End time,Duration,Tags,Amount (RUB)\n"
    'Анна Образцова,anna@example.invalid,Клиент-Образец,Запуск осень,Стратегия,"Бриф, дебриф",'
    "Yes,2026-10-05,10:00:00,2026-10-05,12:30:00,02:30:00,brief,\n"
    "Анна Образцова,anna@example.invalid,,,,Обед,No,2026-10-05,13:00:00,2026-10-05,"
    "13:00:20,00:00:20,,\n"
)
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,"
    "End Date,End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD)\n"
    "Запуск осень,Клиент-Образец,Макеты,,Пётр Примеров,Креатив,petr@example.invalid,,Yes,"
    "10/14/2026,09:00 AM,10/14/2026,10:45 AM,01:45:00,1.75,50.00,87.50\n"
    "Запуск осень,Клиент-Образец,Правки,,Пётр Примеров,Креатив,petr@example.invalid,,No,"
    "10/05/2026,02:00 PM,10/05/2026,02:20 PM,00:20:00,0.33,0.00,0.00\n"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,"
    "Last Name,Employee Id,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,"
    "Currency,External Reference URL\n"
    "2026-04-02,Клиент-Образец,Сайт,S-1,Дизайн,Главная,1.25,Yes,No,Yes,Анна,Образцова,,Design,"
    "Yes,100.0,125.0,50.0,62.5,Euro - EUR,\n"
)
KIMAI_EN = (
    "Date,From,To,Duration,Currency,Price,Internal price,Hourly price,Fixed price,Name,User,"
    "E-mail,Staff number,Customer,Project,Activity,Description,Billable,Tags,Type\n"
    "2026-08-19,09:00,11:30,2:30,EUR,250,100,100,,Анна Образцова,anna,anna@example.invalid,,"
    "Клиент-Образец,Сайт,Дизайн,Шапка,1,,timesheet\n"
)
KIMAI_RU = (
    "Дата;С;До;Длительность;Валюта;Стоимость;Внутренняя ставка;Почасовая оплата;"
    "Фиксированная ставка;Имя;Имя пользователя;Клиент;Проект;Активность;Описание;"
    "Подлежащий оплате;Метки\n"
    "19.08.2026;09:00;11:30;[02]:30;RUB;100;50;40;;Анна Образцова;anna;Клиент-Образец;Сайт;"
    "Дизайн;Шапка;да;\n"
)


def read(text: str, encoding: str = "utf-8", order: DateOrder | None = None) -> Reading:
    return read_times(read_table(text.encode(encoding), "export.csv"), order)


def test_toggl_is_read_with_seconds_and_without_a_client() -> None:
    reading = read(TOGGL)

    first, second = reading.rows
    assert reading.tracker is Tracker.TOGGL
    assert first == TimeRow(
        number=2,
        person="Анна Образцова",
        email="anna@example.invalid",
        client="Клиент-Образец",
        project="Запуск осень",
        task="Стратегия",
        note="Бриф, дебриф",
        on=date(2026, 10, 5),
        minutes=150,
        billable=True,
        key=first.key,
    )
    assert (second.minutes, second.client, second.billable) == (1, "", False)


def test_clockify_tells_its_order_of_dates_by_a_day_above_twelve() -> None:
    reading = read(CLOCKIFY)

    assert reading.tracker is Tracker.CLOCKIFY
    assert reading.orders == (DateOrder.MONTH_FIRST,)
    assert [row.on for row in reading.rows] == [date(2026, 10, 14), date(2026, 10, 5)]
    assert [row.minutes for row in reading.rows] == [105, 20]


def test_dates_that_can_be_read_both_ways_are_asked_about() -> None:
    text = CLOCKIFY.replace("10/14/2026", "10/04/2026")

    asked = read(text)

    assert set(asked.orders) == set(DateOrder)
    assert asked.rows[1].on == date(2026, 5, 10)
    assert read(text, order=DateOrder.MONTH_FIRST).rows[1].on == date(2026, 10, 5)


def test_harvest_joins_the_name_and_reads_decimal_hours() -> None:
    reading = read(HARVEST)

    assert reading.tracker is Tracker.HARVEST
    [row] = reading.rows
    assert (row.person, row.email, row.minutes) == ("Анна Образцова", "", 75)
    assert (row.client, row.project, row.task, row.note) == (
        "Клиент-Образец",
        "Сайт",
        "Дизайн",
        "Главная",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_kimai_is_read_in_either_language_and_encoding(encoding: str) -> None:
    english, russian = read(KIMAI_EN).rows[0], read(KIMAI_RU, encoding).rows[0]

    for row in (english, russian):
        assert (row.on, row.minutes, row.billable) == (date(2026, 8, 19), 150, True)
        assert (row.client, row.project, row.task) == ("Клиент-Образец", "Сайт", "Дизайн")
    assert (english.person, english.email) == ("Анна Образцова", "anna@example.invalid")
    assert read(KIMAI_RU).tracker is Tracker.KIMAI


def test_what_is_wrong_is_told_by_line_and_keeps_the_other_rows() -> None:
    text = (
        "User,Email,Start date,Duration\n"
        "Анна,,2026-10-05,01:00:00\n"
        ",,2026-10-05,01:00:00\n"
        "Анна,,когда-то,01:00:00\n"
        "Анна,,2026-10-05,час\n"
        "Анна,,2026-10-05,00:00:00\n"
        "Анна,,2026-10-05,24:00:31\n"
    )

    told = {row.number: [fault.code for fault in row.faults] for row in read(text).rows}

    assert told == {
        2: [],
        3: ["times.row_without_person"],
        4: ["times.bad_date"],
        5: ["times.bad_duration"],
        6: ["times.nothing"],
        7: ["times.more_than_a_day"],
    }


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("User,Duration,Project", "times.no_date"),
        ("User,Date,Project", "times.no_duration"),
        ("Date,Duration,Project", "times.no_person"),
    ],
)
def test_an_export_without_what_every_row_needs_is_refused(header: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        columns_of(header.split(","))

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("02:30:00", 150),
        ("2:30", 150),
        ("0:00:29", 1),
        ("00:00:00", 0),
        ("1:59:30", 120),
        ("2h 30m", 150),
        ("2 ч 05 мин", 125),
        ("45m", 45),
        ("1,75", 105),
        ("1:75", None),
        ("", None),
        ("x", None),
    ],
)
def test_lengths_of_time(written: str, minutes: int | None) -> None:
    assert read_clock(written) == minutes


def test_a_dot_between_the_parts_is_always_day_first() -> None:
    assert read_date("05.10.2026", DateOrder.MONTH_FIRST) == date(2026, 10, 5)
    assert orders_of(["05.10.2026"]) == (DateOrder.DAY_FIRST,)


def test_what_is_no_date_does_not_make_the_others_unreadable() -> None:
    assert orders_of(["когда-то", "", "2026-10-05"]) == (DateOrder.DAY_FIRST,)
    assert orders_of(["99/99/2026", "10/14/2026"]) == (DateOrder.MONTH_FIRST,)


def test_dates_of_two_orders_in_one_file_are_read_in_neither() -> None:
    assert orders_of(["13/05/2026", "05/13/2026"]) == ()


days = st.integers(0, 2000).map(lambda n: date(2022, 1, 1) + timedelta(days=n))
names = st.text("абвёжзАБВabcXYZ0189", min_size=1, max_size=12)
entries = st.lists(st.tuples(names, days, st.integers(1, 24 * 60), names), min_size=1, max_size=20)
Entries = list[tuple[str, date, int, str]]


def as_toggl(rows: Entries) -> str:
    lines = ["User,Start date,Duration,Description,Project"]
    for who, on, minutes, note in rows:
        clock = f"{minutes // 60:02}:{minutes % 60:02}:00"
        lines.append(f'"{who}",{on.isoformat()},{clock},"{note}",П')
    return "\n".join(lines) + "\n"


@given(entries)
def test_what_is_written_is_read_back(rows: Entries) -> None:
    found = read(as_toggl(rows)).rows

    assert [(row.on, row.minutes) for row in found] == [(on, m) for _w, on, m, _n in rows]
    assert not any(row.faults for row in found)


@given(entries, st.randoms())
def test_keys_are_those_of_the_rows_whatever_their_order(rows: Entries, random: object) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined] # a Random

    keys = [row.key for row in read(as_toggl(rows)).rows]

    assert len(set(keys)) == len(keys)
    assert sorted(keys) == sorted(row.key for row in read(as_toggl(mixed)).rows)


@given(st.integers(1, 24 * 60))
def test_decimal_hours_lose_no_minute(minutes: int) -> None:
    assert read_hours(f"{minutes / 60:.4f}") == minutes


@given(st.lists(days, min_size=1), st.sampled_from(list(DateOrder)))
def test_the_true_order_of_dates_is_always_among_those_offered(
    told: list[date], order: DateOrder
) -> None:
    form = "%d/%m/%Y" if order is DateOrder.DAY_FIRST else "%m/%d/%Y"
    written = [day.strftime(form) for day in told]

    assert order in orders_of(written)
    assert [read_date(text, order) for text in written] == told
