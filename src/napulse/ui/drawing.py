"""Small charts as SVG text; the geometry is plain numbers, so no language can spoil a path."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

PADDING = 2.5
FULL = 118


def sparkline(values: Sequence[float], tone: str, width: int, height: int) -> SafeString:
    """A line with a wash under it and a dot at its end; nothing for fewer than two values."""
    if len(values) < 2:
        return SafeString("")
    low, span = min(values), (max(values) - min(values)) or 1
    step = (width - 2 * PADDING) / (len(values) - 1)
    points = [
        (PADDING + i * step, height - PADDING - (v - low) / span * (height - 2 * PADDING))
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<span class="{tone}"><svg class="spark" viewBox="0 0 {width} {height}" width="{width}"'
        ' height="{height}" aria-hidden="true"><polygon class="spark-area"'
        ' points="{start},{height} {line} {end},{height}"/><polyline class="spark-line"'
        ' points="{line}"/><circle class="spark-dot" cx="{x}" cy="{y}" r="2"/></svg></span>',
        tone=tone,
        width=width,
        height=height,
        line=line,
        start=PADDING,
        end=width - PADDING,
        x=f"{points[-1][0]:.1f}",
        y=f"{points[-1][1]:.1f}",
    )


def burn(spent: float, elapsed: float, tone: str, width: int) -> SafeString:
    """A bar of what is spent with a tick at the elapsed time; both in percent."""
    scale = (width - 2) / FULL
    return format_html(
        '<span class="{tone}"><svg class="burn" viewBox="0 0 {width} 12" width="{width}" height="12"'
        ' aria-hidden="true"><rect class="burn-track" x="0" y="3.5" width="{track}" height="5"'
        ' rx="2.5"/><rect class="burn-value" x="0" y="3.5" width="{value}" height="5" rx="2.5"/>'
        '<rect class="burn-tick" x="{tick}" y="0" width="1.5" height="12" rx=".75"/></svg></span>',
        tone=tone,
        width=width,
        track=f"{100 * scale:.1f}",
        value=f"{max(4.0, min(spent, FULL) * scale):.1f}",
        tick=f"{min(elapsed, 100) * scale - 0.75:.1f}",
    )
