"""Where the sign-in library meets the product: one backend, one second step, our own addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from napulse.access.models import SignIn, User
from napulse.access.queries import agency
from napulse.access.secrets_at_rest import sealed, unsealed
from napulse.access.sessions import note_confirmed, open_sign_in


class Backend(AuthenticationBackend):  # type: ignore[misc] # the library has no types
    """By e-mail only; a user comes with the role, so that a request needs one query."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("role").filter(pk=user_id, is_active=True).first()

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user = User.objects.select_related("role").filter(email=email.lower()).first()
        checked: User | None = self._check_password(user, password)
        return checked

    @classmethod
    def _stash_user(cls, user: User | None) -> None:
        """A closed account is told apart from a wrong password by nobody."""


class SecondStep(AuthenticateStage):  # type: ignore[misc] # the library has no types
    """Asks for a code or a passkey at our own address."""

    urlname = "access:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self._should_handle(self.request):
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library has no types
    def get_login_stages(self) -> list[str]:
        return ["napulse.access.adapter.SecondStep"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Our own doors ask, see `views.confirming`."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses inside the product."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened in their own words."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        now = timezone.now()
        note_confirmed(request.session, now=now)
        open_sign_in(
            user,
            request.session,
            agent=self.get_http_user_agent(request),
            address=self.get_client_ip(request),
            now=now,
        )

    def logout(self, request: HttpRequest) -> None:
        SignIn.objects.filter(session_key=request.session.session_key or "").delete()
        super().logout(request)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    def get_totp_issuer(self) -> str:
        return "Napulse"

    def _get_site_name(self) -> str:
        return agency().name or "Napulse"

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)
