"""The page in one window of a browser, moved as a reader moves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from par_analysis import Scenario, open_edition
from par_analysis.scenario.file import scenario_from

DRAFT = "() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('par_analysis'))?.[1] ?? 'null')"


def printed(value: float, decimals: int = 3, lang: str = "vi") -> str:
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if lang == "vi" else text


class Screen:
    """The page in one window, with everything that it asked for and complained of."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(60_000)  # a busy machine is no error

    def load(self, file: Path, width: int = 1280, height: int = 720, scheme: str = "light", lang: str = "vi") -> Screen:
        """Begin anew with the page of a file, in a language."""
        self.page.goto("about:blank")  # what is set next must not reach the page that was here
        self.asked.clear()
        self.complaints.clear()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.address = file.as_uri()
        self.page.goto(self.address)
        self.page.locator(".pa-row").first.wait_for()
        if lang == "en":
            self.button("English").click()
        return self

    def slider(self, code: str) -> Any:
        return self.page.locator(f'input.pa-slider[aria-label^="{code} "]')

    def box(self, code: str) -> Any:
        return self.page.locator(f'input.pa-box[aria-label^="{code} "]')

    def band(self, code: str) -> Any:
        return self.page.locator(".pa-row", has=self.slider(code)).locator(".pa-band")

    def said_of(self, code: str) -> tuple[str, ...]:
        """Words of the band beside a slider, and how firm it is; nothing where it has none."""
        self.settle()
        return tuple(self.band(code).locator("b, small").all_inner_texts())

    @property
    def says(self) -> str:
        """What a row says of its band; empty while no row says anything."""
        self.settle()
        place = self.page.locator(".pa-says")
        return place.inner_text() if place.is_visible() else ""

    @property
    def rank(self) -> str:
        self.settle()
        return self.page.locator(".pa-big-rank").inner_text()

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def type(self, code: str, text: str) -> None:
        self.box(code).fill(text)
        self.box(code).press("Enter")

    def settle(self) -> None:
        """Wait until what was changed is painted."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    @property
    def total(self) -> str:
        self.settle()
        return self.page.locator(".pa-big-value").first.inner_text()

    @property
    def message(self) -> str:
        self.page.wait_for_function("() => document.querySelector('.pa-message').textContent !== ''")
        return self.page.locator(".pa-message").inner_text()

    def forget_message(self) -> None:
        """Take the last message off, so that the next is not taken for it."""
        self.page.evaluate("document.querySelector('.pa-message').textContent = ''")

    @property
    def scenario(self) -> Scenario:
        """What is on the screen, as the browser keeps it once it has written down the last step."""
        held = None
        for _ in range(20):
            before, held = held, self.page.evaluate(DRAFT)["scenario"]
            if held == before:
                break
            self.page.wait_for_timeout(300)
        rest = {"format": "par_analysis scenario", "version": 1}
        own = open_edition()
        return scenario_from(held | rest | {"baseline": {"edition": own.title, "sha256": own.sha256}})

    def choose(self, key: str) -> None:
        self.page.locator(".pa-bar select").select_option(f"preset:{key}")

    def tab(self, name: str) -> None:
        self.page.locator(".pa-tab", has_text=name).click()

    def open(self, content: str | bytes, name: str = "kịch bản.json") -> None:
        data = content.encode() if isinstance(content, str) else content
        file = {"name": name, "mimeType": "application/json", "buffer": data}
        self.page.locator("input[type=file]").set_input_files(file)

    def saved(self, name: str, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.button(name).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path


Open = Callable[..., Screen]
