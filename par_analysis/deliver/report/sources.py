"""Where it all comes from: documents, what chances mean, what was judged."""

from __future__ import annotations

from par_analysis.deliver.facts import RESTS_ON
from par_analysis.deliver.likelihood import evidence_told, ranks_ahead, robust_told, what_bands_mean
from par_analysis.deliver.report.parts import Paper
from par_analysis.tables.models.plan import FORMS
from par_analysis.words.printing import day_text

__all__ = ["sources"]


def sources(paper: Paper) -> None:
    """Name the documents, say what a chance means and does not mean, and what was judged."""
    facts, say, edition = paper.facts, paper.facts.say, paper.facts.edition
    paper.heading(say("Sources and method"), new_page=True)
    if facts.has("documents"):
        paper.heading(say("Documents"), 2)
        _documents(paper)
    else:
        paper.source(facts.source)
    checksum = f"{facts.title}; sha256 {edition.sha256}"
    paper.note(say("Edition of the figures: {checksum}", checksum=checksum))
    if facts.model is not None:
        paper.heading(say("What bands and chances mean"), 2)
        _meaning(paper)
    if judged := [text for text in (_judged(paper), _unknown(paper)) if text]:
        paper.heading(say("What is judged"), 2)
        paper.text(*judged)


def _documents(paper: Paper) -> None:
    facts, say, of, table = paper.facts, paper.facts.say, paper.columns, paper.facts.edition.documents
    reported = {"reported": say(" (date of the report)")}
    days = [day_text(row.date, paper.lang, short=True) + reported.get(row.date_basis, "") for row in table.itertuples()]
    paper.table(
        [
            of.texts(of.say("Document"), table[say("short_en")], 3.4),
            of.texts(of.say("Number"), table["number"], 2),
            of.texts(of.say("Date"), days, 3),
            of.texts(of.say("Form at hand"), [facts.label(FORMS[form]) for form in table["form"]], 2.6),
        ],
        say("Documents this report rests on"),
        facts.file("documents.csv"),
    )


def _meaning(paper: Paper) -> None:
    """Say what bands and chances mean, on which files they rest, and what effort and ranks are."""
    facts, say = paper.facts, paper.facts.say
    alternatives = len(facts.robust.names)
    files = ", ".join(f"{name}.csv" for name in RESTS_ON)
    if facts.has("judgements"):
        files += say(" and ") + facts.file("judgements.csv")
    paper.text(
        what_bands_mean(facts),
        evidence_told(facts),
        say(
            "Chances of the total, of fields and of ranks are estimates of the model; the figures in brackets are the lowest and highest of it and {alternatives} other models, each with its reason. What changes its band between models is marked “{robust_told}” and is no conclusion.",
            alternatives=alternatives,
            robust_told=robust_told(facts, False),
        ),
        say("The model rests on (data/raw/national): {files}.", files=files),
    )
    if len(ranks_ahead(facts)):
        paper.text(
            say(
                "Effort is a convention for ordering and no time. The bar of a rank is an exact bound from what is published of that year; other provinces do not stand still."
            )
        )


def _judged(paper: Paper) -> str:
    """Say what was judged."""
    facts, say, edition = paper.facts, paper.facts.say, paper.facts.edition
    things = []
    if facts.has("assessments") and "assessments" in edition.judged:
        things.append(say("the way each criterion is assessed"))
    if "names" in edition.judged:
        things.append(say("the English names"))
    if fixed := int(facts.par.attrs.get("corrections", 0)):
        things.append(facts.reader.plural(fixed, "{n} correction of a scan slip", "{n} corrections of scan slips"))
    clauses = []
    if things:
        are = "are judgements with their reasons" if len(things) > 1 else "is judged, with the reason"
        *first, last = things
        listed = say("{first} and {last}", first=", ".join(first), last=last) if first else last
        clauses.append(say("{listed} {are}", listed=listed, are=are))
    if facts.has("tasks") and facts.has("documents"):
        links = edition.tasks[edition.tasks["same_as"].isna()]
        named, inferred = (int(links[f"codes_{kind}"].map(len).sum()) for kind in ("named", "inferred"))
        clauses.append(
            say(
                "of the links between tasks and criteria {named} are named by the documents and {inferred} inferred",
                named=named,
                inferred=inferred,
            )
        )
    text = "; ".join(clauses)
    sentences = [f"{text[0].upper()}{text[1:]}."] if text else []
    if facts.model is not None:
        sentences.append(
            say(
                "What is in the hands of {here}, scoring rules that are not published, and the assumptions of the model are judgements{too}; all these tables may be edited.",
                here=facts.here,
                too=" too" if text else "",
                too_vi=" cũng" if text else "",
            )
        )
    return " ".join(sentences)


def _unknown(paper: Paper) -> str:
    """Say what no document says."""
    facts, say = paper.facts, paper.facts.say
    sentences = []
    if facts.has("tasks"):
        sentences.append(say("No document says which tasks were done."))
    if facts.has("documents"):
        rules = say("The rules of scoring are in none of these documents.")
        both = say("The conversion of SIPAS into points and the rules of scoring are in none of these documents.")
        sentences.append(both if any(link.of == "sipas" for link in facts.edition.couplings) else rules)
    return " ".join(sentences)
