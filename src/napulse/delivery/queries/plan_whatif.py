"""The answer to "can we deliver this by then?" as its page reads it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import Plan, PlanState, ProjectTemplate
from napulse.delivery.queries.plan_scope import Scope, scope_of
from napulse.delivery.queries.plan_shapes import HurtRow, Tone, WhatIfAnswer
from napulse.delivery.queries.plans import progress_of
from napulse.delivery.wording import days_words, failure_words, grade_words
from napulse.ui.formats import percent, written_day

TONES = {"yes": Tone.OK, "risky": Tone.WARN, "no": Tone.RISK, "dates": Tone.PLAIN}


def whatif_answer(actor: Actor, row: Plan) -> WhatIfAnswer:
    """What is known of the answer now; while it is computed, how far it is."""
    scope, asked = scope_of(actor), row.request.get("promise", {})
    told = row.load.get("answer", {})
    hurt = told.get("hurt", [])
    seen = [one for one in hurt if scope.sees(one["project"])]
    verdict = told.get("verdict", "")
    chance = told.get("chance_bp")
    return WhatIfAnswer(
        plan_id=row.pk,
        template=_template_name(asked.get("template")),
        client=_client_name(actor, asked.get("client")),
        start_on=date.fromisoformat(asked["start_on"]),
        due_on=_day(asked.get("due_on")),
        verdict=verdict,
        tone=Tone.RISK if row.state == PlanState.FAILED else TONES.get(verdict, Tone.PLAIN),
        words=_words(row, told, scope),
        ends_on=_day(told.get("ends_on")),
        p50_on=_day(told.get("p50_on")),
        p80_on=_day(told.get("p80_on")),
        chance=None if chance is None else round(chance / 100),
        cost=scope.money(told.get("cost_minor", 0), told.get("currency", row.currency)),
        hurt=tuple(_hurt(one, scope) for one in seen),
        hidden_hurt=len(hurt) - len(seen),
        short=tuple(_short(hurt, scope)),
        missing=tuple(_missing(role, grade, scope) for role, grade in told.get("missing", [])),
        progress=progress_of(row),
    )


def _template_name(template_id: int | None) -> str:
    found = ProjectTemplate.objects.filter(pk=template_id or 0).first()
    return found.name if found else ""


def _client_name(actor: Actor, client_id: int | None) -> str:
    """Of a client that the reader does not see, nothing."""
    found = Client.objects.seen_by(actor).filter(pk=client_id or 0).first()
    return found.name if found else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(row: Plan, told: dict[str, Any], scope: Scope) -> str:
    """The answer in a sentence."""
    if row.state == PlanState.FAILED:
        return failure_words(row.score.get("failed", {"code": "plan.input"}), scope)
    if not told:
        return ""
    due_on, chance = _day(row.request["promise"].get("due_on")), told.get("chance_bp") or 0
    ends_on, p80_on = (date.fromisoformat(told[name]) for name in ("ends_on", "p80_on"))
    values = {
        "due": written_day(due_on) if due_on else "",
        "ends": written_day(ends_on),
        "p80": written_day(p80_on),
        "chance": percent(round(chance / 100)),
        "days": days_words((ends_on - due_on).days) if due_on and ends_on > due_on else "",
    }
    return _sentence(told["verdict"], is_late=bool(values["days"])) % values


def _sentence(verdict: str, *, is_late: bool) -> str:
    if verdict == "yes":
        return _("By %(due)s with a chance of %(chance)s, and no other promise breaks.")
    if verdict == "dates":
        return _("It would end on %(ends)s by the plan, by %(p80)s with four chances of five.")
    if is_late:
        return _("With today's people it ends on %(ends)s, %(days)s late.")
    if verdict == "no":
        return _("By %(due)s with a chance of %(chance)s only; %(p80)s is safe.")
    return _("By %(due)s with a chance of %(chance)s; %(p80)s is safe.")


def _hurt(one: dict[str, Any], scope: Scope) -> HurtRow:
    return HurtRow(
        project_id=one["project"],
        project=scope.projects[one["project"]].name,
        was_on=date.fromisoformat(one["was_on"]),
        is_on=date.fromisoformat(one["is_on"]),
        days=one["days"],
        breaks=one["breaks"],
    )


def _short(hurt: list[dict[str, Any]], scope: Scope) -> list[str]:
    """Promises to others that would break, those of unseen clients as a count."""
    broken = [one["project"] for one in hurt if one["breaks"]]
    if not broken:
        return []
    told = ngettext(
        "%(n)s deadline would no longer be kept",
        "%(n)s deadlines would no longer be kept",
        len(broken),
    ) % {"n": len(broken)}
    return [told, *scope.project_names(broken)]


def _missing(role: int, grade: int, scope: Scope) -> str:
    return _("%(role)s, %(grade)s or above") % {
        "role": scope.role_name(role),
        "grade": grade_words(grade),
    }
