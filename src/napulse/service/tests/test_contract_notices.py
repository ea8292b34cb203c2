"""Contracts that end are told of once, to whoever answers for them."""

from datetime import timedelta

import pytest
import time_machine

from napulse.jobs.queue import JOBS
from napulse.service.models import Notice
from napulse.testing import NOW, TODAY, a_client, a_user, the_agency
from napulse.testing_money import a_contract

pytestmark = pytest.mark.django_db


def test_whoever_answers_for_a_contract_hears_once_that_it_ends() -> None:
    the_agency()
    owner, lead, gone = a_user(), a_user(), a_user(is_active=False)
    client = a_client(team=(lead,))
    soon = TODAY + timedelta(days=30)
    a_contract(client, number="own", to_on=soon, owner=owner)
    a_contract(client, number="left", to_on=soon, owner=gone)
    a_contract(client, number="far", to_on=TODAY + timedelta(days=61), owner=owner)

    with time_machine.travel(NOW, tick=False):
        JOBS["service.remind_of_contracts"]()
        JOBS["service.remind_of_contracts"]()

    told = {(n.user_id, n.values["what"], n.values["to"]) for n in Notice.objects.all()}
    assert told == {(owner.pk, "own", soon.isoformat()), (lead.pk, "left", soon.isoformat())}
    assert Notice.objects.count() == 2
