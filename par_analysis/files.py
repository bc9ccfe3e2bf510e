"""Writing files so that nothing is ever half-written, and the same input gives the same bytes."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from par_analysis.errors import ParAnalysisError

__all__ = ["repack_zip", "replace_folder", "retyped_zip", "write_atomically", "write_text"]

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@contextlib.contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to, and rename it to `path` when all went well.

    Raises
    ------
    ParAnalysisError
        The folder cannot be written, or the file is open in another program (Excel locks its files).
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise ParAnalysisError(
            f"{path}: không ghi được vào thư mục này (cannot write into this folder): {error.strerror}"
        ) from None
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; ours are ordinary ones. Windows has no such bits and ignores this.
        temporary.chmod(0o644)
        temporary.replace(path)
    except PermissionError as error:
        raise ParAnalysisError(
            f"{path}: không ghi đè được, tệp đang mở trong chương trình khác? Đóng lại rồi thử lần nữa "
            f"(cannot be replaced; close it in the other program and try again): {error.strerror}"
        ) from None
    except OSError as error:
        raise ParAnalysisError(f"{path}: không ghi được (cannot be written): {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def replace_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path` to write into, and put it in the place of `path` when all went well.

    Whatever `path` held before is gone then; until then, and if anything fails, it stays as it was.

    Raises
    ------
    ParAnalysisError
        The folder cannot be written, is a file, or a file in it is open in another program (Windows locks those).
    """
    path = Path(path).absolute()
    if path.exists() and not path.is_dir():
        raise ParAnalysisError(f"{path}: đây là tệp, cần một thư mục (a file; a folder is needed)")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise ParAnalysisError(
            f"{path}: không ghi được vào thư mục này (cannot write into this folder): {error.strerror}"
        ) from None
    try:
        made, before = temporary / "new", temporary / "old"
        made.mkdir()
        yield made
        _swap(made, path, before)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _swap(made: Path, path: Path, before: Path) -> None:
    moved = False
    try:
        if path.exists():
            path.replace(before)
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
            before.replace(path)


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
