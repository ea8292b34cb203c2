"""Ways to have a letter called genuine that is not, or to speak as the brand unnoticed."""

from __future__ import annotations

from zlib import crc32

import pytest

from napulse.engines.mailtrust.model import Limits, Report, TrustRule, Verdict
from napulse.engines.mailtrust.tests.auth_letters import Signing, signed
from napulse.engines.mailtrust.tests.judged_letters import (
    BANK,
    FIELDS,
    a_context,
    a_raw,
    a_signed,
    all_brands,
    judged,
    rules_of,
)

OWN = f"Northkey <info@{BANK}>"
GENUINE = a_signed(a_raw(OWN))
FORGED = a_raw("Northkey <x@evil.example>", body="Your card was blocked.")


def a_wrapped(*letters: bytes, text: str = "See below.", kind: str = "multipart/mixed") -> bytes:
    """A stranger's letter with others attached."""
    head = f"From: <olga@client.example>\r\nMIME-Version: 1.0\r\nContent-Type: {kind};"
    mark = f"b{crc32(b''.join(letters))}"
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()]
    parts += [b"Content-Type: message/rfc822\r\n\r\n" + letter for letter in letters]
    body = b"".join(f"--{mark}\r\n".encode() + part + b"\r\n" for part in parts)
    return f'{head} boundary="{mark}"\r\n\r\n'.encode() + body + f"--{mark}--\r\n".encode()


# --- signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    [
        Signing(domain=BANK, fields=FIELDS, tags="l=0; ", length=0),
        Signing(domain=BANK, fields=("from", "content-type")),
    ],
)
def test_type_that_only_a_weak_signature_covers_is_open(second: Signing) -> None:
    open_type = tuple(name for name in FIELDS if name != "content-type")
    raw = signed(signed(a_raw(OWN), Signing(domain=BANK, fields=open_type)), second)

    assert judged(raw).verdict is Verdict.SUSPICIOUS


def test_words_added_to_a_letter_whose_only_line_ends_are_cr_are_never_genuine() -> None:
    empty = a_signed(a_raw(OWN).partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    added = empty.rstrip(b"\r\n").replace(b"\r\n", b"\r") + b"\r\rGo to http://evil.example"

    assert judged(empty).verdict is Verdict.GENUINE
    assert judged(added).verdict is Verdict.SUSPICIOUS


def test_line_of_blanks_at_which_some_programs_end_the_head_is_never_genuine() -> None:
    raw = GENUINE.replace(b"Subject: Hello", b"Subject:\r\n \r\n Hello")

    assert judged(raw).verdict is Verdict.SUSPICIOUS


def test_encoding_that_nobody_signed_may_be_somebody_elses() -> None:
    raw = a_signed(a_raw(OWN, body="Look at /?page=41b"))
    encoded = b"Content-Transfer-Encoding: quoted-printable\r\n" + raw
    covering = Signing(domain=BANK, fields=(*FIELDS, "content-transfer-encoding"))

    assert judged(b"Content-Transfer-Encoding: 8bit\r\n" + raw).verdict is Verdict.GENUINE
    assert judged(encoded).verdict is Verdict.SUSPICIOUS
    assert judged(signed(encoded, covering)).verdict is Verdict.GENUINE


# --- the word of a receiver ---------------------------------------------------------------------


def recorded(results: str, raw: bytes) -> Report:
    field = f"Authentication-Results: mx.example; {results}; dmarc=pass header.from={BANK}\r\n"
    return judged(field.encode() + raw, context=a_context(trusted=(TrustRule("mx.example"),)))


@pytest.mark.parametrize(
    "results",
    [
        f"spf=pass smtp.mailfrom=a@{BANK}",
        f"spf=pass smtp.mailfrom={BANK}; dkim=none",
        f"spf=pass smtp.mailfrom={BANK}; dkim=fail header.d={BANK}",
        f"spf=pass smtp.mailfrom={BANK}; dkim=pass header.d=list.example",
    ],
)
def test_pass_that_rests_on_spf_alone_proves_nothing(results: str) -> None:
    assert recorded(results, a_raw(OWN)).verdict is Verdict.FRAUDULENT


def test_pass_by_the_authors_signature_proves() -> None:
    results = f"spf=pass smtp.mailfrom={BANK}; dkim=pass header.i=@{BANK}"

    assert recorded(results, a_raw(OWN)).verdict is Verdict.GENUINE


def test_body_that_changed_after_a_receiver_saw_it_is_no_longer_vouched_for() -> None:
    changed = GENUINE.replace(b"\r\n\r\nHello.", b"\r\n\r\nHello, pay.")

    report = recorded(f"dkim=pass header.d={BANK}", changed)

    assert report.verdict is Verdict.SUSPICIOUS
    assert report.auth.vouched == ""
    assert "auth.forwarded" in rules_of(report)


# --- letters in letters -------------------------------------------------------------------------


def test_genuine_letter_lends_nothing_to_a_request_around_it() -> None:
    asking = a_wrapped(GENUINE, text="Confirm your password here: http://evil.example/login")
    denying = a_wrapped(GENUINE, text="They never ask for your password.")

    assert judged(asking).verdict is Verdict.SUSPICIOUS
    assert "letter.around" in rules_of(judged(asking))
    assert judged(denying).verdict is Verdict.GENUINE


def test_attached_letters_beyond_the_limit_keep_the_others_from_being_genuine() -> None:
    assert judged(a_wrapped(*[GENUINE] * 10)).verdict is Verdict.GENUINE
    report = judged(a_wrapped(*[GENUINE] * 10, FORGED))

    assert report.verdict is Verdict.SUSPICIOUS
    assert report.truncated


def test_genuine_letter_attached_to_one_that_was_cut_is_not_genuine() -> None:
    raw = a_wrapped(GENUINE, FORGED)
    start = raw.index(b"Content-Type: message/rfc822\r\n\r\n" + FORGED)
    cut = a_context(limits=Limits(bytes=start))

    assert judged(raw, context=cut).verdict is Verdict.SUSPICIOUS


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream", "text/plain"])
def test_attached_file_of_a_letter_is_a_letter_whatever_it_is_called(kind: str) -> None:
    head = b"Content-Disposition: attachment; filename=Letter.EML\r\n"
    raw = a_wrapped(FORGED).replace(
        b"Content-Type: message/rfc822\r\n", f"Content-Type: {kind}\r\n".encode() + head
    )

    assert judged(raw).verdict is Verdict.FRAUDULENT


def test_attached_letter_does_not_say_itself_when_it_came() -> None:
    over = signed(a_raw(OWN), Signing(domain=BANK, fields=FIELDS, tags="x=1000; "))
    raw = b"Received: from a by b; Thu, 1 Jan 1970 00:10:00 +0000\r\n" + over

    assert judged(a_wrapped(raw), context=a_context(own_copy=True)).verdict is Verdict.SUSPICIOUS


def test_forgery_in_a_letter_that_was_forwarded_twice_is_found() -> None:
    assert judged(a_wrapped(a_wrapped(FORGED))).verdict is Verdict.FRAUDULENT


def test_only_a_real_report_on_delivery_hides_what_it_encloses() -> None:
    report = judged(a_wrapped(FORGED, kind='multipart/mixed; x="multipart/report"'))

    assert report.verdict is Verdict.FRAUDULENT
    assert judged(a_wrapped(FORGED, kind="multipart/report")).verdict is Verdict.NO_CLAIM


# --- speaking as the brand unnoticed ------------------------------------------------------------


def test_domain_below_an_official_one_is_not_official_and_not_overlooked() -> None:
    report = judged(a_raw(f"<info@fake.{BANK}>"))

    assert report.verdict is Verdict.SUSPICIOUS
    assert {"claim.subdomain", "sender.maybe"} <= rules_of(report)


@pytest.mark.parametrize(
    "words",
    [
        "Здравствуйте! Я из UX-лаборатории Mail.ru. Заплатим 3000 рублей на карту.",
        "Hello, I am writing from the usability lab of Mail.ru. We pay 3000 rubles to your card.",
    ],
)
def test_person_who_introduces_itself_as_of_the_brand_is_held_to_its_rules(words: str) -> None:
    report = judged(a_raw("Anna Petrova <anna@evil.example>", body=words), all_brands())

    assert report.verdict is Verdict.FRAUDULENT
    assert "claim.introduction" in rules_of(report)


@pytest.mark.parametrize(
    "words",
    [
        "Я из Казани, а UX-лаборатория Mail.ru находится в Москве.",
        "I am from Kazan. We read a report of the usability lab of Mail.ru.",
        "Вчера мне написала служба поддержки Mail.ru, и я ответил.",
    ],
)
def test_who_tells_of_the_brand_does_not_introduce_itself(words: str) -> None:
    report = judged(a_raw("Anna Petrova <anna@client.example>", body=words), all_brands())

    assert report.verdict is Verdict.NO_CLAIM


def test_greeting_of_customers_with_their_account_is_not_overlooked() -> None:
    body = "Dear Northkey customer, your Northkey account waits."

    report = judged(a_raw("<x@evil.example>", body=body))

    assert report.verdict is Verdict.SUSPICIOUS
    assert {"claim.greeting", "claim.possession"} <= rules_of(report)


def test_greeting_with_what_the_brand_never_says_is_fraudulent() -> None:
    body = "Dear Northkey customer,\nthe card was blocked: http://evil.example"

    assert judged(a_raw("<x@evil.example>", body=body)).verdict is Verdict.FRAUDULENT


def test_user_of_the_provider_named_by_a_function_may_not_say_what_only_the_brand_says() -> None:
    sender = "Администрация <admin.box2026@mail.ru>"
    order = "Ваш ящик необходимо срочно активировать: http://evil.example"

    assert judged(a_raw(sender, body=order), all_brands()).verdict is Verdict.FRAUDULENT
    tidy = "Школа закрыта на каникулы. Расписание: http://school.example"
    assert judged(a_raw(sender, body=tidy), all_brands()).verdict is Verdict.NO_CLAIM
    assert judged(a_raw("Анна <anna@mail.ru>", body=order), all_brands()).verdict is (
        Verdict.NO_CLAIM
    )
