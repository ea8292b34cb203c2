"""The lines of a status report."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.reports import (
    LineTone,
    Mark,
    Section,
    StatusLine,
    appeared,
    compare,
    edit,
    fingerprint,
    fingerprints,
    lines_from_json,
    lines_to_json,
    overwritten,
    refresh,
    stale,
    status_hash,
)

live_keys = st.sampled_from(["a", "b", "c", "d", "e"])


def a_line(key: str, text: str = "Ролик смонтирован", state: str = "f1") -> StatusLine:
    return StatusLine(key, Section.DONE, text, "delivery.Deliverable", 1, state)


def a_note(key: str) -> StatusLine:
    return StatusLine(key, Section.RISKS, "Своими словами")


lives = st.lists(
    st.builds(a_line, live_keys, st.sampled_from(["x", "y"]), st.sampled_from(["f1", "f2"])),
    max_size=5,
    unique_by=lambda line: line.key,
)
drafts = st.lists(
    st.builds(a_note, st.sampled_from(["n1", "n2"]))
    | st.builds(
        lambda line, text, shown: replace(edit(line, text), shown=shown),
        st.builds(a_line, live_keys, st.just("x"), st.sampled_from(["f1", "f2"])),
        st.sampled_from(["x", "мой текст"]),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda line: line.key,
)


def test_marks_say_what_the_client_will_find_different() -> None:
    sent = [a_line("same"), a_line("changed"), a_line("gone"), a_line("hidden")]
    lines = [
        replace(a_line("same"), fingerprint="f2"),
        a_line("changed", "Ролик сдан"),
        a_note("new"),
        replace(a_line("hidden"), shown=False),
    ]

    assert compare(lines, sent) == {
        "same": Mark.SAME,
        "changed": Mark.CHANGED,
        "new": Mark.NEW,
        "gone": Mark.GONE,
        "hidden": Mark.GONE,
    }


def test_line_hidden_last_time_is_new_when_it_is_shown() -> None:
    assert compare([a_line("a")], [replace(a_line("a"), shown=False)]) == {"a": Mark.NEW}


def test_new_section_or_tone_is_a_change() -> None:
    for other in (
        replace(a_line("a"), section=Section.NEXT),
        replace(a_line("a"), tone=LineTone.RISK),
    ):
        assert compare([other], [a_line("a")]) == {"a": Mark.CHANGED}


def test_line_is_stale_when_its_source_changed_or_vanished() -> None:
    lines = [a_line("a"), a_line("b"), a_line("c"), a_note("n")]

    assert stale(lines, {"a": "f1", "b": "f2", "d": "f1"}) == ["b", "c"]
    assert appeared(lines, {"a": "f1", "b": "f2", "d": "f1"}) == ["d"]


def test_refresh_keeps_the_manager_s_words_where_nothing_changed() -> None:
    mine = edit(a_line("a"), "Ролик готов")
    outdated = edit(a_line("b"), "Сдадим в среду")
    hidden = replace(a_line("h"), shown=False)
    draft = [a_note("n"), mine, outdated, hidden, a_line("v")]
    live = [
        a_line("a"),
        a_line("new"),
        a_line("b", "Сдача в пятницу", "f2"),
        a_line("h", "Внутреннее", "f2"),
    ]

    assert overwritten(draft, live) == [outdated]
    assert refresh(draft, live) == (
        draft[0],
        mine,
        live[1],
        live[2],
        replace(live[3], shown=False),
    )


def test_same_words_are_no_edit() -> None:
    assert edit(a_line("a"), a_line("a").text) == a_line("a")


def test_fingerprint_differs_when_a_value_does() -> None:
    told = {fingerprint(v) for v in ({"due": 1}, {"due": 2}, {"end": 1}, {"due": 1, "end": 1})}

    assert len(told) == 4
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


@given(drafts, lives)
def test_refreshed_draft_is_up_to_date_and_refreshing_again_changes_nothing(
    draft: list[StatusLine], live: list[StatusLine]
) -> None:
    fresh = refresh(draft, live)

    assert stale(fresh, fingerprints(live)) == []
    assert appeared(fresh, fingerprints(live)) == []
    assert refresh(fresh, live) == fresh
    assert len({line.key for line in fresh}) == len(fresh)


@given(drafts, lives)
def test_refresh_keeps_every_line_that_is_not_stale_and_hides_what_was_hidden(
    draft: list[StatusLine], live: list[StatusLine]
) -> None:
    gone = stale(draft, fingerprints(live))
    fresh = {line.key: line for line in refresh(draft, live)}

    kept = [line for line in draft if line.key not in gone]
    assert [fresh[line.key] for line in kept] == kept
    assert [key for key in fresh if key in {line.key for line in kept}] == [
        line.key for line in kept
    ]
    for line in draft:
        assert line.key not in fresh or fresh[line.key].shown == line.shown


@given(drafts, lives)
def test_marks_cover_both_reports(draft: list[StatusLine], sent: list[StatusLine]) -> None:
    marks = compare(draft, sent)

    shown = {line.key for line in draft if line.shown}
    assert set(marks) == shown | {line.key for line in sent}
    assert {key for key, mark in marks.items() if mark is Mark.GONE} == {
        line.key for line in sent
    } - shown
    assert set(compare(sent, sent).values()) <= {Mark.SAME}


@given(drafts)
def test_stored_lines_are_read_back_unchanged(draft: list[StatusLine]) -> None:
    stored = json.loads(json.dumps(lines_to_json(draft)))

    assert lines_from_json(stored) == tuple(draft)
    assert status_hash(lines_from_json(stored)) == status_hash(draft)


@given(drafts, drafts)
def test_hashes_are_equal_exactly_when_the_lines_are(
    one: list[StatusLine], other: list[StatusLine]
) -> None:
    assert (status_hash(one) == status_hash(other)) == (one == other)


def test_lines_without_keys_and_values_are_read_all_the_same() -> None:
    assert lines_from_json([{"section": "risks"}, 3, {"section": ["?"], "shown": False}]) == (
        StatusLine("line1", Section.RISKS, ""),
        StatusLine("line2", Section.DONE, "", shown=False),
    )
    assert lines_from_json(None) == ()


def test_an_internal_line_is_no_news_to_the_client() -> None:
    line = a_line("a")

    assert compare([replace(line, internal=True)], []) == {}
    assert compare([replace(line, internal=True)], [line]) == {"a": Mark.GONE}
    assert compare([line], [replace(line, internal=True)]) == {"a": Mark.NEW}


def test_refresh_keeps_an_internal_line_internal() -> None:
    drafted = [replace(a_line("a"), internal=True)]

    assert [line.internal for line in refresh(drafted, [a_line("a", state="f2")])] == [True]
    assert lines_from_json(json.loads(json.dumps(lines_to_json(drafted)))) == tuple(drafted)
