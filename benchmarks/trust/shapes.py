"""Letters that are made to break a reader: each a name and a maker of bytes, all of them large."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BRANDED = "From: Mail.ru <support@corp.mail.ru>\r\nTo: <a@sfera.example>\r\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = "Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
MOST_S, MOST_MB = 2.0, 300
HUGE_MB = 500


@dataclass(frozen=True)
class Hostile:
    """A letter on disk and how much memory it may take."""

    path: Path
    most_mb: int = MOST_MB


def written_shapes(folder: Path, *, huge: bool) -> list[Hostile]:
    """Every shape as a file; the three of 50 MB only where wanted."""
    folder.mkdir()
    found = []
    for name, make in SHAPES.items() if not huge else (SHAPES | HUGE).items():
        path = folder / f"{name}.eml"
        text = make()
        path.write_bytes(
            text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        )
        found.append(Hostile(path, HUGE_MB if name in HUGE else MOST_MB))
    return found


def _plain(unit: str, times: int) -> Callable[[], str]:
    return lambda: BRANDED + "Subject: x\r\n" + PLAIN + unit * times + "\r\n"


def _page(unit: str, times: int, end: str = "") -> Callable[[], str]:
    return lambda: BRANDED + "Subject: x\r\n" + PAGE + unit * times + end + "\r\n"


def _head(field: str, unit: str, times: int) -> Callable[[], str]:
    return lambda: BRANDED + f"{field}: " + unit * times + "\r\n" + PLAIN + "Mail.ru\r\n"


def _fields(unit: str, times: int) -> Callable[[], str]:
    return lambda: unit * times + BRANDED + PLAIN + "Mail.ru\r\n"


def _parts(unit: str, times: int) -> Callable[[], str]:
    return lambda: BRANDED + MIXED + f"--b\r\n{unit}\r\n" * times + "--b--\r\n"


def _from(value: str) -> Callable[[], str]:
    return lambda: f"From: {value}\r\nSubject: Mail.ru\r\n{PLAIN}Mail.ru\r\n"


def _other(charset: str) -> str:
    return BRANDED + PLAIN.replace("utf-8", charset)


def _distinct(letters: str, count: int, length: int = 8) -> Callable[[], str]:
    """Words that are all different."""

    def made() -> str:
        chance = random.Random(1)  # noqa: S311 - the same words each run
        words = ("".join(chance.choices(letters, k=length)) for _ in range(count))
        return BRANDED + "Subject: x\r\n" + PLAIN + " ".join(words) + "\r\n"

    return made


SIGNATURE = "DKIM-Signature: v=1; a=rsa-sha256; d=mail.ru; s=a; h=from; bh=; b=\r\n"
SENTENCE = "Ваш почтовый ящик Mail.ru выиграл приз, пришлите пароль и номер карты. "
SHAPES: dict[str, Callable[[], "str | bytes"]] = {
    "one word of a megabyte": _plain("a", 1_000_000),
    "one Russian word": _plain("я", 500_000),
    "zero width": _plain("п\u200b", 250_000),
    "combining": _plain("е\u0301\u0302\u0303", 120_000),
    "bidi": _plain("\u202eab\u202c", 120_000),
    "at signs": _plain("a@", 500_000),
    "angle brackets": _plain("<", 500_000),
    "digits": _plain("8", 700_000),
    "phones": _plain("8 (495) 725-63-57, ", 40_000),
    "almost phones": _plain("+7 495 725 63 5 ", 40_000),
    "sums": _plain("1 000 рублей, ", 50_000),
    "numbers and blanks": _plain("1 ", 400_000),
    "moments": _plain("19 марта в 20:01, ", 40_000),
    "colons": _plain("12:", 300_000),
    "places": _plain("Москва, улица Правды, дом 24, стр. 7, ", 20_000),
    "asks": _plain("пришлите пароль ", 40_000),
    "never asks": _plain("мы никогда не просим пароль ", 30_000),
    "fraud again and again": _plain(SENTENCE, 8_000),
    "names of the brand": _plain("Mail.ru ", 100_000),
    "brackets": _plain("(((((", 150_000),
    "different words": _distinct("abcdefghijklmnopqrstuvwxyz", 80_000),
    "different Russian words": _distinct("абвгдежзийклмнопрстуфхцчшщыьэюя", 60_000),
    "words of two scripts": _distinct("aбcдeжpсуx", 60_000),
    "words almost the brand's": _distinct("mail.ru1l", 80_000, 7),
    "words of look-alikes": _distinct("αаaеeοоo0pрсcмm", 50_000),
    "long different words": _distinct("абвгдежз", 12_000, 40),
    "spaced letters": _plain("в ы и г р а л ", 30_000),
    "dotted letters": _plain("п.а.р.о.л.ь. ", 30_000),
    "addresses in text": _plain("support@corp.mail.ru.evil.example ", 25_000),
    "domains": _plain("corp.mail.ru.a.b.c.d.example ", 25_000),
    "emoji": _plain("👩‍👩‍👧‍👦", 30_000),
    "hyphens": _plain("a-", 300_000),
    "quotes": _plain("«\"'", 150_000),
    "lines": _plain("\r\n", 500_000),
    "quoted lines": _plain("> " * 50 + "\r\n", 8_000),
    "forward marks": _plain("-----Original Message-----\r\nFrom: a@b.example\r\n\r\n", 15_000),
    "links in text": _plain("http://a.example/b ", 50_000),
    "percent links": _plain("http://%61%62.example/%2e%2e ", 30_000),
    "xn": _plain("http://xn--" + "a" * 50 + ".example ", 10_000),
    "nested spans": _page("<span>", 100_000),
    "nested tables": _page("<table><tr><td>", 40_000),
    "nested fonts": _page("<font size=1><b><i>", 30_000),
    "open lists": _page("<ul><li>", 60_000),
    "closing tags": _page("</div>", 150_000),
    "comments": _page("<!-- a -->", 100_000),
    "open comment": _page("<!--", 200_000),
    "attributes": lambda: BRANDED + PAGE + "<p " + 'a="b" ' * 120_000 + ">x</p>\r\n",
    "long style": lambda: BRANDED + PAGE + '<p style="' + "color:red;" * 80_000 + '">x</p>\r\n',
    "rules of style": lambda: (
        BRANDED
        + PAGE
        + "<style>"
        + ".a{display:none}" * 60_000
        + "</style>"
        + "<p class=a>x</p>" * 5_000
    ),
    "entities": _page("&#1072;", 150_000),
    "bad entities": _page("&amp", 200_000),
    "images with words": _page('<img alt="Mail.ru">', 60_000),
    "links": _page('<a href="http://a.example">mail.ru</a>', 30_000),
    "hidden words": _page('<i style="display:none">a</i>б', 30_000),
    "words split": _page("<b></b>п<i></i>", 60_000),
    "scripts": _page("<script>a</script>", 60_000),
    "half a tag": _page("<a href='", 100_000),
    "subject of encoded words": _head("Subject", "=?utf-8?Q?=D0=B0?=\r\n ", 40_000),
    "half encoded words": _head("Subject", "=?utf-8?Q?", 100_000),
    "long subject": _head("Subject", "приз ", 200_000),
    "folds": _head("Subject", "\r\n ", 300_000),
    "long results": _head("Authentication-Results", "mx; dmarc=pass (", 60_000),
    "references": _head("References", "<a@b.example>\r\n ", 60_000),
    "signatures": _fields(
        "DKIM-Signature: v=1; a=rsa-sha256; d=mail.ru; s=a; h=from; bh=; b=\r\n", 9_000
    ),
    "seals": lambda: (
        "".join(f"ARC-Seal: i={n}; cv=none; d=a.example; s=a; b=\r\n" for n in range(9_000))
        + BRANDED
        + PLAIN
    ),
    "signed fields": _head("DKIM-Signature", "v=1; d=mail.ru; h=" + "from:" * 1_000 + "; ", 100),
    "traces": _fields("Received: from a by b; Tue, 10 Mar 2026 12:00:00 +0300\r\n", 15_000),
    "empty fields": _fields(":\r\n", 200_000),
    "two thousand From": _fields("From: <a@b.example>\r\n", 20_000),
    "names without end": _from('"' * 200_000 + " <a@b.example>"),
    "backslashes": _from("\\" * 300_000 + " <a@b.example>"),
    "nested comments": _from("(" * 200_000 + "a@b.example"),
    "groups": _from("g:" * 100_000 + "a@b.example;"),
    "routes": _from("<" + "@a.example," * 30_000 + ":a@b.example>"),
    "many addresses": _from("a <a@b.example>, " * 40_000),
    "long local part": _from("<" + "a" * 800_000 + "@b.example>"),
    "long domain": _from("<a@" + "b." * 300_000 + "example>"),
    "parts without heads": _parts("\r\na", 120_000),
    "parts of base64": _parts("Content-Transfer-Encoding: base64\r\n\r\nQUJD", 15_000),
    "parts of html": _parts("Content-Type: text/html\r\n\r\n<p>Mail.ru</p>", 15_000),
    "names of parts": _parts(
        "Content-Disposition: attachment; filename*0=a;filename*1=b\r\n\r\nx", 10_000
    ),
    "boundaries that begin alike": lambda: (
        BRANDED
        + 'Content-Type: multipart/mixed; boundary="'
        + "b" * 60
        + '"\r\n\r\n'
        + ("--" + "b" * 59 + "\r\n") * 20_000
    ),
    "continued parameters": _head("Content-Type", "text/plain; a*0=b; ", 40_000),
    "letters in letters": lambda: (
        BRANDED + "Content-Type: message/rfc822\r\n\r\n" * 5_000 + "x\r\n"
    ),
    "multiparts in multiparts": lambda: (
        BRANDED
        + "".join(
            f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(8_000)
        )
    ),
    "soft breaks": lambda: (
        BRANDED + "Content-Transfer-Encoding: quoted-printable\r\n" + PLAIN + "=\r\n" * 300_000
    ),
    "base64 with junk": lambda: (
        BRANDED + "Content-Transfer-Encoding: base64\r\n" + PLAIN + "Q=!U" * 250_000
    ),
    "NULs": _plain("\x00", 900_000),
    "every byte": lambda: (BRANDED + "Subject: x\r\n" + PLAIN).encode() + bytes(range(256)) * 3_000,
    "bare CR": lambda: BRANDED.replace("\r\n", "\r") + "\r" + "Mail.ru\r" * 50_000,
    "nothing": lambda: b"",
    "one byte": lambda: b":",
    "utf-16": lambda: (
        (BRANDED + "Content-Type: text/plain; charset=utf-16\r\n\r\n").encode()
        + SENTENCE.encode("utf-16") * 2_000
    ),
    "utf-7": lambda: (
        BRANDED + "Content-Type: text/plain; charset=utf-7\r\n\r\n" + "+BBAEQ-" * 100_000
    ),
}
HUGE: dict[str, Callable[[], "str | bytes"]] = {
    "text of 50 MB": _plain(SENTENCE, 400_000),
    "page of 50 MB": _page("<p>Mail.ru приз</p>", 2_000_000),
    "attachment of 50 MB": lambda: (
        BRANDED
        + MIXED
        + "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + ("QUJD" * 19 + "\r\n") * 640_000
    ),
}
