"""The card of a network says what it was trained on, under which licences, and how well it does."""

import hashlib
import json
from fnmatch import fnmatch
from pathlib import Path

import pytest

from assistant.reader.card import FEW, ON_PAGES, ON_RELEASES, counted, figures, measured, write
from assistant.reader.groups import Group
from assistant.reader.shipped import check
from assistant.reader.texts import Text


def group(*, answerable: bool = True, source: str = "releases", language: str = "en", texts: int = 3) -> Group:
    """A group of some source."""
    return Group("Who?", tuple(Text("", str(n)) for n in range(texts)), answerable, source, language)


ANSWERED, UNANSWERED = group(), group(answerable=False)


def test_groups_are_counted_by_source_in_order() -> None:
    groups = [group(source="selqa"), group(source="releases"), group(source="selqa")]
    assert list(counted(groups).items()) == [("releases", 1), ("selqa", 2)]


def test_right_first_is_the_share_of_answerable_questions_whose_first_text_scores_highest() -> None:
    pairs = [
        (ANSWERED, [3.0, 1.0, 2.0]),
        (ANSWERED, [-1.0, -2.0, -3.0]),
        (ANSWERED, [0.0, 1.0, 0.0]),
        (UNANSWERED, [0.5, -1.0, -1.0]),
    ]
    assert figures(pairs) == {"questions": 4, "right_first": 0.667, "auroc": 0.667}


def test_the_area_under_the_curve_compares_the_highest_scores_of_answerable_and_other_questions() -> None:
    pairs = [(ANSWERED, [-2.0, 5.0]), (ANSWERED, [1.0, 0.0]), (UNANSWERED, [0.0, 0.5]), (UNANSWERED, [2.0, -9.0])]
    assert figures(pairs)["auroc"] == 0.75  # of four comparisons only 1.0 with 2.0 goes wrong


def test_where_all_questions_are_answerable_or_none_is_what_cannot_be_told_is_left_open() -> None:
    assert figures([(ANSWERED, [1.0, 0.0])]) == {"questions": 1, "right_first": 1.0, "auroc": None}
    assert figures([(UNANSWERED, [1.0, 0.0])]) == {"questions": 1, "right_first": None, "auroc": None}


def test_figures_are_given_by_source_and_by_language_where_there_are_enough_questions() -> None:
    chinese = [group(source="mlqa_dev_zh", language="zh") for _ in range(FEW)]
    english = [group(source="releases") for _ in range(FEW - 1)]
    more = [group(source="selqa")]
    groups = [*english, *chinese, *more]
    found = measured(groups, [[1.0, 0.0, 0.0]] * len(groups))
    assert {name: value["questions"] for name, value in found.items()} == {
        "mlqa_dev_zh": FEW, "language en": FEW, "language zh": FEW,
    }  # fmt: skip


def test_each_group_is_measured_by_its_own_scores() -> None:
    groups = [group(source=source) for _ in range(FEW) for source in ("a", "b")]
    found = measured(groups, [[1.0, 0.0], [0.0, 1.0]] * FEW)
    assert (found["a"]["right_first"], found["b"]["right_first"], found["language en"]["right_first"]) == (
        1.0,
        0.0,
        0.5,
    )


def test_scores_that_are_missing_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        measured([ANSWERED, ANSWERED], [[1.0]])


@pytest.mark.parametrize(
    "source",
    [
        "squad2_half", "squad2_dev_half2", "squad2_train10", "expmrc_squad_dev", "squadshifts_reddit", "nq_qed",
        "squadshifts_new_wiki", "squadshifts_amazon", "feedbackqa_gold", "feedbackqa_rated", "selqa", "timeqa_human",
        "sharc_dev", "mlqa_dev_en", "mlqa_dev_zh", "cmrc2018_train", "releases",
    ],
)  # fmt: skip
def test_every_source_has_one_licence(source: str) -> None:
    patterns = [pattern for names in ON_PAGES | ON_RELEASES for pattern in names.split(", ")]
    assert len([pattern for pattern in patterns if fnmatch(source, pattern)]) == 1


def test_the_card_holds_what_is_given_the_licences_and_the_digests_of_what_lies_beside_it(tmp_path: Path) -> None:
    files = ("network", "pieces")
    for name in files:
        (tmp_path / name).write_bytes(name.encode())
    write(tmp_path / "card.json", files, {"seed": 7, "groups": {"releases": 3}}, ON_RELEASES)
    values = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert (values["seed"], values["groups"], values["licences"]) == (7, {"releases": 3}, ON_RELEASES)
    assert values["digests"] == {name: hashlib.sha256(name.encode()).hexdigest() for name in files}
    check(tmp_path, "card.json", files)
