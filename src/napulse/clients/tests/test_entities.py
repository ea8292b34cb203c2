"""Companies of a client: their numbers are checked, and everything can be taken back."""

import pytest
from django.test import Client as Browser

from napulse.clients.actions.entities import (
    EntityData,
    add_entity,
    delete_entity,
    edit_entity,
    restore_entity,
)
from napulse.clients.models import LegalEntity
from napulse.clients.queries.entities import entities
from napulse.engines.kernel.bank import is_account
from napulse.engines.kernel.errors import Refused
from napulse.testing import NOW, a_client, a_user, acting, all_seeing

pytestmark = pytest.mark.django_db


def an_account(bik: str) -> str:
    made = (f"40702810{key}38050013199"[:20] for key in range(10))
    return next(each for each in made if is_account(each, bik))


def test_a_company_is_kept_without_spaces_changed_deleted_and_brought_back() -> None:
    actor, client = all_seeing(), a_client()
    account = an_account("044525225")
    spaced = " ".join(account[n : n + 4] for n in range(0, 20, 4))
    data = EntityData(" ООО «Лианта» ", "77 07 08 38 93", "044525225", spaced)

    row = add_entity(actor, client, data=data)

    assert (row.name, row.inn, row.account) == ("ООО «Лианта»", "7707083893", account)
    with pytest.raises(Refused, match=r"row\.changed"):
        edit_entity(actor, row, data=EntityData("Другая"), version=row.version + 1)
    edit_entity(actor, row, data=EntityData("Другая"), version=row.version)
    delete_entity(actor, row, now=NOW)
    assert entities(actor, client.pk) == []
    restore_entity(actor, row)
    assert [each.name for each in entities(actor, client.pk)] == ["Другая"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (EntityData(" "), "entity.no_name"),
        (EntityData("А", inn="7707083894"), "entity.bad_inn"),
        (EntityData("А", bik="144525225"), "entity.bad_bik"),
        (EntityData("А", kpp="12345678"), "entity.bad_kpp"),
        (EntityData("А", account="40702810638050013199"), "entity.bik_missing"),
        (EntityData("А", bik="044525225", account="40702810000000000000"), "entity.bad_account"),
    ],
)
def test_a_number_whose_check_digits_do_not_hold_is_refused(wrong: EntityData, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_entity(all_seeing(), a_client(), data=wrong)

    assert refused.value.code == code
    assert LegalEntity.objects.count() == 0


def test_the_pages_say_what_is_wrong_and_show_what_is_kept(client: Browser) -> None:
    user = a_user("director", language="en")
    row = a_client("Лианта", team=(user,))
    client.force_login(user)

    refused = client.post(f"/clients/{row.pk}/companies/add/", {"name": "Лианта", "inn": "1"})
    more = {"kpp": "770701001", "address": "Москва", "signatory": "Директор И. И. Иванов"}
    client.post(
        f"/clients/{row.pk}/companies/add/", {"name": "ООО Лианта", "inn": "7707083893", **more}
    )

    assert refused.status_code == 422
    assert "Check the INN: its check digit is wrong." in refused.content.decode()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "7707083893" in page
    [kept] = entities(acting(user), row.pk)
    assert (kept.name, kept.kpp, kept.address) == ("ООО Лианта", "770701001", "Москва")
    assert kept.signatory == "Директор И. И. Иванов"
