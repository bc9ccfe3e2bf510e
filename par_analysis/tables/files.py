"""Writing files so that nothing is ever half-written, and the same input gives the same bytes."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from par_analysis.words.errors import ParAnalysisError

__all__ = ["OLE", "recover_folder", "repack_zip", "replace_folder", "retyped_zip", "write_atomically", "write_text"]

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
OLE = b"\xd0\xcf\x11\xe0"  # begins a file of Office before 2007, and one locked with a password
# In the hidden folder that every writing begins in: who writes, and what stood in the place before.
_OWNER, _MARK = ".par-analysis", b"par_analysis\n"
_ASIDE = ".old"
_SIGNING = 60  # seconds in which a living process has surely signed


@contextlib.contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary path near `path` to write to, and rename it to `path` when all went well.

    Raises
    ------
    ParAnalysisError
        The folder cannot be written, or the file is open in another program (Excel locks its files).
    """
    path = Path(path)
    try:
        with _workplace(path) as place:
            temporary = place / path.name
            yield temporary
            # Ours are ordinary files, whoever wrote them. Windows has no such bits and ignores this.
            temporary.chmod(0o644)
            temporary.replace(path)
    except PermissionError as error:
        raise ParAnalysisError(
            f"{path}: không ghi đè được, tệp đang mở trong chương trình khác? Đóng lại rồi thử lần nữa "
            f"(cannot be replaced; close it in the other program and try again): {error.strerror}"
        ) from None
    except OSError as error:
        raise ParAnalysisError(f"{path}: không ghi được (cannot be written): {error.strerror or error}") from None


@contextlib.contextmanager
def replace_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder near `path` to write into, and put it in the place of `path` when all went well.

    Whatever `path` held before is gone then; until then, and if anything fails, it stays as it was. A process that is
    killed at the moment of the exchange leaves it aside: `recover_folder`, with which this begins, puts it back.

    Raises
    ------
    ParAnalysisError
        The folder cannot be written, is a file, or a file in it is open in another program (Windows locks those).
    """
    path = Path(path).absolute()
    try:
        if path.exists() and not path.is_dir():
            raise ParAnalysisError(f"{path}: đây là tệp, cần một thư mục (a file; a folder is needed)")
        with _workplace(path) as place:
            made = place / "new"
            made.mkdir()
            yield made
            _swap(made, path, place / _ASIDE)
    except OSError as error:
        raise ParAnalysisError(
            f"{error.filename or path}: không ghi được (cannot be written): {error.strerror or error}"
        ) from None


def recover_folder(path: Path) -> bool:
    """Put back a folder that a killed `replace_folder` had moved aside, and clear away what such runs left.

    Returns
    -------
    bool
        Whether a folder was put back.

    Raises
    ------
    ParAnalysisError
        It cannot be put back; the message says where it is.
    """
    path = Path(path).absolute()
    recovered = False
    for place in _abandoned(path):
        if _is_all_there_is(place, path):
            _put_back(place / _ASIDE, path)
            recovered = True
        shutil.rmtree(place, ignore_errors=True)
    return recovered


def _is_all_there_is(place: Path, path: Path) -> bool:
    return (place / _ASIDE).is_dir() and not os.path.lexists(path)


def _swap(made: Path, path: Path, aside: Path) -> None:
    moved = False
    try:
        if path.exists():
            path.replace(aside)
            moved = True
        made.replace(path)
        moved = False
    except OSError as error:
        raise ParAnalysisError(
            f"{path}: không thay được, có tệp trong đó đang mở ở chương trình khác? Đóng lại rồi thử lần nữa "
            f"(cannot be replaced; close the files in it that are open elsewhere and try again): {error.strerror}"
        ) from None
    finally:
        if moved:  # also after Ctrl-C between the two steps
            _put_back(aside, path)


def _put_back(aside: Path, path: Path) -> None:
    try:
        aside.replace(path)
    except OSError as error:
        raise ParAnalysisError(
            f"{path}: bản cũ đang ở {aside}, chưa đưa về chỗ cũ được; đóng các tệp trong đó rồi chạy lại "
            f"(the earlier one is there and cannot be moved back; close its files and run again): {error.strerror}"
        ) from None


@contextlib.contextmanager
def _workplace(path: Path) -> Iterator[Path]:
    """Give a hidden folder beside `path`, signed by this process; renaming out of it stays on one disk."""
    recover_folder(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise ParAnalysisError(
            f"{path}: không ghi được vào thư mục này (cannot write into this folder): {error.strerror}"
        ) from None
    try:
        with (place / _OWNER).open("wb") as owner:
            _lock(owner)
            owner.write(_MARK)
            owner.flush()
            yield place
    finally:
        if not _is_all_there_is(place, path):  # it could not be put back
            shutil.rmtree(place, ignore_errors=True)


def _abandoned(path: Path) -> list[Path]:
    """Find the hidden folders for `path` whose process was killed."""
    ours = re.compile(re.escape(f".{path.name}-") + "[a-z0-9_]{8}")
    try:
        return [place for place in path.parent.iterdir() if ours.fullmatch(place.name) and _has_no_owner(place)]
    except OSError:
        return []  # no such folder, or it may not be read


def _has_no_owner(place: Path) -> bool:
    try:
        if (place / _OWNER).exists():
            with (place / _OWNER).open("r+b") as owner:
                if mark := owner.read():
                    return mark == _MARK and _lock(owner)
        # Killed before it could sign, or about to.
        return {one.name for one in place.iterdir()} <= {_OWNER} and time.time() - place.stat().st_mtime > _SIGNING
    except OSError:
        return False  # Windows lets nobody read what its owner has locked


def _lock(file: BinaryIO) -> bool:
    """Lock a file for as long as it is open: a lock ends with its process, and no number of one is taken for another."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a disk without locks: nothing is cleared away there
        return False
    return True


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with LF line ends, atomically."""
    with write_atomically(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def retyped_zip(raw: bytes, others: Iterable[bytes], wanted: bytes) -> bytes:
    """Return an Office file with its content type changed from any of `others` to `wanted`: a template as a document.

    Raises
    ------
    zipfile.BadZipFile
        It is no Office file.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                for other in others:
                    data = data.replace(other, wanted)
            target.writestr(name, data)
    return made.getvalue()


def repack_zip(path: Path, modified: datetime.datetime) -> None:
    """Rewrite an Office file so that its bytes repeat: sorted members, fixed dates, `modified` as its date."""
    with zipfile.ZipFile(path) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    stamp = f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode()
    core = "docProps/core.xml"
    members[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, members[core])
    # The content types come first, as Office writes them.
    names = sorted(members, key=lambda name: (name != "[Content_Types].xml", name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in names:
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), members[name], zipfile.ZIP_DEFLATED)
