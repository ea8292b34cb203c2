"""How the doors of contracts answer: one page for every form, and refusals where there is none."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from napulse.contracts.forms.base import NounForm
from napulse.contracts.models import Contract
from napulse.engines.kernel.errors import Refused
from napulse.ui.pages import page, redirect
from napulse.ui.text import StrOrPromise


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around a form: heading, where it goes, the verb, the way back."""

    heading: StrOrPromise
    url: str
    verb: StrOrPromise
    back: str
    contract: Contract | None = None
    lead: StrOrPromise = ""
    extra: dict[str, Any] = field(default_factory=dict)


def form_page(
    request: HttpRequest, form: NounForm, around: FormPage, *, status: int = 200
) -> HttpResponse:
    """The form as a page, or alone where htmx asked for it."""
    context = {"form": form, "around": around, "contract": around.contract, **around.extra}
    return page(request, "contracts/form.html", context, partial="form", status=status)


def told_refusal(request: HttpRequest, refusal: Refused, url: str) -> HttpResponse:
    """Back to the page with the refusal in words, where there is no form to show it beside."""
    form = NounForm({})
    form.full_clean()
    form.refuse(refusal)
    return redirect(request, url, " ".join(map(str, form.non_field_errors())))


def terms_url(contract: Contract) -> str:
    return reverse("contracts:contract_terms", args=[contract.pk])
