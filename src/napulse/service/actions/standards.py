"""The agency's service standard is changed as a whole, and a lost update is refused."""

from dataclasses import asdict, dataclass

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.service.models import ServiceStandard
from napulse.service.permissions import EDIT_STANDARDS


@dataclass(frozen=True, slots=True)
class StandardData:
    clock_kind: str
    clock_minutes: int
    warn_minutes: int
    cadence_days: int
    escalation_hours: int
    climb_hours: int


@action(EDIT_STANDARDS)
def save_standard(actor: Actor, *, data: StandardData, version: int) -> ServiceStandard:
    """Clocks that run already keep the standard they started with."""
    _refuse_senseless(data)
    found = ServiceStandard.objects.select_for_update().filter(pk=1).first()
    standard: ServiceStandard = found or ServiceStandard(pk=1)
    wanted = asdict(data)
    if standard.version != version:
        raise Refused("standard.changed_meanwhile", theirs=_theirs(standard, wanted))
    with change(actor, standard, "standard.changed"):
        for name, value in wanted.items():
            setattr(standard, name, value)
        standard.save()
    return standard


def _refuse_senseless(data: StandardData) -> None:
    if data.clock_minutes <= 0:
        raise Refused("standard.clock_not_positive")
    if data.warn_minutes >= data.clock_minutes:
        raise Refused("standard.warns_before_start")
    if min(data.cadence_days, data.escalation_hours, data.climb_hours) <= 0:
        raise Refused("standard.not_positive")


def _theirs(standard: ServiceStandard, wanted: dict[str, object]) -> dict[str, object]:
    stored = {name: getattr(standard, name) for name in wanted}
    return {name: value for name, value in stored.items() if value != wanted[name]}
