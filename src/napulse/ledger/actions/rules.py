"""The rules of the house for money."""

from collections.abc import Mapping
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.ledger.actions.locking import put
from napulse.ledger.models import MoneyRules, Posting
from napulse.ledger.permissions import EDIT_MONEY_SETUP

NAMES = (
    "base_currency", "vat_rounding", "margin_floor_bp", "hard_floor_bp", "warn_at_bp",
    "step_minutes", "submit_weekday", "overhead_by", "pack_day",
)  # fmt: skip


@action(EDIT_MONEY_SETUP)
def change_rules(actor: Actor, *, values: Mapping[str, Any], version: int | None) -> MoneyRules:
    """Change what is named; the base currency only while nothing was posted in it."""
    row = MoneyRules.objects.select_for_update().filter(pk=1).first() or MoneyRules(pk=1)
    if version is not None and row.version != version:
        raise Refused("row.changed", name=str(row))
    wanted = {name: values[name] for name in NAMES if name in values}
    base = wanted.get("base_currency", row.base_currency)
    if base != row.base_currency and Posting.objects.exists():
        raise Refused("rules.base_in_use")
    floor = wanted.get("margin_floor_bp", row.margin_floor_bp)
    if wanted.get("hard_floor_bp", row.hard_floor_bp) > floor:
        raise Refused("rules.floors_crossed")
    with change(actor, row, "money_rules.changed"):
        put(row, wanted)
    return row
