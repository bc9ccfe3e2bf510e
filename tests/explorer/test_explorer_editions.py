"""The page of other editions: made of what they have, nothing of the shipped one."""

from __future__ import annotations

import json
import re

import pytest
from explorer_editions import LEADS, editions, made_up, par_table
from test_explorer_page import held_in

from par_analysis import ParAnalysisError, open_edition
from par_analysis.explorer.page import module_text, page_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import reach, ready_plans

EDITIONS = editions()
SHIPPED = open_edition()
NAMES = {"par": "PAR INDEX", "sipas": "SIPAS"}


def test_page_is_of_its_edition_and_names_nothing_of_the_shipped_one() -> None:
    foreign = {
        SHIPPED.place,
        SHIPPED.sha256,
        SHIPPED.title,
        *SHIPPED.groups["agency"],
        *map(SHIPPED.source, ("vi", "en")),
    }
    foreign |= {name for key in SHIPPED.indices for name in SHIPPED.table(key)["name"] if len(name) > 12}
    foreign |= {"192/KH-UBND", "88.54", "88,54", "87.11", "92.55"}
    faults = []
    for name, base in EDITIONS.items():
        data = payload(edition=base)
        for lang in ("vi", "en"):
            text = page_text(lang=lang, edition=base)
            title = data["title"][lang]
            right = (
                held_in(text)["data"] == data,
                f"<title>{title}</title>" in text,
                title.endswith(base.place_in(lang)),
                not re.search(r"(?<![\d.])8\.1(?!\d)|2021|2022", text),
            )
            faults += [(name, lang, right)] if not all(right) else []
            faults += [(name, lang, word) for word in foreign - {"TỔNG ĐIỂM"} if word in text]
        told = (data["edition"], data["place"], data["place_en"], data["year"])
        faults += [(name, told)] if told != (base.title, base.place, base.place_en, base.year) else []
        # An index that is not there is not named; the schema of scenario files is of every edition.
        text = json.dumps({key: value for key, value in data.items() if key != "schema"}, ensure_ascii=False)
        faults += [(name, word) for key, word in NAMES.items() if word in text and not base.has(key)]
        faults += [(name, "indices")] if [one["key"] for one in data["indices"]] != list(base.indices) else []
        # No rank is known of a place that does not exist; bands take targets and a year.
        found, whole = data["reach"], all(map(base.has, ("par", "targets", "year")))
        faults += [(name, "reach")] if (found is not None, (found or {}).get("ranks")) != (whole, None) else []
        faults += [(name, "plans")] if {plan["key"] for plan in data["plans"]} - {"likely"} else []
    assert faults == []
    assert not re.search(r"""["'`:]par\b(?!_)|sipas|PAR INDEX|8\.1|Hà Nội""", module_text(), re.IGNORECASE)


def test_titles_indices_links_and_agencies() -> None:
    titles = {key: payload(edition=edition)["title"] for key, edition in {"": SHIPPED, **EDITIONS}.items()}
    assert titles[""] == {"vi": "Nếu như: PAR INDEX và SIPAS Hà Nội", "en": "What if: PAR INDEX and SIPAS of Hà Nội"}
    assert titles["par alone"] == {"vi": "Nếu như: PAR INDEX Tỉnh Mẫu", "en": "What if: PAR INDEX of Mẫu Province"}
    assert titles["sipas alone"]["vi"] == "Nếu như: SIPAS Tỉnh Mẫu"
    assert titles["unknown place and year"] == {"vi": "Nếu như: PAR INDEX", "en": "What if: PAR INDEX"}
    expected = {"par": ("points", 3), "sipas": ("percent", 2)}
    assert payload()["indices"] == [
        {
            "key": key,
            "name": NAMES[key],
            "unit": unit,
            "decimals": decimals,
            "source": SHIPPED.source("vi", key),
            "source_en": SHIPPED.source("en", key),
            "span": [SHIPPED.spans[key].start, SHIPPED.spans[key].stop],
        }
        for key, (unit, decimals) in expected.items()
    ]
    assert payload()["links"] == [{"index": "par", "code": "8.1", "of": "sipas", "factor": 0.1}]
    assert payload(edition=EDITIONS["sipas without a link"])["links"] == []
    assert [agency["name"] for agency in payload(edition=EDITIONS["par alone"])["agencies"]] == list(LEADS)
    assert payload(edition=EDITIONS["no leads"])["agencies"] == []


def test_place_with_ranks_has_reach_of_its_own() -> None:
    standings = SHIPPED.standings.assign(place=SHIPPED.standings["place"].replace("Hà Nội", "Tỉnh Mẫu"))
    base = made_up(par_table()).replace(standings=standings, year=2021)
    found = reach(base)
    assert found is not None and found["ranks"]["year"] == 2021
    assert set(found["leaves"]) == {base.leaves[at] for at in (base.maximum > base.score).nonzero()[0]}
    assert all(plan["vi"]["baseline"]["sha256"] == base.sha256 for plan in ready_plans(base))


def test_scores_that_were_not_published_are_refused_in_one_sentence() -> None:
    par = par_table()
    par.loc[par["code"] == "1.1", "score"] = float("nan")
    with pytest.raises(ParAnalysisError, match="scores by criterion"):
        payload(edition=made_up(par))
