"""How a view answers: a whole page or one named part of it, a toast, a redirect."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

ASKED = ("HX-Request", "HX-Request-Type")
IN_PLACE = (409, 422)
"""A draft that saves itself while its writer still types meets these as a matter of course: it is
answered 200 with the status in `X-Refused`, or the browser would report a fault in its console."""


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; it says "full" when it is about to take a whole page."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Request-Type") != "full"
    )


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the one named part of it when htmx asked."""
    name = f"{template}#{partial}" if partial and wants_part(request) else template
    response = HttpResponse(render_to_string(name, context, request), status=status)
    if request.headers.get("X-Autosave") and status in IN_PLACE:
        response.status_code, response["X-Refused"] = 200, str(status)
    patch_vary_headers(response, ASKED)
    return response


def toast(response: HttpResponse, message: object, undo_url: str = "") -> HttpResponse:
    """Show a passing message with this answer to htmx; the page's script draws it."""
    detail = {"message": str(message), "undo": undo_url}
    response["HX-Trigger"] = json.dumps({"toast": detail})
    return response


def redirect(
    request: HttpRequest, url: str, message: object = "", undo_url: str = ""
) -> HttpResponse:
    """Go to another page; the message is shown there."""
    if message:
        messages.success(request, str(message), extra_tags=undo_url)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
