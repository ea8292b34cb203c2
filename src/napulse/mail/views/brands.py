"""Pages of brands: their policies in versions, what is in force, previews, what visitors report."""

import difflib
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import clients
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.mailtrust.loading import load_policy, shipped_text
from napulse.jobs.queries import work as work_of
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work
from napulse.mail.actions.brands import (
    add_brand,
    delete_brand,
    forget_report,
    publish_page,
    put_in_force,
    restore_brand,
    take_report,
    withdraw_policy,
    write_policy,
)
from napulse.mail.forms.brands import NewBrandForm, PolicyForm, told_problem
from napulse.mail.forms.wording import told
from napulse.mail.models import Brand, Judged
from napulse.mail.permissions import EDIT_BRANDS, EDIT_LETTERS, PUBLISH_BRANDS, VIEW_BRANDS
from napulse.mail.presenting import language
from napulse.mail.queries import brands, letters
from napulse.ui.pages import page, redirect


@needs(VIEW_BRANDS)
def policy_list(request: ActorRequest) -> HttpResponse:
    own = list(brands.brands(request.actor))
    told_language = language()
    shipped = [(each, _title(each.title, told_language)) for each in brands.shipped(request.actor)]
    context = {"own": own, "shipped": shipped, "may_edit": request.actor.can(EDIT_BRANDS)}
    return page(request, "mail/brand_list.html", context)


def _title(title: Any, told_language: str) -> str:
    return str(title.get(told_language) or next(iter(title.values())))


@needs(VIEW_BRANDS)
def policy_shipped(request: ActorRequest, code: str) -> HttpResponse:
    """What ships, in plain words and as it is written."""
    policy = brands.shipped_policy(code)
    context = {
        "policy": policy,
        "date": parse_date(policy.date),
        "title": _title(policy.title, language()),
        "plain": brands.plain(policy, language()),
        "text": shipped_text(code),
        "may_edit": request.actor.can(EDIT_BRANDS),
    }
    return page(request, "mail/brand_shipped.html", context)


@needs(EDIT_BRANDS)
def policy_create(request: ActorRequest) -> HttpResponse:
    """An example to write over, or the policy of a brand that ships."""
    text = shipped_text(request.GET.get("from", "")) or brands.example()
    form = NewBrandForm(clients=clients(request.actor), initial={"text": text})
    return page(request, "mail/brand_form.html", {"form": form, "brand": None})


@needs(EDIT_BRANDS, "POST")
def policy_created(request: ActorRequest) -> HttpResponse:
    form = NewBrandForm(request.POST, clients=clients(request.actor))
    if form.is_valid():
        with form.showing_refusals():
            client = form.cleaned_data["client"]
            now = timezone.now()
            brand = add_brand(request.actor, client=client, writing=form.writing, now=now)
            return redirect(request, brand.get_absolute_url(), _("Version 1 is kept"))
    context = {"form": form, "brand": None}
    return page(request, "mail/brand_form.html", context, partial="form", status=422)


@needs(VIEW_BRANDS)
def policy_detail(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    return page(request, "mail/brand_detail.html", _detail(request, brand))


def _detail(request: ActorRequest, brand: Brand) -> dict[str, Any]:
    latest = brands.version(brand)
    actor = request.actor
    problems = [told_problem(each) for each in brands.problems_of(latest.text)]
    return {
        "brand": brand,
        "latest": latest,
        "versions": list(brands.versions(brand)),
        "problems": problems,
        "plain": brands.plain(load_policy(latest.text), language()),
        "reports": brands.reports(brand),
        "verdicts": dict(Judged.choices),
        "public_url": settings.BASE_URL + reverse("brandpage:brand_page", args=[brand.public_slug]),
        "may_edit": actor.can(EDIT_BRANDS),
        "may_publish": actor.can(PUBLISH_BRANDS),
        "may_read": actor.can(EDIT_LETTERS),
    }


@needs(EDIT_BRANDS)
def policy_edit(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    latest = brands.version(brand)
    form = PolicyForm(initial={"text": latest.text, "base": latest.number})
    return page(request, "mail/brand_form.html", {"form": form, "brand": brand})


@needs(EDIT_BRANDS, "POST")
def policy_edited(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    form = PolicyForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = write_policy(
                request.actor,
                brand,
                writing=form.writing,
                base=form.cleaned_data["base"] or 0,
                now=timezone.now(),
            )
            said = _("Version %(number)s is kept") % {"number": made.number}
            return redirect(request, brand.get_absolute_url(), said)
    context = {"form": form, "brand": brand}
    return page(request, "mail/brand_form.html", context, partial="form", status=422)


@needs(VIEW_BRANDS)
def policy_version(request: ActorRequest, policy_id: int, number: int) -> HttpResponse:
    """One version, and what is different in it from the one before."""
    brand = brands.brand(request.actor, policy_id)
    version = brands.version(brand, number)
    before = brands.version(brand, number - 1).text if number > 1 else version.text
    context = {"brand": brand, "version": version, "lines": _difference(before, version.text)}
    return page(request, "mail/brand_version.html", context)


def _difference(before: str, after: str) -> list[tuple[str, str]]:
    """Lines with what became of them: "ok" added, "risk" removed, "" as it was."""
    tones = {"+": "ok", "-": "risk", " ": ""}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(tones[line[0]], line[2:]) for line in lines if line[0] in tones]


@needs(PUBLISH_BRANDS, "POST")
def policy_enforce(request: ActorRequest, policy_id: int, number: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    try:
        put_in_force(request.actor, brand, number=number)
        said = _("Letters are judged by version %(number)s now") % {"number": number}
    except Refused as refusal:
        said = told(refusal)
    return redirect(request, brand.get_absolute_url(), said)


@needs(PUBLISH_BRANDS, "POST")
def policy_withdraw(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    withdraw_policy(request.actor, brand)
    return redirect(request, brand.get_absolute_url(), _("No version is in force"))


@needs(PUBLISH_BRANDS, "POST")
def policy_publish(request: ActorRequest, policy_id: int) -> HttpResponse:
    """Open the public page, or close it when it is open."""
    brand = brands.brand(request.actor, policy_id)
    try:
        brand = publish_page(request.actor, brand, is_published=not brand.is_published)
        opened = brand.is_published
        said = _("The public page is open") if opened else _("The public page is closed")
    except Refused as refusal:
        said = told(refusal)
    return redirect(request, brand.get_absolute_url(), said)


@needs(PUBLISH_BRANDS, "POST")
def policy_delete(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id)
    delete_brand(request.actor, brand, now=timezone.now())
    undo = reverse("mail:policy_restore", args=[brand.pk])
    return redirect(request, reverse("mail:policy_list"), _("Brand deleted"), undo)


@needs(PUBLISH_BRANDS, "POST")
def policy_restore(request: ActorRequest, policy_id: int) -> HttpResponse:
    brand = brands.brand(request.actor, policy_id, deleted=True)
    restore_brand(request.actor, brand)
    return redirect(request, brand.get_absolute_url(), _("The brand is back"))


@needs(EDIT_BRANDS, "POST")
def policy_try(request: ActorRequest, policy_id: int, number: int) -> HttpResponse:
    """Try a version on the last letters in the background."""
    brand = brands.brand(request.actor, policy_id)
    brands.version(brand, number)
    work = start_work(request.actor, "mail.preview", f"{brand.name} {number}")
    after_commit("mail.preview", work_id=work.pk, brand_id=brand.pk, number=number)
    return redirect(request, reverse("mail:policy_preview", args=[brand.pk, work.pk]))


@needs(EDIT_BRANDS)
def policy_preview(request: ActorRequest, policy_id: int, work_id: int) -> HttpResponse:
    """How far the trial is; then which rules found what, and which verdicts would change."""
    brand = brands.brand(request.actor, policy_id)
    work = work_of(request.actor, work_id)
    result = work.result
    if work.kind != "mail.preview" or result.get("brand", brand.pk) != brand.pk:
        raise Missing("work")
    context = {"brand": brand, "work": work, "result": result, **_tried(request, brand, result)}
    return page(request, "mail/brand_preview.html", context, partial="body")


def _tried(request: ActorRequest, brand: Brand, result: dict[str, Any]) -> dict[str, Any]:
    if "letters" not in result:
        return {}
    policy = load_policy(brands.version(brand, result["number"]).text)
    plains = {f"{brand.code}/{r.id}": brands.in_words(r, language()) for r in policy.rules}
    rows = letters.chosen_letters(request.actor, [each["letter"] for each in result["changes"]])
    known = {row.pk: row for row in rows}
    named = dict(Judged.choices)
    return {
        "rules": [(plains.get(rule, rule), n) for rule, n in result["rules"].items()],
        "changes": [
            (known[each["letter"]], named[each["before"]], named[each["after"]])
            for each in result["changes"]
            if each["letter"] in known
        ],
    }


@needs(EDIT_LETTERS, "POST")
def visitor_report_take(request: ActorRequest, visit_id: int) -> HttpResponse:
    """Open a reported letter: it becomes one of the reader's own."""
    letter = take_report(request.actor, brands.report(request.actor, visit_id), now=timezone.now())
    return redirect(request, letter.get_absolute_url())


@needs(EDIT_BRANDS, "POST")
def visitor_report_forget(request: ActorRequest, visit_id: int) -> HttpResponse:
    """Remove a report for good, with the letter and the visitor's address."""
    report = brands.report(request.actor, visit_id)
    url = report.brand.get_absolute_url()
    forget_report(request.actor, report)
    return redirect(request, url, _("The report is removed"))
