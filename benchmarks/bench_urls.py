"""The product's addresses and one more: the page with nothing in it, behind the same doors."""

from django.http import HttpResponse
from django.urls import include, path

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import VIEW_SELF
from napulse.ui.pages import page


@needs(VIEW_SELF)
def empty(request: ActorRequest) -> HttpResponse:
    """Frame, menu with its counts, palette, and not a word of content."""
    return page(request, "ui/base.html")


urlpatterns = [
    path("benchmark/empty/", empty, name="benchmark_empty"),
    path("", include("napulse.config.urls")),
]
