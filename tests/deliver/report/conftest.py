"""Charts that take no time."""

import io

import pytest
from PIL import Image

from par_analysis.deliver.report import annex
from par_analysis.deliver.report.parts import Picture


@pytest.fixture
def grey(monkeypatch):
    kept = io.BytesIO()
    Image.new("L", (160, 90)).save(kept, "png")
    monkeypatch.setattr(annex, "picture", lambda name, lang, edition: Picture(kept.getvalue(), name, "nguồn"))
