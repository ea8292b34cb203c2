"""The format of 1C: the sample of the facts in every encoding, laws, mutants."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.exchange.bank import Head, Movement, Tally, Wanted
from napulse.engines.exchange.bank.tests.samples import (
    CLIENT,
    OWN,
    SAMPLE,
    STUDIO,
    moved,
    onec_of,
    parts,
    read,
    sample,
    wrong,
)
from napulse.engines.kernel.errors import Refused

pytestmark = pytest.mark.once

WORDS = st.text(
    alphabet=st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяABCxyz0123456789 №.,-/=\"'"),
    max_size=60,
).map(lambda text: " ".join(text.split()))
NAMES = WORDS.filter(lambda text: text and not text[:1].isdigit() and not text.startswith("ИНН"))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MOVEMENTS = st.builds(
    Movement,
    account=st.just(OWN),
    on=DAYS,
    minor=st.integers(-(10**11), 10**11).filter(bool),
    currency=st.just("RUB"),
    line=st.just(0),
    number=st.from_regex(r"[0-9A-Z]{0,8}", fullmatch=True),
    counterparty=NAMES.map(lambda text: text.replace("ё", "е")),
    inn=st.sampled_from(["", "5000000000", "770000000156"]),
    counter_account=st.sampled_from([CLIENT, STUDIO]),
    purpose=WORDS,
)


def plain(one: Movement) -> tuple[object, ...]:
    return (
        one.account, one.on, one.minor, one.number, one.counterparty, one.inn,
        one.counter_account, one.purpose,
    )  # fmt: skip


@pytest.mark.parametrize("eol", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig"])
def test_the_sample_reads_the_same_in_every_encoding(encoding: str, eol: str) -> None:
    found = read(sample(encoding, eol))

    head = found[1] if isinstance(found[1], Head) else None
    assert head == Head("1c", encoding, date(2026, 11, 1), date(2026, 11, 3), (OWN,))
    assert [part.agrees for part in parts(found)] == [True]
    assert [plain(one)[:4] for one in moved(found)] == [
        (OWN, date(2026, 11, 2), 61_000_000, "118"),
        (OWN, date(2026, 11, 3), -15_000_000, "31"),
        (OWN, date(2026, 11, 3), -50_000, "900"),
    ]
    first = moved(found)[0]
    assert (first.counterparty, first.inn) == ('ООО "Клиент-Образец"', "5000000000")
    assert first.counter_account == CLIENT
    assert first.purpose.startswith("Оплата по счету N 47 от 27.10.2026")
    assert first.raw["ВидОплаты"] == "01"
    assert wrong(found) == []


def test_the_control_sums_of_the_sample_hold() -> None:
    tally = Tally()
    for event in read(sample()):
        tally.add(event)

    control = tally.finish()[OWN]
    assert (control.state, control.count) == ("agrees", 3)
    assert (control.opening, control.moved_in, control.moved_out, control.closing) == (
        10_000_000, 61_000_000, 15_050_000, 55_950_000,
    )  # fmt: skip


def changed(old: str, new: str) -> bytes:
    text = SAMPLE.format(encoding="Windows")
    assert old in text
    return text.replace(old, new, 1).encode("cp1251")


def control_of(raw: bytes) -> list[tuple[int, str, int]]:
    tally = Tally()
    for event in read(raw):
        tally.add(event)
    return tally.finish()[OWN].faults


def test_a_missing_end_of_a_document_is_told_by_its_line_and_the_rest_is_kept() -> None:
    raw = changed("КонецДокумента\n\nСекцияДокумент", "\nСекцияДокумент")

    found = read(raw)

    assert wrong(found) == [(20, "bank.unclosed")]
    assert [one.number for one in moved(found)] == ["31", "900"]
    assert control_of(raw)[0][1:] == ("control.incoming", -61_000_000)


def test_a_file_that_breaks_off_is_told_at_its_last_line() -> None:
    raw = sample(eol="\n")[:-60]

    told = wrong(read(raw))

    assert [code for _line, code in told][-1] == "bank.no_end"


def test_an_unknown_key_is_kept_and_told_once() -> None:
    text = SAMPLE.format(encoding="Windows").replace("Номер=", "НовыйКлюч=важно\nНомер=")

    found = read(text.encode("cp1251"))

    assert wrong(found) == [(21, "bank.unknown_key")]
    assert [one.raw["НовыйКлюч"] for one in moved(found)] == ["важно"] * 3


def test_an_empty_posting_date_is_the_date_of_the_document() -> None:
    found = read(changed("ДатаПоступило=02.11.2026", "ДатаПоступило="))

    assert moved(found)[0].on == date(2026, 11, 2)


def test_a_wrong_control_sum_is_told_by_how_much() -> None:
    raw = changed("КонечныйОстаток=559500.00", "КонечныйОстаток=559500.01")

    assert control_of(raw) == [(11, "control.balance", -1)]


def test_a_turnover_that_the_documents_do_not_add_up_to_is_told() -> None:
    raw = changed("Сумма=500.00", "Сумма=400.00")

    assert control_of(raw) == [(11, "control.outgoing", -10_000)]


def test_a_bad_amount_and_a_bad_date_are_told_by_the_line_of_their_document() -> None:
    assert wrong(read(changed("Сумма=610000.00", "Сумма=много"))) == [(20, "bank.bad_amount")]
    bad_day = changed("ДатаПоступило=02.11.2026", "ДатаПоступило=31.02.2026")
    assert wrong(read(bad_day)) == [(20, "bank.bad_date")]


@pytest.mark.parametrize(
    ("written", "minor"), [("700", 70_000), ("700,5", 70_050), ("1 700.50", 170_050)]
)
def test_amounts_are_read_as_banks_write_them(written: str, minor: int) -> None:
    assert moved(read(changed("Сумма=610000.00", f"Сумма={written}")))[0].minor == minor


@pytest.mark.parametrize(
    "written",
    ['ИНН 5000000000 ООО "Клиент-Образец"', '5000000000, ООО "Клиент-Образец"'],
)
def test_a_name_with_a_tax_number_before_it_is_cleaned(written: str) -> None:
    raw = changed('Плательщик1=ООО "Клиент-Образец"', f"Плательщик={written}")

    assert moved(read(raw))[0].counterparty == 'ООО "Клиент-Образец"'


def test_a_tax_number_of_nought_is_none() -> None:
    assert moved(read(changed("ПлательщикИНН=5000000000", "ПлательщикИНН=0")))[0].inn == ""


def test_between_two_own_accounts_money_goes_from_one_and_comes_to_the_other() -> None:
    raw = changed(f"РасчСчет={OWN}\nСекция", f"РасчСчет={OWN}\nРасчСчет={CLIENT}\nСекция")

    found = moved(read(raw))

    assert [(one.account, one.minor) for one in found[:2]] == [
        (CLIENT, -61_000_000),
        (OWN, 61_000_000),
    ]
    assert found[0].base_key != found[1].base_key


def test_of_a_statement_without_accounts_the_own_ones_tell_the_direction() -> None:
    text = SAMPLE.format(encoding="Windows").replace(f"РасчСчет={OWN}\n", "")
    start, end = text.index("СекцияРасчСчет"), text.index("СекцияДокумент")
    raw = (text[:start] + text[end:]).encode("cp1251")

    assert len(moved(read(raw, Wanted(own=frozenset({OWN}))))) == 3
    assert [code for _line, code in wrong(read(raw))] == ["bank.not_our_account"] * 3


def test_a_purpose_of_several_lines_is_one_purpose() -> None:
    found = read(changed("за услуги по договору", "\nза услуги по договору"))

    assert "27.10.2026 за услуги по договору" in moved(found)[0].purpose
    assert wrong(found) == []


def test_another_file_is_refused() -> None:
    with pytest.raises(Refused, match=r"table\.empty"):
        read(b"\n\n")


@given(movements=st.lists(MOVEMENTS, max_size=8), opening=st.integers(-(10**12), 10**12))
def test_what_is_written_is_read_again_with_control_sums_that_hold(
    movements: list[Movement], opening: int
) -> None:
    text = onec_of(movements, opening)

    for encoding in ("cp1251", "utf-8", "utf-8-sig", "cp866"):
        raw = text.encode(encoding, errors="replace")
        found = read(raw)
        tally = Tally()
        for event in found:
            tally.add(event)
        assert tally.finish()[OWN].state == "agrees"
        if encoding != "cp866":  # which has no № everywhere
            assert [plain(one) for one in moved(found)] == [plain(one) for one in movements]


@given(movements=st.lists(MOVEMENTS, min_size=1, max_size=6), data=st.data())
def test_a_file_with_any_line_lost_never_agrees_unless_no_amount_was_lost(
    movements: list[Movement], data: st.DataObject
) -> None:
    lines = onec_of(movements).split("\n")
    lost = data.draw(st.integers(1, len(lines) - 2))
    found = read("\n".join(lines[:lost] + lines[lost + 1 :]).encode())

    tally = Tally()
    for event in found:
        tally.add(event)
    states = {control.state for control in tally.finish().values()}
    kept = [(one.on, one.minor) for one in moved(found)]
    whole = [(one.on, one.minor) for one in movements]
    assert kept == whole or tally.breaks or "wrong" in states or wrong(found)


@given(raw=st.binary(max_size=400))
def test_whatever_follows_the_first_word_is_told_or_refused(raw: bytes) -> None:
    list(read(b"1CClientBankExchange\r\n" + raw))


def test_two_equal_fees_of_a_day_are_two_movements_with_keys_that_come_again() -> None:
    one = moved(read(sample()))[2]

    assert one.base_key == moved(read(sample("cp866")))[2].base_key


def test_a_second_file_behind_the_first_is_told_and_not_passed_by() -> None:
    one = SAMPLE.format(encoding="Windows")

    found = read((one + one).encode("cp1251"))

    assert wrong(found) == [(one.count("\n") + 1, "bank.after_end")]
    assert len(moved(found)) == 3
    assert wrong(read((one + "\x1a\n").encode("cp866"))) == []  # the end of a file of DOS
