"""Whom an escalation reaches: up the reporting line, past the absent to their deputies."""

from collections.abc import Mapping, Sequence


def climb(line: Sequence[int], absent: Mapping[int, int | None]) -> list[int]:
    """Return the persons reached, the nearest first, each once.

    ``line`` holds person ids, the owner first and then upward; ``absent`` maps everybody away to
    the deputy, or to None. A deputy who is away is replaced in turn; whoever leads to nobody is
    passed over. When nobody at all is there, the top of the line is reached all the same, so the
    answer is empty only for an empty line.
    """
    present = [_present(person, absent) for person in line]
    reached = list(dict.fromkeys(person for person in present if person is not None))
    return reached or list(line[-1:])


def at_step(line: Sequence[int], absent: Mapping[int, int | None], step: int) -> int | None:
    """Return whom a step reaches: 0 the owner, 1 the next above; beyond the top, the top.

    None only for an empty line.
    """
    reached = climb(line, absent)
    return reached[min(max(step, 0), len(reached) - 1)] if reached else None


def _present(person: int, absent: Mapping[int, int | None]) -> int | None:
    passed: set[int] = set()
    asked: int | None = person
    while asked is not None and asked in absent:
        if asked in passed:
            return None
        passed.add(asked)
        asked = absent[asked]
    return asked
