"""What one recipient has made of a contact report: a table of states and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from napulse.engines.kernel import Refused


class AckState(StrEnum):
    """How a recipient stands to the latest version sent."""

    SENT = "sent"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    DEEMED_ACCEPTED = "deemed_accepted"


class AckEventKind(StrEnum):
    """What may happen; ``correct`` is a new version sent to the same recipient."""

    SEE = "see"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    CORRECT = "correct"
    SILENCE_OVER = "silence_over"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A recipient's stand on a version; ``disputed`` maps keys of lines to comments."""

    version: int
    state: AckState = AckState.SENT
    disputed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AckEvent:
    """Something that happened to a version.

    ``version`` is the one the recipient looked at, for ``correct`` the new one. ``disputed`` maps
    keys of lines to comments. ``clause`` is the contract clause by which silence accepts.
    """

    kind: AckEventKind
    version: int
    disputed: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""


_S, _E = AckState, AckEventKind

# A dispute is ended by a correction alone: a confirmation from a page opened earlier would
# otherwise wipe it out unread. What was confirmed or deemed accepted is no longer disputed.
TRANSITIONS: Mapping[tuple[AckState, AckEventKind], AckState] = {
    (_S.SENT, _E.SEE): _S.SEEN,
    (_S.SENT, _E.CONFIRM): _S.CONFIRMED,
    (_S.SENT, _E.DISPUTE): _S.DISPUTED,
    (_S.SENT, _E.SILENCE_OVER): _S.DEEMED_ACCEPTED,
    (_S.SEEN, _E.SEE): _S.SEEN,
    (_S.SEEN, _E.CONFIRM): _S.CONFIRMED,
    (_S.SEEN, _E.DISPUTE): _S.DISPUTED,
    (_S.SEEN, _E.SILENCE_OVER): _S.DEEMED_ACCEPTED,
    (_S.CONFIRMED, _E.SEE): _S.CONFIRMED,
    (_S.CONFIRMED, _E.CONFIRM): _S.CONFIRMED,
    (_S.DISPUTED, _E.SEE): _S.DISPUTED,
    (_S.DISPUTED, _E.DISPUTE): _S.DISPUTED,
    (_S.DEEMED_ACCEPTED, _E.SEE): _S.DEEMED_ACCEPTED,
    (_S.DEEMED_ACCEPTED, _E.CONFIRM): _S.CONFIRMED,
    (_S.DEEMED_ACCEPTED, _E.SILENCE_OVER): _S.DEEMED_ACCEPTED,
    **{(state, _E.CORRECT): _S.SENT for state in _S},
}


def possible(state: AckState) -> frozenset[AckEventKind]:
    """Return the events that a state takes: what a page may offer."""
    return frozenset(event for known, event in TRANSITIONS if known is state)


def acknowledge(now: Acknowledgement, event: AckEvent) -> Acknowledgement:
    """Return the stand after the event; ``now`` itself never changes.

    ``Refused`` with ``acknowledgement.version_outdated`` (of an older version, or a correction
    that is not newer), ``acknowledgement.not_possible`` (not in this state),
    ``acknowledgement.dispute_empty`` (no line or a line without comment) or
    ``acknowledgement.no_clause`` (silence without a recorded clause).
    """
    _check_version(now, event)
    state = TRANSITIONS.get((now.state, event.kind))
    if state is None:
        raise Refused("acknowledgement.not_possible", state=now.state, event=event.kind)
    if event.kind is AckEventKind.SILENCE_OVER and not event.clause.strip():
        raise Refused("acknowledgement.no_clause")
    disputed = _disputed(now, event) if state is AckState.DISPUTED else {}
    return Acknowledgement(event.version, state, disputed)


def _check_version(now: Acknowledgement, event: AckEvent) -> None:
    corrects = event.kind is AckEventKind.CORRECT
    fits = event.version > now.version if corrects else event.version == now.version
    if not fits:
        raise Refused(
            "acknowledgement.version_outdated", version=event.version, current=now.version
        )


def _disputed(now: Acknowledgement, event: AckEvent) -> Mapping[str, str]:
    if event.kind is not AckEventKind.DISPUTE:
        return now.disputed
    comments = {key: comment.strip() for key, comment in event.disputed.items()}
    if not comments or not all(comments.values()):
        raise Refused("acknowledgement.dispute_empty")
    return {**now.disputed, **comments}
