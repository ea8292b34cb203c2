"""Reads brands: own policies in versions, those that ship, what their public pages brought."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from django.db.models import Count, Max, Q, QuerySet

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.engines.mailtrust.lint import lint_policy
from napulse.engines.mailtrust.loading import load_policy, shipped_policies
from napulse.engines.mailtrust.policy import Policy, Problem, Rule
from napulse.mail.models import Brand, BrandPolicy, BrandReport

SECTIONS = ("never_sends", "rules", "may_send")


@dataclass(frozen=True, slots=True)
class Plain:
    """A policy in plain words: senders, what never comes, other bad signs, what may come."""

    senders: tuple[str, ...]
    never: tuple[str, ...]
    keeps: tuple[str, ...]
    may: tuple[str, ...]


def brands(actor: Actor) -> "QuerySet[Brand]":
    """The brands that the actor sees, with `latest` and `unread` reports."""
    found: QuerySet[Brand] = (
        Brand.objects.seen_by(actor)
        .select_related("client")
        .annotate(
            latest=Max("versions__number"),
            unread=Count("reports", filter=Q(reports__seen_at=None), distinct=True),
        )
        .order_by("folded")
    )
    return found


def brand(actor: Actor, brand_id: int, *, deleted: bool = False) -> Brand:
    rows = Brand.objects.with_deleted(actor) if deleted else Brand.objects.seen_by(actor)
    found: Brand | None = rows.select_related("client").filter(pk=brand_id).first()
    if found is None:
        raise Missing("brand")
    return found


def version(brand: Brand, number: int | None = None) -> BrandPolicy:
    """One version of a brand's policy: the newest, or that of the number."""
    rows = brand.versions.select_related("author")
    found = rows.first() if number is None else rows.filter(number=number).first()
    if found is None:
        raise Missing("brand version")
    return found


def versions(brand: Brand) -> "QuerySet[BrandPolicy]":
    return brand.versions.select_related("author")


def reports(brand: Brand, *, limit: int = 100) -> list[BrandReport]:
    """What visitors reported, the newest first."""
    return list(brand.reports.select_related("blob", "seen_by")[:limit])


def report(actor: Actor, report_id: int) -> BrandReport:
    rows = BrandReport.objects.filter(brand__in=Brand.objects.seen_by(actor))
    found = rows.select_related("brand", "blob").filter(pk=report_id).first()
    if found is None:
        raise Missing("brand report")
    return found


def shipped(actor: Actor) -> list[Policy]:
    """The policies that ship and that no own one stands instead of."""
    own = Brand.objects.filter(deleted_at=None, live__isnull=False).values_list("code", flat=True)
    taken = set(own)
    return [each for each in shipped_policies() if each.brand not in taken]


def shipped_policy(code: str) -> Policy:
    found = next((each for each in shipped_policies() if each.brand == code), None)
    if found is None:
        raise Missing("brand policy")
    return found


def published(slug: str) -> tuple[Brand, Policy] | None:
    """The brand whose public page this is, and its policy in force."""
    rows = Brand.objects.filter(public_slug=slug, is_published=True, deleted_at=None)
    found: Brand | None = rows.first()
    if found is None:
        return None
    return found, load_policy(version(found, found.live).text)


@lru_cache(32)
def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with a policy, its examples tried out."""
    return lint_policy(text)


def plain(policy: Policy, language: str) -> Plain:
    """The policy as a customer of the brand reads it."""

    def told(section: str) -> tuple[str, ...]:
        rules = [rule for rule in policy.rules if rule.path.startswith(section)]
        return tuple(dict.fromkeys(in_words(rule, language) for rule in rules))

    senders = tuple(f"@{'*.' if each.subdomains else ''}{each.domain}" for each in policy.senders)
    return Plain(senders, *(told(section) for section in SECTIONS))


def in_words(rule: Rule, language: str) -> str:
    """A rule in the reader's language, or in the one that it has."""
    return rule.plain.get(language) or next(iter(rule.plain.values()), rule.id)


@cache
def example() -> str:
    """The policy of a bank that does not exist, to write over."""
    return (files("napulse.mail") / "examples" / "bank.yaml").read_text(encoding="utf-8")
