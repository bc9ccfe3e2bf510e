"""The widget in JupyterLab: moved by keys there, read by Python; set by Python, shown there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import par_analysis
from par_analysis import presets

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
TOKEN = "chi-de-thu"
CELLS = (
    "import par_analysis\nwidget = par_analysis.explore()\nwidget",
    "change, = widget.current.changes\nprint('đã đặt', change.of, change.value)",
    "widget.current = par_analysis.presets()['plan']\nprint('đã gửi', widget.current.title)",
)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def lab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of JupyterLab with one notebook; ended by its own handle."""
    home = tmp_path_factory.mktemp("sổ tay")
    (home / "gốc").mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, home / "gốc" / "thu.ipynb")
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": free_port(),
        "ServerApp.port_retries": 50,  # tests on other processes look for ports too
        "ServerApp.root_dir": home / "gốc",
        "IdentityProvider.token": TOKEN,
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    own = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "RUNTIME")}
    own["PYTHONPATH"] = str(Path(par_analysis.__file__).parents[1])  # the kernel's package is the one under test
    arguments = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    with (home / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*arguments, *(f"--{name}={value}" for name, value in options.items())],
            cwd=home,
            env=os.environ | own | {"JUPYTERLAB_SETTINGS_DIR": str(home), "JUPYTERLAB_WORKSPACES_DIR": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 180
            while not (address := address_in(home / "RUNTIME")):
                assert server.poll() is None and time.monotonic() < until, Path(log.name).read_text("utf-8")[-2000:]
                time.sleep(0.3)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def address_in(runtime: Path) -> str:
    """Address that the server wrote into its folder, once it answers there; nothing before."""
    for file in runtime.glob("jpserver-*.json"):
        try:
            address = f"http://127.0.0.1:{json.loads(file.read_text('utf-8'))['port']}"
            with urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=10) as got:
                return address if json.load(got)["version"] else ""
        except (OSError, ValueError):  # nobody listens yet, or the file is half-written
            continue
    return ""


def test_page_and_python_move_together(lab: str, browser: Any) -> None:
    from playwright.sync_api import TimeoutError

    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{lab}/lab/tree/thu.ipynb?token={TOKEN}")
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    cells.first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # what is run before that is lost

    def run(number: int, wait: Any) -> None:
        # In place, so that no other cell takes the focus; once more where JupyterLab was not ready to hear it.
        for _ in range(6):
            cells.nth(number).locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
            try:
                return wait.wait_for(timeout=10_000)
            except TimeoutError:
                continue
        pytest.fail(f"cell {number} showed nothing: {cells.nth(number).inner_text()}")

    total = page.locator(".pa-big-value").first
    run(0, total)
    page.wait_for_function("() => document.querySelector('.pa-big-value').textContent === '88,540'")
    slider = page.locator('input.pa-slider[aria-label^="5.5 "]')
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.pa-big-value').textContent === '88,570'")
    page.keyboard.press("ArrowDown")  # JupyterLab would go to the next cell
    page.wait_for_function("() => document.querySelector('.pa-big-value').textContent === '88,560'")
    assert slider.evaluate("(one) => one === document.activeElement")
    page.wait_for_timeout(500)  # the page gathers moves before it sends them
    run(1, page.get_by_text("đã đặt 5.5 0.52"))
    title = presets()["plan"].title
    run(2, page.get_by_text(f"đã gửi {title}"))
    page.wait_for_function("() => document.querySelector('.pa-big-value').textContent === '93,010'")
    assert page.get_by_label("Tên kịch bản").input_value() == title
    context.close()
