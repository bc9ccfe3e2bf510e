"""Every raw file says where it comes from, and is still that file."""

import datetime
import hashlib
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from cases import each

from par_analysis import ParAnalysisError
from par_analysis.tables.cards import check_cards, read_card, read_cards
from par_analysis.tables.locations import PLAN_TEXT, PROJECT, RAW, SHIPPED

CARDS = sorted(RAW.rglob("*.card.toml"))
OWN = {"edition.toml"}  # what an edition says of itself is ours, and comes from nowhere
FILES = sorted(path for path in RAW.rglob("*") if path.is_file() and path not in CARDS and path.name not in OWN)
NAMES = (SHIPPED / "names.csv").relative_to(RAW)
SHARED = PROJECT.parent / "shared" / "sources"


@pytest.fixture
def raw(tmp_path):
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


def test_a_card_for_every_file_and_a_file_for_every_card():
    assert [card.with_name(card.name.removesuffix(".card.toml")) for card in CARDS] == FILES
    assert len(FILES) > 1


@each("path", FILES)
def test_card_is_complete_and_true(path):
    card = read_card(path)
    written = tomllib.loads(path.with_name(path.name + ".card.toml").read_text(encoding="utf-8"))
    assert {name: getattr(card, name) for name in written} == written
    assert card.file == path.name
    for name in ("title", "producer", "licence", "processing"):
        assert getattr(card, name).strip(), f"{name} is empty"
    assert datetime.date.fromisoformat(card.retrieved) <= datetime.datetime.now(datetime.UTC).date()
    assert not card.document_date or datetime.date.fromisoformat(card.document_date)
    assert re.fullmatch(r"[0-9a-f]{64}", card.sha256)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == card.sha256


def test_the_document_names_its_number_date_and_citation():
    card = read_card(PLAN_TEXT)
    text = PLAN_TEXT.read_text(encoding="utf-8")
    assert card.document_number in text.replace(" ", "")
    day = datetime.date.fromisoformat(card.document_date)
    assert f"{day:%d}/{day.month}/{day.year}" in card.short_vi
    assert f"{day.day} {day:%B} {day.year}" in card.short_en
    assert all(card.document_number in cited for cited in (card.short_vi, card.short_en))


def test_check_counts_every_file(raw):
    assert check_cards() == check_cards(raw) == len(FILES)
    assert list(read_cards()) == FILES


def test_the_document_is_the_copy_received():
    sources = SHARED / PLAN_TEXT.name
    if sources.is_file():
        assert PLAN_TEXT.read_bytes() == sources.read_bytes()
    assert PLAN_TEXT in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_changed_byte(raw, path):
    changed = raw / path.relative_to(RAW)
    data = bytearray(changed.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    with pytest.raises(ParAnalysisError) as caught:
        check_cards(raw)
    named = [file for file in FILES if str(raw / file.relative_to(RAW)) in str(caught.value)]
    assert named == [path]
    assert hashlib.sha256(data).hexdigest() in str(caught.value)


def test_every_changed_file_is_named(raw):
    for path in FILES[:2]:
        (raw / path.relative_to(RAW)).write_bytes(b"")
    with pytest.raises(ParAnalysisError) as caught:
        check_cards(raw)
    assert all(str(raw / path.relative_to(RAW)) in str(caught.value) for path in FILES[:2])


def test_a_file_without_a_card(raw):
    (raw / "mới.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=r"mới\.csv: .*source card is missing"):
        check_cards(raw)


def test_a_card_without_its_file(raw):
    (raw / NAMES).unlink()
    with pytest.raises(ParAnalysisError, match=r"names\.csv"):
        check_cards(raw)


FIELDS = ("file", "title", "producer", "licence", "retrieved", "sha256", "processing")


def drop(field):
    return lambda text: re.sub(rf"(?m)^{field} = .*\n", "", text).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        *map(drop, FIELDS),
        lambda text: text.replace('"', "", 1).encode(),
        lambda text: (text + 'màu = "đỏ"\n').encode(),
        lambda text: (text + 'mau = "do"\n').encode(),
        lambda text: (text + 'title = "hai lần"\n').encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"",
        lambda text: text.replace('document_date = ""', "document_date = 2022-07-08").encode(),
    ],
    ids=[*FIELDS, "unclosed", "bad key", "unknown key", "twice", "not UTF-8", "empty", "a date, not a text"],
)
def test_malformed_card(raw, spoil):
    card = raw / f"{NAMES}.card.toml"
    card.write_bytes(spoil(card.read_text(encoding="utf-8")))
    with pytest.raises(ParAnalysisError) as caught:
        check_cards(raw)
    assert str(card) in str(caught.value)


def test_a_card_of_another_file(raw):
    shutil.copy(raw / NAMES, raw / "bản sao.csv")
    shutil.copy(raw / f"{NAMES}.card.toml", raw / "bản sao.csv.card.toml")
    with pytest.raises(ParAnalysisError, match=r"bản sao\.csv"):
        check_cards(raw)
