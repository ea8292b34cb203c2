"""camt.053 of two versions, batches, reversals, and files that are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.exchange.bank import Tally
from napulse.engines.exchange.bank.tests.samples import moved, parts, read, wrong
from napulse.engines.kernel.errors import Refused

pytestmark = pytest.mark.once
IBAN = "DE89370400440532013000"


def party(name: str, version: int) -> str:
    return f"<Pty><Nm>{name}</Nm></Pty>" if version == 8 else f"<Nm>{name}</Nm>"


def details(amount: str, purpose: str, version: int, *, end: str = "E-1") -> str:
    return (
        f"<TxDtls><Refs><EndToEndId>{end}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{amount}</Amt>'
        f"<RltdPties><Dbtr>{party('ACME GmbH', version)}</Dbtr>"
        "<DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>"
        f"<Cdtr>{party('Studio Ltd', version)}</Cdtr>"
        "<CdtrAcct><Id><IBAN>DE02500105170137075030</IBAN></Id></CdtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls>"
    )


def entry(amount: str, side: str, inside: str, version: int, more: str = "") -> str:
    state = "<Cd>BOOK</Cd>" if version == 8 else "BOOK"
    return (
        f'<Ntry><NtryRef>N-9</NtryRef><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd>{more}<Sts>{state}</Sts>"
        "<BookgDt><Dt>2026-11-03</Dt></BookgDt><ValDt><Dt>2026-11-04</Dt></ValDt>"
        f"<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def balance(code: str, amount: str, side: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd></Bal>'
    )


def camt(entries: str, closing: str, version: int = 2, opening: str = "1000.00") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.0{version}">'
        f"<BkToCstmrStmt><Stmt><Id>1</Id><FrToDt><FrDtTm>2026-11-01T00:00:00</FrDtTm>"
        "<ToDtTm>2026-11-04T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def state_of(raw: bytes) -> str:
    tally = Tally()
    for event in read(raw):
        tally.add(event)
    return tally.finish()[IBAN].state


@pytest.mark.parametrize("version", [2, 8])
def test_both_versions_are_read_by_their_local_names(version: int) -> None:
    come = entry("2500.00", "CRDT", details("2500.00", "INV-26-014", version), version)
    gone = entry("300.50", "DBIT", details("300.50", "Invoice 7", version), version)

    found = read(camt(come + gone, "3199.50", version))

    first, second = moved(found)
    assert (first.minor, first.on, first.counterparty) == (
        250_000, date(2026, 11, 3), "ACME GmbH",
    )  # fmt: skip
    assert (first.counter_account, first.number) == ("DE02120300000000202051", "E-1")
    assert (second.minor, second.counterparty) == (-30_050, "Studio Ltd")
    assert (parts(found)[0].opening, parts(found)[0].closing) == (100_000, 319_950)
    assert wrong(found) == []
    assert state_of(camt(come + gone, "3199.50", version)) == "agrees"
    assert state_of(camt(come + gone, "3199.51", version)) == "wrong"


def test_a_batch_is_booked_by_its_parts_when_they_add_up() -> None:
    inside = details("1000.00", "INV 1", 2) + details("1500.00", "INV 2", 2, end="E-2")

    found = moved(read(camt(entry("2500.00", "CRDT", inside, 2), "3500.00")))

    assert [(one.minor, one.purpose) for one in found] == [(100_000, "INV 1"), (150_000, "INV 2")]


def test_a_batch_whose_parts_do_not_add_up_is_booked_whole_and_told() -> None:
    inside = details("1000.00", "INV 1", 2) + details("1400.00", "INV 2", 2)

    found = read(camt(entry("2500.00", "CRDT", inside, 2), "3500.00"))

    assert [one.minor for one in moved(found)] == [250_000]
    assert wrong(found) == [(1, "bank.batch_sum")]


def test_a_reversal_goes_the_way_it_says_and_names_the_original_other_side() -> None:
    back = entry("300.50", "CRDT", details("300.50", "back", 2), 2, "<RvslInd>true</RvslInd>")

    [one] = moved(read(camt(back, "1300.50")))

    assert (one.minor, one.counterparty, one.raw["reversal"]) == (30_050, "Studio Ltd", "yes")


def test_an_entry_that_is_not_booked_yet_is_told_and_left_out() -> None:
    raw = camt(entry("5.00", "CRDT", "", 2), "1000.00").replace(b"BOOK", b"PDNG")

    found = read(raw)

    assert (moved(found), wrong(found)) == ([], [(1, "bank.not_booked")])


def test_an_overdrawn_account_opens_below_nought() -> None:
    raw = camt("", "1000.00").replace(b"CRDT", b"DBIT")

    assert parts(read(raw))[0].opening == -100_000


def test_a_broken_file_tells_where_and_keeps_what_came_before() -> None:
    raw = camt(entry("5.00", "CRDT", "", 2), "1005.00")

    found = read(raw[: raw.index(b"</Stmt>")])

    assert [one.minor for one in moved(found)] == [500]
    assert [code for _line, code in wrong(found)] == ["bank.xml_broken"]


def test_declared_entities_are_refused() -> None:
    bomb = camt("", "1000.00").replace(
        b"?><Document", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]><Document'
    )

    with pytest.raises(Refused, match=r"statement\.dangerous"):
        read(bomb)


def test_another_document_is_refused() -> None:
    with pytest.raises(Refused, match=r"statement\.not_camt"):
        read(b'<?xml version="1.0"?><Document><Other/></Document>')


@given(amounts=st.lists(st.integers(1, 10**10), max_size=8), data=st.data())
def test_what_is_written_is_read_again_and_agrees(amounts: list[int], data: st.DataObject) -> None:
    sides = [data.draw(st.sampled_from(["CRDT", "DBIT"])) for _amount in amounts]
    signed = [n if side == "CRDT" else -n for n, side in zip(amounts, sides, strict=True)]
    text = "".join(
        entry(f"{n // 100}.{n % 100:02}", side, "", 8)
        for n, side in zip(amounts, sides, strict=True)
    )
    total = 10**12 + sum(signed)
    raw = camt(text, f"{total // 100}.{total % 100:02}", 8, f"{10**10}.00")

    assert [one.minor for one in moved(read(raw))] == signed
    assert state_of(raw) == "agrees"


def test_an_entry_is_in_the_currency_of_its_account_whatever_was_ordered() -> None:
    """1,000 dollars were ordered, 920 euros came."""
    ordered = details("1000.00", "INV 1", 2).replace('Ccy="EUR"', 'Ccy="USD"')

    [one] = moved(read(camt(entry("920.00", "CRDT", ordered, 2), "1920.00")))

    assert (one.minor, one.currency) == (92_000, "EUR")


def test_parts_in_another_currency_do_not_add_up_to_a_batch() -> None:
    inside = details("1000.00", "INV 1", 2) + details("1500.00", "INV 2", 2)
    inside = inside.replace('Ccy="EUR"', 'Ccy="USD"')

    found = read(camt(entry("2500.00", "CRDT", inside, 2), "3500.00"))

    assert [(one.minor, one.currency) for one in moved(found)] == [(250_000, "EUR")]
    assert wrong(found) == [(1, "bank.batch_sum")]


def test_an_entry_of_nothing_moves_nothing() -> None:
    found = read(camt(entry("0.00", "CRDT", details("0.00", "interest", 2), 2), "1000.00"))

    assert (moved(found), wrong(found)) == ([], [])
