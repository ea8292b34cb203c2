"""Who is in a project and answers for what: charter, duties, bookings, requests for people."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientPart, ClientRow
from napulse.delivery.models.projects import Project
from napulse.delivery.permissions import VIEW_PROJECTS
from napulse.people.models import Grade, Person, WorkRole

USER = settings.AUTH_USER_MODEL


class Charter(ClientRow):
    """What a project is for. A changed charter (`edition` grows) is acknowledged anew."""

    reading = VIEW_PROJECTS

    project = models.OneToOneField(Project, models.CASCADE, related_name="charter")
    product = models.TextField(_("product"), blank=True)
    goals = models.TextField(_("business goals"), blank=True)
    acceptance = models.TextField(_("acceptance criteria"), blank=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return str(self.project)


class CharterReading(ClientPart):
    """A member has read this edition of the charter."""

    root = Charter

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="readings")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["charter", "user", "edition"], name="charter_reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.edition}"


class ProjectMember(ClientPart):
    """Somebody who works in the project, whatever the plan says."""

    root = Project

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="project_member_once")
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class Duty(models.TextChoices):
    PRODUCT = "product", _("product")
    ARCHITECTURE = "architecture", _("architecture, or the production approach")
    RESOURCES = "resources", _("resources")
    ACCOUNT = "account", _("account")
    DELIVERY = "delivery", _("delivery")


class Responsibility(ClientPart):
    """Who answers for a duty of a project: one person, and no duty without one."""

    root = Project

    project = models.ForeignKey(Project, models.CASCADE, related_name="responsibilities")
    duty = models.CharField(_("duty"), max_length=12, choices=Duty)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "duty"], name="project_duty_once")
        ]

    def __str__(self) -> str:
        return self.duty


class BookingState(models.TextChoices):
    TENTATIVE = "tentative", _("tentative")
    FIRM = "firm", _("firm")
    RELEASED = "released", _("released")


class Booking(ClientRow):
    """Part of a person's time, or of an unnamed role's, held for a project."""

    reading = VIEW_PROJECTS

    project = models.ForeignKey(Project, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name=_("person"),
    )
    role = models.ForeignKey(WorkRole, models.PROTECT, related_name="+", verbose_name=_("role"))
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, default=Grade.JUNIOR)
    percent = models.PositiveSmallIntegerField(_("part of the time, %"), default=100)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"))
    state = models.CharField(
        _("state"), max_length=9, choices=BookingState, default=BookingState.TENTATIVE
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="booking_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=10, percent__lte=100), name="booking_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.role}: {self.from_on} – {self.to_on}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:booking_edit", args=[self.pk])


class RequestState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", pgettext_lazy("of a request", "declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PeopleRequest(ClientRow):
    """A project asks the resource manager for people; the answer is a booking or a reason."""

    reading = VIEW_PROJECTS

    project = models.ForeignKey(Project, models.PROTECT, related_name="people_requests")
    role = models.ForeignKey(WorkRole, models.PROTECT, related_name="+", verbose_name=_("role"))
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, default=Grade.JUNIOR)
    wished = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("preferably"),
    )
    percent = models.PositiveSmallIntegerField(_("part of the time, %"), default=100)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"))
    note = models.CharField(pgettext_lazy("of a request", "what for"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=RequestState, default=RequestState.OPEN
    )
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, related_name="people_request"
    )
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="people_request_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=10, percent__lte=100), name="people_request_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.from_on} – {self.to_on}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:people_request_detail", args=[self.pk])

    @property
    def is_offered(self) -> bool:
        """The resource manager offered somebody or something else; the project has to answer."""
        return self.state == RequestState.OPEN and self.booking_id is not None
