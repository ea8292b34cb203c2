"""Differences between versions, and merging of two edits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hypothesis import given

from napulse.engines.reports import (
    HEADS,
    SECTIONS,
    ActionLine,
    Change,
    ChangeKind,
    Conflict,
    ReportContent,
    Topic,
    apply,
    difference,
    items,
    merge3,
)
from napulse.engines.reports.tests.contents import contents

A, B, C = Topic("a", "Бюджет"), Topic("b", "Сроки"), Topic("c", "Команда")
ACTION = ActionLine("x", "Смета", owner_id=1, due_on=date(2026, 11, 6))
BASE = ReportContent(subject="Запуск", topics=(A, B), actions=(ACTION,))


def values(content: ReportContent) -> Iterator[tuple[str, str, object]]:
    for name in HEADS:
        yield name, "", getattr(content, name)
    for section in SECTIONS:
        for item in items(content, section):
            yield section, item.key, item


def test_difference_tells_what_was_added_removed_and_changed() -> None:
    moved = replace(ACTION, owner_id=2, due_on=date(2026, 11, 9))
    new = replace(BASE, subject="Пуск", topics=(A, C), actions=(moved,))

    changes = difference(BASE, new)

    assert changes == [
        Change(ChangeKind.CHANGED, "subject", "", "Запуск", "Пуск"),
        Change(ChangeKind.REMOVED, "topics", "b", B, None),
        Change(ChangeKind.ADDED, "topics", "c", None, C),
        Change(ChangeKind.CHANGED, "actions", "x", ACTION, moved),
    ]
    assert changes[3].changed_fields == ("owner_id", "due_on")
    assert changes[0].changed_fields == ()


def test_difference_tells_a_new_order() -> None:
    assert difference(BASE, replace(BASE, topics=(B, A))) == [
        Change(ChangeKind.REORDERED, "topics", "", ("a", "b"), ("b", "a"))
    ]


def test_edits_of_different_lines_merge_without_conflict() -> None:
    mine = replace(BASE, topics=(A, C, B), subject="Пуск")
    theirs = replace(BASE, topics=(replace(A, text="Бюджет 2027"), B), actions=())

    merged = merge3(BASE, mine, theirs)

    assert merged.conflicts == ()
    assert merged.content == ReportContent(
        subject="Пуск", topics=(replace(A, text="Бюджет 2027"), C, B)
    )


def test_edits_of_one_line_show_both_versions() -> None:
    ours, other = replace(A, text="Моё"), replace(A, text="Чужое")

    merged = merge3(BASE, replace(BASE, topics=(ours, B)), replace(BASE, topics=(other, B)))

    assert merged.content.topics == (ours, B)
    assert merged.conflicts == (Conflict("topics", "a", A, ours, other),)


def test_edits_of_one_head_field_show_both_versions() -> None:
    merged = merge3(BASE, replace(BASE, subject="Моё"), replace(BASE, subject="Чужое"))

    assert merged.content == replace(BASE, subject="Моё")
    assert merged.conflicts == (Conflict("subject", "", "Запуск", "Моё", "Чужое"),)


def test_line_removed_here_and_changed_there_is_kept_and_shown() -> None:
    other = replace(A, text="Чужое")

    merged = merge3(BASE, replace(BASE, topics=(B,)), replace(BASE, topics=(other, B)))

    assert merged.content.topics == (other, B)
    assert merged.conflicts == (Conflict("topics", "a", A, None, other),)


def test_order_changed_by_one_side_is_kept() -> None:
    turned, longer = replace(BASE, topics=(B, A)), replace(BASE, topics=(A, B, C))

    assert merge3(BASE, turned, longer).content.topics == (B, C, A)
    assert merge3(BASE, longer, turned).content.topics == (B, C, A)


@given(contents, contents)
def test_applying_the_difference_gives_the_new_content(
    old: ReportContent, new: ReportContent
) -> None:
    changes = difference(old, new)

    assert apply(old, changes) == new
    assert bool(changes) == (old != new)


@given(contents, contents)
def test_merging_with_an_untouched_side_gives_the_other(
    base: ReportContent, edited: ReportContent
) -> None:
    assert merge3(base, edited, base) == (edited, ())
    assert merge3(base, base, edited) == (edited, ())
    assert merge3(base, edited, edited) == (edited, ())


@given(contents, contents, contents)
def test_merging_loses_no_edit_of_either_side(
    base: ReportContent, mine: ReportContent, theirs: ReportContent
) -> None:
    merged = merge3(base, mine, theirs)

    kept = list(values(merged.content))
    for conflict in merged.conflicts:
        kept += [(conflict.section, conflict.key, conflict.mine)]
        kept += [(conflict.section, conflict.key, conflict.theirs)]
    before = list(values(base))
    for value in [*values(mine), *values(theirs)]:
        assert value in before or value in kept


@given(contents, contents, contents)
def test_merging_the_other_way_round_finds_the_same_conflicts(
    base: ReportContent, mine: ReportContent, theirs: ReportContent
) -> None:
    one, other = merge3(base, mine, theirs), merge3(base, theirs, mine)

    turned = {(each.section, each.key): (each.theirs, each.mine) for each in other.conflicts}
    assert {(each.section, each.key): (each.mine, each.theirs) for each in one.conflicts} == turned
    disputed = set(turned)
    calm = [value for value in values(one.content) if value[:2] not in disputed]
    for value in values(other.content):
        assert value[:2] in disputed or value in calm
