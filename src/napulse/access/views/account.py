"""Own account: profile and keys to the API."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actions import ProfileData, add_token, edit_profile, revoke_token
from napulse.access.actor import ActorRequest, needs
from napulse.access.forms import ProfileForm, TokenForm
from napulse.access.permissions import EDIT_SELF, VIEW_SELF
from napulse.access.queries import tokens_of
from napulse.access.views.answers import UNPROCESSABLE, confirmed, go, me, show


@needs(VIEW_SELF)
def profile(request: ActorRequest) -> HttpResponse:
    user = me(request)
    values = {name: getattr(user, name) for name in ("name", "language", "zone", "single_keys")}
    return show(request, "access/profile.html", {"form": ProfileForm(user, initial=values)})


@needs(EDIT_SELF, "POST")
def profile_edit(request: ActorRequest) -> HttpResponse:
    form = ProfileForm(me(request), request.POST)
    if not form.is_valid():
        return show(request, "access/profile.html", {"form": form}, status=UNPROCESSABLE)
    edit_profile(request.actor, data=ProfileData(**form.cleaned_data))
    return go(request, reverse("access:profile"), _("Saved."))


@needs(VIEW_SELF)
def token_list(request: ActorRequest) -> HttpResponse:
    return _tokens(request, TokenForm())


def _tokens(
    request: ActorRequest, form: TokenForm, *, key: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "tokens": tokens_of(me(request).pk), "new_key": key}
    return show(request, "access/tokens.html", context, status=status)


@needs(EDIT_SELF, "POST")
@confirmed
def token_add(request: ActorRequest) -> HttpResponse:
    """The answer to this request is the only place where the key is ever shown."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens(request, form, status=UNPROCESSABLE)
    key = add_token(request.actor, name=form.cleaned_data["name"], now=timezone.now())
    return _tokens(request, TokenForm(), key=key)


@needs(EDIT_SELF, "POST")
def token_revoke(request: ActorRequest, token_id: int) -> HttpResponse:
    revoke_token(request.actor, token_id=token_id, now=timezone.now())
    return go(request, reverse("access:token_list"), _("The key is revoked."))
