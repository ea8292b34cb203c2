"""Actions promised in contact reports, letters that chase them, escalations and notices."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.audit.models import AuditedModel
from napulse.clients.models import ClientPart, ClientRow, Contact
from napulse.clients.rows import SeenQuerySet
from napulse.db.among import Among
from napulse.delivery.models import Project
from napulse.engines.kernel.text import fold
from napulse.service.models.interactions import Clock
from napulse.service.models.reports import ContactReport
from napulse.service.permissions import VIEW_ACTIONS, VIEW_ESCALATIONS

USER = settings.AUTH_USER_MODEL


class Side(models.TextChoices):
    US = "us", _("our side")
    CLIENT = "client", _("the client's side")


class ActionState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", pgettext_lazy("state of an action", "done")
    CANCELLED = "cancelled", _("cancelled")


class ActionQuerySet(SeenQuerySet["ActionItem"]):
    """Actions are reached by the client's team, and each by whoever is to do it."""

    def reached_by(self, actor: Actor) -> Self:
        """The living rows of the actor's clients, and the actor's own of any client."""
        if actor.client_ids is None or not actor.can(VIEW_ACTIONS):
            return self.seen_by(actor)
        of_clients = Q(Among("client_id", actor.client_ids))
        return self.filter(of_clients | Q(owner_user_id=actor.own_id), deleted_at=None)


class ActionItem(ClientRow):
    """A promise of either side: tracked until done, cancelled with a reason, or moved with one."""

    reading = VIEW_ACTIONS
    objects: ClassVar[Any] = ActionQuerySet.as_manager()

    report = models.ForeignKey(ContactReport, models.PROTECT, related_name="actions")
    key = models.CharField(max_length=40)
    text = models.CharField(_("action"), max_length=500)
    folded = models.TextField(editable=False, default="")
    side = models.CharField(_("side"), max_length=6, choices=Side)
    owner_user = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    owner_contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    first_due_on = models.DateField(_("first promised for"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=9, choices=ActionState, default=ActionState.OPEN
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reminded_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="action_open", condition=Q(state="open")),
            models.Index(fields=["client", "state", "due_on"]),
            models.Index(fields=["owner_user", "state", "due_on"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "key"], name="action_once_per_report"),
            models.CheckConstraint(
                condition=Q(owner_user=None) ^ Q(owner_contact=None), name="action_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_at__isnull=False),
                name="action_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="action_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("service:action_detail", args=[self.pk])

    @property
    def doer_id(self) -> int | None:
        """Who of us is to do it, and so reaches it without seeing the client."""
        return self.owner_user_id


class ActionMove(ClientPart):
    """That an action was moved: from, to, why, by whom. The first promise stays on the action."""

    root = ActionItem

    action = models.ForeignKey(ActionItem, models.PROTECT, related_name="moves")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["moved_at"]

    def __str__(self) -> str:
        return f"{self.from_on} → {self.to_on}"


class ChaseState(models.TextChoices):
    PROPOSED = "proposed", _("waits for approval")
    SENT = "sent", _("sent")
    DISMISSED = "dismissed", _("dismissed")


class ChaseLetter(ClientRow):
    """A polite letter about an action that waits for the client."""

    reading = VIEW_ACTIONS

    action = models.ForeignKey(ActionItem, models.PROTECT, related_name="chases")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("letter"))
    state = models.CharField(max_length=9, choices=ChaseState, default=ChaseState.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey("jobs.Letter", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(state="proposed"), name="chase_one_proposed"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class EscalationState(models.TextChoices):
    OPEN = "open", _("open")
    RESOLVED = "resolved", _("resolved")


class EscalationRule(models.TextChoices):
    HAND = "hand", _("raised by hand")
    CLOCK = "clock", _("report clock breached")
    ACTION = "action", _("action long overdue")
    DISPUTE = "dispute", _("the client disputes a report")
    UNHAPPY = "unhappy", _("unhappy client")
    BUDGET = "budget", _("budget cannot be kept")


class Escalation(ClientRow):
    """A problem that climbs the reporting line; it cannot be closed without a resolution."""

    reading = VIEW_ESCALATIONS

    title = models.CharField(_("what is wrong"), max_length=200)
    folded = models.TextField(editable=False, default="")
    detail = models.TextField(_("detail"), blank=True)
    rule = models.CharField(max_length=8, choices=EscalationRule, default=EscalationRule.HAND)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, blank=True, related_name="+")
    action = models.ForeignKey(ActionItem, models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    line = models.JSONField(default=list)
    step = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_at = models.DateTimeField(_("to be resolved by"))
    climbs_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=EscalationState, default=EscalationState.OPEN)
    resolution = models.TextField(_("resolution"), blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-raised_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(resolution=""), name="escalation_needs_resolution"
            ),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(clock__isnull=False), name="escalation_once_per_clock"
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(state="open", action__isnull=False),
                name="escalation_once_per_action",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("service:escalation_detail", args=[self.pk])


class Notice(models.Model):
    """A line in a person's inbox; also mailed when `mailed` is set. Kept until read."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="notices")
    client_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["user", "read_at", "-created_at"])]

    def __str__(self) -> str:
        return self.code


class ServiceStandard(AuditedModel):
    """The agency's own standard, one row: report, warning, how escalations climb."""

    clock_kind = models.CharField(
        _("report clock"),
        max_length=7,
        choices=[("elapsed", _("elapsed hours")), ("working", _("working hours"))],
        default="elapsed",
    )
    clock_minutes = models.PositiveIntegerField(_("report within, minutes"), default=24 * 60)
    warn_minutes = models.PositiveIntegerField(_("warn before, minutes"), default=4 * 60)
    cadence_days = models.PositiveSmallIntegerField(_("speak at least every, days"), default=14)
    escalation_hours = models.PositiveSmallIntegerField(
        _("resolve an escalation within, hours"), default=24
    )
    climb_hours = models.PositiveSmallIntegerField(_("climb after, hours"), default=8)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=1), name="service_standard_is_one"),
            models.CheckConstraint(
                condition=Q(clock_minutes__gt=0), name="service_standard_clock_positive"
            ),
        ]

    def __str__(self) -> str:
        return "standard"
