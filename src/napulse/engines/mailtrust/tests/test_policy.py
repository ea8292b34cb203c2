"""A policy is read strictly, and whoever writes one learns what is wrong and on which line."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.loading import load_policy, shared, shipped_policies
from napulse.engines.mailtrust.model import Severity
from napulse.engines.mailtrust.policy import PolicyError, Problem
from napulse.engines.mailtrust.rules import PREDICATES
from napulse.engines.mailtrust.tests.judged_letters import POLICY, the_policy


def the_problem(text: str) -> Problem:
    with pytest.raises(PolicyError) as raised:
        load_policy(text, "bank.yaml")
    assert len(raised.value.problems) == 1, raised.value.problems
    return raised.value.problems[0]


def test_policy_is_read_into_values() -> None:
    policy = the_policy()

    assert (policy.brand, policy.version, policy.title["ru"]) == ("northkey", 3, "Нордкей")
    assert policy.names.strong == ("Northkey", "Нордкей")
    assert [rule.id for rule in policy.rules] == ["never_sends.stolen-card", "rules.no-programs"]
    assert policy.rules[0].severity is Severity.FRAUD
    assert (policy.rules[0].source, policy.rules[0].date) == (policy.source, "2026-05-04")


def test_official_sender_is_that_domain_exactly() -> None:
    policy = the_policy()

    assert policy.official("clients.northkey.example") is not None
    assert policy.official("northkey.example") is None
    assert policy.official("x.clients.northkey.example") is None
    assert policy.official("clients.northkey.example.evil.example") is None


def test_subdomains_are_official_only_when_the_policy_says_so() -> None:
    text = POLICY.replace("roles: [any]}", "match: subdomains}")

    policy = load_policy(text)

    assert policy.official("x.clients.northkey.example") is not None
    assert policy.official("xclients.northkey.example") is None
    assert policy.official("x.news.northkey.example") is None


def test_sender_of_a_domain_of_endless_labels_is_found_in_one_look() -> None:
    text = POLICY.replace("roles: [any]}", "match: subdomains}")
    policy = load_policy(text)

    assert policy.official("b." * 500_000 + "clients.northkey.example") is policy.senders[0]
    assert policy.official("b." * 500_000 + "evil.example") is None


def test_unknown_field_is_told_with_its_line() -> None:
    problem = the_problem(POLICY.replace("    any_of:", "    regex: .*\n    any_of:"))

    assert problem.code == "schema-additionalproperties"
    assert (problem.file, problem.path, problem.line) == ("bank.yaml", "never_sends.0.regex", 23)
    assert "regex" in str(problem)
    assert str(problem).startswith("bank.yaml:23: never_sends.0.regex:")


def test_unknown_predicate_is_refused() -> None:
    problem = the_problem(
        POLICY.replace("when: {attachment: {kinds: [executable]}}", "when: {x: 1}")
    )

    assert (problem.code, problem.path) == ("schema-additionalproperties", "rules.0.when.x")


def test_word_set_that_does_not_exist_is_told() -> None:
    problem = the_problem(POLICY.replace("all: [card, stolen]", "all: [card, robbed]"))

    assert (problem.code, problem.path) == ("no-words", "never_sends.0")
    assert "robbed" in problem.detail


def test_role_that_does_not_exist_is_told() -> None:
    problem = the_problem(
        POLICY.replace("  - id: no-programs", "  - id: no-programs\n    role: cook")
    )

    assert (problem.code, problem.path) == ("no-role", "rules.0")


def test_family_that_does_not_exist_is_told() -> None:
    problem = the_problem(POLICY + "  - {id: more, family: nothing}\n")

    assert (problem.code, problem.path) == ("no-family", "rules.1")


def test_same_name_twice_is_told() -> None:
    problem = the_problem(POLICY + "brand: again\n")

    assert (problem.code, problem.path, problem.line) == ("twice", "brand", 34)


def test_alias_is_refused_before_it_is_expanded() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

    assert "aliases" in the_problem(bomb).detail


def test_text_that_is_not_yaml_is_told_with_its_line() -> None:
    problem = the_problem("brand: x\nnames: [a\nversion: 1\n")

    assert problem.code == "yaml"
    assert problem.line > 1


@pytest.mark.parametrize(
    "text", ["", "- a\n", "just words", "[" * 5000, "x: !!python/name:os.system"]
)
def test_what_is_no_policy_is_a_problem_and_no_crash(text: str) -> None:
    assert the_problem(text).code in ("shape", "yaml")


def test_rule_without_near_misses_is_refused() -> None:
    text = POLICY.replace(
        'near_misses: ["We never write that your card was stolen.", "Your card is ready."]',
        "near_misses: [one]",
    )

    assert the_problem(text).path.startswith("never_sends.0")


def test_shipped_policies_have_brands_of_their_own_and_say_whence_they_are() -> None:
    policies = shipped_policies()

    brands = [policy.brand for policy in policies]
    assert len(set(brands)) == len(brands)
    assert "mail.ru" in brands
    assert len(brands) > 10
    assert all(policy.source and policy.date for policy in policies)
    assert all(rule.predicate in PREDICATES for policy in policies for rule in policy.rules)


def test_every_shared_family_has_words_in_both_languages() -> None:
    for family in shared()["families"].values():
        assert set(family["plain"]) == {"en", "ru"}
