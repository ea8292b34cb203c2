"""Different people for the seats of one item."""

from __future__ import annotations

from collections.abc import Sequence

from napulse.engines.planning.jobs import Chair


def seated(able: Sequence[Sequence[Chair]]) -> list[Chair] | None:
    """Return a chair by seat so that no two are of one person, or None if there is no such way.

    ``able`` are the chairs that will do by seat; earlier ones are preferred.
    """
    seat_of: dict[int, int] = {}
    chosen: dict[int, Chair] = {}
    for seat in sorted(range(len(able)), key=lambda one: len(able[one])):
        if not _settle(able, seat, (seat_of, chosen), set()):
            return None
    return [chosen[seat] for seat in range(len(able))]


def _settle(
    able: Sequence[Sequence[Chair]],
    seat: int,
    found: tuple[dict[int, int], dict[int, Chair]],
    seen: set[int],
) -> bool:
    """Find a person for the seat, who is free or whose seat another can take."""
    seat_of, chosen = found
    for chair in able[seat]:
        if chair.person not in seat_of:
            seat_of[chair.person], chosen[seat] = seat, chair
            return True
    for chair in able[seat]:
        if chair.person not in seen:
            seen.add(chair.person)
            if _settle(able, seat_of[chair.person], found, seen):
                seat_of[chair.person], chosen[seat] = seat, chair
                return True
    return False
