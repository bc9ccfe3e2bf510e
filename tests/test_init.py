"""The package's face: its names, its version, and an import that stays light."""

import importlib
import json
import subprocess
import sys
import tomllib

import pytest
import yaml

import par_analysis
from par_analysis.tables.locations import PROJECT, RAW

HEAVY = {
    *("matplotlib", "seaborn", "openpyxl", "docx", "pptx", "scipy", "jsonschema", "anywidget", "jinja2"),
    *("nbclient", "nbformat", "IPython", "jupyterlab", "asyncio"),
}


def test_names_are_there_and_documented():
    assert dir(par_analysis) == sorted(par_analysis.__all__)
    assert len(set(par_analysis.__all__)) == len(par_analysis.__all__)
    namespace = {}
    exec("from par_analysis import *", namespace)
    assert set(par_analysis.__all__) <= namespace.keys()
    for name in par_analysis.__all__:
        assert namespace[name] is getattr(par_analysis, name)
        assert namespace[name].__doc__, name
    for name, module in (("save", "charts.output"), ("explore", "explorer.widget"), ("audit", "edition.results")):
        assert getattr(par_analysis, name) is getattr(importlib.import_module(f"par_analysis.{module}"), name)
    for name in ("khong_co", "load_papi", "__wrapped__"):
        with pytest.raises(AttributeError, match=name):
            getattr(par_analysis, name)


def test_version_is_the_same_everywhere():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert par_analysis.__version__ == project["version"] == citation["version"]


def loaded_by(*steps):
    """What is loaded after each of the steps: heavy libraries, pandas, and modules of this package."""
    code = "import json, sys, contextlib, io\nfound = []\n"
    for step in steps:
        code += f"with contextlib.redirect_stdout(io.StringIO()):\n    {step}\n"
        code += "found.append(sorted(sys.modules))\n"
    ran = subprocess.run([sys.executable, "-c", f"{code}print(json.dumps(found))"], capture_output=True, check=True)
    wanted = HEAVY | {"pandas"}
    return [
        {name for name in names if name in wanted or name.startswith("par_analysis.")}
        for names in json.loads(ran.stdout)
    ]


def test_import_is_light():
    work = "p.load_par(), p.load_sipas(), p.audit(), p.deficits('field'), str(p.explain('7.1'))"
    alone, computed, rooms, drawn = loaded_by(
        "import par_analysis as p", work, "p.charts, p.story.agencies", "p.charts.pareto"
    )
    (plain,) = loaded_by("import pandas")
    assert alone == set(), "the door loads rooms before they are asked for"
    assert (computed & HEAVY) - plain == (rooms & HEAVY) - plain == set()
    assert "matplotlib" in drawn


def test_commands_load_what_they_need_and_no_more():
    helped, checked = loaded_by(
        "from par_analysis.cli import main\n    with contextlib.suppress(SystemExit): main(['--help'])",
        f"assert main(['check', {str(RAW / 'ha-noi-2024')!r}]) == 0",
    )
    assert {".".join(name.split(".")[:2]) for name in helped} == {"par_analysis.cli", "par_analysis.words"}
    (plain,) = loaded_by("import pandas")
    assert (checked & HEAVY) - plain == set()


def test_docstring_example():
    lines = [line.removeprefix(">>> ") for line in par_analysis.__doc__.splitlines() if line.startswith(">>> ")]
    *before, last = lines
    shown = par_analysis.__doc__.split(last)[1].split("\n")[1]
    namespace = {}
    exec("\n".join(before), namespace)
    assert repr(eval(last, namespace)) == shown
