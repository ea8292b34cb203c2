"""Contracts are drafted, signed and amended; what they say on a day stands in their clauses."""

from datetime import date, timedelta
from typing import Any

import pytest

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.contracts import actions, queries
from napulse.contracts.actions import AmendmentData, ContractData, RemunerationData, TermData
from napulse.contracts.models import Contract, Remuneration, Term
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import OwnEntity
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, all_seeing, the_agency
from napulse.testing_money import a_company, a_contract, a_retainer, a_term, an_entity, made

pytestmark = pytest.mark.django_db
YEAR = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def data(number: str = "7", **more: Any) -> ContractData:
    own: dict[str, Any] = {"entity": an_entity(), "from_on": YEAR, "to_on": date(2026, 12, 31)}
    return ContractData(number, **own | more)


def a_draft(actor: Actor | None = None) -> Contract:
    return actions.create_contract(actor or all_seeing(), a_client(), data=data())


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as told:
        act()
    assert told.value.code == code


def test_a_contract_is_drafted_once_however_often_its_form_is_sent() -> None:
    client = a_client()

    first = actions.create_contract(all_seeing(), client, data=data(), submit_key="k")
    again = actions.create_contract(all_seeing(), client, data=data(), submit_key="k")

    assert (first, first.state) == (again, "draft")
    refused(
        "form.sent_before",
        lambda: actions.create_contract(all_seeing(), a_client(), data=data(), submit_key="k"),
    )


def test_a_contract_out_of_order_is_refused() -> None:
    client, other = a_client(), a_client()
    a_contract(client, number="7")

    for code, wrong in {
        "contract.ends_before_it_begins": data("8", to_on=date(2025, 12, 31)),
        "contract.annex_has_a_master": data("8", kind="annex"),
        "contract.number_taken": data("7"),
    }.items():
        refused(code, lambda w=wrong: actions.create_contract(all_seeing(), client, data=w))
    with pytest.raises(Missing):
        actions.create_contract(
            all_seeing(), client, data=data("8", client_entity=a_company(other))
        )


def test_what_is_signed_changes_by_amendments_alone() -> None:
    contract = a_draft()
    actions.add_term(all_seeing(), contract, data=TermData("variants", "2", 3), version=1)
    contract = actions.sign_contract(all_seeing(), contract, signed_on=YEAR, version=2)
    [term] = Term.objects.filter(contract=contract)

    assert contract.state == "signed"
    refused(
        "contract.signed",
        lambda: actions.edit_contract(
            all_seeing(), contract, data=data(from_on=YEAR + timedelta(days=1)), version=3
        ),
    )
    refused("contract.signed", lambda: actions.remove_term(all_seeing(), term))
    noted = actions.edit_contract(all_seeing(), contract, data=data(note="Звонить"), version=3)
    assert noted.note == "Звонить"


def test_a_signing_is_taken_back_until_an_amendment_leans_on_it() -> None:
    contract = a_contract(a_client())

    assert actions.unsign_contract(all_seeing(), contract).state == "draft"
    contract = actions.sign_contract(all_seeing(), contract, signed_on=YEAR, version=2)
    an_amendment(contract)
    refused("contract.has_amendments", lambda: actions.unsign_contract(all_seeing(), contract))


def an_amendment(contract: Contract, number: str = "1", **more: Any) -> Any:
    own: dict[str, Any] = {
        "signed_on": date(2026, 6, 20),
        "from_on": date(2026, 7, 1),
        "terms": (TermData("payment_days", "п. 1", 15),),
    }
    return actions.add_amendment(
        all_seeing(),
        contract,
        data=AmendmentData(number, **own | more),
        version=None,
        now=NOW,
    )


def a_termed() -> Contract:
    contract = a_draft()
    for key, value in (("payment_days", 30), ("revision_rounds", 3)):
        said = TermData(key, "п. 4", value)
        actions.add_term(all_seeing(), contract, data=said, version=None)
    contract.refresh_from_db()
    return actions.sign_contract(all_seeing(), contract, signed_on=YEAR, version=contract.version)


def told(contract: Contract, on: date, **more: Any) -> list[tuple[str, int | None, str, str]]:
    terms = queries.terms_on(all_seeing(), contract.pk, on, **more)
    return [(t.key, t.value, t.clause, t.amendment) for t in terms]


def test_terms_are_told_for_a_day_with_the_clause_they_come_from() -> None:
    contract = a_termed()
    an_amendment(contract)

    assert told(contract, date(2026, 6, 30))[0] == ("payment_days", 30, "п. 4", "")
    assert told(contract, date(2026, 7, 1)) == [
        ("payment_days", 15, "п. 1", "1"),
        ("revision_rounds", 3, "п. 4", ""),
    ]
    assert told(contract, date(2027, 1, 1)) == []


def test_an_annex_has_its_master_s_terms_where_it_says_nothing() -> None:
    """Payment within 15 days is the annex's own; the rounds are those of the master, as amended."""
    master = a_termed()
    master.kind = "master"
    made(master)
    an_amendment(master, terms=(TermData("revision_rounds", "п. 2", 4),))
    annex = a_contract(master.client, kind="annex", parent=master)
    a_term(annex, "payment_days", 15, clause="п. 1")

    assert told(annex, date(2026, 7, 1)) == [
        ("payment_days", 15, "п. 1", ""),
        ("revision_rounds", 4, "п. 2", "1"),
    ]
    assert [t.master for t in queries.said_on(annex, TODAY)] == ["", master.number]
    actions.end_contract(
        all_seeing(), master, ended_on=date(2026, 8, 1), reason="Новый", version=None
    )
    annex = Contract.objects.get(pk=annex.pk)
    assert told(annex, TODAY)[1][1] == 4


def test_a_revoked_amendment_counts_for_whoever_asks_what_was_known() -> None:
    contract = a_termed()
    amendment = an_amendment(contract)
    actions.revoke_amendment(all_seeing(), amendment, now=NOW + timedelta(days=2))

    assert told(contract, TODAY)[0][1] == 30
    assert told(contract, TODAY, known_at=NOW + timedelta(days=1))[0][1] == 15
    actions.restore_amendment(all_seeing(), amendment)
    assert told(contract, TODAY)[0][1] == 15


def test_an_amendment_that_says_nothing_or_too_early_is_refused() -> None:
    contract = a_contract(a_client())
    an_amendment(contract)

    refused("amendment.says_nothing", lambda: an_amendment(contract, "2", terms=()))
    refused(
        "amendment.before_the_contract",
        lambda: an_amendment(contract, "2", from_on=date(2025, 1, 1)),
    )
    refused("amendment.number_taken", lambda: an_amendment(contract))
    refused(
        "term.above_the_whole",
        lambda: an_amendment(contract, "2", terms=(TermData("prepayment", "1", 10_001),)),
    )
    refused("amendment.contract_not_signed", lambda: an_amendment(a_draft()))


def test_two_who_write_terms_at_once_do_not_pass_by_each_other() -> None:
    contract = a_draft()
    actions.add_term(all_seeing(), contract, data=TermData("variants", "2", 3), version=1)

    refused(
        "row.changed",
        lambda: actions.add_term(
            all_seeing(), contract, data=TermData("variants", "2", 4), version=1
        ),
    )


def test_a_removed_term_is_put_back_once() -> None:
    contract = a_draft()
    term = actions.add_term(all_seeing(), contract, data=TermData("variants", "2", 3), version=1)
    held = actions.remove_term(all_seeing(), term)

    back = actions.restore_term(all_seeing(), contract, held=held)

    assert (back.key, back.value, back.clause, back.from_on) == ("variants", 3, "2", YEAR)
    refused("term.is_back", lambda: actions.restore_term(all_seeing(), contract, held=held))


def test_a_prolonged_contract_is_in_force_and_an_ended_one_is_not() -> None:
    client = a_client()
    contract = a_contract(client)
    an_amendment(contract, terms=(), to_on=date(2027, 6, 30))

    assert queries.contract_in_force(client.pk, date(2027, 6, 30)) == contract
    [row] = queries.contracts(all_seeing(), today=TODAY)
    assert row.ends_on == date(2027, 6, 30)  # type: ignore[attr-defined]

    ended = actions.end_contract(
        all_seeing(), contract, ended_on=date(2026, 11, 1), reason="Уходят", version=None
    )
    assert queries.contract_in_force(client.pk, date(2026, 11, 2)) is None
    actions.reopen_contract(all_seeing(), ended, to_on=date(2026, 12, 31))
    assert queries.contract_in_force(client.pk, date(2027, 6, 30)) == contract


def test_the_contract_begun_last_serves_the_client() -> None:
    client = a_client()
    a_contract(client)
    newer = a_contract(client, from_on=date(2026, 6, 1))
    a_contract(client, from_on=date(2026, 7, 1), state="draft", signed_on=None)

    assert queries.contract_in_force(client.pk, TODAY) == newer


def test_what_a_contract_pays_for_is_sound() -> None:
    contract = a_contract(a_client())
    wrong: dict[str, dict[str, Any]] = {
        "remuneration.no_granted": {"kind": "retainer", "amount_minor": 1},
        "remuneration.no_amount_minor": {"kind": "fixed"},
        "remuneration.no_percent_bp": {"kind": "commission"},
        "remuneration.all_of_gross": {"kind": "commission", "percent_bp": 10_000},
        "remuneration.before_the_contract": {"kind": "time", "from_on": date(2025, 12, 31)},
        "remuneration.ends_before_it_begins": {"kind": "time", "to_on": date(2025, 12, 31)},
    }

    for code, more in wrong.items():
        row = RemunerationData(title="x", **{"from_on": YEAR} | more)
        refused(code, lambda r=row: pay(contract, r))
    with pytest.raises(Missing):
        pay(contract, RemunerationData("time", "x", YEAR, project=a_project(a_client())))


def pay(contract: Contract, row: RemunerationData) -> Remuneration:
    return actions.add_remuneration(all_seeing(), contract, data=row, version=None)


def test_a_remuneration_keeps_only_what_its_kind_knows() -> None:
    contract = a_contract(a_client())

    row = pay(
        contract,
        RemunerationData("time", "x", YEAR, amount_minor=5, cap_minor=7, percent_bp=9, granted=3),
    )

    kept = (row.amount_minor, row.cap_minor, row.percent_bp, row.granted)
    assert kept == (None, 7, None, None)


def test_a_retainer_in_money_is_kept_in_the_base_currency() -> None:
    contract = a_contract(a_client(), currency="USD")
    row = RemunerationData("retainer", "x", YEAR, unit="money", granted=5, amount_minor=5)

    refused("remuneration.money_in_another_currency", lambda: pay(contract, row))


def test_only_those_who_may_write_contracts_and_only_of_their_clients() -> None:
    director, executive = a_user("director"), a_user("executive")
    own = a_contract(a_client(team=(director, executive)), state="draft", signed_on=None)
    other = a_contract(a_client(), state="draft", signed_on=None)
    row = a_retainer(other)

    with pytest.raises(NotAllowed):
        actions.sign_contract(acting(executive), own, signed_on=YEAR, version=None)
    with pytest.raises(NotAllowed):
        actions.sign_contract(acting(director), other, signed_on=YEAR, version=None)
    with pytest.raises(Missing):
        queries.terms_on(acting(director), other.pk, TODAY)
    with pytest.raises(Missing):
        queries.retainer(acting(director), row.pk)
    assert list(queries.contracts(acting(director), today=TODAY)) == [own]


def test_history_tells_each_act_once_with_its_reason() -> None:
    contract = a_contract(a_client())
    actions.end_contract(
        all_seeing(), contract, ended_on=date(2026, 11, 1), reason="Уходят", version=None
    )

    [entry] = Entry.objects.filter(event="contract.ended")
    assert entry.changes["reason"] == "Уходят"
    assert OwnEntity.objects.count() == 1


def test_the_pulse_hears_of_ends_unsigned_starts_and_overdrawn_retainers() -> None:
    client = a_client()
    a_contract(client, number="ends", to_on=TODAY + timedelta(days=10))
    a_contract(client, number="over", to_on=TODAY - timedelta(days=3))
    a_contract(client, number="later", to_on=TODAY + timedelta(days=200))
    a_contract(client, number="bare", state="draft", signed_on=None)

    reasons = queries.attention(all_seeing(), client_ids=None, now=NOW)

    assert sorted((r.reason.code, r.values["what"]) for r in reasons) == [
        ("contract_ended", "over"),
        ("contract_ending", "ends"),
        ("contract_unsigned", "bare"),
    ]


def test_the_palette_finds_contracts_by_number_subject_and_client() -> None:
    contract = a_contract(a_client("Ёлочный завод"), number="17/26", title="Сопровождение")

    for text in ("17/26", "СОПРОВОЖДЕНИЕ", "елочный 17"):
        assert [f.url for f in queries.search(all_seeing(), text, limit=5)] == [
            contract.get_absolute_url()
        ]
    assert queries.search(all_seeing(), "чужой", limit=5) == []
