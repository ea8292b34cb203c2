"""Words, and where they stand in a letter: one look-up per word, whatever the number of policies.

A *word set* is a named list of words and phrases. A word matches by its stem (snowball, Russian for
Cyrillic words and English for Latin ones, accents aside), `word*` by its beginning, and a name of a
brand as it is written. Long words are also found with one letter wrong, with digits in place of
letters, and Russian ones in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from threading import Lock

import snowballstemmer
from rapidfuzz.distance import OSA

TOKEN = re.compile(r"[^\W_]+(?:[@$|][^\W_]+)*|©")
PHRASE_WORD = re.compile(r"[^\W_]+(?:[@$|][^\W_]+)*\*?|©")
MEMO_LIMIT = 200_000
FUZZY_FROM = 7
FUZZY_START = 6
LOOK_FROM = 4
PLAIN_LOOK_FROM = 5
FUZZY_TO = 24
_DIGITS_LATIN = str.maketrans("0134579@$|", "oleastgasl")
_DIGITS_CYRILLIC = str.maketrans("0134679@", "оизчбтда")
_STEMMING = Lock()
_STEMMERS = {"ru": snowballstemmer.stemmer("russian"), "en": snowballstemmer.stemmer("english")}
_LATIN = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ju", "ю"), ("iu", "ю"), ("ya", "я"), ("ja", "я"), ("ia", "я"), ("yo", "е"),
    ("jo", "е"), ("ye", "е"), ("je", "е"),
)  # fmt: skip
_LETTERS = str.maketrans("abvgdezijklmnoprstufhcyqwx", "абвгдезийклмнопрстуфхциквх")
_AS_SEEN = str.maketrans(
    "I1|!i0OΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХЅІЈаеорсухіѕјο",
    "lllllooABEZHlKMNOPTYXABEKMHOPCTYXSlJaeopcyxlsjo",
)
_LOOSE = str.maketrans({"ь": "", "ъ": "", "й": "и", "ы": "и", "э": "е", "ё": "е", "щ": "ш"})
RUSSIAN_IN_LATIN = re.compile(
    r"\b(?:vash|nash|pochtov|pocht[aeuy]|akkaunt|polzovatel|uvazhaem|pozhalu|podtverd|soobsh|"
    r"soobsch|administrac|administrats|sluzhb|podderzh|vyigr|viigr|zablok|parol|yaschik|yashchik|"
    r"yashik|jaschik|komand|pism[aoe]|pisem|srochno|ukazh|ukazat|prosb|dlya|dlja|chtob|chto|esli|"
    r"nuzh|poluch|otvet|dostup|nachali|teche?nie|vami?\b|eto\b|budet|segodnya|zavtra|ssylk|nazhm|"
    r"kotor|rubl|zayavl|vozmozh|polagaet|obnov|bolshe|poetom|poslan|adresat|ogranich|otprav|"
    r"ustarel|perejd|pereid|povezlo|okazal)\w*"
)


def cyrillic(word: str) -> bool:
    """Whether the word is written in Cyrillic."""
    return any("а" <= letter <= "я" for letter in word)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Lower case, ё as е, and Latin letters without their accents."""
    word = unicodedata.normalize("NFKC", word).lower().replace("ё", "е")
    if word.isascii() or cyrillic(word):
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a plain word. A stemmer holds its word while it works: one thread at a time."""
    with _STEMMING:
        return str(_STEMMERS["ru" if cyrillic(word) else "en"].stemWord(word))


def from_latin(word: str) -> str:
    """A Russian word written in Latin letters, in Cyrillic: "pochta" is "почта"."""
    for latin, letter in _LATIN:
        word = word.replace(latin, letter)
    return word.translate(_LETTERS)


def loose(word: str) -> str:
    """A Russian stem without what is lost or varies in Latin letters."""
    return word.translate(_LOOSE)


def look(word: str) -> str:
    """A word as the eye takes it: i, I and 1 as l, 0 as o, rn as m, vv as w, Μ as M."""
    return word.translate(_AS_SEEN).lower().replace("rn", "m").replace("vv", "w")


def words_of(text: str) -> list[str]:
    """The plain words of a text that a policy holds."""
    return [plain(match.group()) for match in TOKEN.finditer(text)]


def _deletions(word: str) -> set[str]:
    """The word, and it with each one letter but the first left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))}


class Lexicon:
    """All word sets and names of some policies, compiled. Immutable but for its memory of words."""

    def __init__(
        self, sets: Mapping[str, Iterable[str]], names: Mapping[str, Iterable[str]]
    ) -> None:
        """`sets` by key hold words, `word*` and phrases; `names` by key hold names of brands."""
        self._ids: dict[tuple[str, str], int] = {}
        self._alone: dict[int, list[str]] = {}
        self._phrases: dict[int, list[tuple[tuple[int, ...], str]]] = {}
        for key, words in sets.items():
            for phrase in words:
                words_in = [self._matcher(part) for part in PHRASE_WORD.findall(phrase)]
                if words_in:
                    self._add(key, words_in)
        for key, words in names.items():
            for name in words:
                self._add_name(key, words_of(name))
        self._index()
        self._memo: dict[str, tuple[int, ...]] = {}
        self._memo_latin: dict[str, tuple[int, ...]] = {}

    def _matcher(self, word: str) -> tuple[str, str]:
        if word.endswith("*"):
            return ("prefix", plain(word[:-1]))
        return ("exact", word) if word == "©" else ("stem", stem(plain(word)))

    def _add(self, key: str, matchers: Sequence[tuple[str, str]]) -> None:
        ids = tuple(self._ids.setdefault(matcher, len(self._ids)) for matcher in matchers)
        if len(ids) == 1:
            self._alone.setdefault(ids[0], []).append(key)
        else:
            self._phrases.setdefault(ids[0], []).append((ids, key))

    def _add_name(self, key: str, words: Sequence[str]) -> None:
        self._add(key, [("name", word) for word in words])
        joined = "".join(words)
        if len(words) > 1:
            self._add(key, [("name", joined)])
        if len(joined) >= FUZZY_FROM and key.endswith("/names"):
            self._add(key.replace("/names", "/near names"), [("near", joined)])

    def _index(self) -> None:
        self._stems = {w: i for (kind, w), i in self._ids.items() if kind == "stem"}
        self._exact = {w: i for (kind, w), i in self._ids.items() if kind in ("name", "exact")}
        self._prefixes = {w: i for (kind, w), i in self._ids.items() if kind == "prefix"}
        self._lengths = sorted({len(word) for word in self._prefixes})
        self._starts = {word[:3] for word in self._stems}
        self._loose = {loose(w): i for w, i in self._stems.items() if cyrillic(w)}
        self._looks = {look(word): i for word, i in self._exact.items() if len(word) >= LOOK_FROM}
        self._near: dict[str, set[tuple[str, int]]] = {}
        for (kind, word), i in self._ids.items():
            if kind in ("stem", "near") and len(word) >= FUZZY_FROM:
                for cut in _deletions(word):
                    self._near.setdefault(cut, set()).add((word, i))
        self._near_starts: dict[str, set[tuple[str, int]]] = {}
        for word, i in self._prefixes.items():
            if len(word) >= FUZZY_START:
                for cut in _deletions(word):
                    self._near_starts.setdefault(cut, set()).add((word, i))
        self._near_lengths = sorted({len(word) for word, _ in chain(*self._near_starts.values())})

    def ids(self, token: str, latin: bool = False) -> tuple[int, ...]:
        """What the token of a normal text matches; `latin`: Russian may be in Latin letters."""
        memo = self._memo_latin if latin else self._memo
        found = memo.get(token)
        if found is None:
            if len(memo) >= MEMO_LIMIT:
                memo.clear()
            found = memo[token] = self._find(token, latin)
        return found

    def _find(self, token: str, latin: bool) -> tuple[int, ...]:
        word = plain(token)
        found = self._known(word)
        if latin and word.isascii():
            russian = from_latin(word)
            found |= self._prefixed(russian)
            names = (self._exact.get(russian), self._loose.get(loose(stem(russian))))
            found |= {i for i in names if i is not None}
        if not found and len(word) > 3 and not word.isalpha():
            table = _DIGITS_CYRILLIC if cyrillic(word) else _DIGITS_LATIN
            found = self._known(word.translate(table))
        if not found and FUZZY_START <= len(word) <= FUZZY_TO and not word.isdigit():
            found = self._almost(word) | self._almost_starting(word)
        return tuple(sorted(found))

    def _known(self, word: str) -> set[int]:
        found = self._prefixed(word)
        if word in self._exact:
            found.add(self._exact[word])
        if word[:3] in self._starts or len(word) < 4:
            known = self._stems.get(stem(word))
            if known is not None:
                found.add(known)
        return found

    def _prefixed(self, word: str) -> set[int]:
        starts = (word[:length] for length in self._lengths if length <= len(word))
        return {self._prefixes[start] for start in starts if start in self._prefixes}

    def _almost(self, word: str) -> set[int]:
        forms = {word, stem(word)} if word[:3] in self._starts else {word}
        return {
            i
            for form in forms
            for cut in _deletions(form)
            for known, i in self._near.get(cut, ())
            if OSA.distance(form, known, score_cutoff=1) <= 1
        }

    def _almost_starting(self, word: str) -> set[int]:
        """Beginnings of words with one letter wrong."""
        ends = {n + d for n in self._near_lengths for d in (-1, 0, 1) if n + d <= len(word)}
        return {
            i
            for end in ends
            for cut in _deletions(word[:end])
            for known, i in self._near_starts.get(cut, ())
            if OSA.distance(word[:end], known, score_cutoff=1) <= 1
        }

    def names_alike(self, written: str) -> int | None:
        """The name that a word as written, with its capitals, is made to look like.

        Short words in plain letters are what they are.
        """
        if len(written) < PLAIN_LOOK_FROM and written.isascii():
            return None
        return self._looks.get(look(written))

    def alone(self, id: int) -> Sequence[str]:
        """The keys of the sets that hold the word itself."""
        return self._alone.get(id, ())

    def starting(self, id: int) -> Sequence[tuple[tuple[int, ...], str]]:
        """The phrases whose first word is this, each with the key of its set."""
        return self._phrases.get(id, ())
