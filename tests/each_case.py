"""One test of many cases: all that fail are named at once, and none is a test of its own."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable


def each(**cases: Iterable[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make one test of a check that must hold for every combination of cases; its other parameters are fixtures."""
    values = [list(of) for of in cases.values()]

    def test_of(check: Callable[..., None]) -> Callable[..., None]:
        def test(**fixtures: object) -> None:
            faults = []
            for combination in itertools.product(*values):
                case = dict(zip(cases, combination, strict=True))
                try:
                    check(**case, **fixtures)
                except AssertionError as error:
                    faults.append(f"{case}: {error}")
            assert not faults, "\n\n".join(faults)

        taken = inspect.signature(check).parameters.values()
        test.__signature__ = inspect.Signature([p for p in taken if p.name not in cases])  # type: ignore[attr-defined]
        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return test_of
