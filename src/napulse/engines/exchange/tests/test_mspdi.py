"""Microsoft Project's XML: what is written is read again; what is foreign is told of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.exchange.mspdi import (
    MspLink,
    MspProject,
    MspTask,
    MspWork,
    read_mspdi,
    write_mspdi,
)
from napulse.engines.kernel.errors import Refused

START = date(2026, 12, 1)
NAMES = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
).map(lambda text: " ".join(text.split()) or "x")
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))


@st.composite
def projects(draw: st.DrawFn) -> MspProject:
    count = draw(st.integers(1, 8))
    tasks = []
    for uid in range(1, count + 1):
        is_milestone = draw(st.booleans())
        links = draw(st.lists(st.integers(1, uid), unique=True, max_size=2)) if uid > 1 else []
        tasks.append(
            MspTask(
                uid=uid,
                name=draw(NAMES),
                level=draw(st.integers(1, 3)),
                is_summary=draw(st.booleans()),
                is_milestone=is_milestone,
                minutes=0 if is_milestone else draw(st.integers(0, 100_000)),
                links=tuple(MspLink(one, draw(st.integers(0, 9_600))) for one in links),
                work=tuple(
                    MspWork(name, draw(st.integers(0, 9_999)), draw(st.integers(1, 2_000)))
                    for name in draw(st.lists(NAMES, unique=True, max_size=2))
                ),
                not_before_on=draw(DAYS),
                due_on=draw(DAYS),
                percent=draw(st.integers(0, 100)),
                note=draw(NAMES | st.just("")),
                fields={"who": draw(NAMES)} if draw(st.booleans()) else {},
                ident=uid,
            )
        )
    return MspProject(draw(NAMES), tuple(tasks), START)


@given(projects())
def test_what_is_written_is_read_again(project: MspProject) -> None:
    found, notices = read_mspdi(write_mspdi(project, starts_on=START))

    assert (found, notices) == (project, [])


def a_file(tasks: str, more: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">'
        f"<Name>Ролик</Name><Tasks>{tasks}</Tasks>{more}</Project>"
    ).encode()


def a_task(uid: int, name: str, more: str = "") -> str:
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name>"
        f"<OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration>{more}</Task>"
    )


def a_link(before: int, kind: str = "1", lag: int = 0, form: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{before}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>"
    )


def test_the_summary_of_the_whole_and_empty_lines_are_no_rows() -> None:
    whole = "<Task><UID>0</UID><Name>Всё</Name><OutlineLevel>0</OutlineLevel></Task>"
    empty = "<Task><UID>5</UID><IsNull>1</IsNull></Task>"

    found, _ = read_mspdi(a_file(whole + a_task(1, "Съёмка") + empty))

    assert [(task.name, task.minutes) for task in found.tasks] == [("Съёмка", 960)]


@pytest.mark.parametrize(
    ("link", "code", "lag"),
    [
        (a_link(1, kind="3"), "msp.link_kind", 0),
        (a_link(9), "msp.link_lost", None),
        (a_link(1, lag=50, form=19), "msp.lag_percent", 0),
        (a_link(1, lag=-4800), "msp.lead", 0),
    ],
)
def test_a_link_that_is_not_kept_is_told_of(link: str, code: str, lag: int | None) -> None:
    found, notices = read_mspdi(a_file(a_task(1, "Сценарий") + a_task(2, "Съёмка", link)))

    assert [notice.code for notice in notices] == [code]
    assert [one.lag for one in found.tasks[1].links] == ([] if lag is None else [lag])


@pytest.mark.parametrize(("lag", "form", "minutes"), [(4800, 7, 480), (28800, 8, 960)])
def test_an_elapsed_day_of_waiting_is_a_working_day(lag: int, form: int, minutes: int) -> None:
    tasks = a_task(1, "Сценарий") + a_task(2, "Съёмка", a_link(1, lag=lag, form=form))

    found, notices = read_mspdi(a_file(tasks))

    assert (found.tasks[1].links, notices) == ((MspLink(1, minutes),), [])


def test_materials_are_no_work_of_people() -> None:
    more = (
        "<Resources><Resource><UID>1</UID><Name>Дизайнер</Name><Type>1</Type></Resource>"
        "<Resource><UID>2</UID><Name>Бумага</Name><Type>0</Type></Resource></Resources>"
        "<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID>"
        "<Units>2</Units><Work>PT32H0M0S</Work></Assignment><Assignment><TaskUID>1</TaskUID>"
        "<ResourceUID>2</ResourceUID><Units>5</Units></Assignment></Assignments>"
    )

    found, _ = read_mspdi(a_file(a_task(1, "Макет"), more))

    assert found.tasks[0].work == (MspWork("Дизайнер", 1920, 200),)


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><Project><Name>&c;</Name></Project>'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "msp.not_xml"),
        (b"name;who", "msp.not_xml"),
        (BOMB, "msp.not_xml"),
        (b"<html/>", "msp.not_project"),
        (a_file(""), "msp.no_tasks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "msp.binary"),
    ],
)
def test_what_is_no_project_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        read_mspdi(raw)

    assert no.value.code == code
