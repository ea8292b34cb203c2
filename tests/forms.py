"""The forms of a page, read as a browser reads them: where they go and what they would send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

Fields = dict[str, list[str]]
CONTROLS = "input, select, textarea"
PLAUSIBLE = {
    "date": "2026-12-01",
    "datetime-local": "2026-11-24T10:00",
    "time": "10:00",
    "email": "somebody@client.example",
    "number": "5",
    "url": "https://client.example/",
}
UNTYPED = {"hidden", "submit", "button", "image", "reset"}


@dataclass(frozen=True)
class Form:
    """What one button of a form sends when nothing is touched."""

    action: str
    fields: Mapping[str, list[str]]
    visible: frozenset[str]
    guesses: Mapping[str, str]

    @property
    def filled(self) -> Fields:
        """As it stands, with something plausible where nothing stands."""
        empty = (name for name in self.visible if not any(self.fields.get(name, [])))
        guessed = {name: [self.guesses[name]] for name in empty if self.guesses.get(name)}
        return {**self.fields, **guessed}


def forms_in(page: str, address: str) -> Iterator[Form]:
    """Every form that posts, once for each of its buttons that says something of its own."""
    tree = LexborHTMLParser(page)
    for form in tree.css("form"):
        if (form.attributes.get("method") or "get").lower() != "post":
            continue
        controls = _controls(tree, form, CONTROLS)
        fields: Fields = {}
        for control in controls:
            for value in _values(control):
                fields.setdefault(str(control.attributes["name"]), []).append(value)
        visible = frozenset(
            str(each.attributes["name"]) for each in controls if _kind(each) not in UNTYPED
        )
        guesses = {str(each.attributes["name"]): _guess(each) for each in controls}
        action = _path(form.attributes.get("action"), address)
        buttons = _controls(tree, form, "button")
        if not visible and not buttons:
            continue  # shown, not to be sent
        for target, more in _buttons(buttons, action):
            yield Form(target, {**fields, **more}, visible, guesses)


def _controls(tree: LexborHTMLParser, form: LexborNode, wanted: str) -> list[LexborNode]:
    """Those inside, and those elsewhere on the page that name the form as theirs."""
    inside = form.css(wanted)
    key = form.attributes.get("id")
    outside = [each for each in tree.css(wanted) if key and each.attributes.get("form") == key]
    found = [each for each in (*inside, *outside) if "disabled" not in each.attributes]
    return [each for each in found if each.attributes.get("name") or each.tag == "button"]


def _kind(control: LexborNode) -> str:
    return str(control.attributes.get("type") or "text") if control.tag == "input" else "text"


def _values(control: LexborNode) -> Iterator[str]:
    kind = _kind(control)
    if kind in {"file", *UNTYPED - {"hidden"}}:
        return
    if control.tag == "textarea":
        yield control.text().replace("\r\n", "\n")
    elif control.tag == "select":
        yield from _chosen(control)
    elif kind not in {"checkbox", "radio"} or "checked" in control.attributes:
        yield control.attributes.get("value") or ("on" if kind == "checkbox" else "")


def _guess(control: LexborNode) -> str:
    """What a person in a hurry might put there."""
    if control.tag == "select":
        options = [str(each.attributes.get("value") or "") for each in control.css("option")]
        return next((value for value in options if value), "")
    kind = _kind(control)
    if kind in {"checkbox", "radio"}:
        return control.attributes.get("value") or "on"
    return "" if kind in {"file", *UNTYPED} else PLAUSIBLE.get(kind, "Проба")


def _chosen(control: LexborNode) -> list[str]:
    options = control.css("option")
    chosen = [each for each in options if "selected" in each.attributes]
    if not chosen and "multiple" not in control.attributes:
        chosen = options[:1]
    return [str(each.attributes.get("value", each.text()) or "") for each in chosen]


def _buttons(buttons: list[LexborNode], action: str) -> Iterator[tuple[str, Fields]]:
    told = {(action, "", "")} if not buttons else set()
    for button in buttons:
        if button.attributes.get("type") in {"button", "reset"}:
            continue
        target = _path(button.attributes.get("formaction"), action)
        name, value = button.attributes.get("name"), button.attributes.get("value")
        told.add((target, name or "", (value or "") if name else ""))
    for target, name, value in sorted(told):
        yield target, {name: [value]} if name else {}


def _path(address: str | None, otherwise: str) -> str:
    return address or otherwise
