"""The payment code of a document, drawn as SVG."""

import io
from typing import Any

import segno

from napulse.billing.queries.content import code_payload


def code_svg(content: dict[str, Any]) -> str:
    """The drawing, empty when there is no code."""
    payload = code_payload(content)
    if payload is None:
        return ""
    drawn = io.BytesIO()
    segno.make(payload, mode="byte", error="m").save(
        drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=True, nl=False
    )
    return drawn.getvalue().decode("ascii")
