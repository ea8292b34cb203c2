"""Amounts of money, how they would be paid and what for.

Where a reward's way of payment is told without an amount, there is a sum of 0 without a currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from napulse.engines.mailtrust.facts.around import nearest
from napulse.engines.mailtrust.facts.numerals import (
    MULTIPLE,
    NUMBER,
    WORD_NUMBER,
    hundredths,
    in_words,
)
from napulse.engines.mailtrust.letter import Sum, Text
from napulse.engines.mailtrust.text import part_span

_CURRENCIES = {
    "RUB": r"₽|руб(?:л[а-я]*|\.|ликов)?(?!\w)|р(?:\.|(?!\w))|roubles?|rubles?|rub(?!\w)|rur(?!\w)|rubley",
    "USD": r"\$|usd|us dollars?|dollars?|доллар\w*|долл\.?",
    "EUR": r"€|eur(?:os?)?(?!\w)|евро(?!\w)",
    "GBP": r"£|gbp|pounds?(?: sterling)?|фунт\w*",
    "KZT": r"₸|тенге|kzt",
    "UAH": r"₴|грн\.?|гривен\w*|uah",
    "BRL": r"r\$|reais|brl",
    "BTC": r"btc|bitcoins?|биткоин\w*",
}
_ANY = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _CURRENCIES.items())
_QUICK = re.compile(
    r"[₽$€£₸₴]|(?<![a-zа-я])(?:руб|р\.|р(?!\w)|rub|rur|usd|eur|dollar|gbp|pound|долл|евро|тенге|грн"
    r"|фунт|btc|bitcoin|биткоин|roubl|reais|brl|kzt|uah|гривен)"
)
_AFTER = re.compile(
    rf"(?<![\w.,/])(?:(?P<low>{NUMBER}) ?(?P<lowtimes>{MULTIPLE})?"
    rf"(?: ?(?:₽|\$|руб\w*\.?))? ?(?:-|до|to|или|or) ?)?"
    rf"(?P<number>{NUMBER})(?: ?=)? ?(?P<times>{MULTIPLE})?(?: ?\([^()]{{2,60}}\))? ?(?:{_ANY})"
)
_BEFORE = re.compile(
    rf"(?:{_ANY}) ?(?P<number>{NUMBER}) ?(?P<times>{MULTIPLE})?"
    rf"(?: ?(?:-|to|до) ?(?:[$€£₽] ?)?(?P<low>{NUMBER}) ?(?P<lowtimes>{MULTIPLE})?)?"
)
_WORDS = re.compile(rf"(?<!\w)(?P<words>{WORD_NUMBER}) ?(?:{_ANY})")
_MOST = 300

KINDS = {
    "gift_card": re.compile(
        r"подарочн\w+ (?:карт|сертификат|код)|сертификат\w*|gift ?-?(?:card|certificate|code|voucher)"
        r"|e-?gift|voucher|ваучер\w*|itunes card|steam card|certificates?(?!\w)"
    ),
    "phone_balance": re.compile(
        r"на (?:счет |баланс |ваш(?:его)? |мобильн\w+ |номер ){0,3}(?:телефон|мобильн)\w*"
        r"|баланс\w* (?:\w+ ){0,2}(?:телефон|мобильн)\w*|счет\w* (?:\w+ ){0,2}телефон\w*"
        r"|phone (?:account )?(?:balance|credit|bill|account)|mobile (?:phone )?(?:\w+ )?"
        r"(?:balance|account|credit|phone)|top[ -]?(?:up|ped)|to your (?:mobile |cell )?phone"
    ),
    "cash": re.compile(
        r"наличн\w*|наличк\w*|(?<!\w)нал(?:ом)?(?!\w)|на руки|в конверте|купюр\w*"
        r"|(?<!\w)cash(?!back|\w)|in hand|banknotes?|in an envelope"
    ),
    "bank_card": re.compile(
        r"(?<!подарочную )(?<!подарочной )(?:на|номер\w*|по номеру) (?:\w+ ){0,2}карт(?:у|ы|очку)(?!\w)"
        r"|банковск\w+ карт\w*|(?:карт[уае]|карты) (?:сбер|тинь|мир|visa|mastercard|банка)\w*"
        r"|карт\w+ (?:visa|mastercard|мир|maestro)(?!\w)"
        r"|(?:bank|debit|credit|payment|visa|mastercard) cards?|(?:to|onto|on) (?:your|the|a) card(?!\w)"
    ),
    "transfer": re.compile(
        r"перевод\w*|перевед\w+|перечисл\w+|на (?:\w+ ){0,2}счет(?! \w*телефон| мобильн)(?!\w)"
        r"|(?:bank|wire|money|direct) transfer\w*|transfer(?:red)? to|wire(?:d)? to|bank account"
        r"|paypal|zelle|venmo|western union|moneygram|qiwi|киви|юmoney|yoomoney|webmoney"
        r"|(?<!\w)сбп(?!\w)|(?:электронн\w+|крипто) ?кошел\w+|crypto ?wallet"
    ),
}
ROLES = {
    "prize": re.compile(
        r"(?<!\w)приз(?:а|у|ы|ов|ом|е)?(?!\w)|выигр\w+|победител\w*|розыгрыш\w*|лотере\w*|джекпот\w*"
        r"|jackpot|(?<!\w)prizes?(?!\w)|(?<!\w)won(?!\w)|winn(?:er|ing)\w*|lottery|sweepstake\w*|raffle"
    ),
    "reward": re.compile(
        r"вознагражд\w*|гонорар\w*|благодарност\w*|за (?:\w+ ){0,2}(?:участие|визит|время|прохожд\w+|опрос)"
        r"|(?<!\w)(?:заплатим|платим|оплачива\w+|выплатим|выплачива\w+|подарим|начислим|поощрен\w*)"
        r"|reward\w*|honorari\w+|incentive\w*|for (?:your )?(?:participat\w+|time|visit|taking part)"
        r"|as a thank|token of (?:our )?(?:gratitude|appreciation)|we(?:'ll| will)? pay|paid for|bonus\w*|бонус\w*"
    ),
    "compensation": re.compile(
        r"компенсац\w*|возмещен\w*|возврат\w*|compensat\w+|refund\w*|reimburs\w+|inheritance"
        r"|наследств\w*|причитающ\w+|payout\w*|donat\w+|пожертвован\w*|grant(?!\w)"
    ),
    "price": re.compile(
        r"(?<!\w)(?:цен[аыуе]|стоимост\w*|стоит|тариф\w*|к оплате|оплат\w+|счет(?= на оплату)|итого|заказ\w*"
        r"|комисси\w*|подписк\w*|скидк\w*|абонентск\w+|задолженност\w*|списан\w*)(?!\w)"
        r"|(?<!\w)(?:price\w*|costs?|fees?|invoice\w*|total|amount|subscription\w*|order\w*|charged?"
        r"|due|payment\w*|discount\w*|purchase\w*|bill(?:ed|ing)?|save|off)(?!\w)"
    ),
}


def find_sums(text: Text) -> Iterator[Sum]:
    """The amounts among the words of a text, in their order."""
    norm = text.norm
    found: list[Sum] = []
    if _QUICK.search(norm):
        taken: list[tuple[int, int]] = []
        for pattern in (_AFTER, _BEFORE, _WORDS):
            for match in pattern.finditer(norm):
                if len(taken) >= _MOST:
                    break
                if all(
                    match.end() <= start or match.start() >= stop for start, stop in taken[-40:]
                ):
                    taken.append(match.span())
                    found += _sums(match, text)
    found += _ways_alone(text, found)
    return iter(sorted(found, key=lambda each: (each.span.char_from, each.minor)))


def _sums(match: re.Match[str], text: Text) -> Iterator[Sum]:
    groups = match.groupdict()
    currency = next(name for name in _CURRENCIES if groups.get(name))
    start, stop = match.start(), match.start() + len(match[0].rstrip())
    kind = nearest(text.norm, start, stop, KINDS, 160)
    role = nearest(text.norm, start, stop, ROLES, 160)
    span = part_span(text, start, stop)
    if groups.get("words"):
        amounts = [in_words(groups["words"])]
    else:
        amounts = [hundredths(groups["number"], groups["times"] or "")]
        if groups.get("low"):
            times = groups["lowtimes"] or groups["times"] or ""
            amounts.append(hundredths(groups["low"], times))
    for minor in sorted(amounts):
        if 0 < minor < 10**15:
            yield Sum(minor, currency, kind, role, span)


def _ways_alone(text: Text, found: list[Sum]) -> Iterator[Sum]:
    """Ways of paying a reward that no amount stands by."""
    told = {each.kind for each in found}
    for name, pattern in KINDS.items():
        if name in told:
            continue
        for match in pattern.finditer(text.norm):
            role = nearest(text.norm, match.start(), match.end(), ROLES, 60)
            denied = not nearest(text.norm, match.start(), match.end(), {name: pattern}, 2)
            if role in ("reward", "prize", "compensation") and not denied:
                yield Sum(0, "", name, role, part_span(text, match.start(), match.end()))
                break
