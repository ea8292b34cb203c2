"""A person at a browser: every fault that the browser notices fails the visit."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

WIDE, PHONE = (1440, 900), (390, 844)
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
PASSWORD = "pulse-2026"
TIMEOUT_MS = 20_000
LISTENS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));"""
OVER_THE_EDGE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const over = [...document.querySelectorAll("body *")].filter(
    (each) => each.getBoundingClientRect().right > root.clientWidth + 1);
  return over.slice(0, 3).map((each) => `over the edge: ${each.tagName}.${each.className}`);
}"""
RUN_AXE = """async (options) => {
  const found = await axe.run(document, { resultTypes: ["violations"], ...options });
  return found.violations.flatMap((each) =>
    each.nodes.slice(0, 3).map((node) => `axe ${each.id}: ${node.target.join(" ")}`));
}"""


@dataclass(frozen=True)
class Look:
    """How the product is looked at: language, size, theme."""

    language: str = "ru"
    size: tuple[int, int] = WIDE
    theme: str = "light"

    def __str__(self) -> str:
        return f"{self.language}-{'phone' if self.is_phone else 'desktop'}-{self.theme}"

    @property
    def is_phone(self) -> bool:
        return self.size == PHONE


DESK, POCKET = Look(), Look("en", PHONE, "dark")


@dataclass
class Visit:
    """One context of a browser with one page, and all that went wrong in it."""

    browser: Browser
    url: str
    look: Look = DESK
    faults: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        width, height = self.look.size
        self.context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[self.look.language],
            has_touch=self.look.is_phone,
            reduced_motion="reduce",
            timezone_id="Europe/Moscow",
        )
        self.context.set_default_timeout(TIMEOUT_MS)
        self.context.add_cookies([{"name": "theme", "value": self.look.theme, "url": self.url}])
        self.context.add_init_script(LISTENS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "the server responded with" not in message.text:
            self.faults.append(f"console: {message.text} at {self.page.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.faults.append(f"{response.status} from {response.request.method} {response.url}")

    def knowing(self, *statuses: int) -> None:
        """From now on the journey provokes these refusals knowingly."""
        self.allowed.update(statuses)

    def forgive(self, *texts: str) -> None:
        """Drop the faults that the journey itself has caused."""
        self.faults = [each for each in self.faults if not any(text in each for text in texts)]

    def open(self, path: str) -> Response | None:
        address = path if path.startswith("http") else self.url + path
        return self.page.goto(address)

    def sign_in(self, email: str, password: str = PASSWORD) -> "Visit":
        self.open("/sign-in/")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", password)
        with self.page.expect_navigation():
            self.page.click("form:has([name=password]) .btn-primary")
        return self

    def words(self, text: str, context: str = "") -> str:
        """What the reader of this visit sees for a sentence of the source."""
        with translation.override(self.look.language):
            found = translation.pgettext(context, text) if context else translation.gettext(text)
        return found.replace("&amp;", "&")

    def button(self, text: str, context: str = "") -> Locator:
        return self.page.get_by_role("button", name=self.words(text, context), exact=True)

    def toast(self, text: str) -> Locator:
        return self.page.locator("#toasts .toast", has_text=self.words(text))

    def look_closely(self, **options: Any) -> list[str]:
        """What axe finds, and what runs over the edge, on the page as it stands."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE_SCRIPT)
        found: list[str] = self.page.evaluate(RUN_AXE, options)
        return [*found, *self.page.evaluate(OVER_THE_EDGE)]

    def check(self) -> None:
        """The page now open is in order, and nothing has gone wrong on the way."""
        self.page.wait_for_load_state()
        found = [*self.look_closely(), *self.faults]
        assert not found, "\n".join([self.page.url, *found])

    def number(self, pattern: str) -> int:
        found = re.search(pattern, self.page.url)
        assert found, self.page.url
        return int(found[1])

    def close(self) -> None:
        self.context.close()
        assert not self.faults, "\n".join(self.faults)
