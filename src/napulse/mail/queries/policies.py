"""The policies that letters are judged by: what ships, and what the agency has put in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F

from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.loading import load_policy, shipped_policies
from napulse.engines.mailtrust.policy import Policy
from napulse.mail.models import BrandPolicy


@dataclass(frozen=True, slots=True)
class Words:
    """What brands are called, by id, and what their rules say in plain words, by `brand/rule`."""

    names: dict[str, str]
    plains: dict[str, str]


def policies_in_force() -> PolicySet:
    """Every policy in force, compiled; a set that was compiled before is used again."""
    return _compiled(_own())


def words_of_policies(language: str) -> Words:
    """The words of every policy in force in this language, else in the one that it has."""
    return words_of(policies_in_force(), language)


def words_of(policies: PolicySet, language: str) -> Words:
    """The words of these policies."""
    return Words(
        {each.brand: _in(each.title, language) or each.brand for each in policies.policies},
        {
            f"{each.brand}/{rule.id}": _in(rule.plain, language)
            for each in policies.policies
            for rule in each.rules
            if rule.plain
        },
    )


def _own() -> tuple[str, ...]:
    """The texts of the agency's own policies, by brand."""
    rows = BrandPolicy.objects.filter(
        brand__deleted_at=None, brand__live__isnull=False, number=F("brand__live")
    )
    return tuple(rows.order_by("brand__code").values_list("text", flat=True))


@lru_cache(4)
def _compiled(texts: tuple[str, ...]) -> PolicySet:
    """The agency's own policy of a brand stands instead of the shipped one."""
    return with_shipped(tuple(load_policy(text) for text in texts))


def with_shipped(own: tuple[Policy, ...]) -> PolicySet:
    """These policies, and those that ship for other brands."""
    taken = {policy.brand for policy in own}
    return PolicySet((*own, *(each for each in shipped_policies() if each.brand not in taken)))


def policies_with(policy: Policy) -> PolicySet:
    """The policies in force, this one instead of its brand's."""
    others = tuple(p for p in policies_in_force().policies if p.brand != policy.brand)
    return PolicySet((policy, *others))


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")
