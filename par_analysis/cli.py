"""The command `par-analysis`."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
import warnings
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import par_analysis
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["main"]

Add = Callable[..., Any]  # `add_argument` of a command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status.

    0: done. 1: refused or failed, with one message on stderr. 2: not understood. 130: stopped by Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows consoles are not UTF-8 unless told
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    warnings.showwarning = lambda message, *_, **__: print(f"Lưu ý (note): {message}", file=sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        # Loaded only now, and only what this command needs: help comes at once.
        options.run(options, importlib.import_module(options.module))
    except ParAnalysisError as error:
        print(f"par-analysis: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("par-analysis: đã dừng, không có tệp nào ghi dở (stopped; nothing is half-written)", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="par-analysis",
        description="PAR INDEX và SIPAS: bảng, rà soát, sổ tay, biểu đồ, gói tài liệu họp; của mọi năm, mọi tỉnh.",
    )
    parser.add_argument("--version", action="version", version=f"par-analysis {par_analysis.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, ModuleType], None], module: str, help: str) -> Add:
        """Add a command that runs with a module of this package; return what adds arguments to it."""
        added = commands.add_parser(name, help=help)
        added.set_defaults(run=run, module=f"par_analysis.{module}")
        return added.add_argument

    add = command("build", _build, "build", help="làm lại tất cả (rebuild everything): bảng, sổ tay, biểu đồ")
    _add_edition(add)

    add = command(
        "new-edition",
        _new_edition,
        "edition.new",
        help="lập kỳ công bố riêng trong một thư mục (make an edition of your own in a folder)",
    )
    add("folder", metavar="FOLDER", help="thư mục mới (a new folder)")
    add(
        "--from",
        dest="source",
        metavar="FILE",
        help="sổ tính, CSV hoặc văn bản có bảng (workbook, CSV or text with the table)",
    )
    add(
        "--like",
        metavar="EDITION",
        help="lấy bộ tiêu chí của kỳ này, không lấy kết quả (take over its criteria, not its results)",
    )
    add("--place", metavar="NAME", default="", help="tên tỉnh, thành phố (the province or city)")
    add("--place-en", metavar="NAME", default="", help="tên tiếng Anh (its English name)")
    add("--year", metavar="YEAR", type=int, help="năm kết quả (year of the results)")

    add = command(
        "check",
        _check,
        "edition.check",
        help="kiểm tra một kỳ công bố: mọi lỗi một lần, dùng được cho việc gì (check an edition)",
    )
    add("folder", metavar="FOLDER", help="thư mục của kỳ công bố (folder of the edition)")

    add = command(
        "export-tables",
        _export,
        "edition.export",
        help="ghi hai bảng ra sổ tính Excel (write both tables as a workbook)",
    )
    add("out", metavar="OUT.xlsx", help="tệp cần ghi (the file to write)")
    _add_edition(add)

    add = command(
        "app",
        _app,
        "explorer.page",
        help="ghi trang khám phá «nếu như» rồi mở (write the what-if page and open it)",
    )
    add("scenarios", metavar="SCENARIO", nargs="*", help="tệp kịch bản kèm theo (scenario files to offer)")
    add("--out", metavar="FILE.html", default="neu-nhu.html", help="tệp cần ghi (default: neu-nhu.html)")
    add("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ khi mở (language to begin with)")
    add(
        "--date",
        metavar="2022-09-15",
        help="ngày của trang: không dùng gì công bố sau ngày ấy (nothing published later is used)",
    )
    add("--no-open", action="store_true", help="không mở trình duyệt (do not open the browser)")
    _add_edition(add)

    add = command(
        "brief",
        _brief,
        "deliver.pack",
        help="ghi gói tài liệu họp: trình chiếu, sổ tính, báo cáo, trang khám phá, biểu đồ (write the briefing pack)",
    )
    add("--out", metavar="DIR", required=True, help="thư mục cần ghi (the folder to write)")
    add(
        "--scenario",
        metavar="FILE",
        action="append",
        default=[],
        help="tệp kịch bản, lặp lại được, nhiều nhất 6 (a scenario file; may be repeated, at most 6)",
    )
    add("--agency", metavar="NAME", help="chỉ một cơ quan chủ trì (only this lead agency)")
    add("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ của gói (language of the pack)")
    add(
        "--date",
        metavar="2022-09-15",
        default="",
        help="ngày của tài liệu: không dùng gì công bố sau ngày ấy (date of the briefing: nothing published later is used)",
    )
    add(
        "--template",
        metavar="FILE",
        action="append",
        default=[],
        help="mẫu riêng: .pptx cho trình chiếu, .docx cho báo cáo (your own template for slides or report)",
    )
    _add_edition(add)
    return parser


def _add_edition(add: Add) -> None:
    add(
        "--edition",
        metavar="EDITION",
        help="thư mục hoặc tệp của kỳ công bố riêng, hoặc tên kỳ có sẵn (folder or file of your own edition, or a shipped one's key)",
    )


def _build(options: argparse.Namespace, build: ModuleType) -> None:
    build.build(edition=options.edition)


def _new_edition(options: argparse.Namespace, new: ModuleType) -> None:
    folder = new.new_edition(
        options.folder, options.source, options.like, options.place, options.place_en, options.year
    )
    print(f"Đã ghi (written): {folder}")
    print(f"  {new.FILE}: nơi, năm, nguồn, liên kết (place, years, sources, links)")
    print(
        f"  {new.WORKBOOK}: bảng số liệu, cơ quan, nhiệm vụ; trang «Hướng dẫn» có ví dụ (tables; a guide with examples)"
    )
    print(f'Tiếp theo (next): sửa hai tệp nếu cần, rồi  par-analysis check "{options.folder}"')


def _check(options: argparse.Namespace, check: ModuleType) -> None:
    report = check.check_edition(options.folder)
    print(report)
    if report.problems:
        raise ParAnalysisError("còn lỗi, sửa rồi kiểm tra lại (mend the problems and check again)")


def _export(options: argparse.Namespace, export: ModuleType) -> None:
    if not options.out.lower().endswith(".xlsx"):
        raise refused("ending", path=options.out, ending=".xlsx")
    print(f"Đã ghi (written): {export.export_tables(options.out, options.edition)}")


def _app(options: argparse.Namespace, page: ModuleType) -> None:
    out = Path(options.out)
    if out.suffix.lower() not in (".html", ".htm"):
        raise refused("ending", path=out, ending=".html")
    edition = _edition(options)
    if options.date is not None:
        edition = edition.at(options.date)
    written = page.write_page(out, _scenarios(options.scenarios, edition), options.lang, edition)
    print(f"Đã ghi (written): {written}")
    if not options.no_open and not webbrowser.open(written.resolve().as_uri()):
        print("Không mở được trình duyệt; hãy mở tệp này (no browser could be opened; open this file).")


def _brief(options: argparse.Namespace, pack: ModuleType) -> None:
    edition = _edition(options)
    scenarios = _scenarios(options.scenario, edition)
    pack.write_pack(
        options.out, scenarios, options.agency, options.lang, options.date, options.template, edition=edition
    )


def _edition(options: argparse.Namespace) -> par_analysis.Edition:
    return par_analysis.open_edition() if options.edition is None else par_analysis.open_edition(options.edition)


def _scenarios(paths: Sequence[str], edition: par_analysis.Edition) -> list[par_analysis.Scenario]:
    """Load scenario files; what is wrong with any of them is told at once."""
    loaded, problems = [], []
    for path in paths:
        try:
            loaded.append(par_analysis.open_scenario(path, edition))
        except ParAnalysisError as error:
            problems.append(str(error))
    if problems:
        raise ParAnalysisError("\n".join(problems))
    return loaded


if __name__ == "__main__":
    sys.exit(main())
