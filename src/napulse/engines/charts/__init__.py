"""Small charts as geometry, for SVG rendered on the server."""

from napulse.engines.charts.geometry import (
    Bar,
    Column,
    Point,
    Ring,
    Spark,
    bar,
    columns,
    number,
    ring,
    sparkline,
)

__all__ = [
    "Bar",
    "Column",
    "Point",
    "Ring",
    "Spark",
    "bar",
    "columns",
    "number",
    "ring",
    "sparkline",
]
