"""Signing in and out: password, second step, passkey."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from napulse.access import factors
from napulse.access.actor import ActorRequest, needs, open_door
from napulse.access.first_start import is_new
from napulse.access.forms import REMEMBERED_S, CodeForm, SignInForm
from napulse.access.permissions import VIEW_SELF
from napulse.access.queries import DEMO_PASSWORD, demo_people, factors_of
from napulse.access.views.answers import TOO_MANY, UNPROCESSABLE, go, next_of, show

GATE = "a person shows who they are"


@open_door(GATE, "ANY")
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_of(request))
    if request.method != "POST":
        return _sign_in_page(
            request, SignInForm(request, initial={"email": request.GET.get("email")})
        )
    if not ratelimit.consume(request, action="login"):
        return render(request, "429.html", status=TOO_MANY)
    form = SignInForm(request, request.POST)
    if not form.is_valid() or not form.user:
        return _sign_in_page(request, form, TOO_MANY if form.is_too_often else UNPROCESSABLE)
    request.session.set_expiry(form.lasts_s)
    return factors.sign_in_with_password(request, form.user, to=next_of(request))


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": next_of(request, ""),
        "is_new": is_new(),
        "demo_people": [(each, each.title_in(get_language() or "")) for each in demo_people()],
        "demo_password": DEMO_PASSWORD,
    }
    return show(request, "access/sign_in.html", context, status=status)


@open_door(GATE, "POST")
def sign_in_passkey_options(request: HttpRequest) -> HttpResponse:
    if not factors.may_try_passkey(request):
        return JsonResponse({}, status=TOO_MANY)
    return JsonResponse(factors.options_to_sign_in(None))


@open_door(GATE, "POST")
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    if not factors.may_try_passkey(request):
        return render(request, "429.html", status=TOO_MANY)
    request.session.set_expiry(REMEMBERED_S if request.POST.get("remember") else 0)
    answer = factors.sign_in_with_passkey(request, request.POST, to=next_of(request))
    if answer:
        return answer
    form = SignInForm(request)
    form.cleaned_data = {}
    form.add_error(None, _("This passkey is not known here."))
    return _sign_in_page(request, form, UNPROCESSABLE)


@open_door(GATE, "ANY")
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """A code or a passkey after the right password."""
    step = factors.pending_step(request)
    if not step:
        return HttpResponseRedirect(reverse("access:sign_in"))
    user, refused = step.login.user, ""
    form = CodeForm(user=user, data=request.POST if "code" in request.POST else None)
    if "credential" in request.POST:
        answered = factors.passkey_answers(user, request.POST)
        refused = "" if answered else _("This passkey is not known here.")
    else:
        answered = form if form.is_valid() else None
    if answered:
        return factors.take_second_step(step, answered)
    context = {"form": form, "refused": refused, "factors": factors_of(user.pk)}
    return show(request, "access/second_step.html", context, status=_status(request, form))


def _status(request: HttpRequest, form: CodeForm) -> int:
    if request.method != "POST":
        return 200
    return TOO_MANY if is_throttled(form) else UNPROCESSABLE


def is_throttled(form: CodeForm) -> bool:
    return any(
        error.code == "too_many_login_attempts" for error in form.errors.as_data().get("code", [])
    )


@open_door(GATE, "POST")
def second_step_options(request: HttpRequest) -> HttpResponse:
    step = factors.pending_step(request)
    if not step:
        return JsonResponse({}, status=UNPROCESSABLE)
    return JsonResponse(factors.options_to_sign_in(step.login.user))


@needs(VIEW_SELF, "POST")
def sign_out(request: ActorRequest) -> HttpResponse:
    get_adapter().logout(request)
    return go(request, reverse("access:sign_in"), _("You are signed out."))
