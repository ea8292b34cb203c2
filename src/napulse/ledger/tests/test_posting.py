"""The ledger is added to and never changed, and every kept sum is the sum of its postings."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.ledger.models import Posting, PostingKind, Source
from napulse.ledger.posting import Fact, post, repost
from napulse.ledger.sums import KEPT, sums_of
from napulse.testing import NOW, a_client, a_project

DAY = date(2026, 11, 2)


def kept_agrees() -> bool:
    """Whether each table of sums holds what its postings add up to, and nothing else."""
    rows = list(Posting.objects.all())
    for kept in KEPT:
        stored = {
            tuple(row[: len(kept.keys)]): tuple(row[len(kept.keys) :])
            for row in kept.model._default_manager.values_list(*kept.keys, *kept.sums)
        }
        living = {key: sums for key, sums in stored.items() if any(sums)}
        if living != dict(sums_of(kept, rows)):
            return False
    return True


@pytest.mark.django_db
def test_post_writes_the_fact_and_moves_every_sum() -> None:
    project = a_project(a_client())
    fact = Fact(
        PostingKind.TIME, DAY, project.client_id, project.pk, minutes=90, amount_minor=150_000
    )

    post(Source.ENTRY, 1, [fact], now=NOW)

    assert Posting.objects.get().amount_minor == 150_000
    assert kept_agrees()


@pytest.mark.django_db
def test_repost_says_the_same_thing_once() -> None:
    project = a_project(a_client())
    fact = Fact(PostingKind.TIME, DAY, project.client_id, project.pk, minutes=90, amount_minor=10)

    for _again in range(3):
        repost(Source.ENTRY, 1, [fact], now=NOW)

    assert Posting.objects.count() == 1


@pytest.mark.django_db
def test_repost_leaves_what_was_known_and_adds_the_difference() -> None:
    project = a_project(a_client())
    first = Fact(PostingKind.FEE, DAY, project.client_id, project.pk, amount_minor=100)
    second = Fact(PostingKind.FEE, DAY, project.client_id, project.pk, amount_minor=70)
    post(Source.INVOICE, 5, [first], now=NOW)

    repost(Source.INVOICE, 5, [second], now=NOW + timedelta(days=1))

    assert list(Posting.objects.values_list("amount_minor", flat=True)) == [100, -100, 70]
    assert kept_agrees()


FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from(PostingKind),
        st.dates(date(2025, 12, 28), date(2026, 2, 3)),
        line_id=st.integers(0, 2),
        minutes=st.integers(0, 500),
        amount_minor=st.integers(-900, 900),
        actual_minor=st.integers(0, 900),
        standard_minor=st.integers(0, 900),
    ),
    max_size=4,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 3), FACTS), max_size=6))
def test_sums_agree_after_any_sequence_of_postings(history: list[tuple[int, list[Fact]]]) -> None:
    for source_id, facts in history:
        repost(Source.ENTRY, source_id, facts, now=NOW)

    assert kept_agrees()
