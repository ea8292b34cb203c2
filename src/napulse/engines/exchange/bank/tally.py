"""Control sums: what a statement says of each account against what its movements add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from napulse.engines.exchange.bank.shapes import AccountPart, Event, Movement, Problem

AGREES, WRONG, UNTOLD = "agrees", "wrong", "untold"


@dataclass(slots=True)
class Control:
    """One account: the told sums of all its parts, what moved, and every way they disagree.

    `faults` are codes with the line of the part and by how much, in minor units.
    """

    account: str
    currency: str
    opening: int | None = None
    incoming: int | None = None
    outgoing: int | None = None
    closing: int | None = None
    moved_in: int = 0
    moved_out: int = 0
    count: int = 0
    from_on: date | None = None
    to_on: date | None = None
    faults: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`agrees`, `wrong`, or `untold` where the file gives no balances to agree with."""
        if self.faults:
            return WRONG
        return UNTOLD if None in (self.opening, self.closing) else AGREES


class Tally:
    """Adds up the events of one statement; memory grows with accounts, not with movements."""

    def __init__(self) -> None:
        self._controls: dict[str, Control] = {}
        self._chained: dict[str, AccountPart] = {}
        self.breaks = 0

    def add(self, event: Event) -> None:
        if isinstance(event, Movement):
            self._moved(event)
        elif isinstance(event, AccountPart):
            self._part(event)
        elif isinstance(event, Problem):
            self.breaks += event.breaks

    def _of(self, account: str, currency: str) -> Control:
        return self._controls.setdefault(account, Control(account, currency))

    def _moved(self, one: Movement) -> None:
        control = self._of(one.account, one.currency)
        control.count += 1
        control.moved_in += max(one.minor, 0)
        control.moved_out -= min(one.minor, 0)
        control.from_on = min(control.from_on or one.on, one.on)
        control.to_on = max(control.to_on or one.on, one.on)

    def _part(self, part: AccountPart) -> None:
        """Parts of an account come one after another: the next opens where the last closed."""
        control = self._of(part.account, part.currency)
        if part.agrees is False:
            off = (part.opening or 0) + (part.incoming or 0) - (part.outgoing or 0)
            control.faults.append((part.line, "control.balance", off - (part.closing or 0)))
        before = self._chained.get(part.account)
        if before and None not in (before.closing, part.opening) and before.closing != part.opening:
            off = (part.opening or 0) - (before.closing or 0)
            control.faults.append((part.line, "control.chain", off))
        control.opening = part.opening if before is None else control.opening
        control.incoming = _added(control.incoming, part.incoming)
        control.outgoing = _added(control.outgoing, part.outgoing)
        control.closing = part.closing
        self._chained[part.account] = part

    def finish(self) -> Mapping[str, Control]:
        """Every account with its movements compared to what was told of them; called once."""
        for account, control in self._controls.items():
            part = self._chained.get(account)
            line = part.line if part else 0
            for told, moved, code in (
                (control.incoming, control.moved_in, "control.incoming"),
                (control.outgoing, control.moved_out, "control.outgoing"),
            ):
                if told is not None and told != moved:
                    control.faults.append((line, code, moved - told))
            if None not in (control.opening, control.closing) and not control.faults:
                moved = (control.opening or 0) + control.moved_in - control.moved_out
                if moved != control.closing:
                    off = moved - (control.closing or 0)
                    control.faults.append((line, "control.balance", off))
        return self._controls


def _added(known: int | None, more: int | None) -> int | None:
    return more if known is None else known + (more or 0)
