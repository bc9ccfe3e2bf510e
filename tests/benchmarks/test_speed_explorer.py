"""How long the page takes from a moved slider to its painted charts; the figures are for `make bench` to show."""

from __future__ import annotations

import os
import shutil
import statistics
from pathlib import Path

import pytest

from par_analysis.explorer.page import write_page

MOVES = """async () => {
  const slider = document.querySelector(".pa-slider");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const times = [];
  for (let n = 0; n < 60; n += 1) {
    await frame();
    const begun = performance.now();
    slider.value = String((n % 13) / 13);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();  // the charts are laid out when this returns
    const work = performance.now() - begun;
    await frame();
    times.push([work, performance.now() - begun]);
  }
  return times;
}"""


def test_slider_to_charts(benchmark: object, tmp_path: Path) -> None:
    if not benchmark.enabled:  # type: ignore[attr-defined]
        pytest.skip("only measured by `make bench`; tests/explorer checks what the page shows")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra `browser`)")
    browser = os.environ.get("PAR_ANALYSIS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    page_file = write_page(tmp_path / "trang.html")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = running.new_page(viewport={"width": 1280, "height": 720})
        page.goto(page_file.as_uri())
        page.wait_for_selector(".pa-slider")
        times = benchmark.pedantic(page.evaluate, args=(MOVES,), rounds=1, iterations=1)  # type: ignore[attr-defined]
        running.close()
    for what, column in (("laid out", 0), ("next frame", 1)):
        made = sorted(time[column] for time in times)
        print(
            f"\nslider to {what}: median {statistics.median(made):.1f} ms, 90% {made[53]:.1f} ms, worst {made[-1]:.1f} ms"
        )
    assert len(times) == 60
