"""Writing: all or nothing, and the same bytes for the same input."""

import contextlib
import datetime
import errno
import io
import os
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from cases import each
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import ParAnalysisError
from par_analysis.tables import files
from par_analysis.tables.files import (
    recover_folder,
    repack_zip,
    replace_folder,
    retyped_zip,
    write_atomically,
    write_text,
)

NAME = "thư mục có dấu cách/tệp cũ ễ.csv"
DATE = datetime.datetime(2022, 7, 8)


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@each("before", [None, "cũ"])
def test_writes_below_folders_that_do_not_exist_yet(tmp_path, before):
    path = tmp_path / NAME
    if before is not None:
        path.parent.mkdir()
        path.write_text(before, encoding="utf-8")
    with write_atomically(path) as temporary:
        assert temporary.parent.parent == path.parent, "a rename across disks is not atomic"
        assert temporary.suffix == path.suffix
        temporary.write_bytes(b"moi")
        assert path.exists() == (before is not None)
    assert path.read_bytes() == b"moi"
    assert names(tmp_path) == [path.name]


@each("before", [None, b"cu"])
@each("raised", [KeyboardInterrupt, ValueError, SystemExit, MemoryError])
def test_a_writer_that_fails_leaves_what_was(tmp_path, raised, before):
    path = tmp_path / NAME
    path.parent.mkdir()
    if before:
        path.write_bytes(before)
    with pytest.raises(raised), write_atomically(path) as temporary:
        temporary.write_bytes(b"nua")
        raise raised
    assert names(tmp_path) == ([path.name] if before else [])
    assert not before or path.read_bytes() == before


@each("below", ["tệp.csv", "sâu/hơn/tệp.csv"])
def test_a_file_where_a_folder_should_be(tmp_path, below):
    wall = tmp_path / "tường"
    wall.write_bytes(b"x")
    with pytest.raises(ParAnalysisError, match=r"cannot write into this folder") as caught:
        write_text(wall / below, "chữ")
    assert str(wall / below) in str(caught.value)
    assert wall.read_bytes() == b"x"
    assert names(tmp_path) == ["tường"]


@each("number", [errno.EACCES, errno.EPERM])
def test_a_file_open_in_another_program(tmp_path, monkeypatch, number):
    path = tmp_path / "đang mở.xlsx"
    path.write_bytes(b"cu")

    def locked(self, target):
        raise PermissionError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(ParAnalysisError, match="close it in the other program") as caught:
        write_text(path, "mới")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"cu"
    assert names(tmp_path) == [path.name]


def test_a_folder_where_the_file_should_be(tmp_path):
    path = tmp_path / "bảng.csv"
    path.mkdir()
    with pytest.raises(ParAnalysisError) as caught:
        write_text(path, "mới")
    assert str(path) in str(caught.value)
    assert list(tmp_path.rglob("*")) == [path]


def test_a_full_disk(tmp_path, monkeypatch):
    path = tmp_path / "bảng.csv"
    path.write_bytes(b"cu")

    def full(self, *args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ParAnalysisError) as caught:
        write_text(path, "mới")
    assert str(path) in str(caught.value)
    monkeypatch.undo()
    assert path.read_bytes() == b"cu"
    assert names(tmp_path) == [path.name]


def test_files_are_readable_by_others(tmp_path):
    write_text(tmp_path / "a.txt", "a")
    mode = (tmp_path / "a.txt").stat().st_mode
    assert os.name == "nt" or stat.S_IMODE(mode) == 0o644


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_text_is_utf8_as_given(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("text") / "tệp.txt"
    write_text(path, text)
    assert path.read_bytes() == text.encode("utf-8")


def pack(path, members, date):
    with zipfile.ZipFile(path, "w") as target:
        for name, data in members:
            target.writestr(zipfile.ZipInfo(name, date), data)


CORE = b'<x><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified></x>'


def test_repacking_forgets_order_and_dates(tmp_path):
    members = [("b.xml", b"<b/>"), ("[Content_Types].xml", b"<t/>"), ("a/ấ.xml", "<ấ/>".encode())]
    made = []
    for number, (order, date) in enumerate([(1, (2001, 2, 3, 4, 5, 6)), (-1, (2026, 11, 22, 1, 2, 4))]):
        path = tmp_path / f"{number}.xlsx"
        pack(path, [*members, ("docProps/core.xml", CORE % str(date).encode())][::order], date)
        repack_zip(path, DATE)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "0.xlsx") as made_zip:
        assert made_zip.testzip() is None
        assert made_zip.namelist()[0] == "[Content_Types].xml"
        assert {n: made_zip.read(n) for n, _ in members} == dict(members)
        assert made_zip.read("docProps/core.xml") == CORE % b"2022-07-08T00:00:00Z"


def test_repacking_keeps_a_workbook_readable(tmp_path):
    path = tmp_path / "sổ.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Sở Nội vụ", 1.5])
    book.save(path)
    repack_zip(path, DATE)
    again = openpyxl.load_workbook(path)
    assert [cell.value for cell in again.active[1]] == ["Sở Nội vụ", 1.5]
    assert again.properties.modified == DATE


def test_retyped_zip_changes_the_content_type_and_nothing_else(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("[Content_Types].xml", b"<T one/><T two/>")
        archive.writestr("b/c.xml", b"one two")
    made = retyped_zip((tmp_path / "a").read_bytes(), [b"one", b"two"], b"three")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "[Content_Types].xml": b"<T three/><T three/>",
            "b/c.xml": b"one two",
        }
    with pytest.raises(zipfile.BadZipFile):
        retyped_zip(b"x", [], b"")


# A folder put in the place of another


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.*")}


def test_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "sâu" / "gói"
    for text in ("một", "hai"):
        with replace_folder(target) as new:
            (new / f"{text}.txt").write_text(text, encoding="utf-8")
    assert contents(target) == {"hai.txt": "hai"}
    assert [path.name for path in target.parent.iterdir()] == ["gói"]


@each("stop", [ValueError, KeyboardInterrupt])
def test_folder_stays_when_its_making_fails(tmp_path, stop):
    target = tmp_path / "gói"
    target.mkdir()
    (target / "cũ.txt").write_text("cũ", encoding="utf-8")
    with pytest.raises(stop), replace_folder(target) as new:
        (new / "mới.txt").write_text("mới", encoding="utf-8")
        raise stop
    assert contents(target) == {"cũ.txt": "cũ"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]


@each("step", [1, 2])
@each("error", [PermissionError(13, "locked"), KeyboardInterrupt()])
def test_folder_stays_when_it_cannot_be_replaced(tmp_path, monkeypatch, step, error):
    """Windows refuses to move a folder in which a file is open; Ctrl-C may come between the two steps."""
    target = tmp_path / "gói"
    target.mkdir()
    (target / "cũ.txt").write_text("cũ", encoding="utf-8")
    done, real = [], Path.replace

    def replace(self, other):
        done.append(self)
        if len(done) == step:
            raise error
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    wanted = ParAnalysisError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(wanted) as told, replace_folder(target) as new:
        (new / "mới.txt").write_text("mới", encoding="utf-8")
    if wanted is ParAnalysisError:
        assert "close the files in it that are open elsewhere" in str(told.value) and str(target) in str(told.value)
    assert contents(target) == {"cũ.txt": "cũ"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]


def test_folder_that_is_a_file_or_lies_in_one(tmp_path):
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match="a folder is needed"), replace_folder(tmp_path / "tệp"):
        pass
    with pytest.raises(ParAnalysisError, match="cannot write"), replace_folder(tmp_path / "tệp" / "gói"):
        pass


@each("write", [write_atomically, replace_folder])
def test_any_refusal_of_the_system_is_told(tmp_path, monkeypatch, write):
    """Folders that may not be read or written; as root there are none, so the system is made to refuse."""
    path = tmp_path / "chỉ đọc"

    def refuse(*arguments, **settings):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    for holder, name in [
        (files.tempfile, "mkdtemp"),
        (Path, "mkdir"),
        (Path, "open"),
        (Path, "iterdir"),
        (Path, "exists"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(holder, name, refuse)
            with contextlib.suppress(ParAnalysisError), write(path):
                pass
    with pytest.raises(ParAnalysisError, match="Permission denied"), write(path):
        refuse()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def left_behind(target, *, mark=files._MARK):
    """The hidden folder of a killed run, as it was between the two steps of the exchange."""
    place = target.parent / f".{target.name}-abcd_123"
    for name in (files._ASIDE, "new"):
        (place / name).mkdir(parents=True)
        (place / name / f"{name}.txt").write_text(name, encoding="utf-8")
    if mark is not None:
        (place / files._OWNER).write_bytes(mark)
    return place


def test_folder_that_a_killed_run_moved_aside_is_put_back(tmp_path):
    target = tmp_path / "gói (1)"
    left_behind(target)
    assert recover_folder(target)
    assert contents(target) == {".old.txt": ".old"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói (1)"]
    assert not recover_folder(target)


def test_next_run_puts_back_what_it_then_fails_to_replace(tmp_path):
    target = tmp_path / "gói"
    left_behind(target)
    with pytest.raises(ValueError), replace_folder(target):
        raise ValueError
    assert contents(target) == {".old.txt": ".old"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]


def test_what_a_finished_exchange_left_is_cleared_away(tmp_path):
    target = tmp_path / "gói"
    target.mkdir()
    left_behind(target)
    with replace_folder(target) as new:
        (new / "mới.txt").write_text("mới", encoding="utf-8")
    assert contents(target) == {"mới.txt": "mới"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]


@each("mark", [None, b"", b"something else"])
def test_hidden_folders_of_others_are_left_alone(tmp_path, mark):
    place = left_behind(tmp_path / "gói", mark=mark)
    assert not recover_folder(tmp_path / "gói")
    write_text(tmp_path / "gói", "x")
    assert len(list(place.rglob("*.txt"))) == 2


def test_hidden_folder_of_a_living_run_is_left_alone(tmp_path):
    target = tmp_path / "gói"
    with replace_folder(target) as first:
        (first / "một.txt").write_text("một", encoding="utf-8")
        with replace_folder(target) as second:
            (second / "hai.txt").write_text("hai", encoding="utf-8")
        assert not recover_folder(target)
        assert contents(target) == {"hai.txt": "hai"}
    assert contents(target) == {"một.txt": "một"}


def test_folder_of_a_run_killed_before_it_signed_is_cleared_away_later(tmp_path):
    place = tmp_path / ".a.csv-abcd_123"
    place.mkdir()
    write_text(tmp_path / "a.csv", "a")
    assert place.exists(), "it may be signed in a moment"
    os.utime(place, (0, 0))
    write_text(tmp_path / "a.csv", "a")
    assert names(tmp_path) == ["a.csv"] and not place.exists()


def test_folder_that_cannot_be_put_back_is_kept_and_named(tmp_path, monkeypatch):
    target = tmp_path / "gói"
    target.mkdir()
    (target / "cũ.txt").write_text("cũ", encoding="utf-8")
    done, real = [], Path.replace

    def replace(self, other):
        done.append(self)
        if len(done) > 1:
            raise PermissionError(13, "locked")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ParAnalysisError, match="cannot be moved back") as told, replace_folder(target):
        pass
    (place,) = tmp_path.iterdir()
    assert str(place / files._ASIDE) in str(told.value)
    with pytest.raises(ParAnalysisError, match="cannot be moved back"):
        recover_folder(target)
    monkeypatch.undo()
    assert recover_folder(target)
    assert contents(target) == {"cũ.txt": "cũ"}
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]
