"""Background work of people: invitations leave, calendars stay filled ahead."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import system_actor
from napulse.access.queries import agency
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import job
from napulse.people import actions
from napulse.people.queries import agency_today, invited


@job("people.send_invitation", label=gettext_lazy("Letter of invitation"))
def send_invitation(*, user_id: int, key: str) -> None:
    """The letter with the link, in the invited person's language."""
    user = invited(user_id)
    if user is None:
        return
    with translation.override(user.language):
        context = {
            "user": user,
            "agency": agency(),
            "url": settings.BASE_URL + reverse("access:join", args=[key]),
        }
        subject = _("%(agency)s: your place in Napulse") % {"agency": context["agency"]}
        text = render_to_string("people/mail/invitation.txt", context)
    queue_letter(
        Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=subject,
            text=text,
            key=f"invitation:{user.pk}:{key[:16]}",
            automatic=True,
            is_secret=True,
        ),
        now=timezone.now(),
    )


@job("people.fill_calendars", every_s=24 * 3600, label=gettext_lazy("Filling work calendars ahead"))
def fill_calendars() -> None:
    """Keep the work calendars filled from the year before to the year after."""
    year = agency_today(timezone.now()).year
    actions.seed_calendars(system_actor(), years=(year - 1, year, year + 1))
