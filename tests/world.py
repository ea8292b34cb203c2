"""One row of everything that belongs to a client or a person, marked, so that a leak shows."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Model

from napulse.access.models import SignIn, Token, User
from napulse.audit.recording import recording
from napulse.clients.models import Brand, Client, Contact, Import, LegalEntity, TeamMember
from napulse.clients.undo import Ticket, undo_url
from napulse.delivery.models import (
    Booking,
    Charter,
    Concern,
    PeopleRequest,
    Plan,
    PlanForecast,
    PlannedTask,
    Project,
    ProjectTemplate,
    Task,
    WorkEdition,
)
from napulse.desk.actions import refresh
from napulse.desk.models import SavedView
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import LongWork
from napulse.mail.actions.storing import keep_blob
from napulse.mail.models import Brand as JudgedBrand
from napulse.mail.models import BrandPolicy, BrandReport, Letter, Mailbox, Upload
from napulse.mail.queries.brands import example
from napulse.people.models import Absence, RoleRate, WorkRole
from napulse.service.models import (
    ActionItem,
    ChaseLetter,
    ContactReport,
    Dispute,
    DistributionEntry,
    Notice,
    Recipient,
    ReportVersion,
)
from napulse.testing import (
    NOW,
    a_calendar,
    a_client,
    a_clock,
    a_contact,
    a_deliverable,
    a_project,
    a_report,
    a_status_report,
    a_user,
    an_action,
    an_escalation,
    an_interaction,
    the_agency,
)
from tests import world_money

MARK = "Квазимодо"


@dataclass(frozen=True)
class World:
    client: Client
    director: User
    ids: dict[str, object]

    CLIENT_BOUND: ClassVar = (
        "client_id",
        "contact_id",
        "member_id",
        "brand_id",
        "project_id",
        "deliverable_id",
        "edition_id",
        "charter_id",
        "concern_id",
        "booking_id",
        "request_id",
        "item_id",
        "interaction_id",
        "clock_id",
        "report_id",
        "dispute_id",
        "action_id",
        "chase_id",
        "escalation_id",
        "status_id",
        "recipient_id",
        "entry_id",
        "letter_id",
        "entity_id",
        "ticket",
        "policy_id",
        "visit_id",
        *world_money.CLIENT_BOUND,
    )
    PERSONS_OWN: ClassVar = (
        "received_id",
        "mailbox_id",
        "upload_id",
        "letter_ticket",
        "import_id",
        "notice_id",
        "work_id",
        "view_id",
        "token_id",
        "sign_in_id",
        "passkey_id",
        *world_money.PERSONS_OWN,
    )
    EVERYBODYS: ClassVar = (
        "person_id",
        "absence_id",
        "user_id",
        "calendar_id",
        "role_id",
        "rate_id",
        "rate_ticket",
        "plan_id",
        "template_id",
        "task_id",
        "field",
        "section",
        "number",
        "code",
        *world_money.EVERYBODYS,
    )


def a_world(name: str = f"{MARK} клиент") -> World:
    """A client served by a director, with one marked row of each kind."""
    the_agency()
    calendar = a_calendar()
    director = a_user("director")
    client = a_client(name, team=(director,))
    contact = a_contact(client, f"{MARK} контакт")
    meeting = an_interaction(client, director, f"{MARK} встреча")
    report = a_report(meeting, draft={"subject": f"{MARK} отчёт"}, issued_version=1)
    action = an_action(report, f"{MARK} действие")
    ids: dict[str, object] = {
        "client_id": client.pk,
        "contact_id": contact.pk,
        "member_id": TeamMember.objects.get(client=client).pk,
        "brand_id": _made(Brand(client=client, name=f"{MARK} бренд")),
        "interaction_id": meeting.pk,
        "clock_id": a_clock(meeting).pk,
        "report_id": report.pk,
        "action_id": action.pk,
        "escalation_id": an_escalation(client, director, f"{MARK} эскалация").pk,
        "status_id": a_status_report(client, director, subject=f"{MARK} статус").pk,
        "entry_id": _made(DistributionEntry(client=client, contact=contact)),
        "ticket": a_ticket(client),
        "entity_id": _made(LegalEntity(client=client, name=f"{MARK} юрлицо")),
        "person_id": director.person.pk,
        "user_id": director.pk,
        "calendar_id": calendar.pk,
        "task_id": UUID(int=0),
        "field": "title",
        "section": "topics",
        "number": 1,
        "key": "0" * 43,
    }
    ids |= _work_in_hand(client) | _issued(report, contact, director)
    project = Project.objects.get(pk=ids["project_id"])
    ids |= world_money.money_of(client, project, director, MARK)
    refresh([client.pk], now=NOW)
    ids |= _policy(client) | _roles()
    own = _own(director) | _received(director)
    return World(client, director, ids | _written(action, contact) | own)


def a_ticket(client: Client) -> str:
    """A bulk change of the client that somebody else could try to take back."""
    address = undo_url("clients:client_undo", Ticket("state", {client.pk: [0, "active"]}))
    return address.rstrip("/").rpartition("/")[2]


def _made(row: Model) -> int:
    with recording(type(row)):
        row.save()
    return int(row.pk)


def _work_in_hand(client: Client) -> dict[str, object]:
    project = a_project(client, f"{MARK} проект")
    part = a_deliverable(project, f"{MARK} макет")
    charter = Charter(client_id=client.pk, project=project, product=f"{MARK} продукт")
    concern = Concern(client_id=client.pk, project=project, text=f"{MARK} риск")
    return {
        "project_id": project.pk,
        "deliverable_id": part.pk,
        "charter_id": _made(charter),
        "concern_id": _made(concern),
        "edition_id": _made(WorkEdition(project=project, after_version=1, made_at=NOW)),
        "template_id": _the_template(),
        **_people_wanted(project),
        **_planned(project),
    }


def _planned(project: Project) -> dict[str, object]:
    """A task in the agency's plan, which everybody sees, but not everybody by name."""
    task = Task(project=project, number=1, name=f"{MARK} задача")
    item_id = _made(task)
    plan = Plan.objects.filter(state="accepted").first() or Plan(
        state="accepted",
        from_on=NOW.date(),
        asked_by=a_user("delivery"),
        asked_at=NOW,
        computed_at=NOW,
        accepted_at=NOW,
    )
    days = {"starts_on": NOW.date(), "ends_on": NOW.date()}
    plan_id = _made(plan)
    PlannedTask.objects.create(
        plan=plan, task=task, project=project, start_slot=0, end_slot=2, **days
    )
    PlanForecast.objects.create(plan=plan, project=project, ends_on=NOW.date())
    return {"item_id": item_id, "plan_id": plan_id}


def _people_wanted(project: Project) -> dict[str, object]:
    """Somebody is held for the project, and somebody more is asked for."""
    asker = a_user("manager")
    days = {"from_on": date(2026, 11, 23), "to_on": date(2026, 12, 18)}
    what = {"client_id": project.client_id, "project": project, "role_id": _roles()["role_id"]}
    held = Booking(**what, **days, person=asker.person, note=f"{MARK} держим")
    asked = PeopleRequest(**what, **days, asked_by=asker, asked_at=NOW, note=f"{MARK} просим")
    return {"booking_id": _made(held), "request_id": _made(asked)}


def _the_template() -> int:
    """The agency's template: one for all clients."""
    known = ProjectTemplate.objects.filter(name="Сайт").first()
    return known.pk if known else _made(ProjectTemplate(name="Сайт", kind="site"))


def _issued(report: ContactReport, contact: Contact, author: User) -> dict[str, object]:
    """A version of the report, a reader of it, and what the reader objects to."""
    version = ReportVersion(
        client_id=report.client_id,
        report=report,
        number=1,
        content=_content(report),
        content_hash="0" * 64,
        issued_at=NOW,
        issued_by=author,
    )
    _made(version)
    reader = Recipient(
        client_id=report.client_id,
        version_of=version,
        contact=contact,
        name=contact.name,
        email=contact.email,
        role="to",
        state="refused",
    )
    _made(reader)
    dispute = Dispute(
        client_id=report.client_id,
        recipient=reader,
        version_of=version,
        line_key="subject",
        line_text=f"{MARK} отчёт",
        comment=f"{MARK} не так",
        created_at=NOW,
    )
    return {"recipient_id": reader.pk, "dispute_id": _made(dispute)}


def _content(report: ContactReport) -> dict[str, object]:
    head = {
        "client": report.client.name,
        "number": report.number,
        "version": 1,
        "author": report.author.name,
        "kind": "meeting",
        "starts_at": NOW.isoformat(),
        "ends_at": NOW.isoformat(),
        "zone": "Europe/Moscow",
        "attendees": [],
        "language": "ru",
    }
    return {"subject": f"{MARK} отчёт", "head": head, "owners": {}, "projects": {}}


def _written(action: ActionItem, contact: Contact) -> dict[str, object]:
    chase = ChaseLetter(
        client_id=action.client_id,
        action=action,
        contact=contact,
        subject=f"{MARK} напоминание",
        body=f"{MARK} ждём",
        proposed_at=NOW,
    )
    file = ("letter.txt", "text/plain", MARK.encode())
    letter = queue_letter(
        Draft(
            contact.email,
            f"{MARK} письмо",
            MARK,
            f"world:{action.pk}",
            client_id=action.client_id,
            attachments=(file,),
        ),
        now=NOW,
    )
    return {"chase_id": _made(chase), "letter_id": letter.pk}


def _policy(client: Client) -> dict[str, object]:
    """A brand of the client with a policy in force, its public page, and a visitor's report."""
    slug = f"bank{client.pk}"
    brand = JudgedBrand(
        code=f"{slug}.example",
        client=client,
        name=f"{MARK} банк",
        live=1,
        is_published=True,
        public_slug=slug,
    )
    policy_id = _made(brand)
    text = example().replace("Банк «Пример»", f"{MARK} банк")
    _made(BrandPolicy(brand=brand, number=1, text=text, note=MARK, created_at=NOW))
    blob = keep_blob(f"From: a@b.example\r\nSubject: {MARK}\r\n\r\n?\r\n".encode())
    visit = BrandReport(
        brand=brand, blob=blob, verdict="no_claim", note=f"{MARK} слово", created_at=NOW
    )
    return {"policy_id": policy_id, "visit_id": _made(visit), "code": "ups", "slug": slug}


def _roles() -> dict[str, object]:
    """A work role with its cost, which are everybody's as far as their areas go."""
    role = WorkRole.objects.filter(folded="дизайнер").first() or WorkRole(name="Дизайнер")
    role_id = role.pk or _made(role)
    rate = RoleRate.objects.filter(role_id=role_id).first() or RoleRate(
        role_id=role_id, grade=2, from_on=date(2026, 1, 1), cost_minor=150000
    )
    held = [3, "2026-01-01", 150000, "RUB"]
    address = undo_url("people:rate_restore", Ticket("rate", {role_id: held}))
    return {
        "role_id": role_id,
        "rate_id": rate.pk or _made(rate),
        "rate_ticket": address.rstrip("/").rpartition("/")[2],
    }


def _received(user: User) -> dict[str, object]:
    """A mailbox, an upload and a letter that only this person reads."""
    mailbox = Mailbox(
        owner=user, name=f"{MARK} почта", host="imap.example", user="x", created_at=NOW
    )
    upload = Upload(user=user, filename=MARK, packed=b"", state="done", created_at=NOW)
    mailbox_id, upload_id = _made(mailbox), _made(upload)
    raw = f"From: a@b.example\r\nSubject: {MARK}\r\n\r\n{user.pk}\r\n".encode()
    letter = Letter(
        blob=keep_blob(raw),
        source="mailbox",
        mailbox=mailbox,
        address="a@b.example",
        subject=f"{MARK} пришло",
        received_at=NOW,
        arrived_at=NOW,
    )
    received_id = _made(letter)
    address = undo_url("mail:letter_undo", Ticket("restore", {received_id: []}))
    return {
        "mailbox_id": mailbox_id,
        "upload_id": upload_id,
        "received_id": received_id,
        "letter_ticket": address.rstrip("/").rpartition("/")[2],
    }


def _own(user: User) -> dict[str, object]:
    """What belongs to one person and to nobody else, whatever clients they share."""
    key = f"w{user.pk}"
    notice = Notice(user=user, code="x", values={"what": MARK}, url="/", key=key, created_at=NOW)
    away = Absence(person=user.person, from_on=date(2027, 1, 11), to_on=date(2027, 1, 15))
    return {
        "notice_id": _made(notice),
        "absence_id": _made(away),
        "import_id": _made(
            Import(user=user, kind="clients", filename=MARK, raw=b"name\nx", created_at=NOW)
        ),
        "work_id": _made(
            LongWork(kind="mail.preview", title=f"{MARK} работа", user=user, created_at=NOW)
        ),
        "view_id": _made(SavedView(user=user, page="pulse", name=MARK, query="")),
        "token_id": _made(Token(user=user, name=MARK, digest=f"{user.pk:064}")),
        "sign_in_id": _made(
            SignIn(user=user, session_key=key, agent=MARK, created_at=NOW, seen_at=NOW)
        ),
        "passkey_id": _made(
            Authenticator(user=user, type="webauthn", data={"name": MARK, "credential": {}})
        ),
    }
