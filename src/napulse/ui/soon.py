"""Temporary: a page that is being built."""

from django.http import HttpRequest, HttpResponse


def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")
