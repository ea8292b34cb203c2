"""The content of a contact report."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from napulse.engines.reports import (
    ActionLine,
    Decision,
    OwnerKind,
    Problem,
    Question,
    ReportContent,
    Side,
    Topic,
    canonical,
    content_hash,
    from_json,
    problems,
    tidy,
    to_json,
)
from napulse.engines.reports.tests.contents import contents, json_values

DUE = date(2026, 11, 6)
ACTION = ActionLine("a1", "Прислать смету", owner_id=7, due_on=DUE, project_id=3)
CONTENT = ReportContent(
    subject="Запуск «Гранит»",
    topics=(Topic("t1", "Медиаплан"),),
    decisions=(Decision("d1", "Ролик 20 секунд", project_id=3),),
    actions=(ACTION,),
    questions=(Question("q1", "Кто согласует?"),),
    next_contact_on=date(2026, 11, 10),
    next_contact_note="Созвон",
)


def test_complete_content_may_be_issued() -> None:
    assert problems(CONTENT) == []


def test_empty_draft_says_all_that_is_missing() -> None:
    assert problems(ReportContent(subject=" ")) == [
        Problem("subject", "", "subject_missing"),
        Problem("content", "", "nothing_recorded"),
    ]


def test_action_needs_text_owner_and_date() -> None:
    draft = replace(CONTENT, actions=(ActionLine("a9", " "), ACTION), topics=(Topic("t9"),))

    assert problems(draft) == [
        Problem("topics.text", "t9", "text_missing"),
        Problem("actions.text", "a9", "text_missing"),
        Problem("actions.owner", "a9", "owner_missing"),
        Problem("actions.due_on", "a9", "due_missing"),
    ]


@pytest.mark.parametrize(
    ("side", "kind"), [(Side.US, OwnerKind.CONTACT), (Side.CLIENT, OwnerKind.USER)]
)
def test_action_s_owner_is_on_its_side(side: Side, kind: OwnerKind) -> None:
    action = replace(ACTION, side=side, owner_kind=kind)

    assert problems(replace(CONTENT, actions=(action,))) == [
        Problem("actions.owner", "a1", "owner_on_other_side")
    ]


def test_repeated_and_empty_keys_are_refused() -> None:
    for keys in (["t1", "t1"], [""]):
        with pytest.raises(ValueError, match="topics are given and unique"):
            ReportContent(topics=tuple(Topic(key, "Тема") for key in keys))


def test_draft_is_read_whatever_it_lacks() -> None:
    raw = {
        "subject": None,
        "topics": [{"text": "Тема"}, "no object", {"key": "t1", "text": 5}, {"key": "t1"}],
        "actions": [{"key": "a1", "side": "client", "owner_id": True, "due_on": "tomorrow"}],
        "next_contact_on": "2026-11-10",
        "unknown": 1,
    }

    assert from_json(raw) == ReportContent(
        topics=(Topic("t2", "Тема"), Topic("t1"), Topic("t3")),
        actions=(ActionLine("a1", side=Side.CLIENT, owner_kind=OwnerKind.CONTACT),),
        next_contact_on=date(2026, 11, 10),
    )


def test_tidy_leaves_out_rows_in_which_nothing_was_entered() -> None:
    draft = ReportContent(
        subject=" Запуск ",
        topics=(Topic("t1", " Тема\n"), Topic("t2", " ")),
        actions=(ActionLine("a1", project_id=1), ActionLine("a2", due_on=DUE)),
    )

    assert tidy(draft) == ReportContent(
        subject="Запуск",
        topics=(Topic("t1", "Тема"),),
        actions=(ActionLine("a2", due_on=DUE),),
    )


def test_canonical_form_is_kept_from_version_to_version_of_the_product() -> None:
    small = ReportContent(subject="Ё", decisions=(Decision("d1", "Да"),))

    assert canonical(small) == (
        b'{"actions":[],"decisions":[{"key":"d1","project_id":null,"text":"\\u0414\\u0430"}],'
        b'"next_contact_note":"","next_contact_on":null,"questions":[],'
        b'"subject":"\\u0401","topics":[]}'
    )
    assert len(content_hash(small)) == 64


@given(contents)
def test_stored_content_is_read_back_unchanged(content: ReportContent) -> None:
    stored = json.loads(json.dumps(to_json(content)))

    assert from_json(stored) == content
    assert content_hash(from_json(stored)) == content_hash(content)


@given(contents, contents)
def test_hashes_are_equal_exactly_when_the_contents_are(
    one: ReportContent, other: ReportContent
) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)


@given(json_values)
def test_any_json_is_read_without_falling_over(raw: object) -> None:
    content = from_json(raw)

    assert from_json(to_json(content)) == content
    assert problems(content)


@given(contents)
def test_tidying_twice_is_tidying_once(content: ReportContent) -> None:
    assert tidy(tidy(content)) == tidy(content)
