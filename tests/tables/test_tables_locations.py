"""Where the raw tables lie, in a checkout and in an installed package."""

import importlib.util
import shutil
from pathlib import Path

from cases import each

import par_analysis
from par_analysis.tables import locations


def test_this_checkout():
    root = Path(par_analysis.__file__).resolve().parent.parent
    assert root == locations.PROJECT
    assert root / "data" / "raw" == locations.RAW
    assert (
        locations.PLAN_TEXT.parent == locations.SHIPPED
        and locations.SHIPPED.parent == locations.NATIONAL.parent == locations.RAW
    )
    assert (locations.SHIPPED / "edition.toml").is_file() and not (locations.NATIONAL / "edition.toml").exists()
    assert locations.PLAN_TEXT.is_file()


@each("has_project", [True, False])
@each("has_data", [True, False])
def test_elsewhere(tmp_path, has_project, has_data):
    """The module alone, beside a pyproject.toml and a data folder or not: another's `data/raw` is not ours."""
    package = tmp_path / "gói" / "par_analysis"
    package.mkdir(parents=True)
    if has_project:
        (package.parent / "pyproject.toml").touch()
    if has_data:
        (package.parent / "data" / "raw").mkdir(parents=True)
    (package / "tables").mkdir()
    copy = Path(shutil.copy(locations.__file__, package / "tables"))
    spec = importlib.util.spec_from_file_location("copied_locations", copy)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    in_checkout = has_project and has_data
    assert package.resolve().parent / "data" / "raw" == module.RAW or not in_checkout
    assert package.resolve() / "_raw" == module.RAW or in_checkout
    assert (package.resolve().parent if has_project else None) == module.PROJECT
    assert module.PLAN_TEXT.name == locations.PLAN_TEXT.name
