"""Every figure on the first slides against the library's own."""

from __future__ import annotations

import pytest
from pack_cases import DATE
from slides_cases import charts_of, frames_of, labels_of, names_in, same_inside, series_of, tables_of, title_of

from par_analysis import audit, charts, deficits, load_par, open_edition, presets, story
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.likelihood import bars_told
from par_analysis.outlook.alternatives import robustness
from par_analysis.words.palette import GAINED, LOST
from par_analysis.words.printing import num, percent


def test_titles_are_the_messages_of_the_library(own_decks) -> None:
    total = load_par().set_index("code").loc["total"]
    heads = {2: "deficit_by_field", 3: "pareto", 4: "deficit_by_agency", 6: "target_bands"}
    for lang, deck in own_decks:
        told = [title_of(slide) for slide in deck.slides]
        wanted = (num(total["score"], lang), num(total["target"], lang), "hạng 10" if lang == "vi" else "rank 10")
        assert [(title, word) for title in told[:2] for word in wanted if word not in title] == []
        for place, name in {**heads, 9: "sipas_items"}.items():
            assert told[place] == charts.ALL[name](lang=lang).headline
        # Of the audit how many; the kinds stand on the slide.
        found = getattr(story.tables_and_audit(), lang)[1]
        assert found.startswith(f"{told[5]}: ")
        assert any(found in shape.text_frame.text for number, shape in frames_of(deck) if number == 6)
        assert told[8] == bars_told(facts_of(lang=lang, date=DATE))
        assert told[10] == getattr(story.agencies(), lang)[1].removesuffix(".")


def test_opening_names_edition_scenarios_and_the_day_and_big_numbers_follow(own_decks) -> None:
    for lang, deck in own_decks:
        vi = lang == "vi"
        texts = [p.text for n, shape in frames_of(deck) if n == 1 for p in shape.text_frame.paragraphs]
        assert ("Tính đến ngày 15/9/2022" if vi else "As of 15 September 2022") in texts
        (told,) = [text for text in texts if text.startswith("Kịch bản" if vi else "Scenarios")]
        assert all(presets(lang)[key].title in told for key in ("status_quo", "plan"))
        assert any("PAR INDEX, SIPAS Hà Nội 2021" in text and "192/KH-UBND" in text for text in texts)
        texts = [shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame]
        big = [num(88.54, lang), "hạng 10" if vi else "rank 10", num(92.55, lang)]
        # The chance of the target with its range: over the models it stays in its band.
        row = robustness().headlines.set_index("key").loc["total_target"]
        ends = [percent(row[name], lang) for name in ("model", "low", "high")]
        assert row["robust"]
        big.append(f"{ends[0]} ({ends[1].removesuffix('%')}–{ends[2]})")
        assert [text for text in texts if text in big] == big
        assert any(("ước lượng" if vi else "estimate") in text for text in texts)


def test_points_lost(own_decks) -> None:
    bodies = open_edition().bodies.set_index("name")
    for lang, deck in own_decks:
        fields, short = open_edition().short_names("par", lang), bodies["short" if lang == "vi" else "short_en"]
        for place, by in ((2, "field"), (4, "agency")):
            (shape,) = charts_of(deck.slides[place])
            table = deficits(by).query("deficit > 0")
            gain = table["target_published"] - table["score_published"] if by == "field" else table["gain"]
            lost, won = series_of(shape).values()
            assert lost == pytest.approx(list(table["deficit"]), abs=1e-9) and sum(lost) == pytest.approx(11.46)
            assert won == pytest.approx(list(gain), abs=1e-9)
            first, second = shape.chart.plots[0].series
            assert labels_of(first) == [num(v, lang, 3) for v in table["deficit"]]
            assert labels_of(second) == [num(v, lang, 3) for v in gain]
            assert [str(s.format.fill.fore_color.rgb) for s in (first, second)] == [LOST[1:], GAINED[1:]]
            names = [f"{c}. {fields[c]}" for c in table["code"]] if by == "field" else list(short[table["lead_agency"]])
            assert names_in(shape) == names
            same_inside(shape)


def test_criteria_that_cost_most(own_decks) -> None:
    table = deficits("criterion")
    shown = table.head(12)
    running = shown["deficit"].cumsum() / table["deficit"].sum()
    for lang, deck in own_decks:
        (shape,) = charts_of(deck.slides[3])
        (values,), (series,) = series_of(shape).values(), shape.chart.plots[0].series
        assert values == pytest.approx(list(shown["deficit"]))
        pairs = zip(shown["deficit"], running, strict=True)
        assert labels_of(series) == [f"{num(v, lang, 3)} ({percent(r, lang)})" for v, r in pairs]
        names = open_edition().short_names("par", lang)
        assert names_in(shape) == [f"{code} {names[code]}" for code in shown["code"]]
        same_inside(shape)
        # The running share reaches what the caption says.
        lost, share = str((table["deficit"] > 0).sum()), percent(running.iloc[-1], lang)
        assert any(lost in s.text_frame.text and share in s.text_frame.text for n, s in frames_of(deck) if n == 4)


def test_audit_table(own_decks) -> None:
    found = audit().query("difference != 0")  # figures that only look copied stand in the notes
    for lang, deck in own_decks:
        (table,) = tables_of(deck.slides[5])
        wanted = [
            [r.code, *(num(v, lang) for v in (r.published, r.recomputed, r.difference))] for r in found.itertuples()
        ]
        assert [[row[2], *row[4:]] for row in table[1:]] == wanted
