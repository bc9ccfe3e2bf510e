"""The page of an agency shows its criteria and tasks, all of them and no other's."""

from __future__ import annotations

import re

import pytest
from chart_cases import LANGS, Gallery, printed, said, words

from par_analysis import ParAnalysisError, charts, data_behind, deficits, load_sipas, load_tasks, open_edition

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_every_criterion_it_leads_is_on_the_page(shipped: Gallery, sample: Gallery) -> None:
    faults = []
    for gallery in (shipped, sample):
        par = gallery.edition.par.nodes
        for agency in gallery.edition.agencies.itertuples(index=False):
            led = par[(par["lead_agency"] == agency.name) & par["is_leaf"]]
            losing = led[led["score"] < led["max_points"]]
            full = led[(led["score"] >= led["max_points"]) & ~led["is_remainder"]]["code"]
            for lang in LANGS:
                fig = gallery(f"agency_card_{agency.id}", lang)
                shown = words(fig)
                for row in losing.itertuples():
                    if not any(re.match(rf"(○ )?{re.escape(row.code)} \D", text) for text in shown):
                        faults.append(f"{agency.id} {lang} {row.code}")
                    parts = (printed(value, lang) for value in (row.score, row.target, row.max_points))
                    figures = "{} → {} / {}".format(*parts)
                    lost = f"−{printed(row.max_points - row.score, lang, 3)}"
                    faults += [f"{agency.id} {lang} {row.code} {text}" for text in (figures, lost) if text not in shown]
                assert sorted(data_behind(fig)["code"]) == sorted(led["code"])
                listed = set(re.findall(r"\d+(?:\.\d+)+", " ".join(text for text in shown if "→" not in text)))
                faults += [f"{agency.id} {lang} {code} is not listed" for code in set(full) - listed]
    assert faults == []


def test_its_tasks_are_on_the_page_with_their_dates_and_once(shipped: Gallery) -> None:
    tasks = load_tasks()
    for agency in shipped.edition.agencies.itertuples(index=False):
        every = tasks[tasks["lead_agency"] == agency.name]
        own = every[every["same_as"].isna()]
        for lang in LANGS:
            shown = words(shipped(f"agency_card_{agency.id}", lang))
            title = "title" if lang == "vi" else "title_en"
            for row in own[own["due"].notna()].itertuples():
                day = f"{row.due.day}/{row.due.month}" if lang == "vi" else f"{row.due.day} {MONTHS[row.due.month - 1]}"
                assert getattr(row, title) in shown and day in shown
            # Standing duties that serve no points lost are counted and not listed.
            left_out = [text for text in own[title] if text not in shown]
            counted = [re.findall(r"\d+", text) for text in shown if text.startswith(("và ", "and "))]
            assert counted == ([[str(len(left_out))]] if left_out else [])
            assert own.loc[own[title].isin(left_out), "due"].isna().all()
            # A task that repeats another is not listed again.
            assert not (set(every[title]) - set(own[title])) & set(shown)
            count = f"{len(own)} nhiệm vụ" if lang == "vi" else f"{len(own)} task{'s' * (len(own) != 1)}"
            assert any(count in text.replace("\u00a0", " ") for text in shown)
    vi, en = (shipped("agency_card_cuc-thue", lang) for lang in LANGS)  # leads a criterion, and lost nothing
    assert "không mất điểm" in vi.headline and "no points lost" in en.headline
    assert "Kế hoạch không giao nhiệm vụ nào." in words(vi) and "The plan gives it no task." in words(en)


def test_a_circle_marks_the_criteria_without_an_action(shipped: Gallery) -> None:
    marked = {text.split()[1] for text in words(shipped("agency_card_noi-vu")) if re.match(r"○ \d", text)}
    assert marked == {"4.4.2", "5.8.1", "5.8.2", "5.9.4"}
    tasks = load_tasks()
    for left, circle in ((["192-66"], False), (["192-66", "192-62"], True)):
        fewer = open_edition().replace(tasks=tasks[~tasks["id"].isin(left)])
        assert ("○ 6.1.3" in said(charts.agency_card(fewer, agency="Sở Tài chính"))) == circle


def test_sipas_factors_stand_with_the_agency_that_follows_them_up(shipped: Gallery) -> None:
    factors = load_sipas().query("level == 1").set_index("code")["lead_agency"]
    for agency in shipped.edition.agencies.itertuples(index=False):
        shown = words(shipped(f"agency_card_{agency.id}"))
        found = {text.split()[0] for text in shown if re.match(r"[IV]+ ", text)}
        assert found == set(factors.index[factors == agency.name])


def test_an_agency_is_known_by_any_of_its_names_and_the_first_is_that_of_the_largest_loss(shipped: Gallery) -> None:
    for name in ("Sở Tư pháp", "Department of Justice", "Justice", "tu-phap"):
        assert charts.agency_card(agency=name).alt == shipped("agency_card_tu-phap").alt
    assert charts.agency_card().alt == charts.agency_card(agency=deficits("agency")["lead_agency"].iloc[0]).alt
    for name in ("Sở Y tế", "", "Viện Nghiên cứu phát triển kinh tế - xã hội Thành phố"):
        with pytest.raises(ParAnalysisError, match=f"{name!r}.*leads no criterion.*Sở Nội vụ"):
            charts.agency_card(agency=name)


def test_the_page_leaves_out_what_is_not_there(shipped: Gallery) -> None:
    alone = open_edition().replace(sipas=None, tasks=open_edition().tasks.iloc[:0])
    for lang, missing in zip(LANGS, ("chưa có bảng nhiệm vụ", "no table of tasks"), strict=True):
        fig = charts.agency_card(alone, lang, agency="Sở Nội vụ")
        assert missing in fig.subtitle and "tasks.csv" not in fig.source
        assert not re.search("○|Nhiệm vụ|task list|Dated|SIPAS fac|Yếu tố", said(fig))
    assert "○" in said(shipped("agency_card_noi-vu")) and "Yếu tố SIPAS" in said(shipped("agency_card_noi-vu"))
