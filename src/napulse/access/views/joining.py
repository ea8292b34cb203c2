"""Coming in for the first time: by invitation, or as the first director of a new installation."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from napulse.access.actor import open_door
from napulse.access.first_start import FirstAgency, FirstDirector, opens_setup, set_up
from napulse.access.forms import JoinForm, SetupForm
from napulse.access.invitations import accept_invitation, open_invitation
from napulse.access.models import User
from napulse.access.views.answers import UNPROCESSABLE, go, show
from napulse.engines.kernel.errors import Refused


@open_door("the invitation is the key", "ANY")
@sensitive_post_parameters("password")
def join(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    invitation = open_invitation(key, now=now)
    if not invitation:
        return _over(request)
    data = request.POST if request.method == "POST" else None
    form = JoinForm(invitation.user, data, initial={"name": invitation.user.name})
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        context = {"form": form, "invitation": invitation}
        return show(request, "access/join.html", context, status=status)
    try:
        user = accept_invitation(key, **form.cleaned_data, now=now)
    except Refused:
        return _over(request)
    return _enter(request, user)


def _over(request: HttpRequest) -> HttpResponse:
    return show(request, "access/join_over.html", status=410)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Whoever just set the password need not type it again."""
    get_adapter().login(request, user)
    request.session.set_expiry(0)
    return go(request, "/", _("Welcome, %(name)s.") % {"name": user.get_short_name()})


@open_door("a new installation has nobody yet; the one-time key of the console opens it", "ANY")
@sensitive_post_parameters("password")
def setup(request: HttpRequest, key: str) -> HttpResponse:
    if not opens_setup(key):
        raise Http404
    form = SetupForm(
        request.POST if request.method == "POST" else None, initial=_first_values(request)
    )
    if not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return show(request, "access/setup.html", {"form": form}, status=status)
    data = form.cleaned_data
    agency = FirstAgency(data["agency_name"], data["zone"], data["language"])
    director = FirstDirector(data["email"], data["name"], data["password"], data["language"])
    try:
        user = set_up(key, agency=agency, director=director, now=timezone.now())
    except Refused as refusal:
        if refusal.code == "setup.over":
            raise Http404 from refusal
        form.add_error("email", _("This address is taken."))
        return show(request, "access/setup.html", {"form": form}, status=UNPROCESSABLE)
    return _enter(request, user)


def _first_values(request: HttpRequest) -> dict[str, str]:
    return {"language": getattr(request, "LANGUAGE_CODE", "ru")}
