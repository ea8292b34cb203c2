"""What is invoiced of a retainer whose fee has changed: each period by what was agreed for it."""

from dataclasses import replace
from datetime import date

import pytest

from napulse.billing.queries.billable import retainer_offers
from napulse.contracts import actions
from napulse.contracts.actions import RemunerationData, Since
from napulse.testing import NOW, TODAY, a_client, all_seeing
from napulse.testing_money import a_contract, a_retainer

pytestmark = pytest.mark.django_db


def test_a_dearer_retainer_asks_nothing_more_for_the_months_before() -> None:
    """200,000 a month since September, 360,000 since November."""
    contract = a_contract(a_client(), from_on=date(2026, 9, 1))
    row = a_retainer(contract)
    told = RemunerationData(**{name: getattr(row, name) for name in RemunerationData.__slots__})
    dearer = replace(told, granted=3600, amount_minor=36_000_000)

    since = Since(date(2026, 11, 1), NOW)
    actions.edit_remuneration(all_seeing(), row, data=dearer, version=None, since=since)

    offers = retainer_offers(all_seeing(), None, today=TODAY)
    assert [offer.net_minor for offer in offers] == [20_000_000, 20_000_000, 36_000_000]
