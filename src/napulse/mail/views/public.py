"""The public page of a brand, "is it really us?": rules in plain words, a check, a report."""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, open_door
from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.model import Report
from napulse.engines.mailtrust.policy import Policy
from napulse.mail.actions.brands import report_letter
from napulse.mail.forms.brands import CheckForm, ReportForm, carried
from napulse.mail.judging import judged
from napulse.mail.models import Brand
from napulse.mail.permissions import VIEW_BRANDS
from napulse.mail.presenting import language, reasons, verdict_words
from napulse.mail.queries import brands
from napulse.mail.queries.policies import words_of
from napulse.mail.reports import as_json
from napulse.mail.sentences import ICONS, TONES
from napulse.ui import errors
from napulse.ui.pages import page, redirect

WHY = "customers of a brand ask whether a letter is really its own"


def _found(slug: str) -> tuple[Brand, Policy]:
    found = brands.published(slug)
    if found is None:
        raise Http404
    return found


def _allowed(request: HttpRequest, action: str) -> bool:
    return bool(ratelimit.consume(request, app="allauth.account", action=action))


def _page(request: HttpRequest, found: tuple[Brand, Policy], **more: Any) -> HttpResponse:
    brand, policy = found
    status = more.pop("status", 200)
    plain = brands.plain(policy, language())
    title = policy.title.get(language()) or brand.name
    context = {"brand": brand, "title": title, "plain": plain, "form": CheckForm(), **more}
    return page(request, "mail/public_brand.html", context, status=status)


@open_door(WHY)
def brand_page(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _found(slug))


@open_door(WHY, "POST")
def brand_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Judge a letter and forget it: nothing of it is kept."""
    found = _found(slug)
    if not _allowed(request, "brand_check"):
        return errors.too_many(request)
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    raw = form.cleaned_data["raw"]
    return _page(request, found, **_answer(raw, found[1]), report_form=_to_report(raw))


def _to_report(raw: bytes) -> ReportForm | None:
    held = carried(raw)
    return ReportForm(initial={"carried": held}) if held else None


def _judged(raw: bytes, policy: Policy) -> Report:
    """By this brand's policy alone: the question is whether the letter is its own."""
    return judged(raw, PolicySet((policy,)), now=timezone.now())


def _answer(raw: bytes, policy: Policy) -> dict[str, Any]:
    report = _judged(raw, policy)
    words = words_of(PolicySet((policy,)), language())
    sentence, advice = verdict_words(str(report.verdict), report.brand, words)
    return {
        "sentence": sentence,
        "advice": advice,
        "tone": TONES.get(str(report.verdict), ""),
        "verdict_icon": ICONS[str(report.verdict)],
        "reasons": reasons(as_json(report)["findings"], words),
    }


@open_door(WHY, "POST")
def brand_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the letter that was checked, for the brand's team to look at."""
    found = brand, policy = _found(slug)
    if not _allowed(request, "brand_report"):
        return errors.too_many(request)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, report_form=form, status=422)
    raw = form.cleaned_data["carried"]
    report_letter(
        _visitor(brand),
        brand,
        raw=raw,
        verdict=str(_judged(raw, policy).verdict),
        words=(form.cleaned_data["note"], form.cleaned_data["reply_to"]),
        now=timezone.now(),
    )
    said = _("Thank you: the letter was passed on.")
    return redirect(request, request.path.removesuffix("report/"), said)


def _visitor(brand: Brand) -> Actor:
    """Nobody in particular, who reaches this brand alone."""
    scope = frozenset({brand.client_id} if brand.client_id else ())
    return Actor("", {VIEW_BRANDS.area: VIEW_BRANDS.level}, client_ids=scope)
