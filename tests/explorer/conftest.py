"""Shared ground for the explorer's tests: its page on the disk, an installed Chromium, Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer_screen import Open, Screen

from par_analysis.explorer.page import write_page

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _without(what: str) -> None:
    """Say what is missing: the test is skipped, or fails where the tests must not be skipped."""
    if os.environ.get("CI_BROWSER") == "1":
        pytest.fail(f"CI_BROWSER=1, but {what}")
    print(f"skipped: {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page without scenarios, in a folder whose name has a space and diacritics."""
    return write_page(tmp_path_factory.mktemp("trang khám phá") / "nếu như.html")


# Of a module, not of the session: Playwright's event loop would be in the way of tests that run notebooks.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """An installed Chromium; nothing is downloaded."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("playwright is not installed (pip install par-analysis[browser])")
    path = os.environ.get("PAR_ANALYSIS_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not path or not Path(path).is_file():
        _without(f"none of {', '.join(_BROWSERS)} is installed; PAR_ANALYSIS_BROWSER may name one")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def node() -> Callable[[Any], Any]:
    """Ask the modules of the page in Node: `node({"task": "evaluate", ...})`."""
    path = shutil.which("node")
    if not path:
        _without("node is not installed")

    def ask(question: Any) -> Any:
        script = Path(__file__).with_name("golden.mjs")
        ran = subprocess.run(
            [str(path), str(script)], input=json.dumps(question), capture_output=True, encoding="utf-8", timeout=120
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return ask


@pytest.fixture(scope="module")
def windows() -> Iterator[list[Screen]]:
    """Windows of the browser, each with a memory of its own; used again from test to test."""
    opened: list[Screen] = []
    yield opened
    for screen in opened:
        screen.page.context.close()


@pytest.fixture
def show(browser: Any, windows: list[Screen], page_file: Path) -> Iterator[Open]:
    """Load the page off the network; at the end nothing may have been asked for or complained of."""
    used: list[Screen] = []

    def load(file: Path = page_file, **more: Any) -> Screen:
        if len(used) == len(windows):
            windows.append(Screen(browser.new_context(offline=True)))
        used.append(windows[len(used)])
        return used[-1].load(file, **more)

    yield load
    asked = [url for one in used for url in one.asked if not url.startswith((one.address, "data:", "blob:"))]
    complaints = [text for one in used for text in one.complaints]
    for one in used:
        one.page.evaluate("localStorage.clear()")
    assert (asked, complaints) == ([], [])


@pytest.fixture
def screen(show: Open) -> Screen:
    return show()
