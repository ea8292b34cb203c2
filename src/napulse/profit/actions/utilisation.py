"""How much of people's time should be billable: bands by work role, stated all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.people.models import WorkRole
from napulse.profit.models import UtilisationTarget
from napulse.profit.permissions import APPROVE_MARGINS

MOST_BP = 15_000


@dataclass(frozen=True, slots=True)
class Band:
    """From so much to so much, in basis points; without a role it is for everybody else.

    Without limits the role has no band of its own. `seen` is what the form showed.
    """

    role: WorkRole | None
    limits: tuple[int, int] | None
    seen: tuple[int, int] | None = None


@action(APPROVE_MARGINS)
def set_targets(actor: Actor, *, bands: Sequence[Band]) -> int:
    """Set the bands that differ from what is set; says how many did."""
    return sum(_set(actor, band) for band in bands)


def _set(actor: Actor, band: Band) -> bool:
    known = UtilisationTarget.objects.select_for_update(of=("self",)).filter(role=band.role).first()
    stands = (known.low_bp, known.high_bp) if known else None
    if stands == band.limits:
        return False
    if stands != band.seen:
        raise Refused("target.changed", role=band.role.name if band.role else "")
    if band.limits is None:
        return _remove(actor, known)
    low, high = band.limits
    if not 0 <= low <= high <= MOST_BP:
        raise Refused("target.order")
    row = known or UtilisationTarget(role=band.role)
    with change(actor, row, "utilisation_target.set"):
        row.low_bp, row.high_bp = low, high
        row.save()
    return True


def _remove(actor: Actor, known: UtilisationTarget | None) -> bool:
    if known is None:
        return False
    with change(actor, known, "utilisation_target.removed"):
        UtilisationTarget.objects.filter(pk=known.pk).delete()
    return True
