"""Rate cards, estimates with their lines and versions, and the budgets made of them."""

from napulse.estimates.models.budgets import BudgetAlert, BudgetAlertKind, BudgetLine
from napulse.estimates.models.estimates import (
    DraftBefore,
    DraftPart,
    Estimate,
    EstimateAnswer,
    EstimateAnswerKind,
    EstimateKind,
    EstimateLine,
    EstimateState,
    LineKind,
    PaymentStep,
    PaymentTrigger,
)
from napulse.estimates.models.rates import SellRate

__all__ = [
    "BudgetAlert",
    "BudgetAlertKind",
    "BudgetLine",
    "DraftBefore",
    "DraftPart",
    "Estimate",
    "EstimateAnswer",
    "EstimateAnswerKind",
    "EstimateKind",
    "EstimateLine",
    "EstimateState",
    "LineKind",
    "PaymentStep",
    "PaymentTrigger",
    "SellRate",
]
