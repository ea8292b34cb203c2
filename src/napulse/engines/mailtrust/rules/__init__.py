"""The closed vocabulary of predicates that a policy's rules are made of.

A predicate takes its arguments and a `View` and gives a `Hit` when it holds. There are no others,
and no regular expressions, so that a policy can be read, checked and explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from napulse.engines.mailtrust.model import Finding, PolicyLine
from napulse.engines.mailtrust.policy import Rule
from napulse.engines.mailtrust.rules.facts import hours, paid_by, phone, place, sum_over
from napulse.engines.mailtrust.rules.origin import attachment, link, sender_other_than, surname
from napulse.engines.mailtrust.rules.view import Hit, View
from napulse.engines.mailtrust.rules.words import Args, asks, says

MOST_HITS = 50
PREDICATES: dict[str, Callable[[Args, View], Iterator[Hit]]] = {
    "says": says,
    "may_send": says,
    "asks": asks,
    "sum": sum_over,
    "paid_by": paid_by,
    "phone": phone,
    "hours": hours,
    "place": place,
    "surname": surname,
    "sender": sender_other_than,
    "link": link,
    "attachment": attachment,
}


def hits(rule: Rule, view: View) -> tuple[Hit, ...]:
    """What the rule's predicate finds, whatever role the letter speaks in."""
    if any(True for pattern in rule.unless for _ in view.index.find(pattern)):
        return ()
    return tuple(islice(PREDICATES[rule.predicate](rule.args, view), MOST_HITS))


def applies(rule: Rule, view: View) -> bool:
    """Whether the rule is meant for a letter in these roles and of this origin."""
    return (not rule.role or rule.role in view.roles) and not (rule.unproven and view.proven)


def findings(view: View) -> Iterator[Finding]:
    """A finding per rule that is broken: told by its first place, resting on all."""
    for rule in view.policy.rules:
        if not applies(rule, view):
            continue
        found = hits(rule, view)
        if not found:
            continue
        line = PolicyLine(view.policy.brand, rule.id)
        params = {"brand": view.policy.brand, "rule": rule.id, **found[0].params}
        places = dict.fromkeys(place for hit in found for place in hit.evidence)
        name = f"{view.policy.brand}/{rule.id}"
        yield Finding(name, rule.severity, f"rule.{rule.predicate}", params, (*places, line))


__all__ = ["PREDICATES", "Hit", "View", "applies", "findings", "hits"]
