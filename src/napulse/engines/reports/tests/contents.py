"""Random report contents."""

from datetime import date

from hypothesis import strategies as st

from napulse.engines.reports import (
    ActionLine,
    Decision,
    OwnerKind,
    Question,
    ReportContent,
    Side,
    Topic,
)

words = st.sampled_from(["", " ", "Бюджет", "Ёлка", "Media plan", "𝄞"])
small_ids = st.none() | st.integers(1, 3)
days = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 4))
keys = st.sampled_from(["a", "b", "c", "d", "e"])


def _lines(make: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(make, max_size=5, unique_by=lambda item: item.key).map(tuple)  # type: ignore[attr-defined]


contents = st.builds(
    ReportContent,
    subject=words,
    topics=_lines(st.builds(Topic, keys, words)),
    decisions=_lines(st.builds(Decision, keys, words, small_ids)),
    actions=_lines(
        st.builds(
            ActionLine,
            keys,
            words,
            st.sampled_from(Side),
            st.sampled_from(OwnerKind),
            small_ids,
            days,
            small_ids,
        )
    ),
    questions=_lines(st.builds(Question, keys, words)),
    next_contact_on=days,
    next_contact_note=words,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-11-03"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["key", "text", "side", "owner_id", "due_on", "topics", "actions"]),
            inner,
        )
    ),
    max_leaves=20,
)
