"""Acknowledgement of a report: the table by example, its interleavings by a state machine."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from napulse.engines.kernel import Refused
from napulse.engines.reports import (
    TRANSITIONS,
    AckEvent,
    AckEventKind,
    Acknowledgement,
    AckState,
    acknowledge,
    possible,
)

DISPUTE = {"a1": "Срок не тот"}


def an_event(kind: AckEventKind, version: int = 1) -> AckEvent:
    """An event complete enough for its kind, of the version looked at or the one after it."""
    newer = kind is AckEventKind.CORRECT
    return AckEvent(kind, version + newer, disputed=DISPUTE, clause="п. 7.3")


def in_state(state: AckState) -> Acknowledgement:
    return Acknowledgement(1, state, DISPUTE if state is AckState.DISPUTED else {})


def refusal(now: Acknowledgement, event: AckEvent) -> str:
    with pytest.raises(Refused) as refused:
        acknowledge(now, event)
    return refused.value.code


@pytest.mark.parametrize("state", AckState)
@pytest.mark.parametrize("kind", AckEventKind)
def test_every_state_takes_exactly_the_events_of_the_table(
    state: AckState, kind: AckEventKind
) -> None:
    if kind in possible(state):
        assert acknowledge(in_state(state), an_event(kind)).state is TRANSITIONS[state, kind]
    else:
        assert refusal(in_state(state), an_event(kind)) == "acknowledgement.not_possible"


def test_confirmed_and_silently_accepted_reports_are_not_disputed() -> None:
    assert possible(AckState.CONFIRMED) == {
        AckEventKind.SEE,
        AckEventKind.CONFIRM,
        AckEventKind.CORRECT,
    }
    assert AckEventKind.DISPUTE not in possible(AckState.DEEMED_ACCEPTED)
    assert AckEventKind.SILENCE_OVER not in possible(AckState.DISPUTED)


def test_second_dispute_adds_lines_and_the_later_comment_holds() -> None:
    once = acknowledge(Acknowledgement(1), an_event(AckEventKind.DISPUTE))
    more = AckEvent(AckEventKind.DISPUTE, 1, {"a1": " Срок 9 ноября ", "d1": "Решали иначе"})

    assert acknowledge(once, more).disputed == {"a1": "Срок 9 ноября", "d1": "Решали иначе"}


def test_correction_starts_anew_with_the_new_version() -> None:
    disputed = in_state(AckState.DISPUTED)

    assert acknowledge(disputed, AckEvent(AckEventKind.CORRECT, 2)) == Acknowledgement(2)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (AckEvent(AckEventKind.CONFIRM, 1), "acknowledgement.version_outdated"),
        (AckEvent(AckEventKind.CONFIRM, 3), "acknowledgement.version_outdated"),
        (AckEvent(AckEventKind.CORRECT, 2), "acknowledgement.version_outdated"),
        (AckEvent(AckEventKind.DISPUTE, 2), "acknowledgement.dispute_empty"),
        (AckEvent(AckEventKind.DISPUTE, 2, {"a1": " "}), "acknowledgement.dispute_empty"),
        (AckEvent(AckEventKind.SILENCE_OVER, 2, clause=" "), "acknowledgement.no_clause"),
    ],
)
def test_incomplete_and_outdated_events_are_refused(event: AckEvent, code: str) -> None:
    assert refusal(Acknowledgement(2, AckState.SEEN), event) == code


class Interleavings(RuleBasedStateMachine):
    """A client with several pages open, a manager correcting, and the night run."""

    def __init__(self) -> None:
        super().__init__()
        self.now = Acknowledgement(1)
        self.latest = 1
        self.trail = [self.now]

    def happen(self, event: AckEvent) -> None:
        before = replace(self.now, disputed=dict(self.now.disputed))
        try:
            self.now = acknowledge(self.now, event)
        except Refused:
            assert self.now == before
        else:
            assert self.trail[-1] == before
            self.trail.append(self.now)

    @rule(kind=st.sampled_from([AckEventKind.SEE, AckEventKind.CONFIRM]), back=st.integers(0, 2))
    def click_on_a_page_opened_earlier(self, kind: AckEventKind, back: int) -> None:
        self.happen(AckEvent(kind, self.latest - back))

    @rule(
        back=st.integers(0, 2),
        lines=st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["", "no"])),
    )
    def dispute(self, back: int, lines: dict[str, str]) -> None:
        self.happen(AckEvent(AckEventKind.DISPUTE, self.latest - back, lines))

    @rule(step=st.integers(-1, 2))
    def correct(self, step: int) -> None:
        self.happen(AckEvent(AckEventKind.CORRECT, self.latest + step))
        self.latest = max(self.latest, self.latest + step)

    @rule(clause=st.sampled_from(["", "п. 7.3"]), back=st.integers(0, 1))
    def silence(self, clause: str, back: int) -> None:
        was = self.now
        self.happen(AckEvent(AckEventKind.SILENCE_OVER, self.latest - back, clause=clause))
        assert clause or self.now == was

    @invariant()
    def comments_are_there_exactly_while_disputed(self) -> None:
        assert bool(self.now.disputed) == (self.now.state is AckState.DISPUTED)
        assert all(self.now.disputed.values())

    @invariant()
    def version_is_the_latest_sent(self) -> None:
        assert self.now.version == self.latest

    @invariant()
    def a_final_word_is_taken_back_by_a_correction_alone(self) -> None:
        if len(self.trail) < 2:
            return
        before, after = self.trail[-2:]
        if before.version == after.version:
            assert before.state is not AckState.CONFIRMED or after.state is AckState.CONFIRMED
            assert before.state is not AckState.DISPUTED or (
                after.state is AckState.DISPUTED and set(before.disputed) <= set(after.disputed)
            )
        else:
            assert after == Acknowledgement(after.version)


TestInterleavings = Interleavings.TestCase
