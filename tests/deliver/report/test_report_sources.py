"""Where the report says that its figures come from."""

from report_cases import column, odd_scenario, pick

from par_analysis import least_effort, presets
from par_analysis.edition.opening import open_edition
from par_analysis.words.printing import day_text


def shown(report):
    """The scenarios of a report, in order."""
    if report.lang == "en":
        return [odd_scenario()]
    ready = presets("vi")
    return [ready["status_quo"], ready["plan"], least_effort(rank=9).scenario]


def test_edition_and_checksum(report):
    base = open_edition()
    assert f"{base.title}; sha256 {base.sha256}" in report.text


def test_documents(report):
    rows = report.table(pick(report, "Văn bản làm căn cứ", "Documents this report"))
    table = open_edition().documents
    assert column(rows, 1) == list(table["number"])
    for text, day in zip(column(rows, 2), table["date"], strict=True):
        assert text.startswith(day_text(day, report.lang, short=True))
