"""Numbers under eight issuers at once: no gap, no double, whatever fails meanwhile."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from napulse.access.actions import sync_roles
from napulse.access.actor import Actor
from napulse.billing.actions import issuing
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.models import Invoice, NumberSeries
from napulse.billing.tests.making import a_draft, an_author
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Refused
from napulse.ledger.models import Posting
from napulse.testing import NOW, TODAY, a_client
from napulse.testing_money import ship_money

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]
ISSUERS, EACH = 8, 3


@pytest.fixture
def author(transactional_db: None) -> Actor:
    """A test of threads starts from a flushed database."""
    sync_roles(ROLES)
    ship_money()
    return an_author()


def in_threads(acts: list[Callable[[], object]]) -> list[BaseException]:
    """Run everything at once, each on its own connection; what went wrong comes back."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(30)
            act()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return failures


def test_eight_issuers_at_once_leave_no_gap_and_no_double(author: Actor) -> None:
    """Every third draft names no company and is refused."""
    client = a_client()
    drafts = [
        [_a_draft(client, author, number * EACH + at) for at in range(EACH)]
        for number in range(ISSUERS)
    ]
    refused: list[str] = []

    def issue_all(rows: list[Invoice]) -> None:
        for row in rows:
            try:
                issue_invoice(author, row, version=row.version, on=TODAY, now=NOW)
            except Refused as no:
                refused.append(str(no))

    failures = in_threads([lambda rows=rows: issue_all(rows) for rows in drafts])

    assert failures == []
    issued = Invoice.objects.exclude(state="draft").order_by("sequence")
    count = issued.count()
    assert [row.sequence for row in issued] == list(range(1, count + 1))
    assert count + len(refused) == ISSUERS * EACH
    assert len(refused) == ISSUERS * EACH // 3
    assert NumberSeries.objects.get().last == count
    assert set(Posting.objects.values_list("source_id", flat=True)) == {row.pk for row in issued}


class Broken(Exception):
    """A fault that nobody foresaw."""


def _a_draft(client: object, author: Actor, place: int) -> Invoice:
    more = {"client_entity": None} if place % 3 == 2 else {}
    return a_draft(client, actor=author, **more)  # type: ignore[arg-type]


def test_a_fault_after_the_number_was_taken_leaves_no_gap_among_others(
    author: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, whole = a_client(), issuing.post_invoice
    drafts = [a_draft(client, actor=author) for _n in range(ISSUERS * 2)]
    doomed = {row.pk for row in drafts[::2]}

    def fragile(invoice: Invoice, *rest: object, **more: object) -> None:
        if invoice.pk in doomed:
            raise Broken(invoice.number)
        whole(invoice, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "post_invoice", fragile)

    def issue_two(rows: list[Invoice]) -> None:
        for row in rows:
            try:
                issue_invoice(author, row, version=row.version, on=TODAY, now=NOW)
            except Broken:
                continue

    pairs = [drafts[at : at + 2] for at in range(0, len(drafts), 2)]
    failures = in_threads([lambda rows=rows: issue_two(rows) for rows in pairs])

    assert failures == []
    numbers = Invoice.objects.exclude(state="draft").order_by("sequence")
    assert [row.number for row in numbers] == [f"{n}/26" for n in range(1, ISSUERS + 1)]
