"""A report is written whole or not at all, and its page needs nothing else and shows text as text."""

import errno
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import api.report
from api.report import as_json, as_page, check_folder, configuration_of, report_on, write_report
from api.service import Service
from assistant.answering import Assistant
from assistant.evaluate import Row, evaluate
from assistant.report import Configuration, ReleaseName, Report, report_of
from assistant.retrieval import STAGES, Rankings
from corpus.digests import digest_of
from corpus.errors import ReportError
from index.manifest import Counts, Manifest
from tests.assistant.doubles import HARBOUR, PORT, GivenReader, Shelf
from tests.assistant.scored import HERRING, scored_of

MARKUP = "<script>alert('x')</script><img src=x>&amp;"
MANIFEST = Manifest(1, 1, "hashing", "sha256:hashing", None, None, "sha256:shelf", 64, Counts(2, 0, 0, 0, 0), {})
SCORED = [
    scored_of(0.9, True),
    scored_of(0.2, True, refused=True, question=MARKUP, text=MARKUP, type=MARKUP, history=(MARKUP,)),
    scored_of(0.7, False, question="甚麼魚？", language="zh-Hant"),
]
RANKINGS = [Rankings(frozenset("a"), dict.fromkeys(STAGES, "ba"))]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file of questions."""
    path = tmp_path / "questions.jsonl"
    path.write_text("the questions", encoding="utf-8")
    return path


@pytest.fixture
def service() -> Service:
    """A service over two small releases, sure of questions on herring."""
    shelf, reader = Shelf(HARBOUR, PORT, similarities={"herring": 0.9}), GivenReader({"herring": 0.8})
    return Service(Assistant(shelf, reader), shelf, reader)


@pytest.fixture
def report(questions: Path, service: Service) -> Report:
    """A report with a right answer and two wrong ones, of which one is all markup."""
    return report_of(configuration_of(questions, SCORED, service, MANIFEST), SCORED, RANKINGS)


class Page(HTMLParser):
    """Collects what a page is made of: its tags with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.words = list[tuple[str, dict[str, str | None]]](), ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, *names: str) -> list[dict[str, str | None]]:
        """The attributes of every element of some names."""
        return [attributes for tag, attributes in self.tags if tag in names]


def test_the_configuration_says_what_was_evaluated_on_what(questions: Path, service: Service) -> None:
    found = configuration_of(questions, SCORED, service, MANIFEST)
    assert set(found.versions) == {"communique", "python"}
    assert replace(found, versions={}) == Configuration(
        file="questions.jsonl",
        file_digest=digest_of("the questions"),
        questions=3,
        encoder="hashing",
        encoder_digest="sha256:hashing",
        index_digest="sha256:shelf",
        thresholds={"en": 0.5, "zh": 0.5},
        releases=(
            ReleaseName("P1", "Harbour Council adopts its plan", "en"),
            ReleaseName("P2", "港口會議通過計劃", "zh-Hant"),
        ),
        versions={},
        p50_ms=1.0,
        p95_ms=1.0,
    )


def test_a_report_on_questions_measures_the_answers_and_the_search(questions: Path, service: Service) -> None:
    rows = [Row("1", "lookup", "Which herring?", (), (HERRING,), ("herring",), None, "P1")]
    scored = evaluate(rows, lambda row: service.assistant.answer(row.question))
    report = report_on(questions, rows, scored, service, MANIFEST)
    assert report.figures["all"]["correct"] == 1.0
    assert (report.retrieval.questions, report.retrieval.stages["read"].mrr) == (1, 1.0)
    assert report.retrieval.stages["lexical"].mrr == 0.0


def test_the_json_has_everything_by_name(report: Report) -> None:
    values = json.loads(as_json(report))
    assert list(values) == ["configuration", "figures", "retrieval", "refusal", "reliability", "wrong"]
    assert values["figures"]["all"]["correct"] == 0.5
    assert values["retrieval"]["stages"]["dense"] == {"recall_1": 0.0, "recall_3": 1.0, "recall_5": 1.0, "mrr": 0.5}
    assert values["refusal"]["curve"][0] == {"threshold": 0.2, "refused": 0.0, "over_refused": 0.0}
    assert values["reliability"]["bins"][0] == {"count": 1, "confidence": 0.2, "answerable": 1.0}
    assert [one["question"] for one in values["wrong"]] == [MARKUP, "甚麼魚？"]
    assert values["wrong"][0]["expected"] == {"status": "answered", "gold": [HERRING], "must": ["herring"]}


def test_markup_in_questions_and_answers_is_shown_as_text(report: Report) -> None:
    page = Page(as_page(report))
    assert page.words.count(MARKUP) == 5  # its type twice, the question, the earlier one, the text
    assert not page.all("script", "img")


def test_the_page_needs_no_script_and_nothing_from_elsewhere(report: Report) -> None:
    page = Page(as_page(report))
    assert not page.all("script", "link", "img", "iframe", "object")
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#"), tag
    assert "url(http" not in as_page(report)
    assert "@import" not in as_page(report)


def test_every_table_has_a_caption_and_headers_and_scrolls_by_itself(report: Report) -> None:
    page = Page(as_page(report))
    tables, ids = page.all("table"), {attributes.get("id") for _, attributes in page.tags}
    assert len(tables) == len(page.all("caption")) == 7
    assert {attributes.get("scope") for attributes in page.all("th")} == {"col", "row"}
    regions = [attributes for attributes in page.all("div") if attributes.get("class") == "wide"]
    assert len(regions) == len(tables)
    assert all(region["tabindex"] == "0" and region["aria-labelledby"] in ids for region in regions)


def test_every_plot_is_told_in_words_and_every_id_is_there_once(report: Report) -> None:
    page = Page(as_page(report))
    labels = [attributes["aria-label"] or "" for attributes in page.all("div") if attributes.get("role") == "img"]
    assert len(labels) == len(page.all("svg")) == 2
    assert "refuses 0.000 of the unanswerable and 0.500 of the answerable questions" in labels[0]
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))


def test_the_page_is_made_for_light_dark_and_paper_and_names_languages(report: Report) -> None:
    text = as_page(report)
    assert "color-scheme: light dark" in text
    assert "@media print" in text
    assert '<span lang="zh-Hant">甚麼魚？</span>' in text


def test_the_page_is_the_same_every_time(report: Report) -> None:
    assert as_page(report) == as_page(report)


def test_a_report_on_no_questions_says_so_and_draws_nothing(questions: Path, service: Service) -> None:
    page = Page(as_page(report_of(configuration_of(questions, [], service, MANIFEST), [], [])))
    assert "0 of 0 went wrong." in re.sub(r"\s+", " ", page.words)
    assert not page.all("svg")


def test_a_report_is_written_into_a_folder_that_is_made_and_replaces_the_one_there(
    report: Report, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "folder"
    for name in ("first.jsonl", "second.jsonl"):
        named = replace(report, configuration=replace(report.configuration, file=name))
        write_report(folder, named)
        assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["configuration"]["file"] == name
        assert (folder / "report.html").read_text(encoding="utf-8") == as_page(named)
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.json"]


def test_where_the_disk_is_full_the_old_report_stays_whole_and_nothing_is_left_beside_it(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("report.json", "report.html"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    before = sorted(tmp_path.iterdir())

    def full(_: Report) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(api.report, "as_page", full)
    with pytest.raises(ReportError, match=r"No space left on device; choose another folder with --out"):
        write_report(tmp_path, report)
    assert sorted(tmp_path.iterdir()) == before
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in ("report.json", "report.html")} == {"old"}


def test_a_folder_that_cannot_be_written_to_is_named_before_anything_is_asked(questions: Path) -> None:
    for folder in (questions, questions / "below"):
        with pytest.raises(ReportError, match=f"cannot be written to {re.escape(str(folder))}: .+; choose another"):
            check_folder(folder)


def test_checking_a_folder_makes_it_and_leaves_it_empty(tmp_path: Path) -> None:
    check_folder(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
