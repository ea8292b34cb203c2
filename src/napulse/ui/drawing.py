"""Small charts as SVG; the geometry comes from the engine, the colours from the page's CSS."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from napulse.engines import charts
from napulse.ui.markup import html

FULL = 118  # percent at the bar's right end, so that an overspent budget visibly sticks out

ALARM = SafeString(  # the ring of a clock that has run out
    '<svg class="ring" viewBox="0 0 16 16" aria-hidden="true">'
    '<circle cx="8" cy="8" r="6" class="ring-full"/>'
    '<path d="M8 5v3.4M8 10.8v.2" class="ring-mark"/></svg>'
)


def ring(share: float) -> SafeString:
    """A ring filled by the share that is left."""
    drawn = charts.ring(share, 6)
    return html(
        '<svg class="ring" viewBox="0 0 16 16" aria-hidden="true">'
        '<circle cx="8" cy="8" r="{0}" class="ring-track"/>'
        '<circle cx="8" cy="8" r="{0}" class="ring-value" stroke-dasharray="{1}"'
        ' transform="rotate(-90 8 8)"/></svg>',
        drawn.radius,
        drawn.dash,
    )


def sparkline(values: Sequence[float], tone: str, width: int, height: int) -> SafeString:
    """A line with a wash under it and a dot at its end; nothing of nothing."""
    drawn = charts.sparkline(values, width, height, margin=2.5)
    if drawn.end is None:
        return SafeString("")
    return html(
        '<span class="{tone}"><svg class="spark" viewBox="0 0 {width} {height}" width="{width}"'
        ' height="{height}" aria-hidden="true"><path class="spark-area" d="{area}"/>'
        '<path class="spark-line" d="{line}"/>'
        '<circle class="spark-dot" cx="{x}" cy="{y}" r="2"/></svg></span>',
        tone=tone,
        width=width,
        height=height,
        area=drawn.area,
        line=drawn.line,
        x=drawn.end.x,
        y=drawn.end.y,
    )


def burn(spent: float, elapsed: float, tone: str, width: int) -> SafeString:
    """A bar of what is spent with a tick at the elapsed time; both in percent."""
    drawn = charts.bar(spent / FULL, min(elapsed, 100) / FULL, width - 2)
    return html(
        '<span class="{tone}"><svg class="burn" viewBox="0 0 {width} 12" width="{width}"'
        ' height="12" aria-hidden="true">'
        '<rect class="burn-track" x="0" y="3.5" width="{track}" height="5" rx="2.5"/>'
        '<rect class="burn-value" x="0" y="3.5" width="{fill}" height="5" rx="2.5"/>'
        '<rect class="burn-tick" x="{mark}" y="0" width="1.5" height="12" rx="0.75"/>'
        "</svg></span>",
        tone=tone,
        width=width,
        track=charts.number((width - 2) * 100 / FULL),
        fill=drawn.fill,
        mark=drawn.mark,
    )
