"""The pages that say no: bad request, not allowed, not found, too large or often, our fault."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from napulse.ui.pages import page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came in makes no sense."""
    return page(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not allowed."""
    return page(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this reader."""
    return page(request, "404.html", status=404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more than is read."""
    return page(request, "413.html", status=413)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the forgery check failed, as it does in a page left open over a sign-in."""
    return page(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: asked too often."""
    return page(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without a request, so that no context processor can fail again."""
    return HttpResponse(render_to_string("500.html"), status=500)
