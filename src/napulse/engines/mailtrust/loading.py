"""Policies from YAML: checked by the schema, then made into values; every error knows its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from napulse.engines.mailtrust.model import Severity
from napulse.engines.mailtrust.policy import (
    ANY_ROLE,
    Auth,
    Example,
    Names,
    Pattern,
    Policy,
    PolicyError,
    Problem,
    Role,
    Rule,
    Sender,
)

MAX_CHARS = 500_000
SEVERITIES = {"note": Severity.NOTE, "warn": Severity.WARN, "fraud": Severity.FRAUD}
_PACKAGE = files("napulse.engines.mailtrust")
Data = Mapping[str, Any]


def load_policy(text: str, file: str = "policy.yaml") -> Policy:
    """The policy that `text` holds. Raises `PolicyError` with every problem and its line."""
    lines: dict[str, int] = {}
    data = _parsed(text, file, lines)
    problems = list(_schema_problems(data, file, lines))
    if not problems:
        problems = list(_reference_problems(data, file, lines))
    if problems:
        raise PolicyError(tuple(problems))
    return _policy(data)


def shipped_policies() -> tuple[Policy, ...]:
    """The policies that come with the engine, by brand."""
    return tuple(policy for policy, _text in _shipped())


def shipped_text(brand: str) -> str:
    """The YAML of a policy that comes with the engine, or ""."""
    return next((text for policy, text in _shipped() if policy.brand == brand), "")


@cache
def _shipped() -> tuple[tuple[Policy, str], ...]:
    found = sorted(
        (file for file in (_PACKAGE / "policies").iterdir() if file.name.endswith(".yaml")),
        key=lambda file: file.name,
    )
    texts = [(f.name, f.read_text(encoding="utf-8")) for f in found if f.name != "shared.yaml"]
    return tuple((load_policy(text, name), text) for name, text in texts)


@cache
def shared() -> Data:
    """The word sets and phrase families that every policy may use."""
    data = _texts(yaml.safe_load((_PACKAGE / "policies" / "shared.yaml").read_text("utf-8")))
    assert isinstance(data, dict), "the shared words are a table"  # noqa: S101
    return data


@cache
def schema() -> Data:
    """The JSON Schema of a policy."""
    loaded = json.loads((_PACKAGE / "policy.schema.json").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict), "a schema is a table"  # noqa: S101
    return loaded


def lines_of(text: str) -> dict[str, int]:
    """The line of every dotted path of a document that can be parsed."""
    lines: dict[str, int] = {}
    _lines(yaml.compose(text, Loader=yaml.SafeLoader), "", lines, [], "")
    return lines


def line_of(lines: Mapping[str, int], path: str) -> int:
    """The line of a dotted path, or of the nearest that has one."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 1)


# --- YAML ---------------------------------------------------------------------------------------


def _parsed(text: str, file: str, lines: dict[str, int]) -> Data:
    """The document as plain values; `lines` gets the line of every path."""
    if len(text) > MAX_CHARS:
        raise PolicyError((Problem("too-long", f"more than {MAX_CHARS:,} characters", file),))
    problems: list[Problem] = []
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise yaml.YAMLError("aliases (*name) are not allowed")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _lines(node, "", lines, problems, file)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error) or "nested too deeply"
        line = mark.line + 1 if mark else 1
        raise PolicyError((Problem("yaml", f"not YAML: {said}", file, "", line),)) from error
    if not isinstance(data, dict):
        problems.append(Problem("shape", "a policy is a table of names and values", file, "", 1))
    if problems:
        raise PolicyError(tuple(problems))
    return _texts(data)  # type: ignore[no-any-return]


def _texts(value: Any) -> Any:
    """Dates and numbers in word lists as the texts that a person meant."""
    if isinstance(value, dict):
        return {str(key): _texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [
            each if isinstance(each, (str, dict, list)) else _text(each)
            for each in map(_texts, value)
        ]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _text(value: object) -> str:
    """YAML reads no, yes and 100 as other than words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _lines(
    node: yaml.Node | None, path: str, lines: dict[str, int], problems: list[Problem], file: str
) -> None:
    if node is None:
        return
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            here = f"{path}.{key.value}" if path else str(key.value)
            if here in seen:
                line = key.start_mark.line + 1
                problems.append(Problem("twice", "the same name stands twice", file, here, line))
            seen.add(here)
            _lines(value, here, lines, problems, file)
            lines[here] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _lines(value, f"{path}.{number}", lines, problems, file)


# --- the schema, and what it cannot say ---------------------------------------------------------


def _schema_problems(data: Data, file: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    for error in sorted(Draft202012Validator(schema()).iter_errors(data), key=_place):
        deepest = _deepest(error)
        path = ".".join(str(part) for part in (*deepest.absolute_path, *_unknown(deepest)))
        code = f"schema-{deepest.validator}".lower()
        yield Problem(code, deepest.message[:300], file, path, line_of(lines, path))


def _unknown(error: ValidationError) -> list[str]:
    """The first name in a table that has no place there."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return []
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    return [name for name in error.instance if name not in known][:1]


def _place(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.absolute_path)


def _deepest(error: ValidationError) -> ValidationError:
    """Of alternatives that all fail, the complaint that stands deepest."""
    while error.context:
        error = max(error.context, key=lambda each: (len(each.absolute_path), each.message))
    return error


def _reference_problems(data: Data, file: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Names that stand for nothing, and ids that stand twice."""
    sets = {*shared()["words"], *data.get("words", {}), *data.get("roles", {})}
    roles = {ANY_ROLE, *data.get("roles", {})}
    ids: set[str] = set()
    for path, rule in _all_rules(data):
        if rule["id"] in ids:
            yield Problem(
                "twice", f"two rules are called {rule['id']}", file, path, line_of(lines, path)
            )
        ids.add(rule["id"])
        kind = "when" if path.startswith("rules") else "any_of"
        if "family" in rule and kind not in shared()["families"].get(rule["family"], {}):
            detail = f"there is no shared family {rule['family']}"
            yield Problem("no-family", detail, file, path, line_of(lines, path))
        if rule.get("role", ANY_ROLE) not in roles:
            detail = f"there is no role {rule['role']}"
            yield Problem("no-role", detail, file, path, line_of(lines, path))
        for name in _set_names(rule):
            if name not in sets:
                yield Problem(
                    "no-words", f"there is no word set {name}", file, path, line_of(lines, path)
                )


def _all_rules(data: Data) -> Iterator[tuple[str, Data]]:
    for section in ("never_sends", "may_send", "rules"):
        for number, rule in enumerate(data.get(section, ())):
            yield f"{section}.{number}", rule


def _set_names(rule: Data) -> Iterator[str]:
    patterns = [
        *rule.get("any_of", ()),
        *rule.get("unless", ()),
        *rule.get("when", {}).get("says", ()),
    ]
    for pattern in patterns:
        items = (
            pattern if isinstance(pattern, list) else [*pattern["all"], *pattern.get("none", ())]
        )
        for item in items:
            named = [item] if isinstance(item, str) else [w[1:] for w in item if w[0] == "@"]
            yield from named


# --- values -------------------------------------------------------------------------------------


class Maker:
    """Makes patterns, and gathers the word sets that they name under keys of their own."""

    def __init__(self, brand: str, own: Data) -> None:
        self.brand = brand
        self.own = own
        self.words: dict[str, tuple[str, ...]] = {}

    def key(self, item: str | Sequence[str], family: Data | None = None) -> str:
        """The key of a word set: shared by its name, the brand's own and those in place apart."""
        if not isinstance(item, str):
            words = tuple(word for each in item for word in self.listed(each))
            key = "=" + "|".join(words)
        elif family and item in family.get("words", {}):
            key, words = f"family/{item}", tuple(family["words"][item])
        elif item in self.own:
            key, words = f"{self.brand}/{item}", tuple(self.own[item])
        else:
            key, words = item, tuple(shared()["words"][item])
        self.words[key] = words
        return key

    def listed(self, word: str) -> tuple[str, ...]:
        """A word of a list in place; `@name` stands for the words of a set."""
        if not word.startswith("@"):
            return (word,)
        return tuple(self.own.get(word[1:]) or shared()["words"][word[1:]])

    def patterns(self, data: Sequence[Any], family: Data | None = None) -> tuple[Pattern, ...]:
        """Patterns as the policy writes them."""
        return tuple(self.pattern(each, family) for each in data)

    def pattern(self, data: Any, family: Data | None = None) -> Pattern:
        """One pattern: a list of word sets, or a table with `all`, `none`, `within`."""
        table: Data = {"all": data} if isinstance(data, list) else data
        return Pattern(
            tuple(self.key(item, family) for item in table["all"]),
            tuple(self.key(item, family) for item in table.get("none", ())),
            table.get("within", Pattern.within),
        )


def _policy(data: Data) -> Policy:
    maker = Maker(data["brand"], {**data.get("words", {})})
    roles = tuple(_role(maker, id, role) for id, role in data.get("roles", {}).items())
    rules = tuple(_rules(maker, data))
    for name in shared()["words"]:
        maker.words.setdefault(name, tuple(shared()["words"][name]))
    return Policy(
        brand=data["brand"],
        version=data["version"],
        title=data.get("title", {"en": data["brand"], "ru": data["brand"]}),
        names=Names(**{kind: tuple(words) for kind, words in data["names"].items()}),
        senders=tuple(_sender(each) for each in data["official_senders"]),
        public_mailboxes=frozenset(data.get("public_mailboxes", ())),
        link_domains=tuple(data.get("link_domains", ())),
        auth=_auth(data.get("auth", {})),
        roles=roles,
        rules=rules,
        words=maker.words,
        source=data["source"],
        date=data["date"],
    )


def _role(maker: Maker, id: str, data: Data) -> Role:
    return Role(
        id, maker.key(data["words"]), tuple(data.get("senders", ())), data.get("anywhere", False)
    )


def _sender(data: Data) -> Sender:
    return Sender(
        data["domain"],
        tuple(data.get("roles", (ANY_ROLE,))),
        data.get("match") == "subdomains",
        data.get("personal", False),
    )


def _auth(data: Data) -> Auth:
    required = data.get("dkim_aligned", "required") == "required"
    return Auth(required, data.get("dmarc", ""), data.get("since", ""))


def _rules(maker: Maker, data: Data) -> Iterator[Rule]:
    for number, rule in enumerate(data.get("never_sends", ())):
        yield _family(maker, data, rule, f"never_sends.{number}")
    for number, rule in enumerate(data.get("may_send", ())):
        yield _family(maker, data, rule, f"may_send.{number}")
    for number, rule in enumerate(data.get("rules", ())):
        whole = {**shared()["families"][rule["family"]], **rule} if "family" in rule else rule
        predicate, args = next(iter(whole["when"].items()))
        if predicate == "says":
            args = {"any_of": maker.patterns(args)}
        yield _rule(maker, data, whole, (f"rules.{number}", predicate, args))


def _family(maker: Maker, data: Data, rule: Data, path: str) -> Rule:
    """A rule about phrases: `never_sends` weighs as fraud unless it says otherwise."""
    family = shared()["families"][rule["family"]] if "family" in rule else None
    never = path.startswith("never_sends")
    usual = {"severity": "fraud" if never else "note", "claims": never}
    whole = {**usual, **(family or {}), **rule}
    args = {"any_of": maker.patterns(whole["any_of"], family)}
    return _rule(maker, data, whole, (path, "says" if never else "may_send", args))


def _rule(maker: Maker, data: Data, rule: Data, what: tuple[str, str, Data]) -> Rule:
    path, predicate, args = what
    return Rule(
        id=f"{path.partition('.')[0]}.{rule['id']}",
        path=path,
        predicate=predicate,
        args=args,
        severity=SEVERITIES[rule["severity"]],
        role=rule.get("role", ""),
        unproven=rule.get("unproven", False),
        claims=rule.get("claims", False),
        unless=maker.patterns(rule.get("unless", ())),
        plain=rule["plain"],
        source=rule.get("source", data["source"]),
        date=rule.get("date", data["date"]),
        examples=tuple(_example(each) for each in rule["examples"]),
        near_misses=tuple(_example(each) for each in rule["near_misses"]),
    )


def _example(data: Any) -> Example:
    if isinstance(data, str):
        return Example(data)
    return Example(
        data["body"], data.get("subject", ""), data.get("from", ""), data.get("attachment", "")
    )
