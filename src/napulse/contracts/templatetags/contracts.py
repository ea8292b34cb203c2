"""How a contract stands, for cells of lists."""

from datetime import date

from django import template

from napulse.contracts.models import Contract
from napulse.contracts.presenting import State, state_of

register = template.Library()


@register.simple_tag
def contract_state(contract: Contract, today: date) -> State:
    """Words and tone of a contract's state on a day."""
    return state_of(contract, today)
