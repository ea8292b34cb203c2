"""How the doors of clients answer: one page for every form, back to a tab with a way back."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from napulse.clients.forms.base import NounForm
from napulse.clients.models import Client
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
    client: Client | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def form_page(
    request: HttpRequest, form: NounForm, around: FormPage, *, status: int = 200
) -> HttpResponse:
    """The form as a page, or alone where htmx asked for it."""
    context = {"form": form, "around": around, "client": around.client, **around.extra}
    return page(request, "clients/form.html", context, partial="form", status=status)


def to_tab(
    request: HttpRequest,
    client_id: int,
    tab: str,
    message: StrOrPromise = "",
    undo_url: str = "",
) -> HttpResponse:
    url = reverse("clients:client_detail", args=[client_id]) + f"?tab={tab}"
    return redirect(request, url, message, undo_url)


def told_refusal(request: HttpRequest, refusal: Refused, url: str) -> HttpResponseBase:
    """Back to the page with the refusal in words, where there is no form to show it beside."""
    form = NounForm({})
    form.full_clean()
    form.refuse(refusal)
    return redirect(request, url, " ".join(map(str, form.non_field_errors())))
