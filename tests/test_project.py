"""The repository itself: its environment files, notebooks, figures, licences, and the wheel it builds."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml

import par_analysis
from par_analysis import open_edition
from par_analysis.tables.locations import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = PYPROJECT["project"]["dependencies"] + PYPROJECT["project"]["optional-dependencies"]["dev"]
LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
MODULES = sorted(path for path in (PROJECT / "par_analysis").rglob("*.py") if path.name != "__init__.py")
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


def git(*arguments):
    ran = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, check=True, encoding="utf-8")
    return [PROJECT / name for name in ran.stdout.split("\0") if name]


def normal(requirement):
    """Name and rest of a requirement, the name as package indices normalise it."""
    name, rest = re.fullmatch(r"([\w.-]+)(.*)", requirement).groups()
    return re.sub(r"[-_.]+", "-", name).lower(), rest


# Environments


def test_environment_yml_in_step_with_pyproject():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    python = f"python{PYPROJECT['project']['requires-python']}"
    plain = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    assert sorted(plain) == sorted([python, "pip", *DIRECT])
    assert [entry for entry in environment["dependencies"] if isinstance(entry, dict)] == [{"pip": ["-e ."]}]
    assert environment["name"] == PYPROJECT["project"]["name"]
    target = PYPROJECT["tool"]["ruff"]["target-version"].removeprefix("py3")
    assert python.endswith(f">=3.{target}")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == f"3.{target}"


def locked():
    """Pinned version and number of hashes by name."""
    found = {}
    for entry in re.sub(r"\\\n", " ", LOCK).splitlines():
        if entry.strip() and not entry.startswith("#"):
            pin, *hashes = entry.split("--hash=")
            name, version = re.fullmatch(r"([\w.-]+)==([^\s;]+)\s*(?:;.*)?", pin.strip()).groups()
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", text) for text in hashes), entry
            found[normal(name)[0]] = (version, len(hashes))
    return found


def test_lock_pins_every_direct_dependency_with_hashes():
    pins = locked()
    assert [name for name, (_, hashes) in pins.items() if not hashes] == []
    for requirement in DIRECT:
        name, bound = normal(requirement)
        assert name in pins, f"{name} is not in requirements.lock"
        lower = bound.removeprefix(">=").split(".")
        assert [int(n) for n in pins[name][0].split(".")[: len(lower)]] >= [int(n) for n in lower], name


def test_lock_names_no_place():
    # addresses, options and local paths; a lock of names, versions, markers and hashes has none of them
    lines = [
        line
        for line in LOCK.splitlines()
        if not re.match(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+|^    --hash=sha256:", line)
    ]
    assert lines == []


def test_tracked_files_name_no_place_of_this_machine():
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("files", "pythonhosted", "org"), ("repo", "anaconda", "com"))
    ]
    root = re.compile(rf"(?<![\w./-]){re.escape(str(PROJECT))}(?![\w-])")
    found = []
    for path in git("ls-files", "-z"):
        if path.name == "requirements.lock" or not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" in data:
            continue
        text = data.decode("utf-8")
        found += [f"{path.name}: {what}" for what in [*filter(text.__contains__, hosts), *root.findall(text)]]
    assert found == []


# Modules and tests


def test_every_module_has_tests_in_the_folder_of_its_room():
    """In a file of its name, or in one beside it that takes something from it; parts of a document in that of its writer."""
    package, missing = PROJECT / "par_analysis", []
    for module in MODULES:
        room = module.parent.relative_to(package)
        folder = PROJECT / "tests" / room
        own = folder / f"test_{f'{room.name}_' if room.parts else ''}{module.name}"
        dotted = ".".join(("par_analysis", *room.parts, module.stem))
        beside = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
        whole = (folder / f"test_{room.name}_writing.py").is_file()
        if not own.is_file() and not whole and f"from {dotted} import" not in beside:
            missing.append(dotted)
    assert missing == []


def test_test_modules_have_names_of_their_own():
    names = [path.name for path in (PROJECT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


# Notebooks


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 4
    ids = [cell.id for path in NOTEBOOKS for cell in read(path).cells]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_cells_are_short(path):
    for cell in code_cells(path):
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert 1 <= len(lines) <= 5, cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_executed_and_clean(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "not run from top to bottom"
    assert sum(bool(cell.outputs) for cell in cells) >= 0.6 * len(cells)
    for cell in cells:
        *_, last = cell.source.splitlines()
        # A cell that ends in an expression or prints has something to show.
        if not re.match(r"\s|\)|(from|import)\b|[\w, ]+ = ", last):
            assert cell.outputs, cell.source
    for output in (output for cell in cells for output in cell.outputs):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"
        shown = [output.get("text", ""), *(v for k, v in output.get("data", {}).items() if not k.startswith("image/"))]
        assert not re.search(r"0x[0-9a-fA-F]{4,}", "".join(map(str, shown)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_has_nothing_of_the_machine(path):
    book = read(path)
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert dict(book.metadata.language_info) == {"name": "python"}
    assert dict(book.metadata.kernelspec) == {"display_name": "Python 3", "language": "python", "name": "python3"}
    # What a cell needs of an edition, or that it is about one edition only.
    assert {key for cell in book.cells for key in cell.metadata} <= {"needs", "of"}
    needed = {part for cell in book.cells for part in cell.metadata.get("needs", ())}
    assert all(open_edition().has(part) for part in needed), "the shipped edition lacks what a cell needs"
    assert {cell.metadata["of"] for cell in book.cells if "of" in cell.metadata} <= {open_edition().key}
    assert b"\r" not in path.read_bytes()
    nbformat.validate(book)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_speaks_both_languages(path):
    cells = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert cells[0].startswith("# ")
    for text in cells:
        paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
        english = [bool(re.fullmatch(r"\*[^*].*\*", part, re.DOTALL)) for part in paragraphs]
        assert english[-1], f"no English in italics at the end of: {text}"
        assert not english[0], f"no Vietnamese at the beginning of: {text}"
        assert VIETNAMESE.search(paragraphs[english.index(True) - 1]), text


# Figures, licences


def test_committed_figures_are_light_and_complete():
    from par_analysis import charts

    figures = git("ls-files", "-z", "figures")
    assert {path.name for path in figures} == {
        f"{name}_{lang}.png" for name in charts.figures_of(open_edition()) for lang in ("vi", "en")
    }
    assert sum(path.stat().st_size for path in figures) < 250_000 * len(figures)


def test_licences():
    assert (PROJECT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert PYPROJECT["project"]["license"] == "MIT"
    fonts = PROJECT / "par_analysis" / "charts" / "fonts"
    assert list(fonts.glob("*.ttf"))
    text = (fonts / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Copyright" in text
    for name in PYPROJECT["project"]["license-files"]:
        assert (PROJECT / name).is_file()


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel built from a copy, so that nothing of the build lands in the checkout; unpacked."""
    home = tmp_path_factory.mktemp("bánh xe")
    source = home / "nguồn"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    shutil.copytree(PROJECT / "par_analysis", source / "par_analysis", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "data" / "raw", source / "data" / "raw")
    shutil.copytree(PROJECT / "notebooks", source / "notebooks", ignore=shutil.ignore_patterns(".*"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "wheel", "--no-index"]
    ran = subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--quiet", "-w", str(home / "ra"), str(source)],
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    (made,) = (home / "ra").glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(home / "mở")
    return home / "mở"


def test_wheel_holds_every_module_font_and_raw_file(wheel):
    def files(folder):
        return {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    packed = files(wheel / "par_analysis")
    raw = {Path("_raw") / name: data for name, data in files(PROJECT / "data" / "raw").items()}
    books = {Path("_notebooks") / path.name: path.read_bytes() for path in NOTEBOOKS}
    assert packed == files(PROJECT / "par_analysis") | raw | books
    assert {path.name for path in wheel.iterdir()} == {"par_analysis", next(wheel.glob("*.dist-info")).name}
    assert len(list(wheel.glob("*.dist-info/licenses/**/*.*"))) + len(list(wheel.glob("*/licenses/LICENSE"))) >= 2


def test_wheel_works_without_the_checkout(wheel, tmp_path):
    code = """if True:
        import json, par_analysis
        from par_analysis import ParAnalysisError, charts, load_par, load_sipas, open_edition
        from par_analysis.build import build
        from par_analysis.tables.cards import check_cards
        from par_analysis.tables.locations import PROJECT
        assert PROJECT is None
        check_cards()
        assert open_edition("ha-noi-2024").par.total("score") > 0
        files = charts.save(charts.deficit_by_field(lang="en"), "a", formats=("png",))
        try:
            build()
        except ParAnalysisError:
            print(json.dumps([par_analysis.__file__, len(load_par()), len(load_sipas()), str(files[0])]))
    """
    import json
    import os

    ran = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stderr
    file, par, sipas, figure = json.loads(ran.stdout)
    from par_analysis import load_par, load_sipas

    assert Path(file) == wheel / "par_analysis" / "__init__.py"
    assert (par, sipas) == (len(load_par()), len(load_sipas()))
    assert Path(figure) == tmp_path / "figures" / "a.png"


# Documentation site


def test_the_site_describes_every_public_name_and_no_other():
    text = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\.\. auto\w+:: par_analysis\.(\w+)", text, re.MULTILINE))
    rooms = {"outlook", "plan"}  # their functions stand at the door themselves
    assert described == set(par_analysis.__all__) - rooms
