"""Nobody rewrites history unseen: any edit of any column of any entry is found."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.audit.erasure import ERASED, erase
from napulse.audit.history import change
from napulse.audit.models import Entry
from napulse.audit.queries import first_break
from napulse.clients.models import Client
from napulse.testing import NOW, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db

COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
LENGTH = 6


@pytest.fixture
def chain() -> Client:
    """Six entries about one client; the third is erased, so a seventh bears witness of it."""
    the_agency()
    user = a_user("service")
    client = a_client("А")
    for number in range(LENGTH):
        with transaction.atomic(), change(acting(user), client, "client.changed"):
            client.name = f"Имя {number}"
            client.save()
    erase([Entry.objects.get(number=3).pk], now=NOW)
    return client


def another(entry: Entry, column: str) -> Any:
    """A value that this column does not hold, yet the database takes it."""
    field = next(one for one in Entry._meta.concrete_fields if one.attname == column)
    value = getattr(entry, column)
    if isinstance(field, models.ForeignKey):
        return None if value else a_user().pk
    if isinstance(field, models.DateTimeField):
        return (value or NOW) + timedelta(microseconds=1)
    if isinstance(field, models.JSONField):
        return {**value, "forged": [None, 1]}
    if isinstance(field, models.CharField):
        return f"{value[:-1]}{'y' if value[-1:] == 'x' else 'x'}"
    return (value or 0) + 1000


@pytest.mark.parametrize("number", range(1, LENGTH + 2))
@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_one_column_of_one_entry_is_found(
    chain: Client, column: str, number: int
) -> None:
    assert first_break() is None
    entry = Entry.objects.get(number=number)

    Entry.objects.filter(number=number).update(**{column: another(entry, column)})

    assert first_break() is not None


@pytest.mark.parametrize("number", range(1, LENGTH + 2))
def test_a_removed_entry_is_found(chain: Client, number: int) -> None:
    Entry.objects.filter(number=number).delete()

    assert first_break() is not None


def test_history_cut_off_at_its_end_is_found(chain: Client) -> None:
    Entry.objects.filter(number__gt=LENGTH).delete()

    assert first_break() is not None


def test_two_entries_that_change_places_are_found(chain: Client) -> None:
    first, second = Entry.objects.get(number=4), Entry.objects.get(number=5)
    Entry.objects.filter(pk=first.pk).update(changes=second.changes)
    Entry.objects.filter(pk=second.pk).update(changes=first.changes)

    assert first_break() == (4, "payload")


def test_erasing_leaves_the_chain_whole_and_the_words_gone(chain: Client) -> None:
    entry = Entry.objects.get(number=3)

    assert (entry.label, entry.changes, entry.erased_at) == ("", {}, NOW)
    assert first_break() is None
    witness = Entry.objects.get(event=ERASED)
    assert witness.changes == {"numbers": [3], "erased_at": NOW.isoformat()}


def test_an_entry_emptied_without_a_witness_is_found(chain: Client) -> None:
    Entry.objects.filter(number=4).update(label="", changes={}, erased_at=NOW)

    assert first_break() == (4, "payload")


def test_the_words_of_an_erased_entry_cannot_be_forged(chain: Client) -> None:
    Entry.objects.filter(number=3).update(label="Другое")

    assert first_break() == (3, "payload")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    number=st.integers(1, LENGTH + 1),
    column=st.sampled_from(["actor_name", "event", "model", "label", "request_id", "hash"]),
    text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
)
def test_no_text_in_place_of_another_passes(
    chain: Client, number: int, column: str, text: str
) -> None:
    with transaction.atomic():
        before = getattr(Entry.objects.get(number=number), column)
        Entry.objects.filter(number=number).update(**{column: text})
        assert (first_break() is None) == (before == text)
        transaction.set_rollback(True)
