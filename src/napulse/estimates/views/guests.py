"""The client's page of one estimate, opened by a signed link without an account."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import Actor, open_door
from napulse.access.devices import address_of
from napulse.access.models import digest_of
from napulse.access.queries import agency
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.estimates.actions.answers import AnswerData, answer_estimate, see_estimate
from napulse.estimates.documents import Paper, paper_of
from napulse.estimates.models import Estimate, EstimateAnswer, EstimateAnswerKind, EstimateState
from napulse.estimates.permissions import ANSWER_ESTIMATE
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.content import offered
from napulse.estimates.queries.guests import by_guest_key
from napulse.estimates.views.paper import pdf_answer
from napulse.estimates.wording import told
from napulse.people.queries import agency_today
from napulse.ui import errors
from napulse.ui.pages import page, redirect

WHY = "the client answers an estimate by the signed link in the letter"
WINDOW_S, MOST_BY_KEY, MOST_MISSES = 60, 40, 30
COMMENTS_MAX = 300
THANKS = {
    EstimateAnswerKind.COMMENT: _("Thank you: we have received your comments."),
    EstimateAnswerKind.RETURNED: _("Thank you: we will change it and send a new version."),
    EstimateAnswerKind.ACCEPTED: _("Thank you: the estimate is accepted."),
    EstimateAnswerKind.DECLINED: _("We have written down that you declined."),
}
GuestView = Callable[..., HttpResponse]


def _calls(name: str) -> int:
    """How often this happened within the window."""
    cache.add(name, 0, WINDOW_S)
    try:
        return int(cache.incr(name))
    except ValueError:
        return 1


def _by_link(view: GuestView) -> GuestView:
    """Find the estimate behind the key; unknown, expired and replaced look alike."""

    @wraps(view)
    def opened(request: HttpRequest, key: str) -> HttpResponse:
        try:
            estimate = by_guest_key(key, now=timezone.now())
        except Missing:
            too_often = _calls(f"offer-miss:{address_of(request)}") > MOST_MISSES
            return errors.too_many(request) if too_often else _gone(request)
        if _calls(f"offer:{digest_of(key)[:32]}") > MOST_BY_KEY:
            return errors.too_many(request)
        with translation.override(estimate.language):
            response = view(request, estimate, key)
            response["Content-Language"] = estimate.language
        return response

    return opened


def _gone(request: HttpRequest) -> HttpResponse:
    return page(request, "estimates/guest_gone.html", status=404)


def _guest(estimate: Estimate) -> Actor:
    """Nameless: who acts is sealed into history for good, and a client's name must be erasable."""
    return Actor(
        "",
        {ANSWER_ESTIMATE.area: ANSWER_ESTIMATE.level},
        client_ids=frozenset({estimate.client_id}),
    )


def _is_read(request: HttpRequest) -> bool:
    """Whether a person opens the page, and not a robot that looks ahead."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


@open_door(WHY)
@_by_link
def guest_estimate(request: HttpRequest, estimate: Estimate, key: str) -> HttpResponse:
    """What was sent, with a place for comments; the page itself says that a person reads it."""
    return _page(request, estimate, key)


def _page(
    request: HttpRequest, estimate: Estimate, key: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    offer = offered(estimate)
    today = agency_today(timezone.now())
    is_open = estimate.state == EstimateState.SENT
    said = [one for one in reads.answers(estimate) if one.kind != EstimateAnswerKind.SEEN]
    paper = paper_of(offer, agency=agency().name)
    context = {
        "estimate": estimate,
        "paper": paper,
        "parts": _parts(paper, said, more.get("own", {})),
        "is_open": is_open,
        "is_late": bool(estimate.valid_until and estimate.valid_until < today),
        "answers": [one for one in said[::-1] if one.line_id is None],
        "answer_url": reverse("estimates:guest_answer", args=[key]),
        "seen_url": reverse("estimates:guest_seen", args=[key]),
        "pdf_url": reverse("estimates:guest_pdf", args=[key]),
    }
    return page(request, "estimates/guest_estimate.html", context | more, status=status)


def _parts(
    paper: Paper, said: Sequence[EstimateAnswer], typed: dict[int, str]
) -> list[dict[str, Any]]:
    """The phases with what was said under each line, and what was typed, so that a refusal loses
    nothing.
    """
    heard: dict[int | None, list[EstimateAnswer]] = {}
    for one in said[::-1]:
        heard.setdefault(one.line_id, []).append(one)
    return [
        {
            "title": part.title,
            "total": part.total,
            "rows": [
                asdict(row) | {"said": typed.get(row.id, ""), "heard": heard.get(row.id, [])}
                for row in part.rows
            ],
        }
        for part in paper.parts
    ]


@open_door(WHY, "POST")
@_by_link
def guest_seen(request: HttpRequest, estimate: Estimate, key: str) -> HttpResponse:
    """The page in somebody's browser says that it is on the screen; mail robots run no scripts."""
    now = timezone.now()
    see_estimate(_guest(estimate), estimate, address=address_of(request) or None, now=now)
    return HttpResponse(status=204)


@open_door(WHY, "POST")
@_by_link
def guest_answer(request: HttpRequest, estimate: Estimate, key: str) -> HttpResponse:
    data = _data(request)
    try:
        answer_estimate(_guest(estimate), estimate, data=data, now=timezone.now())
    except Refused as refusal:
        fresh = by_guest_key(key, now=timezone.now())
        said = {"error": told(refusal), "wrong": refusal.code}
        more = said | {"typed": data, "own": dict(data.of_lines)}
        return _page(request, fresh, key, status=422, **more)
    url = reverse("estimates:guest_estimate", args=[key])
    return redirect(request, url, THANKS[data.kind])


def _data(request: HttpRequest) -> AnswerData:
    """What was typed; an answer that is none of ours counts as a comment."""
    asked = request.POST.get("answer", "")
    known = {str(one) for one in THANKS}
    comments = {}
    for name, value in list(request.POST.items())[: COMMENTS_MAX + 10]:
        line_id = whole(name.removeprefix("comment-")) if name.startswith("comment-") else None
        if line_id is not None:
            comments[line_id] = _clean(value)
    return AnswerData(
        kind=EstimateAnswerKind(asked if asked in known else "comment"),
        name=_clean(request.POST.get("name", "")),
        words=_clean(request.POST.get("words", "")),
        of_lines=comments,
        address=address_of(request) or None,
    )


def _clean(value: Any) -> str:
    """Words as they can be stored."""
    text = str(value).replace("\x00", "")
    return text.encode("utf-8", "ignore").decode("utf-8", "ignore")


@open_door(WHY)
@_by_link
def guest_pdf(request: HttpRequest, estimate: Estimate, key: str) -> HttpResponse:
    return pdf_answer(estimate)
