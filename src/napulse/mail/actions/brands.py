"""Brands: policies in versions, what is in force, the public page, what visitors report."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change, record
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.mailtrust.lint import lint_policy
from napulse.engines.mailtrust.loading import load_policy
from napulse.engines.mailtrust.policy import Policy, PolicyError
from napulse.mail.actions.purging import drop_orphans
from napulse.mail.actions.storing import Arrived, Place, keep_blob, store_letters
from napulse.mail.actions.uploads import judge
from napulse.mail.models import Brand, BrandPolicy, BrandReport, Letter, Upload, UploadState
from napulse.mail.permissions import EDIT_BRANDS, EDIT_LETTERS, PUBLISH_BRANDS, VIEW_BRANDS
from napulse.mail.queries.clients import team_ids
from napulse.service.actions.notices import Note, notify


@dataclass(frozen=True, slots=True)
class Writing:
    """A policy as somebody wrote it, and a word on why."""

    text: str
    note: str = ""


@action(EDIT_BRANDS)
def add_brand(actor: Actor, *, client: Client | None, writing: Writing, now: datetime) -> Brand:
    """Keep the first version of a policy; its id is the brand's for good."""
    policy = _loaded(writing.text)
    if Brand.objects.filter(code=policy.brand).exists():
        raise Refused("brand.exists", ident=policy.brand)
    brand = Brand(code=policy.brand, client=client, public_slug=_slug(policy.brand))
    with change(actor, brand, "brand_policy.added"):
        brand.name = _name(policy)
        brand.save()
        _version(actor, brand, writing, now)
    return brand


@action(EDIT_BRANDS)
def write_policy(
    actor: Actor, brand: Brand, *, writing: Writing, base: int, now: datetime
) -> BrandPolicy:
    """Keep a new version, written on top of version `base`. What is in force stays so."""
    brand = _fresh(actor, brand)
    policy = _loaded(writing.text)
    if policy.brand != brand.code:
        raise Refused("brand.other_code", ident=brand.code)
    latest = brand.versions.first()
    if latest is not None and latest.number != base:
        raise Refused("brand.changed", number=latest.number)
    if latest is not None and latest.text == writing.text:
        return latest
    with change(actor, brand, "brand_policy.written"):
        brand.name = _name(policy)
        brand.save()
        return _version(actor, brand, writing, now)


@action(PUBLISH_BRANDS)
def put_in_force(actor: Actor, brand: Brand, *, number: int) -> Brand:
    """From now on letters are judged by this version; its examples must hold."""
    brand = _fresh(actor, brand)
    version = brand.versions.filter(number=number).first()
    if version is None:
        raise Missing("brand version")
    if lint_policy(version.text):
        raise Refused("brand.examples_fail", number=number)
    with change(actor, brand, "brand_policy.in_force"):
        brand.live = number
        brand.save()
    return brand


@action(PUBLISH_BRANDS)
def withdraw_policy(actor: Actor, brand: Brand) -> Brand:
    """No version is in force; the public page closes with it."""
    brand = _fresh(actor, brand)
    with change(actor, brand, "brand_policy.withdrawn"):
        brand.live, brand.is_published = None, False
        brand.save()
    return brand


@action(PUBLISH_BRANDS)
def publish_page(actor: Actor, brand: Brand, *, is_published: bool) -> Brand:
    """Open the page on which everybody can check a letter, or close it."""
    brand = _fresh(actor, brand)
    if is_published and brand.live is None:
        raise Refused("brand.not_in_force")
    with change(
        actor, brand, "brand_policy.page_opened" if is_published else "brand_policy.page_closed"
    ):
        brand.is_published = is_published
        brand.save()
    return brand


@action(PUBLISH_BRANDS)
def delete_brand(actor: Actor, brand: Brand, *, now: datetime) -> Brand:
    """Its policy is no longer in force; everything can be brought back."""
    brand = _fresh(actor, brand)
    with change(actor, brand, "brand_policy.deleted"):
        brand.deleted_at, brand.is_published = now, False
        brand.save()
    return brand


@action(PUBLISH_BRANDS)
def restore_brand(actor: Actor, brand: Brand) -> Brand:
    brand = _fresh(actor, brand, deleted=True)
    with change(actor, brand, "brand_policy.restored"):
        brand.deleted_at = None
        brand.save()
    return brand


@action(VIEW_BRANDS)
def report_letter(
    actor: Actor, brand: Brand, *, raw: bytes, verdict: str, words: tuple[str, str], now: datetime
) -> BrandReport:
    """Keep a letter that a visitor of the public page reports, with their note and address."""
    note, reply_to = words
    blob = keep_blob(raw)
    found = BrandReport.objects.filter(brand=brand, blob=blob).first()
    if found is not None:
        return found
    made = BrandReport.objects.create(
        brand=brand,
        blob=blob,
        verdict=verdict,
        note=note,
        reply_to=reply_to,
        created_at=now,
    )
    told = Note(
        "brand_reported",
        f"brand_reported:{made.pk}",
        brand.get_absolute_url(),
        brand.client_id,
        {"what": brand.name},
    )
    notify(team_ids(brand.client) if brand.client else [], told, now=now)
    return made


@action(EDIT_BRANDS)
def forget_report(actor: Actor, report: BrandReport) -> None:
    """Remove a visitor's report for good: the letter, the word and the address."""
    record(actor, report.brand, "brand_policy.report_forgotten")
    report.delete()
    drop_orphans()


@action(EDIT_LETTERS)
def take_report(actor: Actor, report: BrandReport, *, now: datetime) -> Letter:
    """Bring a reported letter among one's own letters, to read why it is what it is."""
    if actor.user_id is None:
        raise Refused("upload.nobody")
    user = User.objects.get(pk=actor.user_id)
    upload = Upload(user=user, filename=f"{report.brand}"[:200], packed=b"", created_at=now)
    upload.state, upload.count = UploadState.DONE, 1
    upload.save()
    stored = store_letters(Place(user=user, upload=upload), [Arrived(report.blob.raw)], now=now)
    if report.seen_at is None:
        report.seen_at, report.seen_by = now, user
        report.save(update_fields=["seen_at", "seen_by"])
    record(actor, report.brand, "brand_policy.report_read")
    judge(stored)
    return stored[0].letter


def _fresh(actor: Actor, brand: Brand, *, deleted: bool = False) -> Brand:
    """The row as stored now, locked, within what the actor sees."""
    rows = Brand.objects.with_deleted(actor).filter(deleted_at__isnull=not deleted)
    if not rows.filter(pk=brand.pk).exists():
        raise Missing("brand")
    found: Brand = Brand.objects.select_for_update().get(pk=brand.pk)
    return found


def _loaded(text: str) -> Policy:
    try:
        return load_policy(text)
    except PolicyError as error:
        raise Refused("brand.policy_broken", problems=len(error.problems)) from error


def _version(actor: Actor, brand: Brand, writing: Writing, now: datetime) -> BrandPolicy:
    latest = brand.versions.first()
    return BrandPolicy.objects.create(
        brand=brand,
        number=latest.number + 1 if latest else 1,
        text=writing.text,
        note=writing.note,
        author_id=actor.user_id,
        created_at=now,
    )


def _name(policy: Policy) -> str:
    return (policy.title.get("ru") or policy.title.get("en") or policy.brand)[:120]


def _slug(code: str) -> str:
    """An address of its own, made of the brand's id."""
    wanted = slugify(code.replace(".", "-"))[:70] or "brand"
    taken = set(
        Brand.objects.filter(public_slug__startswith=wanted).values_list("public_slug", flat=True)
    )
    free = (f"{wanted}-{n}" if n else wanted for n in range(len(taken) + 1))
    return next(each for each in free if each not in taken)
