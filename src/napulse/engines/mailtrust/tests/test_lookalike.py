"""Words and domains made to look like others."""

import pytest

from napulse.engines.mailtrust.hosts import ascii_domain, organizational_domain, unicode_domain
from napulse.engines.mailtrust.lookalike import domain_looks_like, skeleton

OFFICIAL = ("corp.mail.ru", "mail.ru", "paypal.com")


@pytest.mark.parametrize(
    ("domain", "how"),
    [
        ("corp.mail.ru", "exact"),
        ("CORP.mail.ru.", "exact"),
        ("x.corp.mail.ru", "subdomain"),
        ("corp.mail.ru.evil.com", "inside"),
        ("corp.mail.rux", "inside"),
        ("corp-mail.ru", "hyphen"),
        ("mail.ru-help.com", "inside"),
        ("rnail.ru", "skeleton"),
        ("mаil.ru", "skeleton"),
        ("xn--mil-6cd.ru", "skeleton"),
        ("mai1.ru", "skeleton"),
        ("раураl.com", "skeleton"),
        ("paypa1.com", "skeleton"),
        ("paypall.com", "typo"),
        ("paypl.com", "typo"),
        ("mail.com", "ending"),
    ],
)
def test_a_domain_is_told_by_how_it_is_like_an_official_one(domain: str, how: str) -> None:
    likeness = domain_looks_like(domain, OFFICIAL)

    assert likeness is not None
    assert likeness.how == how
    assert likeness.deceptive is (how not in ("exact", "subdomain"))


@pytest.mark.parametrize("domain", ["gmail.com", "email.ru", "ya.ru", "example.com", "", "ru"])
def test_another_domain_is_like_none(domain: str) -> None:
    assert domain_looks_like(domain, OFFICIAL) is None


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Trust WaIIet", "trust wallet"),
        ("Netfl1x", "netflix"),
        ("𝗣𝗮𝘆𝗣𝗮𝗹", "paypal"),
        ("Xfin\U000e0100ity", "xfinity"),
        ("Аmаzоn", "amazon"),
        ("rnicrosoft", "microsoft"),
        ("ραypal", "paypal"),
    ],
)
def test_words_that_look_the_same_have_one_skeleton(word: str, meant: str) -> None:
    assert skeleton(word) == skeleton(meant)
    assert skeleton("example") != skeleton(meant)


def test_domains_have_an_ascii_and_a_readable_form() -> None:
    assert ascii_domain("Почта.РФ.") == "xn--80a1acny.xn--p1ai"
    assert unicode_domain("xn--80a1acny.xn--p1ai") == "почта.рф"
    assert unicode_domain("xn--999999999.ru").startswith("xn--")
    assert ascii_domain("a_b。mail.ru") == "a_b.mail.ru"


def test_the_organisation_is_what_somebody_registered() -> None:
    assert organizational_domain("a.b.mail.ru") == "mail.ru"
    assert organizational_domain("a.b.co.uk") == "b.co.uk"
    assert organizational_domain("[127.0.0.1]") == "[127.0.0.1]"
    assert organizational_domain("co.uk") == "co.uk"
