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

from par_analysis import ParAnalysisError, Scenario, presets, save_scenario
from par_analysis.cli import main
from par_analysis.edition.opening import open_edition
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
    return json.loads(data)


def test_same_bytes_every_time(tmp_path: Path) -> None:
    first = write_page(tmp_path / "một.html").read_bytes()
    assert first == write_page(tmp_path / "hai.html").read_bytes()
    code = "import sys; from par_analysis.explorer.page import page_text; sys.stdout.buffer.write(page_text().encode())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert first == other
    assert b"\r" not in first
    assert len(first) < 500_000


def test_nothing_to_fetch() -> None:
    text = page_text()
    addresses = set(re.findall(r"""(?:[a-z]+:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""", text))
    # names of the SVG language and of the schema language, which nobody asks for
    assert addresses <= {"http://www.w3.org/2000/svg", "https://json-schema.org/draft/2020-12/schema"}
    assert not re.search(r"@import|url\(|\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\(", text)
    page = Elements(text)
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _, _ in page.found}
    assert not [name for _, attributes, _ in page.found for name in attributes if name in ("src", "href", "style")]
    assert not [name for _, attributes, _ in page.found for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("scenarios", [[], [Scenario(HOSTILE)]], ids=["plain", "hostile"])
def test_policy_lets_only_these_scripts_and_styles_run(scenarios: list[Scenario]) -> None:
    page = Elements(page_text(scenarios))
    (policy,) = [a["content"] for a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    (script,) = [text for attributes, text in page.all("script") if attributes["type"] == "module"]
    ((_, style),) = page.all("style")
    for text, rule in ((script, "script-src"), (style, "style-src")):
        assert rules[rule] == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    assert rules["default-src"] == "'none'"
    assert {"base-uri", "form-action"} <= rules.keys()
    assert "unsafe" not in policy
    assert "connect-src" not in rules


def test_hostile_title_stays_text() -> None:
    mine = Scenario(HOSTILE, reason="<!-- <script> ]]>", author="&lt;b&gt;")
    text = page_text([mine])
    page, plain = Elements(text), Elements(page_text())
    assert [tag for tag, _, _ in page.found] == [tag for tag, _, _ in plain.found]
    held = held_in(text)["scenario"]
    assert (held["title"], held["reason"], held["author"]) == (mine.title, mine.reason, mine.author)


def test_data_are_those_of_the_payload() -> None:
    plan = presets("en")["plan"]
    held = held_in(page_text([plan], "en"))
    assert held["lang"] == "en"
    assert held["scenario"] == held["data"]["scenarios"][0] == json.loads(plan.to_json())
    assert held_in(page_text())["scenario"] is None


def test_date_of_the_page_in_both_languages_if_there_is_one() -> None:
    assert held_in(page_text(date=datetime.date(2022, 9, 15)))["date"] == {"vi": "15/9/2022", "en": "15 September 2022"}
    assert "date" not in held_in(page_text())


def test_reach_and_plans_are_in_the_page_or_said_to_be_unknown() -> None:
    held = held_in(page_text())["data"]
    assert len(held["reach"]["leaves"]) > 50
    assert [plan["key"] for plan in held["plans"]] == ["ranks_up_1", "ranks_up_2", "likely"]
    text = page_text(edition=open_edition().replace(year=None))
    assert (held_in(text)["data"]["reach"], held_in(text)["data"]["plans"]) == (None, [])
    assert [tag for tag, _, _ in Elements(text).found] == [tag for tag, _, _ in Elements(page_text()).found]


@pytest.mark.parametrize(("lang", "title"), [("vi", "Nếu như"), ("en", "What if")])
def test_language_of_the_page(lang: str, title: str) -> None:
    page = Elements(page_text(lang=lang))
    assert page.all("html")[0][0]["lang"] == lang
    assert page.all("title")[0][1].startswith(title)


def test_modules_are_joined_without_their_imports() -> None:
    assert not re.search(r"^import |^export (?!default)", module_text(), re.MULTILINE)
    assert module_text().count("export default") == 1
    folder = Path(sys.modules[write_page.__module__].__file__ or "").parent / "static"
    for path in folder.glob("*.js"):
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function|class|const) (\w+)", path.read_text("utf-8"), re.M
        ):
            found = re.findall(rf"^(?:async )?(?:function|class|const) {name}\b", module_text(), re.MULTILINE)
            assert len(found) == 1, f"{name} of {path.name}"
    assert style_text() == (folder / "style.css").read_text(encoding="utf-8")


def test_no_other_language() -> None:
    with pytest.raises(ParAnalysisError, match="fr"):
        page_text(lang="fr")


def test_scenario_of_another_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match="another edition"):
        write_page(tmp_path / "a.html", [Scenario("Khác", edition="khác", sha256="0" * 64)])
    assert list(tmp_path.iterdir()) == []


# The command


def test_command_writes_the_page_with_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = Scenario("Của tôi", (Change("code", "5.5", "reach", "target"),))
    file = save_scenario(mine, tmp_path / "kịch bản.json")
    out = tmp_path / "thư mục" / "trang nếu như.HTML"
    out.parent.mkdir()
    assert main(["app", "--no-open", "--lang", "en", "--out", str(out), str(file)]) == 0
    assert out.read_text(encoding="utf-8") == page_text([mine], "en")
    assert str(out) in capsys.readouterr().out


def test_command_without_a_name_writes_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["app", "--no-open"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["neu-nhu.html"]


@pytest.mark.parametrize("opens", [True, False])
def test_command_opens_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], opens: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or opens)
    out = tmp_path / "nếu như.html"
    assert main(["app", "--out", str(out)]) == 0
    assert opened == [out.resolve().as_uri()]
    assert ("no browser could be opened" in capsys.readouterr().out) is not opens


@pytest.mark.parametrize(
    "arguments",
    [["--out", "trang.txt"], ["--out", "trang"], ["thiếu.json"], ["hỏng.json"], ["--out", "hỏng.json/a.html"]],
    ids=["ending", "no ending", "missing", "damaged", "no folder"],
)
def test_command_refuses_with_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("opened"))
    (tmp_path / "hỏng.json").write_text("{", encoding="utf-8")
    assert main(["app", *arguments]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("par-analysis: ")
    assert "Traceback" not in said.err
    assert [path.name for path in tmp_path.rglob("*.*")] == ["hỏng.json"]
