"""What the visible words of a letter hold: phones, money, times, places, asks for secrets."""

from __future__ import annotations

from collections.abc import Sequence

from napulse.engines.mailtrust.letter import Facts, Text


def find_facts(texts: Sequence[Text]) -> Facts:
    """The facts of the visible texts, in their order."""
    return Facts()
