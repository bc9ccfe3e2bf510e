"""The page as a file: the same bytes every time, nothing fetched, nothing that a text could break; and the command."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
import subprocess
import sys
import webbrowser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from par_analysis import ParAnalysisError, Scenario, open_edition, presets, save_scenario
from par_analysis.cli import main
from par_analysis.explorer.page import module_text, page_text, style_text, write_page
from par_analysis.scenario.scenario import Change

HOSTILE = "</script><img src=x onerror=alert(1)>"


class Elements(HTMLParser):
    """Elements with their attributes, and the text inside script, style and title."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.closed = True
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        self.closed = False

    def handle_endtag(self, tag: str) -> None:
        self.closed = True

    def handle_data(self, data: str) -> None:
        if not self.closed:
            self.found[-1][2].append(data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, "".join(text)) for name, attributes, text in self.found if name == tag]


def held_in(text: str) -> dict[str, Any]:
    ((_, data),) = [entry for entry in Elements(text).all("script") if entry[0].get("id") == "data"]
    held: dict[str, Any] = json.loads(data)
    return held


def test_same_bytes_every_time(tmp_path: Path) -> None:
    first = write_page(tmp_path / "một.html").read_bytes()
    assert first == write_page(tmp_path / "hai.html").read_bytes()
    code = "import sys; from par_analysis.explorer.page import page_text; sys.stdout.buffer.write(page_text().encode())"
    assert first == subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert b"\r" not in first
    assert len(first) < 500_000


def test_nothing_to_fetch_and_only_these_scripts_and_styles_run() -> None:
    mine = Scenario(HOSTILE, reason="<!-- <script> ]]>", author="&lt;b&gt;")
    plain = Elements(page_text())
    for text in (page_text(), page_text([mine])):
        page = Elements(text)
        assert [tag for tag, _, _ in page.found] == [tag for tag, _, _ in plain.found]
        (policy,) = [a["content"] for a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy is not None
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        (script,) = [text for attributes, text in page.all("script") if attributes["type"] == "module"]
        ((_, style),) = page.all("style")
        for code, rule in ((script, "script-src"), (style, "style-src")):
            assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        assert rules["default-src"] == "'none'"
        assert {"base-uri", "form-action"} <= rules.keys()
        assert "unsafe" not in policy and "connect-src" not in rules
    held = held_in(text)["scenario"]
    assert (held["title"], held["reason"], held["author"]) == (mine.title, mine.reason, mine.author)
    text = page_text()
    addresses = set(re.findall(r"""(?:[a-z]+:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""", text))
    # names of the SVG language and of the schema language, which nobody asks for
    assert addresses <= {"http://www.w3.org/2000/svg", "https://json-schema.org/draft/2020-12/schema"}
    assert not re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(", text)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _, _ in plain.found}
    names = [name for _, attributes, _ in plain.found for name in attributes]
    assert [name for name in names if name in ("src", "href", "style") or name.startswith("on")] == []


def test_page_holds_language_scenarios_and_date() -> None:
    plan = presets("en")["plan"]
    held = held_in(page_text([plan], "en", date=datetime.date(2022, 9, 15)))
    assert held["lang"] == "en"
    assert held["scenario"] == held["data"]["scenarios"][0] == json.loads(plan.to_json())
    assert held["date"] == {"vi": "tính đến ngày 15/9/2022", "en": "as of 15 September 2022"}
    held = held_in(page_text())
    # Without a date of its own the page speaks as of the day of the plan, or of no day.
    assert held["scenario"] is None and held["date"]["vi"] == "tính đến ngày 8/7/2022"
    assert "date" not in held_in(page_text(edition=open_edition().at(None)))
    assert len(held["data"]["reach"]["leaves"]) > 50
    for lang, title in (("vi", "Nếu như"), ("en", "What if")):
        page = Elements(page_text(lang=lang))
        assert page.all("html")[0][0]["lang"] == lang
        assert page.all("title")[0][1].startswith(title)
    with pytest.raises(ParAnalysisError, match="fr"):
        page_text(lang="fr")


def test_modules_are_joined_without_their_imports() -> None:
    assert not re.search(r"^import |^export (?!default)", module_text(), re.MULTILINE)
    assert module_text().count("export default") == 1
    folder = Path(sys.modules[write_page.__module__].__file__ or "").parent / "static"
    declared = r"^(?:export )?(?:async )?(?:function|class|const) (\w+)"
    names = [name for path in folder.glob("*.js") for name in re.findall(declared, path.read_text("utf-8"), re.M)]
    joined = re.findall(declared, module_text(), re.M)
    assert [name for name in names if joined.count(name) != 1] == []
    assert style_text() == (folder / "style.css").read_text(encoding="utf-8")


# The command


def test_command_writes_the_page_with_scenarios_and_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Scenario("Của tôi", (Change("code", "5.5", "reach", "target"),))
    file = save_scenario(mine, tmp_path / "kịch bản.json")
    out = tmp_path / "thư mục" / "trang nếu như.HTML"
    out.parent.mkdir()
    opened: list[str] = []
    for opens, more in ((True, ()), (False, ()), (False, ("--no-open",))):
        monkeypatch.setattr(webbrowser, "open", lambda address, opens=opens: opened.append(address) or opens)
        assert main(["app", "--lang", "en", "--out", str(out), str(file), *more]) == 0
        assert out.read_text(encoding="utf-8") == page_text([mine], "en")
        said = capsys.readouterr().out
        assert str(out) in said
        assert ("no browser could be opened" in said) is (not opens and not more)
    assert opened == [out.resolve().as_uri()] * 2
    monkeypatch.chdir(out.parent)
    assert main(["app", "--no-open"]) == 0
    assert {path.name for path in out.parent.iterdir()} == {out.name, "neu-nhu.html"}


def test_command_refuses_with_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    (tmp_path / "hỏng.json").write_text("{", encoding="utf-8")
    save_scenario(Scenario("Khác", edition="khác", sha256="0" * 64), tmp_path / "khác.json")
    wrong = {
        ("--out", "trang.txt"): (".html",),
        ("--out", "trang"): (".html",),
        ("thiếu.json", "hỏng.json"): ("thiếu.json", "hỏng.json"),  # both are told
        ("khác.json",): ("made from other figures",),
        ("--out", "hỏng.json/a.html"): ("a.html",),
    }
    for arguments, words in wrong.items():
        assert main(["app", *arguments]) == 1, arguments
        said = capsys.readouterr()
        assert said.err.startswith("par-analysis: ") and said.err.count("par-analysis: ") == 1, arguments
        assert "Traceback" not in said.err
        assert [word for word in words if word not in said.err] == [], said.err
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["hỏng.json", "khác.json"]
