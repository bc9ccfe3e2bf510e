"""One test for many cases: it goes through all of them and names every one that fails."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["each", "every"]

_MOST = 20  # failures that are shown; the rest is counted


def each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for each case; unlike `pytest.mark.parametrize` in one go, and every failure is listed at the end.

    Parameters
    ----------
    names : str or tuple of str
        Parameters of the test that a case fills; the others are fixtures, made once for all cases. But each case has a
        `tmp_path` of its own, `monkeypatch` is undone and `capsys` read after each.
    cases : iterable
        A value for one name, a tuple of values for several.
    """
    fills = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else tuple(names)
    listed = [case if len(fills) > 1 else (case,) for case in cases]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            assert listed, "there is no case"
            faults = []
            for number, case in enumerate(listed):
                own = dict(fixtures)
                if "tmp_path" in own:
                    own["tmp_path"] = fixtures["tmp_path"] / f"ca {number}"
                    own["tmp_path"].mkdir()
                try:
                    test(**dict(zip(fills, case, strict=True)), **own)
                except Exception as error:
                    faults.append((case, error))
                finally:
                    for name, end in (("monkeypatch", "undo"), ("capsys", "readouterr")):
                        if name in own:
                            getattr(own[name], end)()
            if faults:
                shown = "\n".join(f"{case!r}: {type(error).__name__}: {error}" for case, error in faults[:_MOST])
                raise AssertionError(f"{len(faults)} of {len(listed)} cases fail:\n{shown}") from faults[0][1]

        signature = inspect.signature(test)
        kept = [parameter for name, parameter in signature.parameters.items() if name not in fills]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return run

    return decorate


def every(**values: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test for every combination of values of its parameters: `every(lang=("vi", "en"), index=("par", "sipas"))`."""
    combinations = itertools.product(*values.values())
    return each(tuple(values), combinations if len(values) > 1 else (value for (value,) in combinations))
