"""Every summary of the shipped edition, worked out once for all tests."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from par_analysis import story


@pytest.fixture(scope="session")
def told() -> Callable[[str], story.Summary]:
    """`told("agencies")`: what the shipped edition's tables and model say."""
    return functools.cache(lambda name: getattr(story, name)())
