"""The written report: every figure and sentence is the library's, in the layout of an administrative document."""

import itertools
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import PurePosixPath

import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt
from lxml import etree
from report_cases import ODD_TITLE, column, differing, number, odd_scenario, property_of, style_of, text_of, told

from par_analysis import (
    ParAnalysisError,
    audit,
    chances,
    coverage,
    deficits,
    due,
    evaluate,
    load_par,
    load_sipas,
    load_tasks,
    presets,
    workload,
)
from par_analysis.deliver.likelihood import how_bands_read
from par_analysis.deliver.report.figures import CAPTIONS
from par_analysis.deliver.report.frame import subject
from par_analysis.deliver.report.template import open_template, text_width
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.text import clean
from par_analysis.edition.agencies import agency_deficits
from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import open_edition
from par_analysis.outlook.alternatives import alternatives_of, robustness
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.ranks import rank_list
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.tables.files import retyped_zip
from par_analysis.tables.locations import PROJECT
from par_analysis.tables.models.evidence import CONTROLS
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.tables.models.plan import STATUSES
from par_analysis.tables.models.results import BANDS
from par_analysis.words.printing import day_text

BASE = open_edition()
FIGURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}%s"


def compared(report):
    """The scenarios of a report, in order."""
    if report.lang == "en":
        return [odd_scenario()]
    ready = presets("vi")
    steps, plans = told().climbed.steps, told().climbed.plans
    goal = steps.loc[steps["kind"] == "rank", "goal"].iloc[0]
    return [ready["status_quo"], ready["plan"], plans[f"rank_{goal:g}"].scenario]


def percents(values):
    return ["–" if pd.isna(value) else f"{value:.0%}" for value in values]


def counts(values):
    return [str(value) for value in values]


def bands(rows, lang):
    """Bands as printed: a star where another model says otherwise, a dagger within the survey's error, a dash for none."""
    return [
        "–" if pd.isna(row.band) else BANDS[row.band][lang == "en"] + "*" * (not row.robust) + "†" * row.within_error
        for row in rows.itertuples()
    ]


# What it says


def expected(report):
    """Columns of the tables by their place, by words of the caption; figures as numbers, words as texts."""
    lang, say = report.lang, report.say
    short, called = BASE.short_names("par", lang), agency_names(BASE, lang)

    def criteria(table, leads=False):
        names = {0: table["code"], 1: [short[code] for code in table["code"]]}
        return names | ({2: [called.get(a) or a for a in table["lead_agency"]]} if leads else {})

    par = load_par().set_index("code", drop=False)
    fields = pd.concat([par[par["level"] == 1], par.loc[["total"]]])
    yield say("theo lĩnh vực: kết quả", "by field: scores"), {
        0: [*fields["code"][:-1], ""], 2: fields["max_points"], 3: fields["score"],
        4: fields["max_points"] - fields["score"], 5: percents(fields["score"] / fields["max_points"]),
        6: fields["target"], 7: fields["target"] - fields["score"],
    }  # fmt: skip
    lost = deficits("criterion").query("deficit > 0")
    yield say("nặng nhất trước", "heaviest first"), {
        0: lost["code"], 3: lost["max_points"], 4: lost["score"], 5: lost["deficit"], 6: percents(lost["share"]),
    }  # fmt: skip
    led = agency_deficits().pipe(lambda table: table[table["lead_agency"] != NO_LEAD])
    yield say("mức tăng mà mục tiêu", "gain that the targets"), {
        0: [told(lang=lang).full_name(name) for name in led["lead_agency"]], 1: counts(led["n_criteria"]),
        2: counts(led["n_losing"]), 3: led["deficit"], 4: led["deficit_by_factor"], 5: percents(led["share"]),
        6: led["gain"], 7: percents(led["gap_closure"]),
    }  # fmt: skip
    found = audit().query(
        "difference != 0 and kind != 'conversion'"
    )  # figures that only look copied stand in the sentences
    figures = {at: found[name] for at, name in ((3, "published"), (4, "recomputed"), (5, "difference"))}
    yield say("cần hỏi lại", "to ask about"), {1: found["code"], **figures}
    weak = coverage().query("deficit_without_action > 0")
    yield say("chưa nêu việc cụ thể", "specifies no action"), criteria(weak, leads=True) | {
        3: weak["deficit"], 4: counts(weak["n_tasks"]), 5: counts(weak["n_plan_only"]),
    }  # fmt: skip
    load = workload().query("n_tasks > 0")
    yield say("Nhiệm vụ của Kế hoạch", "Tasks of the Plan by"), {
        1: load["deficit"], 2: counts(load["n_tasks"]), 3: counts(load["n_tasks"] - load["n_standing"]),
        5: counts(load["n_standing"]), 6: counts(load["n_plan_only"]),
    }  # fmt: skip
    yield from expected_outlook(report, criteria)
    factors = deficits("factor", "sipas")
    yield say("SIPAS theo yếu tố", "SIPAS by factor"), {
        0: factors["code"], 3: (factors["score_published"], 2), 4: (factors["target_published"], 2),
        5: percents(factors["share"]),
    }  # fmt: skip
    values, score = evaluate(compared(report)), par["score"]
    totals = [score["total"], *values.loc[("par", "total")]]
    yield say("Các kịch bản (giả định) so với", "The scenarios (assumptions) against"), {
        0: [say("Số công bố", "As published"), *(clean(one.title) for one in compared(report))], 1: totals,
        2: [total - score["total"] for total in totals],
        3: ([BASE.sipas.total("score"), *values.loc[("sipas", "total")]], 2),
    }  # fmt: skip
    yield (
        say("Thay đổi giả định của từng lĩnh vực", "Assumed change of each field"),
        {at: values.loc[("par", code)] - score[code] for at, code in enumerate("12345678", 1)},
    )
    yield say("Văn bản làm căn cứ", "Documents this report"), {1: BASE.documents["number"]}


def span(report, model, low, high):
    """A chance with its range, as it is printed."""
    ends = [
        report.say("dưới 1%", "under 1%")
        if value < 0.005
        else report.say("trên 99%", "over 99%")
        if value > 0.995
        else f"{value:.0%}"
        for value in (model, low, high)
    ]
    if ends[1] == ends[2]:
        return ends[1]
    plain = all(end[0].isdigit() for end in ends[1:])
    return f"{ends[0]} ({ends[1].rstrip('%') if plain else ends[1]}{'–' if plain else report.say(' đến ', ' to ')}{ends[2]})"


def expected_outlook(report, criteria):
    """The same of the tables of bands, chances and ranks: criteria by bands, totals and ranks by chances with their range."""
    lang, say, facts = report.lang, report.say, told(lang=report.lang)
    model, robust = (
        facts.model,
        {True: say("vững", "robust"), False: say("không vững, tùy mô hình", "not robust, depends on the model")},
    )
    likely = chances().set_index("code").loc[facts.chances["code"]].reset_index()
    yield say("thứ tự nên làm, với", "what to do first, with"), criteria(likely) | {
        2: likely["score"], 3: likely["target"], 4: likely["gain"], 6: bands(likely, lang),
    }  # fmt: skip

    def alone(key):
        """Of a field that a single criterion decides its band: a chance would be that criterion's."""
        asked = likely[likely["code"].str.startswith(f"{key.removeprefix('field ')}.")]
        return len(asked) == 1 and say("{} (chỉ do {})", "{} ({} alone)").format(*bands(asked, lang), *asked["code"])

    found = robustness().headlines.set_index("key")
    assert any(alone(key) for key in found.index)
    found = found.loc[["total_target", "no_fall", *(key for key in found.index if key.startswith("field "))]]
    yield say("Khả năng của tổng điểm", "Chances of the total"), {
        2: [alone(key) or span(report, row.model, row.low, row.high) for key, row in zip(found.index, found.itertuples(), strict=True)],
        3: [robust[row] for row in found["robust"]],
    }  # fmt: skip
    models = [model, *alternatives_of(model)[0].values()]
    tables, ranks = [rank_chances(one).set_index("rank") for one in models], list(ranks_up(BASE).values())
    spans = {
        at: [
            span(report, *(pick(table.loc[rank, name] for table in tables) for pick in (next, min, max)))
            for rank in ranks
        ]
        for at, name in ((2, "moving"), (3, "still"))
    }
    certain = [len({band_of(table.loc[rank, "moving"], model) for table in tables}) == 1 for rank in ranks]
    yield say("lên một và hai bậc", "one and two ranks up"), spans | {
        0: ranks, 1: tables[0].loc[ranks, "sure_from"], 4: [robust[one] for one in certain],
    }  # fmt: skip
    past = rank_bars(max(ranks)).query("rank in @ranks").sort_values(["year", "rank"], ascending=[False, True])
    yield say("Ngưỡng của hai hạng", "The bars of these ranks"), {
        0: past["year"], 1: past["rank"], 3: past["published"],
    }  # fmt: skip
    steps = facts.climbed.steps.query("kind in ('rank', 'plan')")
    yield say("ít nhất để tới từng đích", "least effort for each goal"), {
        0: [say(f"hạng {goal:g}", f"rank {goal:g}") if kind == "rank" else say("mục tiêu", "target") for goal, kind in zip(steps["goal"], steps["kind"], strict=True)],
        1: steps["score"], 2: steps["gain"], 3: (steps["effort"], 1), 4: counts(steps["n_measures"]),
    }  # fmt: skip
    first = steps[steps["kind"] == "rank"]["goal"].iloc[0]
    plan = facts.climbed.plans[f"rank_{first:g}"].measures
    yield say("Cách ít công sức nhất tới", "The way of least effort to"), criteria(plan, leads=True) | {
        3: plan["score"], 4: plan["value"], 5: plan["gain"], 6: (plan["effort"], 1),
    }  # fmt: skip


def test_tables_print_what_the_library_computes(report):
    faults = []
    for words, columns in expected(report):
        rows = report.table(words)
        for at, values in columns.items():
            values, places = values if isinstance(values, tuple) else (values, 3)
            faults += [(words, rows[0][at], *fault) for fault in differing(column(rows, at), values, places)]
    assert faults == []
    rows, factors = report.table(report.say("SIPAS theo yếu tố", "SIPAS by factor")), deficits("factor", "sipas")
    assert [text[0] == ">" for text in column(rows, 4)] == list(factors["target_is_bound"])
    days = column(report.table(report.say("Văn bản làm căn cứ", "Documents this report")), 2)
    wanted = [day_text(day, report.lang, short=True) for day in BASE.documents["date"]]
    assert [text for text, day in zip(days, wanted, strict=True) if not text.startswith(day)] == []


def test_sentences_of_the_summaries_and_of_the_audit_are_there(report):
    names = [
        "point_deficits",
        "agencies",
        "tables_and_audit",
        "the_plan",
        "the_documents",
        "what_is_due",
        "what_is_likely",
        "what_it_takes",
        "satisfaction",
    ]
    facts = told(lang=report.lang, date=report.say("", "2022-09-05"))
    sentences = [sentence for name in names for sentence in facts.told(name)]
    sentences += [*audit()[f"sentence_{report.lang}"], f"{BASE.title}; sha256 {BASE.sha256}"]
    assert len(sentences) > 20 and [sentence for sentence in sentences if sentence not in report.text] == []
    total, sipas = (load().set_index("code").loc["total"] for load in (load_par, load_sipas))
    first = next(p.text for p in report.document.paragraphs if p.text.startswith(("Năm 2021", "In 2021")))
    shown = [f"{v:.2f}" for v in (total["score"], total["max_points"] - total["score"], total["target"])]
    said = [(text, first) for text in (*shown, str(rank_list(BASE.year).published))]
    said += [(f"{sipas['score']:.2f}%", report.text), (f">{sipas['target']:g}%", report.text)]
    sign = report.say(",", ".")
    assert [text for text, place in said if text.replace(".", sign) not in place] == []
    assert report.say("giả định «nếu như», không phải dự báo", "a what-if assumption, not a forecast") in report.text


def test_criteria_make_the_change_of_every_scenario(report):
    given, par, faults = compared(report), load_par().set_index("code")["score"], []
    figures = evaluate(given)
    for one in given:
        step = figures[one.title].loc["par"] - par.reindex(figures.loc["par"].index)
        if not step["total"]:
            continue
        rows = report.table(report.say("làm nên thay đổi", "make the change"), clean(one.title))
        leaves = [row for row in rows[1:-1] if "…" not in row[0]]
        wanted = ((2, par), (3, par + step), (4, step))
        for at, values in wanted:
            faults += differing([row[at] for row in leaves], [values[row[0]] for row in leaves])
        faults += differing([rows[-1][4]], [step["total"]])
        changes = [number(text) for text in column(rows, 4, True)]
        assert changes == sorted(changes, key=abs, reverse=True)
        assert sum(changes) == pytest.approx(step["total"], abs=0.02)
    assert faults == []


def test_every_agency_is_asked_for_its_own(report):
    lang, names = report.lang, BASE.bodies.set_index("name")["name_en"].to_dict()
    criteria, likely = deficits("criterion"), chances().set_index("code")
    order = list(told().chances["code"])
    tasks, served = load_tasks().query("same_as.isna()"), coverage("tasks").set_index("id")["deficit_served"]
    weak, faults = set(coverage().query("deficit_without_action > 0")["code"]), []
    dense = report.document.styles["Report Dense Table Text"].style_id
    styles = {
        text_of(before).partition(". ")[2]: {style_of(paragraph) for paragraph in block.iter(qn("w:p"))}
        for before, block in itertools.pairwise(report.blocks)
        if style_of(before) == "Caption"
    }
    held = "\n".join(p.text for p in report.document.paragraphs if p.text.startswith(("Đạt điểm tối đa", "At the max")))
    tables = 0
    for lead in deficits("agency")["lead_agency"].drop_duplicates():
        if lead == NO_LEAD:
            continue
        name = lead if lang == "vi" else names[lead]
        led = criteria[criteria["lead_agency"] == lead]
        # The first to do is on top.
        losing = led[led["deficit"] > 0].sort_values("code", key=lambda codes: codes.map(order.index))
        own = tasks[tasks["lead_agency"] == lead]
        small = {caption: found for caption, found in styles.items() if caption.startswith(f"{name}: ")}
        tables += len(small)
        faults += [caption for caption, found in small.items() if found != {dense}]
        if len(losing):
            rows = report.table(f"{name}: ", report.say("tiêu chí bị trừ", "criteria that lost"))
            columns = {0: losing["code"], 2: losing["score"], 3: losing["target"], 4: losing["max_points"]}
            for at, values in (columns | {5: losing["deficit"]}).items():
                faults += differing(column(rows, at), values)
            faults += differing(column(rows, 7), bands(likely.reindex(losing["code"]), lang))
            controls = [CONTROLS[word][lang == "en"] for word in likely.loc[losing["code"], "control"]]
            faults += differing(column(rows, 8), controls)
            asked = next(
                p.text for p in report.document.paragraphs if p.text.startswith(("Bị trừ", f"The {name} lost"))
            )
            assert asked
            faults += [code for code in weak & set(losing["code"]) if code not in report.text]
            full = led.loc[led["deficit"] <= 0, "code"]
            faults += [code for code in full if code.replace(".rest", " (") not in held]
        if len(own):
            rows = report.table(f"{name}: ", report.say("nhiệm vụ và hạn", "tasks and dates"))
            dated = [day_text(day, lang, short=True) for day in own["due"].sort_values() if pd.notna(day)]
            assert len(rows) == len(own) + 1
            # As of its date, or of the plan where it has none; standing duties have no status.
            day = report.say("2022-07-08", "2022-09-05")
            status = (
                due(day)
                .set_index("id")["status"]
                .reindex(own["id"])
                .dropna()
                .map(lambda one: STATUSES[one][lang == "en"])
            )
            assert sorted(column(rows, 1)) == sorted([*status, *["–"] * (len(own) - len(status))])
            faults += differing(column(rows, 0)[: len(dated)], dated)
            faults += differing(sorted(column(rows, 4), key=number), sorted(served.reindex(own["id"])))
    assert faults == [] and tables >= 14
    assert ".rest" not in report.text


def test_what_is_asked_of_an_agency_begins_a_page(report):
    """It is handed to the agency: nobody else's lines stand on its page."""
    headings = [(int(p.style.name[-1]), p.text, p.paragraph_format.page_break_before) for p in report.styled("Heading")]
    at = next(n for n, (_, text, _) in enumerate(headings) if text.startswith(("Kiến nghị với", "What is asked of")))
    end = next(n for n, (level, *_) in enumerate(headings) if n > at and level == 1)
    first, *rest = [breaks for level, _, breaks in headings[at + 1 : end] if level == 2]
    assert headings[at][2] and headings[end][2] and all(rest) and len(rest) == 7
    # What a star beside a band means stands on the page of each that lost points.
    legend = how_bands_read(told(lang=report.lang), error=True)
    assert sum(legend in p.text for p in report.document.paragraphs) == 1 + 7
    assert not first  # it follows the chapter's heading


def test_estimates_and_scenarios_are_marked(report):
    estimate = report.say("ước lượng", "estimate")
    titled = report.say(("Khả năng", "Nhận định", "Công sức", "Vững?"), ("Chance", "Band", "Effort", "Robust?"))
    bearing = [caption for caption, rows in report.tables.items() if any(t.startswith(titled) for t in rows[0])]
    assert len(bearing) >= 12  # of the total, the targets, the ranks, effort twice, and of seven agencies
    unmarked = [caption for caption in bearing if estimate not in caption]
    words = ("Các kịch bản", "làm nên thay đổi", "The scenarios", "make the change")
    scenarios = [caption for caption in report.tables if any(word in caption for word in words)]
    assert unmarked + [caption for caption in scenarios if report.say("giả định", "assum") not in caption] == []


def test_scenarios_say_who_made_them_when_and_why_and_an_odd_title_stays_text(reports):
    english, title = reports["en"], clean(ODD_TITLE)
    texts = [p.text for p in english.document.paragraphs if title in p.text]
    origin = next(text for text in texts if "Origin: " in text).partition("Origin: ")[2]
    assert [part for part in ("Ban Kinh tế", "1 September 2022", "@SUM(A1) -- +cmd") if part not in origin] == []
    assert [one.reason for one in compared(reports["vi"]) if one.reason not in reports["vi"].text] == []
    assert title.startswith('=1+1 <w:b/> & "hạng"') and title in [p.text for p in english.styled("Heading 3")]
    assert b"\x07" not in english.parts["word/document.xml"]


def test_languages_and_dates_do_not_mix(reports):
    vi, en = reports["vi"], reports["en"]
    own = re.sub("“[^”]*”", "", en.text)  # what a document says is quoted as it stands
    foreign = [word for word in ("Nguồn:", "điểm", "Bảng ", "Hình ", "mục tiêu") if word in own]
    assert foreign + [word for word in ("Source:", " points", "Table ", "Figure ") if word in vi.text] == []
    # the sign of decimals: only codes and dates have points in Vietnamese
    cells = {
        lang: [c for rows in read.tables.values() for row in rows[1:] for c in row] for lang, read in reports.items()
    }
    assert [c for c in cells["vi"] if re.fullmatch(r"[+−]?\d+\.\d{3}", c)] == []
    assert [c for c in cells["en"] if re.fullmatch(r"[+−]?\d+,\d+", c)] == []
    titles = {lang: {title for rows in read.tables.values() for title in rows[0]} for lang, read in reports.items()}
    alike = {"PAR INDEX", "SIPAS (%)", *"12345678"}
    assert (
        titles["vi"] & titles["en"] <= alike and [t for t in titles["en"] if re.search("[ạảấầểệịọốồộớợụứừựđ]", t)] == []
    )
    by = due("2022-09-05")["status"].value_counts()
    assert (
        f"As of 5 September 2022, {by['overdue']} tasks are past the date in the plan, {by['due']} due (within the month "
        f"or 30 days) and {by['to_come']} to come" in en.text
    )
    # Without a date of its own it speaks as of the day of the plan, and says so.
    assert vi.text.count("Tính đến ngày 8/7/2022") == 2 and "quá hạn" not in vi.text


# How it is laid out


def test_front_back_and_properties(reports):
    heads = {
        lang: [[cell.text for cell in row.cells] for row in read.document.tables[0].rows]
        for lang, read in reports.items()
    }
    vi, en = heads["vi"], heads["en"]
    assert vi[0][1].split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert en[0][1].split("\n")[:2] == ["SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"]
    assert set(vi[0][0]) <= set("…_\n") and vi[1][0].startswith("Số: …")  # body and number are left open
    assert re.fullmatch("Hà Nội, ngày …+ tháng …+ năm …+", vi[1][1]) and en[1][1] == "Hà Nội, 5 September 2022"
    titles = [p.text for p in reports["vi"].styled("Title")]
    assert titles[:2] == ["BÁO CÁO", subject(told())] and "2021" in titles[1] and "2022" in titles[1]
    vi, en = (reports[lang].document.core_properties for lang in ("vi", "en"))
    assert (vi.author, vi.language, en.language) == ("par_analysis", "vi-VN", "en-GB") and "Hà Nội" in vi.title
    assert en.modified.date().isoformat() == "2022-09-05"
    for report in reports.values():
        with zipfile.ZipFile(report.path) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(PROJECT).encode() not in b"".join(report.parts.values())
        # closing words and signature stay together, before a paragraph too low to open a page, which ends the section
        closing = report.say("Trên đây là báo cáo", "This report is submitted")
        at = next(n for n, block in enumerate(report.blocks) if text_of(block).startswith(closing))
        words, signature, after = report.blocks[at : at + 3]
        assert property_of(words, "w:keepNext") is not None and list(signature.iter(qn("w:cantSplit")))
        assert property_of(after, "w:sectPr") is not None
        assert property_of(after, "w:spacing").get(qn("w:line")) == "20"


def test_headings_are_numbered_in_order_and_contents_list_them(report):
    headings = [p for p in report.styled("Heading") if p._p.pPr.numPr.numId.val]
    *_, annex = report.styled("Heading")
    assert annex.style.name == "Heading 1" and not annex._p.pPr.numPr.numId.val
    levels = [p._p.pPr.numPr.ilvl.val + 1 for p in headings]
    assert [p.style.name for p in headings] == [f"Heading {level}" for level in levels]
    assert levels.count(1) == 10 and set(levels) == {1, 2, 3}
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    (number_id,) = {p._p.pPr.numPr.numId.val for p in headings}
    numbering = report.document.part.numbering_part.element
    own = numbering.xpath(f"./w:num[@w:numId='{number_id}']/w:abstractNumId/@w:val")[0]
    lists = numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{own}']/w:lvl")
    forms = [tuple(level.find(qn(name)).get(qn("w:val")) for name in ("w:numFmt", "w:lvlText")) for level in lists]
    assert forms == [("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)")]
    entries = [p.text.rstrip("\t") for p in report.styled("TOC")]
    listed = [p.text for p in report.styled("Heading 1", "Heading 2")]
    assert [entry.split(" ", 1)[1] for entry in entries[:-1]] == listed[:-1]
    assert entries[-1] == listed[-1] == report.say("Phụ lục: Biểu đồ", "Annex: Charts")
    romans = [entry.split(".")[0] for entry in entries if not entry.split(".")[0].strip("IVX")]
    assert romans == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]


def test_tables_have_caption_and_source_and_stay_on_the_page(report):
    word, source = report.say("Bảng ", "Table "), report.say("Nguồn: ", "Source: ")
    tables = [n for n, block in enumerate(report.blocks) if list(block.iter(qn("w:tblHeader")))]
    assert len(tables) >= 20
    for at in tables:
        caption, block, after = report.blocks[at - 1 : at + 2]
        assert style_of(caption) == "Caption" and text_of(caption).startswith(word)
        assert text_of(after).startswith(source)
        rows = block.findall(qn("w:tr"))
        assert list(rows[0].iter(qn("w:tblHeader"))) and all(list(row.iter(qn("w:cantSplit"))) for row in rows)
        widths = [int(grid.get(qn("w:w"))) for grid in block.iter(qn("w:gridCol"))]
        assert sum(widths) == pytest.approx(text_width(report.document) / 635, abs=len(widths))
        # a short table stays whole; of a long one no row stays alone with the header or the source
        kept = [all(property_of(p, "w:keepNext") is not None for p in row.iter(qn("w:p"))) for row in rows]
        assert kept == [len(rows) <= 13 or n < 3 or n >= len(rows) - 3 for n in range(len(rows))], text_of(caption)


def test_fields_are_whole_lead_somewhere_and_count_up(report):
    assert report.document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    kinds = [mark.get(qn("w:fldCharType")) for mark in report.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    fields = [text.text for text in report.body.iter(qn("w:instrText"))]
    assert [text for text in fields if "TOC \\o" in text] == [' TOC \\o "1-2" \\h \\z \\u ']
    marks = {mark.get(qn("w:name")) for mark in report.body.iter(qn("w:bookmarkStart"))}
    pages = {text.split()[1] for text in fields if "PAGEREF" in text}
    assert pages and pages <= marks
    header = report.document.sections[0].header._element
    assert [text.text.strip() for text in header.iter(qn("w:instrText"))] == ["PAGE"]
    for word in report.say(("Hình", "Bảng"), ("Figure", "Table")):
        captions = [p for p in report.styled("Caption") if p.text.startswith(f"{word} ")]
        assert [p.text.split(".")[0] for p in captions] == [f"{word} {n}" for n in range(1, len(captions) + 1)]
        assert {p._p.find(f".//{qn('w:instrText')}").text for p in captions} == {f" SEQ {word} \\* ARABIC "}
        assert len(captions) >= 7


def test_charts_stand_in_the_annex_each_with_caption_and_reference(report):
    word, blocks = report.say("Hình", "Figure"), report.blocks
    title = max(
        n for n, block in enumerate(blocks) if text_of(block) == report.say("Phụ lục: Biểu đồ", "Annex: Charts")
    )
    charts = [n for n, block in enumerate(blocks) if list(block.iter(FIGURE % "docPr"))]
    # after the line that says which report the annex belongs to: chart, caption, chart, caption, and no more
    assert charts == list(range(title + 2, len(blocks), 2)) and len(charts) == len(CAPTIONS)
    section = report.document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    for n, (chart, caption) in enumerate((blocks[at], blocks[at + 1]) for at in charts):
        assert (style_of(chart), style_of(caption)) == ("ReportPicture", "Caption")
        assert text_of(caption).startswith(f"{word} {n + 1}. ")
        assert (property_of(chart, "w:pageBreakBefore") is not None) == (n > 0)
        assert property_of(chart, "w:keepNext") is not None
        assert property_of(caption, "w:keepNext").get(qn("w:val")) in ("0", "false")
        text = next(chart.iter(FIGURE % "docPr")).get("descr")
        assert len(text) > 80 and report.say("Nguồn: ", "Source: ") in text
        # as large as the page allows
        extent = next(chart.iter(FIGURE % "extent"))
        wide, high, room = int(extent.get("cx")), int(extent.get("cy")), height - Mm(11) - (0 if n else Mm(16))
        assert wide / high == pytest.approx(16 / 9, rel=0.01) and wide <= width and high <= room * 1.001
        assert wide == pytest.approx(width, rel=1e-4) or high == pytest.approx(room, rel=0.01)
    fields = [text.text.split() for text in report.body.iter(qn("w:instrText"))]
    marks = [m for m in report.body.iter(qn("w:bookmarkStart")) if m.get(qn("w:name")).startswith("_RefFigure")]
    assert [words[1] for words in fields if words[0] == "REF"] == [mark.get(qn("w:name")) for mark in marks]
    for n, mark in enumerate(marks, 1):
        # the bookmark holds what the reference shows: the word and the number, and not the caption
        held = "".join(map(text_of, itertools.takewhile(lambda e: e.tag != qn("w:bookmarkEnd"), mark.itersiblings())))
        assert held == f"{word} {n}"
        assert report.say(f"Xem {held} (Phụ lục).", f"See {held} (Annex).") in report.text


def test_paper_margins_and_styles(report):
    text, charts = report.document.sections
    sides = ("top_margin", "right_margin", "bottom_margin", "left_margin")
    margins = [[round(getattr(section, side).mm) for side in sides] for section in (text, charts)]
    assert margins == [[20, 15, 20, 30], [30, 20, 15, 20]]  # the bound edge stays the wide one
    assert (round(text.page_width.mm), round(text.page_height.mm)) == (210, 297)
    assert (charts.page_width, charts.page_height) == (text.page_height, text.page_width)
    assert (text.orientation, charts.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    # the page number is on the first page of the annex as well, and counts on
    assert text.different_first_page_header_footer and not charts.different_first_page_header_footer
    assert charts.header.is_linked_to_previous
    assert charts._sectPr.find(f"{qn('w:pgNumType')}[@{qn('w:start')}]") is None
    styles = report.document.styles
    sizes = {"Normal": 13, "Title": 14, "Heading 1": 14, "Heading 2": 13, "Heading 3": 13, "Caption": 13, "Header": 13}
    for name, size in sizes.items():
        fonts = styles[name].element.rPr.rFonts
        assert (styles[name].font.name, styles[name].font.size) == ("Times New Roman", Pt(size)), name
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        assert not any("heme" in key for key in fonts.attrib)
    assert {styles[f"Report {name}"].base_style.name for name in ("Body", "Table Text", "Note")} == {"Normal"}
    language = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")).startswith(report.lang)


# Word refuses, or asks to repair, a file whose settings stand in another order than the format's (ECMA-376, part 1).
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs spacing ind "
    "contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps strike noProof vanish webHidden color spacing w kern position sz szCs highlight u "
    "vertAlign lang",
    "tblPr": "tblStyle tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar paperSrc pgBorders pgNumType cols vAlign titlePg docGrid",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr rPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
}


def test_package_is_clean(report):
    """Every part is declared, every relationship leads to one, ids are unique, settings in the order of the format."""
    parts, faults = report.parts, []
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    named = {e.get("PartName").lstrip("/") for e in types if e.tag.endswith("Override")}
    assert named <= set(parts) and "docProps/thumbnail.jpeg" not in parts
    trees = {name: etree.fromstring(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    undeclared = set(parts) - named - {"[Content_Types].xml"}
    faults += [name for name in undeclared if name.rpartition(".")[2] not in defaults]
    for name, tree in trees.items():
        for rel in tree if name.endswith(".rels") else ():
            path = os.path.normpath(str(PurePosixPath("/", name).parent.parent / rel.get("Target")))
            faults += [(name, path)] if rel.get("TargetMode") == "External" or path.lstrip("/") not in parts else []
    assert faults == []
    used = set(re.findall(rb'r:(?:id|embed)="(rId\d+)"', parts["word/document.xml"]))
    rels = {rel.get("Id").encode(): rel.get("Type") for rel in trees["word/_rels/document.xml.rels"]}
    assert used <= set(rels)
    assert {key for key, kind in rels.items() if kind.endswith("/image")} <= used  # no picture that nothing shows
    assert report.path.stat().st_size < 1_500_000
    roots = [tree for name, tree in trees.items() if re.match(r"word/(document|header|footer)", name)]
    ids = {
        path: sorted(value for root in roots for value in root.xpath(path, namespaces=nsmap))
        for path in ("//w:bookmarkStart/@w:id", "//w:bookmarkEnd/@w:id", "//w:bookmarkStart/@w:name", "//wp:docPr/@id")
    }
    assert [path for path, found in ids.items() if not found or len(set(found)) < len(found)] == []
    assert ids["//w:bookmarkStart/@w:id"] == ids["//w:bookmarkEnd/@w:id"]
    styles = {str(value) for root in roots for value in root.xpath("//w:pStyle/@w:val", namespaces=nsmap)}
    assert styles <= {style.style_id for style in report.document.styles}
    seen = set()
    for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml"):
        for element in trees[name].iter():
            if order := ORDER.get(etree.QName(element).localname, "").split():
                children = [etree.QName(child).localname for child in element]
                places = [order.index(child) for child in children if child in order]
                assert places == sorted(places), (name, children)
                assert name != "word/document.xml" or set(children) <= set(order), children
                seen.add(etree.QName(element).localname)
    assert seen == set(ORDER)


def test_a_report_is_a_template_itself_and_stays_upright(reports, tmp_path):
    path, main = tmp_path / "mẫu.dotx", b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
    path.write_bytes(retyped_zip(reports["vi"].path.read_bytes(), [main % b"document"], main % b"template"))
    with pytest.raises(ValueError, match="not a Word file"):
        Document(str(path))
    document = open_template(path)
    (section,) = document.sections
    assert section.orientation == WD_ORIENT.PORTRAIT and section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert not [rel for rel in document.part.rels.values() if rel.reltype.endswith("/image")]
    document.save(tmp_path / "ra.docx")
    with zipfile.ZipFile(tmp_path / "ra.docx") as archive:
        types = archive.read("[Content_Types].xml")
    assert main % b"document" in types and b"template.main" not in types


def test_nothing_is_written_of_what_is_refused_or_fails(tmp_path):
    (tmp_path / "thư mục.docx").mkdir()
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    for name, arguments, message in (
        ("ra.docx", {"lang": "fr"}, "use 'vi', 'en'"),
        ("ra.docx", {"agency": "Sở Du lịch"}, "leads no criterion"),
        ("ra.docx", {"agency": ""}, "leads no criterion"),
        ("ra.docx", {"date": "5/9/2022"}, "write as 2022-09-15"),
        ("ra.docx", {"date": 20220905}, "write as 2022-09-15"),
        ("ra.docx", {"scenarios": ["plan"]}, "a Scenario is needed"),
        ("thư mục.docx", {"agency": "Sở Nội vụ"}, r"cannot be (written|replaced)"),
        ("tệp/ra.docx", {"agency": "Sở Nội vụ"}, "cannot write into this folder"),
    ):
        with pytest.raises(ParAnalysisError, match=message):
            write_report(tmp_path / name, **arguments)
        assert sorted(tmp_path.iterdir()) == before


def test_rendering(reports, tmp_path):
    office, reader = (shutil.which(name) for name in ("soffice", "pdftotext"))
    pdf = tmp_path / reports["vi"].path.with_suffix(".pdf").name
    if office and reader:
        home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(reports["vi"].path)], check=False, capture_output=True, timeout=120)
    if not pdf.exists():
        reason = "LibreOffice Writer (soffice) or pdftotext is not installed, or made no PDF"
        if os.environ.get("CI_OFFICE") == "1":
            pytest.fail(reason)
        print(reason)
        pytest.skip(reason)
    assert reader is not None
    text = subprocess.run([reader, "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    pages = [[" ".join(line.split()) for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]
    assert 20 <= len(pages) <= 36
    assert pages[0][0].endswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert [page[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    # every agency's lines begin a page, and end on it; the fonts of another machine may need a second one
    leads = [f"{n}. {told().full_name(lead)}" for n, lead in enumerate(told().leads(), 1)]
    begins = [next(at for at, page in enumerate(pages) if lead in page[1:3]) for lead in leads]
    assert begins == sorted(set(begins))
    assert all(after - before <= 2 for before, after in itertools.pairwise(begins))
    assert begins[-1] + 1 == next(at for at, page in enumerate(pages) if page[1] == "X. Nguồn và phương pháp")
    # a chart a page at the end, none of them empty; the text's references are not broken
    title = next(at for at, page in enumerate(pages) if page[1] == "Phụ lục: Biểu đồ")
    figures = range(1, len(CAPTIONS) + 1)
    assert [page[-1].partition(".")[0] for page in pages[title:]] == [f"Hình {n}" for n in figures]
    everything = " ".join(itertools.chain(*pages))
    assert [n for n in figures if f"Xem Hình {n} (Phụ lục)" not in everything] == []
