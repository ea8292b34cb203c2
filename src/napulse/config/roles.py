"""The roles that ship: the ladder of client service and the functions beside it, as data.

Letters: V view, E edit, A approve. An area that a role does not name is closed to it.
"""

from dataclasses import dataclass

from napulse.access.levels import Level
from napulse.access.models import ScopeKind

LEVELS = {"V": Level.VIEW, "E": Level.EDIT, "A": Level.APPROVE}


@dataclass(frozen=True, slots=True)
class ShippedRole:
    title: str
    title_ru: str
    scope: ScopeKind
    grants: dict[str, str]

    @property
    def levels(self) -> dict[str, int]:
        return {area: int(LEVELS[letter]) for area, letter in self.grants.items()}


EVERYBODY = {
    "access.self": "E",
    "people.people": "V",
    "people.absences": "E",
    "people.calendars": "V",
    "timesheets.own": "E",
}

EXECUTIVE = EVERYBODY | {
    "desk.pulse": "E",
    "clients.clients": "E",
    "clients.contacts": "E",
    "delivery.projects": "E",
    "delivery.plans": "V",
    "service.interactions": "E",
    "service.status": "E",
    "service.actions": "E",
    "service.escalations": "E",
    "service.figures": "V",
    "service.standards": "V",
    "jobs.letters": "E",
    "mail.letters": "E",
    "mail.mailboxes": "E",
    "mail.brands": "V",
    "contracts.contracts": "V",
    "estimates.rates": "V",
    "estimates.estimates": "E",
    "timesheets.expenses": "E",
    "billing.invoices": "V",
}
MANAGER = EXECUTIVE | {
    "contracts.contracts": "E",
    "timesheets.time": "A",
    "billing.invoices": "E",
    "profit.margins": "V",
    "delivery.plans": "E",
    "service.interactions": "A",
    "service.status": "A",
    "service.actions": "A",
    "mail.brands": "E",
    "audit.history": "V",
}
DIRECTOR = MANAGER | {
    "contracts.contracts": "A",
    "estimates.estimates": "A",
    "timesheets.expenses": "A",
    "billing.invoices": "A",
    "profit.margins": "E",
    "delivery.plans": "A",
    "clients.clients": "A",
    "service.escalations": "A",
    "mail.brands": "A",
    "people.absences": "A",
}
HEAD = DIRECTOR | {
    "profit.margins": "A",
    "billing.payments": "V",
    "ledger.setup": "V",
    "estimates.rates": "E",
    "people.people": "E",
    "people.rates": "V",
    "people.calendars": "E",
    "service.standards": "E",
}

SEES_WORK = EVERYBODY | {
    "desk.pulse": "E",
    "clients.clients": "V",
    "delivery.projects": "V",
    "delivery.plans": "V",
    "service.interactions": "V",
    "service.actions": "E",
    "mail.letters": "V",
}

ROLES: dict[str, ShippedRole] = {
    "executive": ShippedRole("Account executive", "Аккаунт-экзекьютив", ScopeKind.OWN, EXECUTIVE),
    "manager": ShippedRole("Account manager", "Аккаунт-менеджер", ScopeKind.OWN, MANAGER),
    "senior": ShippedRole(
        "Senior account manager", "Старший аккаунт-менеджер", ScopeKind.LINE, MANAGER
    ),
    "director": ShippedRole("Account director", "Аккаунт-директор", ScopeKind.LINE, DIRECTOR),
    "group": ShippedRole(
        "Group account director", "Групповой аккаунт-директор", ScopeKind.LINE, DIRECTOR
    ),
    "service": ShippedRole(
        "Client service director", "Директор по работе с клиентами", ScopeKind.ALL, HEAD
    ),
    "managing": ShippedRole(
        "Managing director",
        "Управляющий директор",
        ScopeKind.ALL,
        HEAD
        | {
            "people.rates": "E",
            "people.costs": "V",
            "profit.books": "E",
            "ledger.setup": "E",
            "access.users": "A",
            "access.settings": "E",
            "jobs.work": "V",
        },
    ),
    "delivery": ShippedRole(
        "Delivery manager",
        "Менеджер по производству",
        ScopeKind.OWN,
        SEES_WORK
        | {
            "delivery.projects": "E",
            "delivery.plans": "A",
            "estimates.estimates": "E",
            "timesheets.time": "A",
            "timesheets.expenses": "E",
            "service.status": "V",
            "service.escalations": "E",
        },
    ),
    "resource": ShippedRole(
        "Resource manager",
        "Ресурс-менеджер",
        ScopeKind.ALL,
        SEES_WORK
        | {
            "delivery.plans": "A",
            "people.people": "E",
            "people.absences": "A",
            "people.calendars": "E",
            "people.rates": "V",
            "timesheets.time": "V",
        },
    ),
    "creative": ShippedRole("Creative", "Креатив", ScopeKind.OWN, SEES_WORK),
    "finance": ShippedRole(
        "Finance",
        "Финансы",
        ScopeKind.ALL,
        EVERYBODY
        | {
            "clients.clients": "V",
            "clients.contacts": "V",
            "delivery.projects": "V",
            "delivery.plans": "V",
            "people.rates": "E",
            "people.costs": "E",
            "service.figures": "V",
            "ledger.setup": "E",
            "contracts.contracts": "A",
            "estimates.rates": "E",
            "estimates.estimates": "V",
            "timesheets.time": "A",
            "timesheets.expenses": "A",
            "billing.invoices": "A",
            "billing.payments": "E",
            "profit.margins": "A",
            "profit.books": "E",
            "jobs.letters": "V",
        },
    ),
    "hr": ShippedRole(
        "HR",
        "HR",
        ScopeKind.NONE,
        EVERYBODY
        | {
            "people.people": "E",
            "people.absences": "A",
            "people.calendars": "E",
            "people.rates": "E",
            "people.costs": "E",
            "profit.books": "V",
        },
    ),
    "newbusiness": ShippedRole(
        "New business",
        "Нью-бизнес",
        ScopeKind.OWN,
        EXECUTIVE | {"service.status": "V", "jobs.letters": "V"},
    ),
    "administrator": ShippedRole(
        "Administrator",
        "Администратор",
        ScopeKind.NONE,
        EVERYBODY
        | {
            "access.users": "A",
            "access.settings": "E",
            "people.people": "E",
            "people.absences": "A",
            "people.calendars": "E",
            "service.standards": "E",
            "jobs.work": "E",
            "jobs.letters": "E",
            "audit.history": "V",
            "ledger.setup": "E",
        },
    ),
}
