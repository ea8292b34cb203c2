"""Letters of access: a way back for who forgot the password, a word when something changed."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from napulse.access.models import User
from napulse.access.queries import agency


class SecretLetter(EmailMessage):
    """Its text holds a key to an account: whoever keeps a copy must not show it."""

    door_key = ""


def reset_key_of(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"{uid}.{default_token_generator.make_token(user)}"


def user_of_reset_key(key: str) -> User | None:
    """Whose password this mailed key may set; it dies with its day, its use and every sign-in."""
    uid, _dot, token = key.partition(".")
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
    except ValueError:
        return None
    user = User.objects.select_related("role").filter(pk=pk, is_active=True).first()
    return user if user and default_token_generator.check_token(user, token) else None


def send_reset(email: str) -> None:
    """Mail a way back if the address belongs to somebody; tell the asker nothing either way."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if not user or not user.has_usable_password():
        return
    key = reset_key_of(user)
    path = reverse("access:password_reset_open", args=[key])
    letter = SecretLetter(*_words(user, "access/letters/password_reset.txt", path), to=[user.email])
    letter.door_key = key
    letter.send()


def send_password_changed(user: User) -> None:
    path = reverse("access:password_forgot")
    words = _words(user, "access/letters/password_changed.txt", path)
    EmailMessage(*words, to=[user.email]).send()


def _words(user: User, template: str, path: str) -> tuple[str, str]:
    """Subject and text; the first line of the template is the subject."""
    url = settings.BASE_URL + path
    with translation.override(user.language):
        text = render_to_string(template, {"person": user, "agency": agency(), "url": url})
    subject, _newline, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"
