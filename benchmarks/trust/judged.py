"""Figures of verdicts: the written letters, their mutants, real phishing, innocent letters."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.model import Verdict
from trust.forging import forged_letters
from trust.harmless import HARMLESS, travelled
from trust.mutants import mutants
from trust.real import Data, short_hash
from trust.table import Row, Share, at_least, at_most
from trust.writing import Case, cases, context

HERE = Path(__file__).resolve().parents[1]
FLAGGED = frozenset({Verdict.FRAUDULENT, Verdict.SUSPICIOUS})
FRAUD, GENUINE, NO_CLAIM = Verdict.FRAUDULENT, Verdict.GENUINE, Verdict.NO_CLAIM
INNOCENT = (
    # set, folder, letters that may be called fraudulent, and suspicious
    ("SpamAssassin ham", "spamassassin", 1, 0.004),
    ("mailing list", "list", 0, 0.003),
    ("Mail.ru users", "mailru_users", 0, 0.02),
)
Judged = list[tuple[Case, Verdict]]


def judge(found: Iterable[Case], policies: PolicySet) -> Judged:
    """The verdict of each letter."""
    return [(case, assess(case.raw, policies, case.context).verdict) for case in found]


def written(policies: PolicySet, half: str) -> Iterator[Row]:
    """The letters of one half against what they are known to be."""
    judged = judge(cases(half), policies)
    fraud = [verdict for case, verdict in judged if case.expect == {FRAUD}]
    flagged = [verdict for case, verdict in judged if case.expect <= FLAGGED]
    genuine = [verdict for case, verdict in judged if case.expect == {GENUINE}]
    innocent = [verdict for case, verdict in judged if GENUINE in case.expect]
    silent = [verdict for case, verdict in judged if case.expect == {NO_CLAIM}]
    name = f"{len(judged)} written, {half}: "
    yield at_least(name + "fraud is fraudulent", _share(fraud, {FRAUD}), 0.97)
    yield at_least(name + "fraud is flagged", _share(flagged, FLAGGED), 0.995)
    yield at_least(name + "genuine is genuine", _share(genuine, {GENUINE}), 0.97)
    yield at_most(name + "genuine is fraudulent", innocent.count(FRAUD), len(innocent), 0)
    yield at_least(name + "no claim", _share(silent, {NO_CLAIM}), 0.98)


def wrong(policies: PolicySet, half: str) -> Iterator[str]:
    """The letters that are judged otherwise than they should be; a line for each."""
    for case, verdict in judge(cases(half), policies):
        if verdict not in case.expect:
            yield f"{case.id}: {verdict}, should be {' or '.join(sorted(case.expect))}"


def _share(found: list[Verdict], right: Iterable[Verdict]) -> Share:
    right = frozenset(right)
    return Share(sum(verdict in right for verdict in found), len(found))


def mutated(policies: PolicySet, count: int) -> Iterator[Row]:
    """Nothing forged, tampered, ambiguous or cut may be genuine."""
    judged = judge((case for case in cases("open", "held") if case.expect == {GENUINE}), policies)
    bases = [case for case, verdict in judged if verdict is GENUINE]
    passed: Counter[str] = Counter()
    if bases:
        for mutant in mutants(bases, count):
            if assess(mutant.raw, policies, mutant.context).verdict is GENUINE:
                passed[mutant.kind] += 1
    what = f"genuine among mutants of {len(bases)} letters"
    yield at_most(what, sum(passed.values()), count if bases else 0, 0, _kinds(passed))
    kept = [
        name
        for name, base, raw in travelled(bases)
        if assess(raw, policies, base.context).verdict is GENUINE
    ]
    tried = len(bases) * len(HARMLESS)
    yield at_least("genuine after harmless changes of the way", Share(len(kept), tried), 0.97)
    forged = forged_letters()
    good = [
        name for name, raw in forged.items() if assess(raw, policies, context()).verdict is GENUINE
    ]
    yield at_most("genuine among forged senders", len(good), len(forged), 0, ", ".join(good[:3]))


def _kinds(passed: Counter[str]) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in passed.most_common(3))


def phishing(policies: PolicySet, data: Data) -> Iterator[Row]:
    """Letters that claim a brand with a policy, by the labels of a reader."""
    brands = {policy.brand for policy in policies.policies}
    labels = {row["letter"]: row for row in listed("mailtrust_labels.csv")}
    labelled = [
        (raw, label)
        for raw in data.letters("phishing_pot").values()
        if (label := labels.get(short_hash(raw))) and label["brand"] in brands
    ]
    claiming = [raw for raw, label in labelled if label["how"] != "genuine"]
    found = [assess(raw, policies, data.context).verdict for raw in claiming]
    named = Share(sum(_names_a_brand(raw, policies) for raw in claiming), len(claiming))
    what = "phishing that claims a brand: "
    yield at_least(what + "flagged", _share(found, FLAGGED), 0.95, f"by name {named}")
    yield at_least(what + "fraudulent", _share(found, {FRAUD}), 0.85)
    real = [raw for raw, label in labelled if label["how"] == "genuine"]
    worst = sum(assess(raw, policies, data.context).verdict is FRAUD for raw in real)
    yield Row("genuine ones among them, keys gone: fraudulent", f"{worst} of {len(real)}")
    known = brands & {label["brand"] for label in labels.values()}
    yield Row(
        "brands of the phishing set with a policy", str(len(known)), ">= 10", len(known) >= 10
    )


def _names_a_brand(raw: bytes, policies: PolicySet) -> bool:
    """The plain way to look for fraud: a brand's name stands in From or Subject."""
    head = message_from_bytes(raw)
    words = f"{_decoded(head.get('From'))} {_decoded(head.get('Subject'))}".lower()
    return any(name.lower() in words for each in policies.policies for name in each.names.strong)


def _decoded(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value or ""))))
    except (LookupError, ValueError):
        return str(value)


def listed(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def innocent(policies: PolicySet, data: Data, every: int = 1) -> Iterator[Row]:
    """Letters of people and lists that pretend nothing; of each set one in `every`."""
    for title, folder, frauds, share in INNOCENT:
        ham = [raw for name, raw in data.letters(folder).items() if not name.startswith("spam-")]
        ham = ham[::every]
        found = [assess(raw, policies, data.context).verdict for raw in ham]
        suspicious, most = found.count(Verdict.SUSPICIOUS), int(share * len(ham))
        named = sum(_names_a_brand(raw, policies) for raw in ham)
        yield at_most(f"{title}: fraudulent", found.count(FRAUD), len(ham), frauds)
        yield at_most(f"{title}: suspicious", suspicious, len(ham), most, f"by name {named}")
