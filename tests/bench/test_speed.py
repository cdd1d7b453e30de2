"""The comparison with the baseline: its arithmetic, its questions, its table, and the whole of it in small."""

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.evaluate import Row
from tests.bench.client import Outcome
from tests.bench.compare import QUICK, WARMING, Plan, dealt
from tests.bench.figures import Building, Latency, Line, Measured, Quality, latency, lines, percentile
from tests.bench.machine import describe, model_name
from tests.bench.measure import repeated, share
from tests.bench.plot import draw
from tests.bench.processes import BenchError, Memory
from tests.bench.questions import bare, distinct, interleaved, mixed, own_rows, rewordings
from tests.bench.systems import Baseline, Communique
from tests.bench.table import BEGIN, END, markdown, put_between_markers, written

ROOT = Path(__file__).parents[2]
LOAD = Latency(1, 100, {}, 10.0, 50.0, 80.0, 100.0, 10.0, 40.0, 0.5)
OURS = Measured(
    name="Communiqué",
    ask=2.0,
    ready=3.0,
    first_answer=3.5,
    building=Building(10.0, 500, 40),
    loads=(LOAD, replace(LOAD, clients=8, p50=200.0)),
    repeated=replace(LOAD, clients=8, p50=1.0),
    memory=Memory(400.0, 400.0, 1),
    quality=Quality(0.75, 0.88, None, 160),
)
PLAIN = replace(
    OURS,
    name="baseline",
    ask=8.0,
    loads=(replace(LOAD, p50=25.0, a_second=20.0), replace(LOAD, clients=8, errors={"HTTP 503": 3})),
    memory=Memory(900.0, 900.0, 1),
    quality=Quality(0.5, 0.0, 0.6, 160),
)


@pytest.mark.parametrize(("share", "value"), [(50, 50.0), (95, 95.0), (99, 99.0)])
def test_percentiles_are_by_nearest_rank(share: int, value: float) -> None:
    assert percentile([float(n) for n in range(1, 101)], share) == value
    assert percentile([7.0], share) == 7.0


def test_of_nothing_there_is_no_percentile_and_no_latency() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)
    with pytest.raises(BenchError, match="HTTP 500"):
        latency(Outcome(errors={"HTTP 500": 2}), 1, None)


def test_a_load_is_summed_up_whatever_the_order_of_its_answers() -> None:
    outcome = Outcome([30.0, 10.0, 20.0, 40.0], {"HTTP 503": 1}, [], elapsed=2.0, cpu=0.1)
    assert latency(outcome, 8, 0.2) == Latency(8, 4, {"HTTP 503": 1}, 2.0, 20.0, 40.0, 40.0, 2.0, 50.0, 0.1)
    assert latency(outcome, 8, None).cpu_ms is None


def test_a_ratio_is_above_one_where_ours_is_better() -> None:
    assert Line("time", "s", 2.0, 8.0).ratio == 4.0
    assert Line("rate", "", 2.0, 8.0, less_is_better=False).ratio == 0.25
    assert Line("time", "s", None, 8.0).ratio is None
    assert Line("share", "%", 88.0, 0.0, less_is_better=False).ratio is None


def test_every_figure_stands_beside_the_baseline_s() -> None:
    ratios = {line.name: line.ratio for line in lines(OURS, PLAIN)}
    assert len(ratios) == len(lines(OURS, PLAIN))
    assert ratios["`ask`, from the start to the answer"] == 4.0
    assert ratios["1 client: median"] == 0.5
    assert ratios["8 clients: median"] == 0.25
    assert ratios["1 client: answers a second"] == 0.5
    assert ratios["memory while serving, at most"] == 2.25
    assert ratios["answerable questions answered rightly"] == 1.5


def test_the_largest_process_has_a_line_only_where_there_are_several() -> None:
    several = replace(OURS, memory=Memory(700.0, 300.0, 3))
    name = "memory of the largest process, at most"
    assert name not in [line.name for line in lines(OURS, PLAIN)]
    assert {line.name: line.ours for line in lines(several, PLAIN)}[name] == 300.0
    assert not [line for line in lines(replace(OURS, memory=None), PLAIN) if "memory" in line.name]


def test_no_question_of_the_mix_helps_a_cache_with_another() -> None:
    questions = list(mixed())
    assert len(questions) > 20_000
    assert len({bare(question) for question in questions}) == len(questions)
    assert questions == list(mixed())


def test_two_questions_that_differ_in_case_and_signs_alone_are_one() -> None:
    assert list(distinct(["Which airports?", "which  AIRPORTS", "哪些機場？", "哪些機場", "Which ports?"])) == [
        "Which airports?",
        "哪些機場？",
        "Which ports?",
    ]


def test_the_packaged_release_s_questions_come_first_and_are_seven_of_ten_later() -> None:
    own = {row.question for row in own_rows() if not row.history}
    about = own | {text for question in own for text in rewordings(question)}
    questions = list(mixed())
    assert set(questions[: len(own)]) == own
    counts = Counter(question in about for question in questions[len(own) :])
    assert counts[True] / counts.total() == pytest.approx(0.7, abs=0.02)


def test_a_question_is_reworded_in_its_language() -> None:
    assert "For a report, please tell me: Which airports?" in rewordings("Which airports?")
    assert "為了寫報告，請問: 哪些機場？" in rewordings("哪些機場？")


def test_both_kinds_are_taken_in_turns_until_either_is_used_up() -> None:
    own, foreign = [f"own {n}" for n in range(20)], [f"foreign {n}" for n in range(100)]
    taken = list(interleaved(own, foreign))
    assert [text.split()[0] for text in taken] == (["own"] * 7 + ["foreign"] * 3) * 2
    assert len(set(taken)) == 20


def test_every_load_and_the_warming_up_have_questions_of_their_own() -> None:
    questions = [str(n) for n in range(1000)]
    found = dealt(questions, 3)
    asked = [*found.warming, *(question for some in found.loads for question in some)]
    assert len(asked) == len(set(asked)) > 1000 - 3
    assert len(found.warming) == WARMING
    assert list(found.loads[0][:3]) == ["0", "1", "2"]


def test_what_is_asked_again_are_few_questions_and_enough_of_them() -> None:
    asked = repeated([str(n) for n in range(1000)], seconds=1.0)
    assert len(set(asked)) == 20
    assert len(asked) >= 2000


LOOKUP = Row("1", "lookup", "Which fish?", (), ("Limit the catch of herring.",), ("herring",), None, None)
UNANSWERABLE = replace(LOOKUP, gold=(), must=())


def test_the_baseline_is_right_where_its_first_paragraph_covers_what_is_wanted_and_never_refuses() -> None:
    baseline = Baseline(Path("model"), Path("index"))
    covering, other = {"text": "It is agreed. Limit the catch of herring."}, {"text": "Plant trees."}
    assert baseline.right(LOOKUP, [covering, other])
    assert not baseline.right(LOOKUP, [other, covering])
    assert baseline.covered(LOOKUP, [other, covering])
    assert not baseline.right(UNANSWERABLE, [covering])


def test_communique_is_right_as_it_is_scored_elsewhere() -> None:
    ours = Communique(Path("home"))
    assert ours.right(LOOKUP, {"status": "answered", "text": "> Limit the catch of **herring**."})
    assert not ours.right(LOOKUP, {"status": "not_stated", "text": "Nothing on herring."})
    assert ours.right(UNANSWERABLE, {"status": "not_stated", "text": ""})
    assert (share([True, False]), share([])) == (0.5, 0.0)


def test_the_number_of_processes_is_passed_on_where_one_is_given() -> None:
    assert "--workers" not in Communique(Path("home")).serve(1)
    assert Communique(Path("home"), workers=3).serve(1)[-2:] == ["--workers", "3"]


def test_nobody_s_settings_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_RATE_LIMIT", "1/minute")
    ours, baseline = Communique(Path("home")), Baseline(Path("model"), Path("index"))
    assert [name for name in ours.environment() if name.startswith("COMMUNIQUE_")] == ["COMMUNIQUE_HOME"]
    assert [name for name in baseline.environment() if name.startswith("COMMUNIQUE_")] == []


def test_figures_are_written_with_the_digits_that_count() -> None:
    assert [written(value, "ms") for value in (1234.5, 123.4, 12.34, 1.234, 0.123)] == [
        "1,234 ms",
        "123 ms",
        "12.3 ms",
        "1.23 ms",
        "0.12 ms",
    ]
    assert (written(None, "s"), written(87.5, "%"), written(4.0)) == ("–", "88%", "4.00")


def test_the_markdown_holds_the_figures_the_ratio_and_the_machine() -> None:
    text = markdown(OURS, PLAIN, describe(), "docs/speed.svg")
    assert "| `ask`, from the start to the answer | 2.00 s | 8.00 s | 4.00 |" in text
    assert "| unanswerable questions refused | 88% | 0% | – |" in text
    assert "600 answers; errors: Communiqué none; baseline 3 HTTP 503." in text
    assert "(docs/speed.svg)" in text
    assert "torch" in text
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1


def test_the_table_is_put_between_the_markers_of_the_readme_and_nowhere_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold \\1\n{END}\nafter\n", encoding="utf-8")
    for text in ("one", "the \\g<0> other"):
        put_between_markers(readme, text)
        assert readme.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n{text}\n{END}\nafter\n"
    readme.write_text("no markers", encoding="utf-8")
    with pytest.raises(BenchError, match="once"):
        put_between_markers(readme, "text")


def test_the_readme_has_the_markers() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < text.index(BEGIN) < text.index(END)
    assert (text.count(BEGIN), text.count(END)) == (1, 1)


@pytest.mark.parametrize("factor", [0.02, 1.0, 3000.0])
def test_the_drawing_holds_every_ratio_however_large(factor: float, tmp_path: Path) -> None:
    draw(OURS, replace(PLAIN, ask=OURS.ask * factor), tmp_path / "speed.svg")
    drawing = (tmp_path / "speed.svg").read_text(encoding="utf-8")
    comments = re.findall(r"<!-- (.*?) -->", drawing)
    assert f"{written(factor)}×  (2.00 s : {written(2 * factor, 's')})" in comments
    assert {"1 client: median", "baseline, 95th percentile"} <= set(comments)


def test_a_processor_is_named_as_the_system_names_it() -> None:
    assert model_name("processor : 0\nmodel name\t: AMD EPYC: 7\nmodel name\t: other\n") == "AMD EPYC: 7"
    assert model_name("CPU implementer : 0x41\n") == ""
    assert describe().cores > 0


@pytest.mark.slow
def test_a_quick_run_measures_everything_of_both(home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.speed", "--quick", "--out", str(tmp_path)]
    command += ["--models", str(home / "models")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    for name in ("communique", "baseline"):
        loads = [*figures[name]["loads"], figures[name]["repeated"]]
        assert [load["clients"] for load in loads] == [*QUICK.clients, 8]
        assert all(load["answers"] and not load["errors"] for load in loads)
    assert figures["communique"]["quality"]["answered"] > 0.5 > figures["baseline"]["quality"]["refused"]
    assert (tmp_path / "speed.md").read_text(encoding="utf-8").startswith("| what |")
    assert (tmp_path / "speed.svg").stat().st_size > 0


def test_a_whole_run_takes_less_than_ten_minutes_of_which_it_tells_every_step() -> None:
    whole = Plan()
    loading = 2 * (len(whole.clients) * whole.seconds + whole.repeated)
    assert loading < 240
    assert (whole.steps, QUICK.steps) == (1 + 2 * (5 + 1 + 3 + 3 + 2), 1 + 2 * (1 + 1 + 1 + 2 + 2))
