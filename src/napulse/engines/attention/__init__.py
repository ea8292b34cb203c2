"""How much a client needs attention today, and why."""

from napulse.engines.attention.score import (
    RISK_FROM,
    WARN_FROM,
    WEIGHTS,
    Line,
    Reason,
    Score,
    Tone,
    Weight,
    next_change,
    score,
    tone,
)

__all__ = [
    "RISK_FROM",
    "WARN_FROM",
    "WEIGHTS",
    "Line",
    "Reason",
    "Score",
    "Tone",
    "Weight",
    "next_change",
    "score",
    "tone",
]
