"""What people type at the doors of access, turned into typed values."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.access.models import User
from napulse.access.zones import zones_with
from napulse.ui.forms import let_choose

TOO_OFTEN = "too_many_login_attempts"
REMEMBERED_S = settings.SESSION_COOKIE_AGE
CODE_REMEMBERED_S = 120


def text(**attrs: Any) -> forms.TextInput:
    return forms.TextInput({"class": "input", **attrs})


def email_box() -> forms.EmailInput:
    return forms.EmailInput(
        {"class": "input", "autocomplete": "username", "autocapitalize": "none"}
    )


def secret(kind: str, **attrs: Any) -> forms.PasswordInput:
    return forms.PasswordInput({"class": "input", "autocomplete": kind, **attrs})


def code_box() -> forms.TextInput:
    return text(
        autocomplete="one-time-code", autocapitalize="none", autofocus=True, spellcheck="false"
    )


def chooser() -> forms.Select:
    return forms.Select({"class": "input"})


class PlainForm(forms.Form):
    """The server is the only validator."""

    use_required_attribute = False

    @property
    def is_too_often(self) -> bool:
        return any(error.code == TOO_OFTEN for error in self.non_field_errors().as_data())


class SignInForm(PlainForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=email_box())
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, widget=secret("current-password")
    )
    remember = forms.BooleanField(label=gettext_lazy("Stay signed in for 14 days"), required=False)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        """One answer for an unknown address, a closed account and a wrong password."""
        if self.errors:
            return self.cleaned_data
        data = self.cleaned_data
        try:
            self.user = get_adapter().authenticate(
                self.request, email=data["email"].lower(), password=data["password"]
            )
        except ValidationError as refusal:
            raise ValidationError(
                _("Too many attempts. Try again in five minutes."), TOO_OFTEN
            ) from refusal
        if not self.user:
            raise ValidationError(_("E-mail or password is wrong."), "wrong")
        return data

    @property
    def lasts_s(self) -> int:
        """How long the session lives; zero ends it with the browser."""
        return REMEMBERED_S if self.cleaned_data.get("remember") else 0


class CodeForm(AuthenticateForm):  # type: ignore[misc] # the library has no types
    """A code of the app or a recovery code; neither works twice."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = code_box()

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as refusal:
            raise told(refusal) from refusal
        if self.authenticator.type == Authenticator.Type.TOTP:
            self._refuse_again(code)
        return code

    def _refuse_again(self, code: str) -> None:
        """The library forgets a code sooner than the code dies."""
        key = f"access.code.{self.user.pk}.{code.replace(' ', '')}"
        if not cache.add(key, True, CODE_REMEMBERED_S):
            raise ValidationError(_("This code is not right."), "wrong")


def told(refusal: ValidationError) -> ValidationError:
    """The library's refusal in our words."""
    if refusal.code in {TOO_OFTEN, "rate_limited"}:
        return ValidationError(_("Too many attempts. Try again in five minutes."), TOO_OFTEN)
    return ValidationError(_("This code is not right."), "wrong")


class AppForm(ActivateTOTPForm):  # type: ignore[misc] # the library has no types
    """The first code of an authenticator app proves that it has the secret."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].widget = code_box()
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as refusal:
            raise told(refusal) from refusal
        return code


class NewPasswordForm(PlainForm):
    """A new password, typed once: the eye of the browser shows it."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=secret("new-password"),
        help_text=gettext_lazy("At least 10 characters. A few plain words are good."),
    )

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPasswordForm):
    """The old password stands guard over the new one."""

    old = forms.CharField(
        label=gettext_lazy("Current password"), strip=False, widget=secret("current-password")
    )
    field_order = ("old", "password")

    def __init__(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not knows_password(self.request, self.user, old):
            raise ValidationError(_("This is not your current password."), "wrong")
        return old


def knows_password(request: HttpRequest, user: User | None, password: str) -> bool:
    """Whether the user types their own password; guesses are counted."""
    if not user:
        return False
    try:
        found = get_adapter().authenticate(request, email=user.email, password=password)
    except ValidationError as refusal:
        raise told(refusal) from refusal
    return bool(found and found.pk == user.pk)


class ConfirmForm(PlainForm):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=secret("current-password", autofocus=True),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        user = self.request.user
        if not isinstance(user, User) or not knows_password(self.request, user, password):
            raise ValidationError(_("This is not your password."), "wrong")
        return password


class ForgotForm(PlainForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=email_box())


class JoinForm(NewPasswordForm):
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=text(autocomplete="name")
    )
    field_order = ("name", "password")


class LanguageForm(PlainForm):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False)


class ProfileForm(PlainForm):
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=120, widget=text(autocomplete="name")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=chooser())
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, widget=chooser())
    single_keys = forms.BooleanField(
        label=gettext_lazy("One-letter shortcuts"),
        required=False,
        help_text=gettext_lazy("Turn them off if you dictate or if keys are pressed by accident."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "language", own_names())
        zones = zones_with(user.zone, at=timezone.now())
        let_choose(self, "zone", [("", _("As in the agency")), *zones])

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


def own_names() -> list[tuple[str, str]]:
    return [("ru", "Русский"), ("en", "English")]


class TokenForm(PlainForm):
    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        widget=text(placeholder=pgettext_lazy("an example of an API key's name", "Monthly export")),
    )


class PasskeyForm(PlainForm):
    """The answer of the browser, and how the owner calls the key."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False, widget=text())
    credential = forms.CharField(widget=forms.HiddenInput)  # read by the library


class PasskeyNameForm(PlainForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, widget=text())


class SetupForm(NewPasswordForm):
    agency_name = forms.CharField(
        label=gettext_lazy("Agency"), max_length=120, widget=text(autofocus=True)
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), widget=chooser(), initial=settings.TIME_ZONE
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=chooser())
    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=text(autocomplete="name")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=email_box())
    field_order = ("agency_name", "zone", "language", "name", "email", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, *args, **kwargs)
        let_choose(self, "language", own_names())
        let_choose(self, "zone", zones_with(settings.TIME_ZONE, at=timezone.now()))
