"""The words for currencies, ways of payment and what a sum is for, in Russian and English."""

from __future__ import annotations

import re

from napulse.engines.mailtrust.facts.heads import Anchored, heads_of

CURRENCIES = {
    "RUB": (
        r"₽|руб(?:л(?:ь|я|ей|ями|ям|ях|ю|и|ем)|\.|ликов)?(?!\w)|р(?:\.|(?!\w))|roubles?|rubles?|rub(?!\w)|rur(?!\w)|rubley"
    ),
    "USD": r"\$|usd|us dollars?|dollars?|доллар\w*|долл\.?",
    "EUR": r"€|eur(?:os?)?(?!\w)|евро(?!\w)",
    "GBP": r"£|gbp|pounds?(?: sterling)?|фунт\w*",
    "KZT": r"₸|тенге|kzt",
    "UAH": r"₴|грн\.?|гривен\w*|uah",
    "BRL": r"r\$|reais|brl",
    "BTC": r"btc|bitcoins?|биткоин\w*",
}
SIGNS = "₽$€£₸₴"
CURRENCY = Anchored(
    re.compile("|".join(CURRENCIES.values())),
    heads_of(
        "руб р rub rou rur usd us dol дол eur евр gbp pou фун тен kzt грн гри uah rea brl btc bit "
        "бит"
    ),
)
KINDS = {
    "gift_card": re.compile(
        r"подарочн\w+ (?:карт|сертификат|код)|сертификат\w*"
        r"|gift ?-?(?:card|certificate|code|voucher)|e-?gift|voucher|ваучер\w*"
        r"|itunes card|steam card|certificates?(?!\w)"
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
        r"(?:на|номер\w*|по номеру) (?:(?!подарочн)\w+ ){0,2}"
        r"карт(?:у|ы|очку)(?!\w)|банковск\w+ карт\w*"
        r"|(?:карт[уае]|карты) (?:сбер|тинь|мир|visa|mastercard|банка)\w*"
        r"|карт\w+ (?:visa|mastercard|мир|maestro)(?!\w)"
        r"|(?:bank|debit|credit|payment|visa|mastercard) cards?"
        r"|(?:to|onto|on) (?:your|the|a) card(?!\w)"
    ),
    "transfer": re.compile(
        r"перевод\w*|перевед\w+|перечисл\w+|на (?:\w+ ){0,2}счет(?! \w*телефон| мобильн)(?!\w)"
        r"|(?:bank|wire|money|direct) transfer\w*|transfer(?:red)? to|wire(?:d)? to|bank account"
        r"|paypal|zelle|venmo|western union|moneygram|qiwi|киви|юmoney|yoomoney|webmoney"
        r"|(?<!\w)сбп(?!\w)|(?:электронн\w+|крипто) ?кошел\w+|crypto ?wallet"
    ),
}
KIND_HEADS = heads_of(
    "под сер gif e ego egi vou вау itu ste cer тел моб бал сче pho mob top нал рук кон куп cas han "
    "ban env кар бан deb cre pay vis mas car пер wir mon dir tra zel ven wes qiw кив юmo yoo web "
    "сбп эле кри cry"
)
ROLES = {
    "prize": re.compile(
        r"(?<!\w)приз(?:а|у|ы|ов|ом|е)?(?!\w)|выигр\w+|победител\w*|розыгрыш\w*|лотере\w*"
        r"|джекпот\w*|jackpot|(?<!\w)prizes?(?!\w)|(?<!\w)won(?!\w)|winn(?:er|ing)\w*|lottery"
        r"|sweepstake\w*|raffle"
    ),
    "reward": re.compile(
        r"вознагражд\w*|гонорар\w*|благодарност\w*|поощрен\w*"
        r"|за (?:\w+ ){0,2}(?:участие|визит|время|прохожд\w+|опрос)"
        r"|(?<!\w)(?:заплатим|платим|оплачива\w+|выплатим|выплачива\w+|подарим|начислим)"
        r"|reward\w*|honorari\w+|incentive\w*"
        r"|for (?:your )?(?:participat\w+|time|visit|taking part)"
        r"|in return|we(?:'ll| will)? give|you(?:'ll| will)? (?:get|receive|earn)|thank-you"
        r"|(?<!\w)(?:получите|дарим|подарок|взамен)(?!\w)"
        r"|as a thank|token of (?:our )?(?:gratitude|appreciation)|we(?:'ll| will)? pay|paid for"
        r"|bonus\w*|бонус\w*"
    ),
    "compensation": re.compile(
        r"компенсац\w*|возмещен\w*|возврат\w*|compensat\w+|refund\w*|reimburs\w+|inheritance"
        r"|наследств\w*|причитающ\w+|payout\w*|donat\w+|пожертвован\w*|grant(?!\w)"
    ),
    "price": re.compile(
        r"(?<!\w)(?:цен[аыуе]|стоимост\w*|стоит|тариф\w*|к оплате|оплат\w+|счет(?= на оплату)"
        r"|итого|заказ\w*|комисси\w*|подписк\w*|скидк\w*|абонентск\w+|задолженност\w*"
        r"|списан\w*)(?!\w)|(?<!\w)(?:price\w*|costs?|fees?|invoice\w*|total|amount|subscription\w*"
        r"|order\w*|charged?|due|payment\w*|discount\w*|purchase\w*|bill(?:ed|ing)?|save|off)(?!\w)"
    ),
}
GAINS = ("reward", "prize", "compensation")
GAIN = Anchored(
    re.compile("|".join(ROLES[role].pattern for role in GAINS)),
    heads_of(
        "при выи поб роз лот дже jac pri won win lot swe raf воз гон бла поо за зап пла опл вып "
        "под нач rew hon inc for as tok we pai bon бон ком нас com ref rei inh don пож gra pay"
    ),
)
