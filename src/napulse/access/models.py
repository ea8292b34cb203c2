"""Users, roles, the agency itself, keys to the API and links for guests."""

import hashlib
import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.text import fold


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class Agency(models.Model):
    """The agency that this installation belongs to: exactly one row."""

    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=50, default="Europe/Moscow")
    language = models.CharField(_("language"), max_length=2, default="ru")
    mail_from = models.CharField(_("letters come from"), max_length=254, blank=True)
    mail_footer = models.TextField(_("footer of letters"), blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="agency_is_one")]

    def __str__(self) -> str:
        return self.name


class ScopeKind(models.TextChoices):
    ALL = "all", _("all clients")
    LINE = "line", _("own clients and those of the people below")
    OWN = "own", _("own clients")
    NONE = "none", _("no clients")


class SetupKey(models.Model):
    """The one-time key that opens the setup page of a new installation: at most one row."""

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="setup_key_is_one")]

    def __str__(self) -> str:
        return "setup key"


class Role(models.Model):
    """A step of the ladder or a function: levels by area, and how far it sees."""

    code = models.SlugField(primary_key=True)
    title = models.CharField(_("title"), max_length=80)
    title_ru = models.CharField(_("title in Russian"), max_length=80)
    levels = models.JSONField(default=dict)
    scope = models.CharField(_("sees"), max_length=4, choices=ScopeKind, default=ScopeKind.OWN)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["rank", "code"]

    def __str__(self) -> str:
        return self.title


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person of the agency who signs in by e-mail. There are no superusers."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    title = models.CharField(pgettext_lazy("of a person", "title"), max_length=80, blank=True)
    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"), related_name="users")
    language = models.CharField(_("language"), max_length=2, default="ru")
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    single_keys = models.BooleanField(_("one-letter shortcuts"), default=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    is_staff = False
    is_superuser = False

    class Meta:
        ordering: ClassVar = ["folded"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = self.email.lower()
        self.folded = fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def short(self) -> str:
        first, *rest = self.name.split()
        return f"{first} {rest[-1][0]}." if rest else first

    def title_in(self, language: str) -> str:
        return self.title or (self.role.title_ru if language == "ru" else self.role.title)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0]


class Invitation(models.Model):
    """An open invitation: a role waits for the person who holds the link."""

    user = models.OneToOneField(User, models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"


class SignIn(models.Model):
    """A session as its owner sees it: device, place, last use; it can be ended."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=200)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        return f"sign-in {self.pk}"


class Token(models.Model):
    """A key to the API. Only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads a person's own meetings and dates."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calendar feed of {self.user_id}"


class GuestLink(models.Model):
    """A link without an account: opens exactly one document for one recipient."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    recipient_id = models.BigIntegerField()
    client_id = models.BigIntegerField(db_index=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "recipient_id"], name="guest_link_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


def new_key() -> str:
    return secrets.token_urlsafe(32)
