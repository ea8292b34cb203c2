"""The run as tables a person reads."""

from collections.abc import Iterator

from judging import Measured, Pair, Verdict
from weights import Weight

PAGES = {
    "empty": "empty page",
    "pulse": "pulse",
    "client": "client page",
    "client_with_draft": "client page, report card",
    "report_form": "report form",
    "palette": "palette",
    "clients": "list of clients",
    "actions": "list of actions",
}
SIDE = "{:>7} {:>7} {:>7} {:>6} {:>7}"
HEADS = ("queries", "ms", "SQL ms", "xSQL", "xempty")


def table(pair: Pair) -> Iterator[str]:
    """One database: both sizes side by side, and how a page grows."""
    small, large = pair.small, pair.large
    sizes = [f"{one.world.clients} clients" for one in (small, large)]
    yield f"{pair.database}, {small.world.interactions:,} interactions"
    yield f"{'':26}{sizes[0]:^39} | {sizes[1]:^39} | {'grows':>6}"
    yield f"{'':26}{SIDE.format(*HEADS)} | {SIDE.format(*HEADS)} |"
    for page, title in PAGES.items():
        row = f"{title:26}{_side(small, page)} | {_side(large, page)} | {pair.growth(page):6.2f}"
        yield row
    due = [f"{1000 * one.all_due_s:.0f} ms" for one in (small, large)]
    yield f"pulse when the row of every client is due to be made anew: {due[0]} and {due[1]}"


def _side(one: Measured, page: str) -> str:
    return SIDE.format(
        one.facts.pages[page].queries,
        f"{one.page_ms(page):.1f}",
        f"{one.sql_ms(page):.2f}",
        f"{one.to_sql(page):.1f}",
        f"{one.to_empty(page):.2f}",
    )


def weight_table(weights: list[Weight]) -> Iterator[str]:
    kinds = sorted({kind for weight in weights for kind in weight.by_kind})
    yield "Over the wire, KB of 1,000 bytes, headers included"
    yield f"{'':34}{'all':>7} {'files':>6}" + "".join(f"{kind.lower():>12}" for kind in kinds)
    for weight in weights:
        load = "first load: " if weight.is_first else "then: "
        title = f"{load}{PAGES[weight.page]}"
        parts = "".join(f"{weight.by_kind.get(kind, 0) / 1000:12.1f}" for kind in kinds)
        yield f"{title:34}{weight.bytes / 1000:7.1f} {weight.requests:6}{parts}"


def told(found: list[Verdict]) -> Iterator[str]:
    """Broken promises by name, kept ones by number."""
    broken = [verdict for verdict in found if not verdict.is_kept]
    for verdict in broken:
        yield f"BROKEN  {verdict.text}"
    yield f"{len(found) - len(broken)} of {len(found)} promises kept"
