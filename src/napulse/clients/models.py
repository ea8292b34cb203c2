"""Clients, their people, brands and the team that serves them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel
from napulse.clients.permissions import VIEW_CLIENTS, VIEW_CONTACTS
from napulse.clients.rows import SeenModel
from napulse.engines.kernel.text import fold

USER = settings.AUTH_USER_MODEL


class ClientState(models.TextChoices):
    ACTIVE = "active", _("active")
    PROSPECT = "prospect", _("prospect")
    PAST = "past", pgettext_lazy("state of a client", "past")


class ClockKind(models.TextChoices):
    ELAPSED = "elapsed", _("elapsed hours")
    WORKING = "working", _("working hours")


class ChaseMode(models.TextChoices):
    APPROVE = "approve", _("a person approves each letter")
    AUTO = "auto", _("send by itself")
    OFF = "off", _("never")


class Client(SeenModel):
    """An organisation that the agency serves: the unit of work, rights and profit."""

    reading = VIEW_CLIENTS
    client_path = "pk"

    name = models.CharField(pgettext_lazy("of a client", "name"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    line = models.CharField(_("services"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ClientState, default=ClientState.ACTIVE
    )
    since_on = models.DateField(_("client since"), null=True, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("ru", _("Russian")), ("en", _("English"))],
        default="ru",
    )
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    calendar = models.CharField(_("work calendar"), max_length=8, default="RU")
    cadence_days = models.PositiveSmallIntegerField(
        _("speak at least every, days"), null=True, blank=True
    )
    clock_kind = models.CharField(
        _("report clock"), max_length=7, choices=ClockKind, blank=True, default=""
    )
    clock_minutes = models.PositiveIntegerField(_("report within, minutes"), null=True, blank=True)
    chase = models.CharField(
        _("letters about the client's actions"),
        max_length=7,
        choices=ChaseMode,
        default=ChaseMode.APPROVE,
    )
    silence_clause = models.CharField(
        _("silence clause of the contract"), max_length=300, blank=True
    )
    silence_hours = models.PositiveSmallIntegerField(
        _("working hours until silence is consent"), null=True, blank=True
    )
    source_id = models.CharField(max_length=60, blank=True, editable=False)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["folded"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["folded"], condition=Q(deleted_at=None), name="client_name_once"
            ),
            models.CheckConstraint(
                condition=Q(silence_hours=None) | ~Q(silence_clause=""),
                name="client_silence_needs_clause",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("clients:client_detail", args=[self.pk])

    @property
    def client_id(self) -> int | None:
        return self.pk

    @property
    def monogram(self) -> str:
        words = [w.strip("«»\"'()") for w in self.name.split()]
        words = [w for w in words if w]
        if len(words) > 1:
            return (words[0][0] + words[1][0]).upper()
        return words[0][:2].upper() if words else "?"


class ClientRow(SeenModel):
    """A row that belongs to one client and is visible to that client's team."""

    client = models.ForeignKey(Client, models.PROTECT, verbose_name=_("client"), related_name="+")

    class Meta:
        abstract = True


class ClientPart(AuditedModel):
    """A child that is written and read under its root; `root` is the audited parent class."""

    root: ClassVar[type[models.Model]]

    class Meta:
        abstract = True


class Brand(ClientRow):
    """What is advertised; one client has many."""

    reading = VIEW_CLIENTS

    name = models.CharField(pgettext_lazy("of a client", "name"), max_length=120)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class LegalEntity(ClientRow):
    """Whom the agency contracts with and pays: a company of the client and its bank details."""

    reading = VIEW_CLIENTS

    name = models.CharField(pgettext_lazy("of a company", "name"), max_length=200)
    inn = models.CharField(_("INN"), max_length=12, blank=True, db_index=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    signatory = models.CharField(_("who signs: position and name"), max_length=200, blank=True)
    ground = models.CharField(_("acts on the ground of"), max_length=120, blank=True)
    bik = models.CharField(_("BIK"), max_length=9, blank=True)
    account = models.CharField(_("account number"), max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ContactRole(models.TextChoices):
    DECIDES = "decides", _("decides")
    INFLUENCES = "influences", _("influences")
    WORKS = "works", _("works with us daily")
    PROCUREMENT = "procurement", _("procurement")
    FINANCE = "finance", _("finance")
    LEGAL = "legal", _("legal")
    OTHER = "other", _("other")


class Attitude(models.TextChoices):
    CHAMPION = "champion", _("champion")
    SUPPORTER = "supporter", _("supporter")
    NEUTRAL = "neutral", _("neutral")
    CRITIC = "critic", _("critic")
    OPPONENT = "opponent", _("opponent")


class Contact(ClientRow):
    """A person at the client: role, influence, attitude, and who of us keeps the relation."""

    reading = VIEW_CONTACTS

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    title = models.CharField(_("position"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    role = models.CharField(
        _("role"), max_length=11, choices=ContactRole, default=ContactRole.WORKS
    )
    influence = models.PositiveSmallIntegerField(
        _("influence"), default=3, choices=[(n, str(n)) for n in range(1, 6)]
    )
    attitude = models.CharField(
        _("attitude"), max_length=9, choices=Attitude, default=Attitude.NEUTRAL
    )
    keeper = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("keeps the relation"),
    )
    cadence_days = models.PositiveSmallIntegerField(
        _("speak at least every, days"), null=True, blank=True
    )
    language = models.CharField(_("language"), max_length=2, blank=True, default="")
    note = models.TextField(_("note"), blank=True)
    consent = models.CharField(_("ground for keeping personal data"), max_length=200, blank=True)
    left_on = models.DateField(
        pgettext_lazy("of a contact person", "left on"), null=True, blank=True
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    source_id = models.CharField(max_length=60, blank=True, editable=False)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["folded"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "email"],
                condition=Q(deleted_at=None) & ~Q(email=""),
                name="contact_email_once_per_client",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("clients:contact_detail", args=[self.pk])

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class TeamRole(models.TextChoices):
    LEAD = "lead", _("answers for the client")
    MANAGER = "manager", _("manages")
    MEMBER = "member", _("works on it")


class TeamMember(ClientRow):
    """Who of the agency serves the client, from when to when."""

    reading = VIEW_CLIENTS

    user = models.ForeignKey(
        USER, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=7, choices=TeamRole, default=TeamRole.MEMBER)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["role", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "user"],
                condition=Q(deleted_at=None, to_on=None),
                name="team_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.client}"


class ImportState(models.TextChoices):
    PREVIEW = "preview", pgettext_lazy("state of an import", "preview")
    RUNNING = "running", pgettext_lazy("state of an import", "running")
    DONE = "done", pgettext_lazy("state of an import", "done")
    UNDONE = "undone", pgettext_lazy("state of an import", "undone")
    FAILED = "failed", pgettext_lazy("state of an import", "failed")


class Import(models.Model):
    """One uploaded table of clients or contacts: previewed, written, and undone as a whole."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=8, choices=[("clients", _("clients")), ("contacts", _("contacts"))]
    )
    filename = models.CharField(max_length=200)
    source = models.CharField(max_length=40, blank=True)
    raw = models.BinaryField()
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.PREVIEW)
    work = models.ForeignKey("jobs.LongWork", models.SET_NULL, null=True, related_name="+")
    created = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename
