"""The command `par-analysis`."""

from __future__ import annotations

import argparse
import io
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from par_analysis.words.errors import ParAnalysisError

if TYPE_CHECKING:
    from par_analysis.scenario.scenario import Scenario

__all__ = ["main"]


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
        options.run(options)
    except ParAnalysisError as error:
        print(f"par-analysis: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("par-analysis: đã dừng, không có tệp nào ghi dở (stopped; nothing is half-written)", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    from par_analysis import __version__

    parser = argparse.ArgumentParser(
        prog="par-analysis",
        description="PAR INDEX và SIPAS: bảng, rà soát, sổ tay, biểu đồ, gói tài liệu họp; của mọi năm, mọi tỉnh.",
    )
    parser.add_argument("--version", action="version", version=f"par-analysis {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="làm lại tất cả (rebuild everything): bảng, sổ tay, biểu đồ")
    _add_edition(build)
    build.set_defaults(run=_build)

    new = commands.add_parser(
        "new-edition", help="lập kỳ công bố riêng trong một thư mục (make an edition of your own in a folder)"
    )
    new.add_argument("folder", metavar="FOLDER", help="thư mục mới (a new folder)")
    new.add_argument("--from", dest="source", metavar="FILE", help="sổ tính, CSV hoặc văn bản có bảng (workbook, CSV or text with the table)")  # fmt: skip
    new.add_argument("--like", metavar="EDITION", help="lấy bộ tiêu chí của kỳ này, không lấy kết quả (take over its criteria, not its results)")  # fmt: skip
    new.add_argument("--place", metavar="NAME", default="", help="tên tỉnh, thành phố (the province or city)")
    new.add_argument("--place-en", metavar="NAME", default="", help="tên tiếng Anh (its English name)")
    new.add_argument("--year", metavar="YEAR", type=int, help="năm kết quả (year of the results)")
    new.set_defaults(run=_new_edition)

    check = commands.add_parser("check", help="kiểm tra một kỳ công bố: mọi lỗi một lần, dùng được cho việc gì (check an edition)")  # fmt: skip
    check.add_argument("folder", metavar="FOLDER", help="thư mục của kỳ công bố (folder of the edition)")
    check.set_defaults(run=_check)

    export = commands.add_parser(
        "export-tables", help="ghi hai bảng ra sổ tính Excel (write both tables as a workbook)"
    )
    export.add_argument("out", metavar="OUT.xlsx", help="tệp cần ghi (the file to write)")
    _add_edition(export)
    export.set_defaults(run=_export)

    app = commands.add_parser("app", help="ghi trang khám phá «nếu như» rồi mở (write the what-if page and open it)")
    app.add_argument("scenarios", metavar="SCENARIO", nargs="*", help="tệp kịch bản kèm theo (scenario files to offer)")
    app.add_argument("--out", metavar="FILE.html", default="neu-nhu.html", help="tệp cần ghi (default: neu-nhu.html)")
    app.add_argument("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ khi mở (language to begin with)")
    app.add_argument("--no-open", action="store_true", help="không mở trình duyệt (do not open the browser)")
    _add_edition(app)
    app.set_defaults(run=_app)

    brief = commands.add_parser(
        "brief",
        help="ghi gói tài liệu họp: trình chiếu, sổ tính, báo cáo, trang khám phá, biểu đồ (write the briefing pack)",
    )
    brief.add_argument("--out", metavar="DIR", required=True, help="thư mục cần ghi (the folder to write)")
    brief.add_argument(
        "--scenario",
        metavar="FILE",
        action="append",
        default=[],
        help="tệp kịch bản, lặp lại được, nhiều nhất 6 (a scenario file; may be repeated, at most 6)",
    )
    brief.add_argument("--agency", metavar="NAME", help="chỉ một cơ quan chủ trì (only this lead agency)")
    brief.add_argument("--lang", choices=("vi", "en"), default="vi", help="ngôn ngữ của gói (language of the pack)")
    brief.add_argument("--date", metavar="2022-09-15", default="", help="ngày của tài liệu (date of the briefing)")
    brief.add_argument(
        "--template",
        metavar="FILE",
        action="append",
        default=[],
        help="mẫu riêng: .pptx cho trình chiếu, .docx cho báo cáo (your own template for slides or report)",
    )
    _add_edition(brief)
    brief.set_defaults(run=_brief)
    return parser


def _add_edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--edition",
        metavar="EDITION",
        help="thư mục hoặc tệp của kỳ công bố riêng, hoặc tên kỳ có sẵn (folder or file of your own edition, or a shipped one's key)",
    )


def _build(options: argparse.Namespace) -> None:
    from par_analysis.build import build

    build(edition=options.edition)


def _new_edition(options: argparse.Namespace) -> None:
    from par_analysis.edition.config import FILE
    from par_analysis.edition.new import WORKBOOK, new_edition

    folder = new_edition(options.folder, options.source, options.like, options.place, options.place_en, options.year)
    print(f"Đã ghi (written): {folder}")
    print(f"  {FILE}: nơi, năm, nguồn, liên kết (place, years, sources, links)")
    print(f"  {WORKBOOK}: bảng số liệu, cơ quan, nhiệm vụ; trang «Hướng dẫn» có ví dụ (tables; a guide with examples)")
    print(f'Tiếp theo (next): sửa hai tệp nếu cần, rồi  par-analysis check "{options.folder}"')


def _check(options: argparse.Namespace) -> None:
    from par_analysis.edition.check import check_edition

    found = check_edition(options.folder)
    print(found)
    if found.problems:
        raise ParAnalysisError("còn lỗi, sửa rồi kiểm tra lại (mend the problems and check again)")


def _export(options: argparse.Namespace) -> None:
    from par_analysis.edition.export import export_tables

    if not options.out.lower().endswith(".xlsx"):
        raise ParAnalysisError(f"{options.out}: tên tệp phải kết thúc bằng .xlsx (the name must end in .xlsx)")
    print(f"Đã ghi (written): {export_tables(options.out, options.edition)}")


def _app(options: argparse.Namespace) -> None:
    import webbrowser
    from pathlib import Path

    from par_analysis.explorer.page import write_page

    out = Path(options.out)
    if out.suffix.lower() not in (".html", ".htm"):
        raise ParAnalysisError(f"{out}: tên tệp phải kết thúc bằng .html (the name must end in .html)")
    written = write_page(out, _scenarios(options.scenarios, options.edition), options.lang, options.edition)
    print(f"Đã ghi (written): {written}")
    if not options.no_open and not webbrowser.open(written.resolve().as_uri()):
        print("Không mở được trình duyệt; hãy mở tệp này (no browser could be opened; open this file).")


def _brief(options: argparse.Namespace) -> None:
    from par_analysis.deliver.pack import write_pack

    scenarios = _scenarios(options.scenario, options.edition)
    write_pack(
        options.out, scenarios, options.agency, options.lang, options.date, options.template, edition=options.edition
    )


def _scenarios(paths: Sequence[str], edition: str | None) -> list[Scenario]:
    """Load scenario files; what is wrong with any of them is told at once."""
    from par_analysis.edition.opening import edition_of
    from par_analysis.scenario.file import open_scenario

    own = edition_of(edition)
    loaded, problems = [], []
    for path in paths:
        try:
            loaded.append(open_scenario(path, own))
        except ParAnalysisError as error:
            problems.append(str(error))
    if problems:
        raise ParAnalysisError("\n".join(problems))
    return loaded


if __name__ == "__main__":
    sys.exit(main())
