"""The loop that many tests are made with: every failing case is named, none hides another."""

from __future__ import annotations

import pytest
from cases import each


def test_every_failing_case_is_named() -> None:
    seen = []

    @each("number, square", [(1, 1), (2, 5), (3, 9), (4, 0)])
    def check(number: int, square: int) -> None:
        seen.append(number)
        assert number**2 == square

    with pytest.raises(AssertionError, match="2 of 4 cases fail") as caught:
        check()
    assert seen == [1, 2, 3, 4]
    assert "(2, 5)" in str(caught.value) and "(4, 0)" in str(caught.value) and "(3, 9)" not in str(caught.value)


def test_loops_nest_and_an_empty_one_is_no_test() -> None:
    seen = []

    @each("second", "xy")
    @each("first", "ab")
    def check(first: str, second: str) -> None:
        seen.append(first + second)

    check()
    assert seen == ["ax", "bx", "ay", "by"]

    @each("one", [])
    def empty(one: str) -> None:
        raise NotImplementedError

    with pytest.raises(AssertionError, match="no case"):
        empty()


@each("name", ["một", "hai"])
def test_each_case_has_a_folder_of_its_own(name: str, tmp_path, monkeypatch, capsys) -> None:
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "tệp").write_text(name, encoding="utf-8")
    assert capsys.readouterr().out == ""
    print(name)
    assert not hasattr(pytest, "một_thứ")
    monkeypatch.setattr(pytest, "một_thứ", name, raising=False)
