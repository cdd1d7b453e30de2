"""The open-licensed question sets are read as their README lays them out, and never both trained and measured on."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader import open_data
from assistant.reader.groups import Group
from assistant.reader.open_data import (
    HARD,
    KEPT_BACK,
    LONGEST,
    group_of,
    in_traditional,
    kept_back,
    open_groups,
    qa_open,
    squad,
)
from assistant.reader.texts import Text

SENTENCES = [
    "Ferries sail at night.",
    "The museum opens in May.",
    "It rains.",
    "A ferry costs two crowns.",
    "Cats sing.",
]


def row_of(**changed: Any) -> dict[str, Any]:
    """A row in the layout of `qa_open.jsonl.gz`, with something changed."""
    return {
        "question": "When does the museum open?", "context": SENTENCES, "positive": [1], "answerable": True,
        "lang": "en", "source": "qnli_like", "group": "Museums", **changed,
    }  # fmt: skip


def seen(row: dict[str, Any], times: int = 300) -> list[Group]:
    """The groups that a row makes with as many seeds."""
    groups = [group_of(row, random.Random(seed)) for seed in range(times)]
    return [group for group in groups if group]


def statements(groups: list[Group]) -> set[str]:
    """Every statement that some groups show."""
    return {text.statement for group in groups for text in group.texts}


def contexts(groups: list[Group]) -> set[str]:
    """Every context that some groups show."""
    return {text.context for group in groups for text in group.texts}


def paragraph(context: str, *asked: tuple[str, int | None]) -> dict[str, Any]:
    """A paragraph in SQuAD's layout; each question with where its answer starts, None if it has none."""
    qas = [
        {"question": question, "answers": [] if start is None else [{"text": "x", "answer_start": start}]}
        for question, start in asked
    ]
    return {"context": context, "qas": qas}


def article(title: str, *paragraphs: dict[str, Any]) -> dict[str, Any]:
    """An article in SQuAD's layout."""
    return {"title": title, "paragraphs": list(paragraphs)}


def write(folder: Path, rows: list[dict[str, Any]], articles: list[dict[str, Any]]) -> Path:
    """A folder of question sets."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "qa_open.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "squad2_half.json.gz").write_bytes(gzip.compress(json.dumps({"data": articles}).encode()))
    return folder


def test_the_positive_sentences_are_right_and_the_others_wrong() -> None:
    groups = seen(row_of(positive=[1, 3]))
    assert {g.texts[0].statement for g in groups if g.answerable} == {SENTENCES[1], SENTENCES[3]}
    wrong = {text.statement for group in groups for text in group.texts[group.answerable :]}
    assert wrong == {SENTENCES[0], SENTENCES[2], SENTENCES[4]}
    assert {(g.question, g.source, g.language) for g in groups} == {("When does the museum open?", "qnli_like", "en")}


def test_sentences_that_may_answer_are_never_shown() -> None:
    assert statements(seen(row_of(maybe=[0, 3]))) == {SENTENCES[1], SENTENCES[2], SENTENCES[4]}


def test_the_wrong_sentences_with_the_words_of_the_question_are_always_shown() -> None:
    groups = seen(row_of(question="Which ferry costs how many crowns at night?", positive=[4]))
    hard = [{text.statement for text in group.texts[group.answerable :][:HARD]} for group in groups]
    assert hard == [{SENTENCES[3], SENTENCES[0]}] * len(groups)


def test_a_question_that_its_text_does_not_answer_has_no_right_sentence() -> None:
    groups = seen(row_of(positive=[], answerable=False))
    assert {group.answerable for group in groups} == {False}
    assert statements(groups) == set(SENTENCES)
    assert len(groups) == 300


def test_a_question_that_has_an_answer_which_nobody_marked_is_left_out() -> None:
    assert group_of(row_of(positive=[]), random.Random(0)) is None


def test_a_right_sentence_alone_is_told_from_none_and_nothing_at_all_is_left_out() -> None:
    [group, *others] = seen(row_of(context=SENTENCES[:1], positive=[0]))
    assert (group.answerable, len(group.texts), len(others)) == (True, 1, 299)
    assert seen(row_of(context=[], positive=[], answerable=False)) == []


def test_a_wrong_sentence_alone_is_left_out() -> None:
    assert seen(row_of(context=SENTENCES[:1], positive=[], answerable=False)) == []


def test_a_sentence_is_sometimes_shown_after_the_one_before_it() -> None:
    groups = seen(row_of())
    after = {text.context for group in groups for text in group.texts if text.statement == SENTENCES[1]}
    assert after == {"", SENTENCES[0]}
    first = {text.context for group in groups for text in group.texts if text.statement == SENTENCES[0]}
    assert first == {""}


def test_a_passage_is_never_shown_after_another() -> None:
    assert contexts(seen(row_of(level="passage"))) == {""}


def test_what_is_too_long_is_cut() -> None:
    [text] = statements(seen(row_of(context=["x" * (LONGEST + 1)], positive=[0], level="passage")))
    assert text == "x" * LONGEST


@pytest.mark.parametrize(
    ("source", "group", "title"),
    [
        ("nq_qed", "Victoria_Falls", "Victoria Falls"),
        ("squad2_dev_half2", "Normans", "Normans"),
        ("cmrc2018_train", "DEV_1", "DEV 1"),
        ("feedbackqa_gold", "https://example.test/a", ""),
        ("timeqa_human", "/wiki/Ada", ""),
    ],
)
def test_a_sentence_stands_under_its_title_where_the_source_has_titles(source: str, group: str, title: str) -> None:
    found = contexts(seen(row_of(source=source, group=group, level="passage")))
    assert found == {title}


def test_a_row_without_a_group_stands_under_nothing() -> None:
    row = row_of(source="selqa", level="passage")
    del row["group"]
    assert contexts(seen(row)) == {""}


CHINESE = row_of(
    question="博物馆何时开放？", context=["渡轮夜间开航。", "博物馆五月开放。"], lang="zh", source="mlqa_dev_zh",
    group="港口_计划",
)  # fmt: skip


def test_half_of_the_chinese_questions_are_turned_traditional_with_all_that_they_show() -> None:
    groups = seen(CHINESE, 1000)
    traditional = [group for group in groups if group.question == "博物館何時開放？"]
    simplified = [group for group in groups if group.question == "博物馆何时开放？"]
    assert len(traditional) + len(simplified) == len(groups)
    assert len(traditional) / len(groups) == pytest.approx(0.5, abs=0.05)
    assert statements(traditional) == {"渡輪夜間開航。", "博物館五月開放。"}
    assert contexts(traditional) == {"港口 計劃", "港口 計劃 | 渡輪夜間開航。"}
    assert statements(simplified) == set(CHINESE["context"])
    assert {group.language for group in groups} == {"zh"}


def test_only_the_script_of_a_text_is_changed() -> None:
    assert in_traditional("港口 Port 2026 计划") == "港口 Port 2026 計劃"


def test_squad_is_cut_into_sentences_and_the_one_in_which_the_answer_starts_is_right(tmp_path: Path) -> None:
    context = "Ferries sail at night. The museum opens in May. It rains."
    asked = [("When does it open?", context.index("May")), ("Who sails?", 0), ("Who sings?", None)]
    folder = write(tmp_path, [], [article("The_Port", paragraph(context, *asked))])
    rows = list(squad(folder / "squad2_half.json.gz"))
    assert [row["question"] for row in rows] == [question for question, _ in asked]
    assert [[s.strip() for s in row["context"]] for row in rows] == [
        ["Ferries sail at night.", "The museum opens in May.", "It rains."]
    ] * 3
    assert [(row["positive"], row["answerable"]) for row in rows] == [([1], True), ([0], True), ([], False)]
    assert {(row["source"], row["group"], row["lang"]) for row in rows} == {("squad2_half", "The_Port", "en")}


def test_several_answers_in_one_sentence_are_one_right_sentence(tmp_path: Path) -> None:
    context = "Ferries sail at night. It rains."
    both = paragraph(context, ("When?", 16))
    both["qas"][0]["answers"] += [{"text": "x", "answer_start": 0}, {"text": "x", "answer_start": 23}]
    [row] = squad(write(tmp_path, [], [article("A", both)]) / "squad2_half.json.gz")
    assert row["positive"] == [0, 1]


def test_the_rows_are_read_a_line_each(tmp_path: Path) -> None:
    rows = [row_of(), row_of(question="渡輪？")]
    assert list(qa_open(write(tmp_path, rows, []) / "qa_open.jsonl.gz")) == rows


def documents(count: int) -> list[dict[str, Any]]:
    """Rows of so many documents, three questions each."""
    return [
        row_of(group=f"Document_{number}", source="nq_qed", question=f"Question {n} on Document {number}?")
        for number in range(count)
        for n in range(3)
    ]


def titles(groups: list[Group]) -> set[str]:
    """The documents that some groups are of."""
    return {group.question.split(" on ")[1] for group in groups}


def test_a_document_is_either_trained_or_measured_on(tmp_path: Path) -> None:
    folder = write(tmp_path, documents(120), [])
    training, measuring = open_groups(folder, 7)
    assert not titles(training) & titles(measuring)
    assert len(titles(training) | titles(measuring)) == 120
    assert len(training) + len(measuring) == 360
    assert 0 < len(titles(measuring)) < 12


def test_which_documents_are_kept_back_never_changes() -> None:
    assert [number for number in range(100) if kept_back("nq_qed", f"Document_{number}")] == [14, 22, 31]


def test_about_one_document_in_so_many_is_kept_back() -> None:
    kept = sum(kept_back("nq_qed", f"Document {number}") for number in range(6000))
    assert kept / 6000 == pytest.approx(1 / KEPT_BACK, abs=0.01)


def test_both_files_are_read_and_the_same_seed_gives_the_same_groups(tmp_path: Path) -> None:
    context = "Ferries sail at night. The museum opens in May. It rains."
    folder = write(tmp_path, documents(20), [article("The_Port", paragraph(context, ("When?", 16)))])
    training, measuring = open_groups(folder, 7)
    assert {group.source for group in (*training, *measuring)} == {"nq_qed", "squad2_half"}
    assert open_groups(folder, 7) == (training, measuring)
    assert open_groups(folder, 8) != (training, measuring)


def test_no_more_of_a_source_are_taken_than_is_said_and_none_of_the_noisy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "TAKEN", {"nq_qed": 5, "medquad": 0})
    rows = [*documents(20), row_of(source="medquad"), row_of(source="selqa")]
    training, measuring = open_groups(write(tmp_path, rows, []), 7)
    sources = [group.source for group in (*training, *measuring)]
    assert sorted(sources) == ["nq_qed"] * 5 + ["selqa"]


def test_a_folder_that_lacks_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="qa_open"):
        open_groups(tmp_path, 7)


@given(st.lists(st.sampled_from(SENTENCES), max_size=5), st.data())
def test_whatever_is_marked_a_group_shows_each_text_in_its_place(context: list[str], data: st.DataObject) -> None:
    marks = data.draw(st.sets(st.sampled_from(range(len(context))))) if context else set()
    row = row_of(context=context, positive=sorted(marks), answerable=bool(marks))
    group = group_of(row, random.Random(data.draw(st.integers(0, 99))))
    if group:
        right = {context[place] for place in marks}
        assert not group.answerable or group.texts[0].statement in right
        assert set(group.texts) <= {Text(before, s) for s in context for before in ("", *context)}
