"""Tax rates that ship: dated rows with where they are written and when that was looked at.

Changed by the agency on a page, never in code. The main rate follows from law 425-FZ of
28.11.2025; the rates of the simplified system from the same law and its predecessors.
"""

from datetime import date

CHECKED = date(2026, 11, 20)
LAW_2018 = "303-ФЗ от 03.08.2018"
LAW_2025 = "425-ФЗ от 28.11.2025; its.1c.ru/db/content/newscomm/src/496828.htm"
SIMPLE = "176-ФЗ от 12.07.2024; uralcci.com/news/nalogi-2026"

# country, regime, code, basis points, from, to, source
TAX_RATES = (
    ("RU", "general", "standard", 2000, date(2019, 1, 1), date(2025, 12, 31), LAW_2018),
    ("RU", "general", "standard", 2200, date(2026, 1, 1), None, LAW_2025),
    ("RU", "general", "reduced", 1000, date(2019, 1, 1), None, LAW_2018),
    ("RU", "general", "zero", 0, date(2019, 1, 1), None, LAW_2018),
    ("RU", "general", "none", 0, date(2019, 1, 1), None, LAW_2018),
    ("RU", "simple5", "standard", 500, date(2025, 1, 1), None, SIMPLE),
    ("RU", "simple5", "none", 0, date(2025, 1, 1), None, SIMPLE),
    ("RU", "simple7", "standard", 700, date(2025, 1, 1), None, SIMPLE),
    ("RU", "simple7", "none", 0, date(2025, 1, 1), None, SIMPLE),
    ("RU", "simple", "standard", 0, date(2019, 1, 1), None, SIMPLE),
    ("RU", "simple", "none", 0, date(2019, 1, 1), None, SIMPLE),
    ("RU", "foreign", "standard", 0, date(2019, 1, 1), None, LAW_2018),
    ("RU", "foreign", "none", 0, date(2019, 1, 1), None, LAW_2018),
)
