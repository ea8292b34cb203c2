"""Millions of time entries and their postings by bulk SQL, the same on both databases.

Every figure is whole by construction: minutes come in quarters, an hour costs a multiple of four.
The kept sums are made from the postings in one statement a table, and the product's own check is
run over a sample of months afterwards.
"""

from dataclasses import dataclass

from django.db import connection
from money_shared import LINES, PEOPLE, ROLES

LIFE_DAYS = 360
MEASURES = (
    ("minutes", "minutes"),
    ("billable_minutes", "billable_minutes"),
    ("uncosted_minutes", "uncosted_minutes"),
    ("worth_minor", "time"),
    ("actual_minor", "actual_minor"),
    ("standard_minor", "standard_minor"),
    ("fee_minor", "fee"),
    ("pass_minor", "pass"),
    ("bought_pass_minor", "bought_pass"),
    ("bought_own_minor", "bought_own"),
    ("used_minor", "used"),
    ("written_off_minor", "written_off"),
    ("overhead_minor", "overhead"),
    ("paid_minor", "paid"),
)
OWN = {"minutes", "billable_minutes", "uncosted_minutes", "actual_minor", "standard_minor"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two databases write differently."""

    numbers: str
    day: str
    month: str
    week: str
    true: str
    false: str
    at: str


SQLITE = Dialect(
    numbers="WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {top}) ",
    day="date('2024-01-01', ({days}) || ' day')",
    month="strftime('%Y-%m-01', {on})",
    week="date({on}, '-6 day', 'weekday 1')",
    true="1",
    false="0",
    at="'2026-11-01 09:00:00'",
)
POSTGRES = Dialect(
    numbers="WITH n(i) AS (SELECT i::bigint FROM generate_series(1, {top}) AS s(i)) ",
    day="(DATE '2024-01-01' + (({days})::int))",
    month="date_trunc('month', {on})::date",
    week="date_trunc('week', {on})::date",
    true="TRUE",
    false="FALSE",
    at="'2026-11-01 09:00:00+00'",
)


def dialect() -> Dialect:
    return SQLITE if connection.vendor == "sqlite" else POSTGRES


@dataclass(frozen=True, slots=True)
class Ids:
    """The first id of each kind of row that the entries point at; they follow one another."""

    client: int
    project: int
    line: int
    role: int
    person: int
    entity: int
    projects: int


def run(sql: str) -> None:
    """Without parameters a per cent sign is itself."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def fill_entries(ids: Ids, entries: int) -> None:
    """Time entries spread over people, projects, lines and the year that each project lives."""
    d = dialect()
    project = f"((i * 7919) % {ids.projects})"
    line = f"((i * 31) % {LINES})"
    role = f"(({project} * {LINES} + {line}) % {ROLES})"
    days = f"({project} * 37) % 730 + (i * 13) % {LIFE_DAYS}"
    minutes = "(15 * (1 + i % 16))"
    sold = "(i % 10 < 8)"
    worth = f"CASE WHEN {sold} THEN {minutes} * (4000 + 400 * {role}) ELSE 0 END"
    run(
        d.numbers.format(top=entries)
        + 'INSERT INTO timesheets_timeentry (version, person_id, "on", minutes, client_id,'
        " project_id, task_id, line_id, role_id, grade, note, billable, state, origin, origin_key,"
        " scope, change_order_id, rate_minor, worth_minor, invoice_line, batch_id, saved_at,"
        f" deleted_at{_more_columns()}) SELECT 1, {ids.person} + (i * 104729) % {PEOPLE},"
        f" {d.day.format(days=days)}, {minutes}, {ids.client} + {project} / 3,"
        f" {ids.project} + {project}, NULL, {ids.line} + {project} * {LINES} + {line},"
        f" {ids.role} + {role}, 2, 'Макеты и правки', CASE WHEN {sold} THEN {d.true} ELSE {d.false}"
        f" END, 'approved', 'hand', NULL, '', NULL, 240000 + 24000 * {role}, {worth}, NULL, NULL,"
        f" {d.at}, NULL{_more_values(d)} FROM n"
    )


KNOWN_COLUMNS = {
    "id",
    "version",
    "person_id",
    "on",
    "minutes",
    "client_id",
    "project_id",
    "task_id",
    "line_id",
    "role_id",
    "grade",
    "note",
    "billable",
    "state",
    "origin",
    "origin_key",
    "scope",
    "change_order_id",
    "rate_minor",
    "worth_minor",
    "invoice_line",
    "batch_id",
    "saved_at",
    "deleted_at",
}


def _more_fields() -> list[object]:
    """Columns that the entry has got since: each at what it is when nobody says anything."""
    from napulse.timesheets.models import TimeEntry

    return [f for f in TimeEntry._meta.concrete_fields if f.column not in KNOWN_COLUMNS]


def _more_columns() -> str:
    return "".join(f', "{field.column}"' for field in _more_fields())  # type: ignore[attr-defined]


def _more_values(d: Dialect) -> str:
    shown = []
    for field in _more_fields():
        value = field.get_default()  # type: ignore[attr-defined]
        if value is None:
            shown.append("NULL")
        elif isinstance(value, bool):
            shown.append(d.true if value else d.false)
        else:
            shown.append(f"'{value}'" if isinstance(value, str) else str(value))
    return "".join(f", {value}" for value in shown)


POSTING = (
    'INSERT INTO ledger_posting (kind, "on", client_id, project_id, line_id, entity_id,'
    " person_id, role_id, source, source_id, minutes, billable_minutes, uncosted_minutes,"
    " amount_minor, actual_minor, standard_minor, currency, original_minor, recorded_at) "
)


def post_entries(ids: Ids) -> None:
    """What each entry says: its worth, its standard cost and its own, all whole."""
    hour = f"(1500 + 200 * (role_id - {ids.role}))"
    run(
        POSTING + f"SELECT 'time', \"on\", client_id, project_id, line_id, {ids.entity}, person_id,"
        " role_id, 'entry', id, minutes, CASE WHEN billable THEN minutes ELSE 0 END, 0,"
        f" worth_minor, minutes * ({hour} + person_id % 50), minutes * {hour}, 'RUB', 0,"
        f" {dialect().at}"
        " FROM timesheets_timeentry"
    )


def post_documents(ids: Ids) -> None:
    """A fee and a third of pass-through a project and month of time, and what they took."""
    d = dialect()
    month = d.month.format(on='"on"')
    source = (
        f"SELECT client_id, project_id, line_id, {month} AS month_on, MIN(id) AS source_id,"
        " SUM(amount_minor) AS worth FROM ledger_posting WHERE kind = 'time'"
        f" GROUP BY client_id, project_id, line_id, {month}"
    )
    for kind, origin, amount in (
        ("fee", "invoice", "worth * 9 / 10"),
        ("pass", "invoice", "worth / 10"),
        ("bought_pass", "expense", "worth / 11"),
        ("bought_own", "expense", "worth / 50"),
        ("used", "invoice", "worth * 8 / 10"),
        ("paid", "payment", "worth"),
    ):
        run(
            POSTING
            + f"SELECT '{kind}', month_on, client_id, project_id, line_id, {ids.entity}, NULL,"
            f" NULL, '{origin}', source_id, 0, 0, 0, {amount}, 0, 0, 'RUB', {amount},"
            f" {dialect().at}"
            f" FROM ({source}) AS s"
        )


def keep_sums() -> None:
    """The four tables of kept sums, from the postings there are."""
    d = dialect()
    month = d.month.format(on='"on"')
    sums = ", ".join(_sum(name, kind) for name, kind in MEASURES)
    names = ", ".join(name for name, _kind in MEASURES)
    client, project = "COALESCE(client_id, 0)", "COALESCE(project_id, 0)"
    for table, keys, values in (
        ("ledger_clientmonth", "client_key, month_on", f"{client}, {month}"),
        (
            "ledger_projectmonth",
            "project_key, client_key, entity_key, month_on",
            f"{project}, {client}, COALESCE(entity_id, 0), {month}",
        ),
        (
            "ledger_linetotal",
            "project_key, client_key, line_key, role_key",
            f"{project}, {client}, line_id, COALESCE(role_id, 0)",
        ),
    ):
        run(
            f"INSERT INTO {table} ({keys}, {names}) SELECT {values}, {sums} FROM ledger_posting"
            f" GROUP BY {values}"
        )
    week = d.week.format(on='"on"')
    run(
        "INSERT INTO ledger_personweek (person_key, week_on, minutes, billable_minutes,"
        f" worth_minor) SELECT person_id, {week}, SUM(minutes), SUM(billable_minutes),"
        " SUM(amount_minor) FROM ledger_posting WHERE kind = 'time' AND person_id IS NOT NULL"
        f" GROUP BY person_id, {week}"
    )


def _sum(name: str, kind: str) -> str:
    if name in OWN:
        return f"SUM({name})"
    return f"SUM(CASE WHEN kind = '{kind}' THEN amount_minor ELSE 0 END)"
