"""What a check of the books finds: a code, where, and by how much the two sides differ."""

from dataclasses import asdict, dataclass, field
from typing import Any

MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """Two figures that should be one. `has` is what stands there, `should` what it is made of."""

    code: str
    what: str
    has: int
    should: int
    place: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Findings:
    """What one part of the check compared and found; more than enough faults are only counted."""

    checked: int = 0
    found: int = 0
    faults: list[Fault] = field(default_factory=list)

    def compare(self, fault: Fault) -> None:
        """Note two figures that were compared."""
        self.checked += 1
        if fault.has != fault.should:
            self.note(fault)

    def note(self, fault: Fault) -> None:
        self.found += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)

    def add(self, other: "Findings") -> None:
        self.checked += other.checked
        self.found += other.found
        self.faults += other.faults[: MOST_TOLD - len(self.faults)]
