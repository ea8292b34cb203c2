"""What a model may move and what stands: windows of starts, busy people, pools and money taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from napulse.engines.planning.axis import joined
from napulse.engines.planning.book import Book
from napulse.engines.planning.compiled import NEVER, Seat
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.model import Slot, Window


@dataclass(frozen=True, slots=True)
class Frame:
    """``free`` items are open, in topological order; the others stand as in ``draft``.

    A dropped item neither moves nor stands. ``first`` and ``last`` are, by item, the earliest start
    and the latest end of what is free; ``busy`` is by person what the others take, ``used`` by pool
    (start, end, amount).
    """

    book: Book
    draft: Draft
    free: tuple[int, ...]
    first: dict[int, Slot]
    last: dict[int, Slot]
    busy: tuple[tuple[Window, ...], ...]
    used: tuple[tuple[tuple[Slot, Slot, int], ...], ...]
    standing: tuple[int, ...]
    horizon: Slot


def frame(
    book: Book, draft: Draft, free: Iterable[int], horizon: Slot, promised: bool = False
) -> Frame:
    """Return the frame of some free items; ``promised`` closes windows at hard deadlines."""
    instance = book.instance
    chosen = {item for item in free if draft.start[item] != NEVER}
    order = tuple(item for item in instance.order if item in chosen)
    first: dict[int, Slot] = {}
    done: dict[int, Slot] = {}
    for item in order:
        first[item] = _first(book, draft, item, done)
        done[item] = book.earliest_end(item, first[item])
    last: dict[int, Slot] = {}
    for item in reversed(order):
        last[item] = _last(book, draft, item, last, horizon)
        if promised and (hard := instance.hard[item]) is not None:
            last[item] = min(last[item], hard)
    standing = [
        item for item in range(instance.size) if item not in chosen and draft.start[item] != NEVER
    ]
    return Frame(
        book=book,
        draft=draft,
        free=order,
        first=first,
        last=last,
        busy=_busy(book, draft, standing),
        used=_used(book, draft, standing),
        standing=tuple(standing),
        horizon=horizon,
    )


def _first(book: Book, draft: Draft, item: int, done: dict[int, Slot]) -> Slot:
    instance = book.instance
    fixed = instance.fixed_start[item]
    if fixed is not None:
        return fixed
    ends = (
        done.get(one, draft.end[one]) + lag
        for one, lag in instance.before[item]
        if draft.start[one] != NEVER
    )
    return max([instance.floor[item], *ends])


def _last(book: Book, draft: Draft, item: int, last: dict[int, Slot], horizon: Slot) -> Slot:
    """The latest end, by what follows; a fixed start is not judged here."""
    instance, out = book.instance, horizon
    for following, lag in instance.after[item]:
        if draft.start[following] == NEVER:
            continue
        if following in last:
            out = min(out, book.latest_start(following, last[following]) - lag)
        else:
            out = min(out, draft.start[following] - lag)
    return out


def stays(book: Book, draft: Draft, item: int) -> Iterator[tuple[Seat, int, Slot]]:
    """Yield the seats of an item in a draft, each with its person and where that one ends."""
    instance = book.instance
    until = instance.fixed_end[item]
    way = instance.ways[item][draft.mode[item]]
    for seat, person in zip(way.seats, draft.people[item], strict=True):
        work = seat.by_person[person].work
        end = instance.diaries[person].end(draft.start[item], work) if until is None else until
        yield seat, person, end


def _busy(book: Book, draft: Draft, standing: list[int]) -> tuple[tuple[Window, ...], ...]:
    spans: list[list[Window]] = [[] for _ in book.instance.diaries]
    for item in standing:
        if not book.instance.done[item]:
            for _, person, end in stays(book, draft, item):
                spans[person].append(Window(draft.start[item], end))
    return tuple(joined(one) for one in spans)


def _used(
    book: Book, draft: Draft, standing: list[int]
) -> tuple[tuple[tuple[Slot, Slot, int], ...], ...]:
    """By pool: what the standing items use, joined where the amount stays the same."""
    steps: list[dict[Slot, int]] = [{} for _ in book.instance.problem.pools]
    for item in standing:
        way = book.instance.ways[item][draft.mode[item]]
        if book.instance.done[item] or not way.length:
            continue
        for pool, amount in way.pools:
            start = draft.start[item]
            steps[pool][start] = steps[pool].get(start, 0) + amount
            steps[pool][start + way.length] = steps[pool].get(start + way.length, 0) - amount
    return tuple(_profile(one) for one in steps)


def _profile(steps: dict[Slot, int]) -> tuple[tuple[Slot, Slot, int], ...]:
    out: list[tuple[Slot, Slot, int]] = []
    level, since = 0, 0
    for slot in sorted(steps):
        if level and steps[slot]:
            out.append((since, slot, level))
        if steps[slot]:
            level, since = level + steps[slot], slot
    return tuple(out)
