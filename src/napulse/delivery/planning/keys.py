"""How rows are called inside a planning problem: a letter for the kind and the row's id."""

from typing import Final

TASK: Final = "t"
PROJECT: Final = "j"
PERSON: Final = "p"
ROLE: Final = "r"
UNNAMED: Final = "u"
DATE: Final = "d"
FIXED: Final = "f"
PROMISED: Final = "w"


def task_key(task_id: int) -> str:
    return f"{TASK}{task_id}"


def project_key(project_id: int) -> str:
    return f"{PROJECT}{project_id}"


def person_key(person_id: int) -> str:
    return f"{PERSON}{person_id}"


def role_key(role_id: int) -> str:
    """The skill of a work role; its levels are grades."""
    return f"{ROLE}{role_id}"


def unnamed_key(role_id: int, grade: int, number: int) -> str:
    """A place for somebody whom the agency does not have yet."""
    return f"{UNNAMED}{role_id}-{grade}-{number}"


def date_key(task_id: int) -> str:
    """A project of its own for the soft deadline of one task, and the item that ends it."""
    return f"{DATE}{task_id}"


def fixed_key(need_id: int, person_id: int) -> str:
    """A skill that one person alone has: the seat of a need which that person is to take."""
    return f"{FIXED}{need_id}-{person_id}"


def id_of(key: str, kind: str) -> int | None:
    """The row's id, if the key is of this kind."""
    rest = key[len(kind) :]
    return int(rest) if key.startswith(kind) and rest.isdecimal() else None


def role_of(key: str) -> int | None:
    """The work role of a skill or of an unnamed place."""
    kind, rest = key[:1], key[1:]
    return int(rest.partition("-")[0]) if kind in (ROLE, UNNAMED) and rest else None
