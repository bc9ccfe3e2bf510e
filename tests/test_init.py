"""The package's face: its names, its version, and an import that stays light."""

import importlib
import json
import subprocess
import sys
import tomllib

import pytest
import yaml

import par_analysis
from par_analysis.tables.locations import PROJECT

HEAVY = ("matplotlib", "seaborn", "openpyxl", "nbclient", "nbformat", "IPython", "jupyterlab", "jinja2", "asyncio")


@pytest.mark.parametrize("name", par_analysis.__all__)
def test_name_is_there_and_documented(name):
    thing = getattr(par_analysis, name)
    assert thing.__doc__
    namespace = {}
    exec(f"from par_analysis import {name}", namespace)
    assert namespace[name] is thing


def test_dir_and_all():
    assert dir(par_analysis) == sorted(par_analysis.__all__)
    assert len(set(par_analysis.__all__)) == len(par_analysis.__all__)
    namespace = {}
    exec("from par_analysis import *", namespace)
    assert set(par_analysis.__all__) <= namespace.keys()


def test_names_that_load_later_are_those_of_their_modules():
    for name, module in (("save", "charts"), ("data_behind", "charts"), ("export_tables", "edition.export")):
        assert getattr(par_analysis, name) is getattr(importlib.import_module(f"par_analysis.{module}"), name)


@pytest.mark.parametrize("name", ["khong_co", "load_papi", "__wrapped__"])
def test_unknown_attribute(name):
    with pytest.raises(AttributeError, match=name):
        getattr(par_analysis, name)


def test_version_is_the_same_everywhere():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert par_analysis.__version__ == project["version"] == citation["version"]


@pytest.mark.parametrize(
    ("work", "loaded"),
    [
        ("", set()),
        ("p.load_par(), p.load_sipas(), p.audit(), p.deficits('field'), str(p.explain('7.1'))", set()),
        ("p.charts, p.story.agencies", set()),
        ("p.charts.pareto", {"matplotlib"}),
    ],
    ids=["import", "load and compute", "rooms", "charts"],
)
def test_import_is_light(work, loaded):
    code = f"import json, sys, par_analysis as p\n{work}\nprint(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    plain = f"import json, sys, pandas\nprint(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    found, pandas_own = (
        set(json.loads(subprocess.run([sys.executable, "-c", c], capture_output=True, check=True).stdout))
        for c in (code, plain)
    )
    ours = found - pandas_own
    assert loaded <= ours
    assert ours == set() or loaded


def test_docstring_example():
    lines = [line.removeprefix(">>> ") for line in par_analysis.__doc__.splitlines() if line.startswith(">>> ")]
    *before, last = lines
    shown = par_analysis.__doc__.split(last)[1].split("\n")[1]
    namespace = {}
    exec("\n".join(before), namespace)
    assert repr(eval(last, namespace)) == shown
