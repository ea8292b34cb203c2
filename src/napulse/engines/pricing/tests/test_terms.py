"""Terms in force on a day: against a slow reference that lives through every day in turn."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.terms import (
    Amended,
    Chain,
    Said,
    Turn,
    changes,
    end_on,
    in_force,
    is_running,
    turning_days,
)

START = date(2026, 1, 1)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def day(n: int) -> date:
    return START + timedelta(days=n)


def moment(n: int) -> datetime:
    return MOMENT + timedelta(days=n)


def said(key: str, value: int, clause: str = "1", on: int = 0) -> Said:
    return Said(key, clause, day(on), value)


def amended(number: str, on: int, *words: Said, **more: object) -> Amended:
    own = {"signed_on": day(on), "from_on": day(on), "recorded_at": moment(on)}
    return Amended(number, said=words, **own | more)  # type: ignore[arg-type]


BASE = Chain(
    START,
    day(365),
    (said("payment_days", 30, "4.1"), said("variants", 3, "2.2")),
    (amended("1", 60, said("payment_days", 15, "1")),),
)


def told(chain: Chain, on: int, known: int | None = None) -> dict[str, object]:
    at = None if known is None else moment(known)
    return {t.key: (t.value, t.clause, t.amendment) for t in in_force(chain, day(on), at)}


def test_an_amendment_says_anew_from_its_day_and_names_its_clause() -> None:
    assert told(BASE, 59)["payment_days"] == (30, "4.1", "")
    assert told(BASE, 60) == {"payment_days": (15, "1", "1"), "variants": (3, "2.2", "")}


def test_nothing_is_in_force_before_the_contract_and_after_it() -> None:
    assert in_force(BASE, day(-1)) == ()
    assert in_force(BASE, day(366)) == ()


def test_of_one_day_the_one_signed_later_holds_though_recorded_earlier() -> None:
    chain = Chain(
        START,
        None,
        (),
        (
            amended("2", 10, said("variants", 2), signed_on=day(9)),
            amended("1", 10, said("variants", 1), signed_on=day(5)),
        ),
    )

    assert told(chain, 10)["variants"] == (2, "1", "2")


def test_what_was_known_before_a_revocation_is_still_told() -> None:
    revoked = amended("1", 10, said("variants", 1), revoked_at=moment(20))
    chain = Chain(START, None, (said("variants", 3),), (revoked,))

    assert told(chain, 30)["variants"] == (3, "1", "")
    assert told(chain, 30, known=15)["variants"] == (1, "1", "1")
    assert told(chain, 30, known=9)["variants"] == (3, "1", "")
    assert told(chain, 30, known=20)["variants"] == (3, "1", "")


def test_clauses_of_other_matters_stand_side_by_side() -> None:
    words = (Said("other", "7.1", START, text="a"), Said("other", "7.2", START, text="b"))
    again = amended("1", 5, Said("other", "7.1", START, text="c"))
    chain = Chain(START, None, words, (again,))

    assert [t.text for t in in_force(chain, day(5))] == ["c", "b"]


def test_what_changed_against_the_day_before() -> None:
    [change] = changes(BASE, day(60))
    assert change.turn is Turn.CHANGED
    assert (change.before and change.before.value, change.after and change.after.value) == (30, 15)
    assert {c.turn for c in changes(BASE, START)} == {Turn.NEW}
    assert {c.turn for c in changes(BASE, day(366))} == {Turn.GONE}
    assert turning_days(BASE) == (START, day(60))


def test_a_contract_is_prolonged_ahead_and_late_and_ended_for_good() -> None:
    ahead = amended("1", 366, signed_on=day(300), prolongs_to=day(700))
    chain = Chain(START, day(365), (), (ahead,))

    assert end_on(chain, day(299)) == day(365)
    assert end_on(chain, day(300)) == day(700)
    assert is_running(chain, day(366))
    late = Chain(
        START, day(365), (), (amended("1", 366, signed_on=day(380), prolongs_to=day(700)),)
    )
    assert is_running(late, day(370))
    ended = Chain(START, day(200), (), (ahead,), is_ended=True)
    assert not is_running(ended, day(201))


KEYS = ("payment_days", "variants", "other")
words = st.builds(
    Said,
    key=st.sampled_from(KEYS),
    clause=st.sampled_from(("1", "2")),
    from_on=st.integers(-3, 25).map(day),
    value=st.integers(0, 3),
)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    amendments = []
    for number in range(draw(st.integers(0, 5))):
        recorded = draw(st.integers(0, 25))
        revoked = draw(st.none() | st.integers(recorded, 30))
        amendments.append(
            Amended(
                str(number),
                day(draw(st.integers(0, 25))),
                day(draw(st.integers(-3, 25))),
                moment(recorded),
                tuple(draw(st.lists(words, max_size=3))),
                draw(st.none() | st.integers(5, 40).map(day)),
                None if revoked is None else moment(revoked),
            )
        )
    end = draw(st.none() | st.integers(0, 30).map(day))
    base = tuple(draw(st.lists(words, max_size=4)))
    return Chain(START, end, base, tuple(amendments), draw(st.booleans()))


def slow_in_force(chain: Chain, on: date, known_at: datetime | None) -> set[tuple[object, ...]]:
    """Live through every day: on each, what begins overwrites what held, in order of signing."""
    counted = sorted(slow_known(chain, known_at), key=lambda a: a.signed_on)
    end = slow_end(chain, counted, on)
    if on < chain.from_on or (end is not None and on > end):
        return set()
    spoken = [("", chain.from_on, s) for s in chain.said]
    spoken += [(a.number, a.from_on, s) for a in counted for s in a.said]
    holds: dict[object, tuple[object, ...]] = {}
    today = chain.from_on - timedelta(days=10)
    while today <= on:
        for number, first, said in spoken:
            if max(first, said.from_on, chain.from_on) == today:
                matter = (said.key, said.clause) if said.key == "other" else said.key
                holds[matter] = (said.key, said.value, said.clause, today, number)
        today += timedelta(days=1)
    return set(holds.values())


def slow_known(chain: Chain, known_at: datetime | None) -> list[Amended]:
    counted = []
    for a in chain.amended:
        recorded = known_at is None or a.recorded_at <= known_at
        revoked = a.revoked_at is not None and (known_at is None or a.revoked_at <= known_at)
        if recorded and not revoked:
            counted.append(a)
    return counted


def slow_end(chain: Chain, counted: list[Amended], on: date) -> date | None:
    end = chain.to_on
    for a in sorted(counted, key=lambda a: a.from_on):
        if not chain.is_ended and a.prolongs_to and (a.signed_on <= on or a.from_on <= on):
            end = a.prolongs_to
    return end


@given(chains(), st.integers(-3, 45), st.none() | st.integers(0, 30))
def test_terms_in_force_equal_the_slow_reference(chain: Chain, on: int, known: int | None) -> None:
    at = None if known is None else moment(known)
    found = in_force(chain, day(on), at)

    quick = {(t.key, t.value, t.clause, t.since_on, t.amendment) for t in found}
    assert quick == slow_in_force(chain, day(on), at)
    assert len(quick) == len(found)


@given(chains(), st.integers(-2, 40))
def test_terms_change_only_on_turning_days_and_when_the_contract_begins_or_ends(
    chain: Chain, on: int
) -> None:
    moved = changes(chain, day(on))
    started = is_running(chain, day(on)) != is_running(chain, day(on - 1))

    assert not moved or started or day(on) in turning_days(chain)
