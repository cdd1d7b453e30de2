"""Reads the open-licensed question sets of the data folder into groups; each split by document, title or site.

The layout of the files is described in the folder's README. Nothing of them is kept but the weights trained on them.
"""

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.reader.groups import WITHOUT_BEFORE, Group, by_shared_words, choose
from assistant.reader.texts import Text, context_of
from corpus.statements import sentences
from corpus.words import converter

# How many questions of each source are taken, where not all: those nearest to our use most, the noisier ones less.
TAKEN = {
    "cmrc2018_train": 4000, "squad2_train10": 2500, "nq_qed": 3500, "feedbackqa_gold": 4000, "selqa": 1200,
    "timeqa_human": 1500, "squadshifts_new_wiki": 1200, "squadshifts_reddit": 800, "squadshifts_amazon": 800,
    "medquad": 500, "covidqa": 600, "nqg_test": 0, "reqa_squad_train": 0, "reqa_squad_dev": 0, "qnli_dev": 0,
    "pubmedqa": 0, "hotpot100": 0,
}  # fmt: skip
# Of each source's documents one in thirty is kept for measuring.
KEPT_BACK = 30
HARD = 2
# Characters of a passage beyond these are cut before it is tokenised; a title that is a web page or a number is none.
LONGEST = 900
TITLED = ("squad2", "nq_qed", "squadshifts_new_wiki", "selqa", "mlqa", "cmrc")


def kept_back(source: str, group: str) -> bool:
    """Whether a document is for measuring and never trained on."""
    return int(hashlib.sha256(f"{source} {group}".encode()).hexdigest(), 16) % KEPT_BACK == 0


def open_groups(folder: Path, seed: int) -> tuple[list[Group], list[Group]]:
    """The groups for training and those for measuring. Raises OSError if the folder lacks a file."""
    rng = random.Random(seed)
    rows = [*qa_open(folder / "qa_open.jsonl.gz"), *squad(folder / "squad2_half.json.gz")]
    by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    training: list[Group] = []
    measuring: list[Group] = []
    for source, own in sorted(by_source.items()):
        rng.shuffle(own)
        for row in own[: TAKEN.get(source, len(own))]:
            if group := group_of(row, rng):
                (measuring if kept_back(source, str(row.get("group"))) else training).append(group)
    return training, measuring


def group_of(row: dict[str, Any], rng: random.Random) -> Group | None:
    """One row as a group; None if it has nothing to tell apart."""
    left_out = {*row["positive"], *row.get("maybe", ())}
    if not row["positive"] and row["answerable"]:
        return None
    title = str(row.get("group", "")).replace("_", " ") if row["source"].startswith(TITLED) else ""
    texts = list(texts_of(row, title, rng))
    right = [texts[place] for place in row["positive"]]
    wrong = by_shared_words(row["question"], (text for place, text in enumerate(texts) if place not in left_out))
    question = row["question"]
    if row["lang"] == "zh" and rng.random() < 0.5:  # the Chinese sets are all in Simplified script
        question = in_traditional(question)
        right, wrong = traditional(right), traditional(wrong)
    group = choose(question, right, wrong[:HARD], wrong[HARD:], row["source"], row["lang"], rng)
    return group if len(group.texts) + group.answerable > 1 else None


def texts_of(row: dict[str, Any], title: str, rng: random.Random) -> Iterator[Text]:
    """The sentences or passages of a row, some with the sentence before them."""
    before = ""
    for sentence in row["context"]:
        shown = before if row.get("level") != "passage" and rng.random() >= WITHOUT_BEFORE else ""
        yield Text(context_of(title, shown), sentence[:LONGEST])
        before = sentence


def traditional(texts: list[Text]) -> list[Text]:
    """Texts in Traditional script."""
    return [Text(in_traditional(text.context), in_traditional(text.statement)) for text in texts]


def in_traditional(text: str) -> str:
    """A Simplified text in Traditional script."""
    return str(converter("s2t").convert(text))


def qa_open(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the collection."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def squad(path: Path) -> Iterator[dict[str, Any]]:
    """Questions in SQuAD's layout, their paragraphs cut into sentences."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            spans = sentences(paragraph["context"], "en")
            texts = [span.of(paragraph["context"]) for span in spans]
            for asked in paragraph["qas"]:
                starts = {answer["answer_start"] for answer in asked["answers"]}
                positive = [n for n, span in enumerate(spans) if any(span.start <= s < span.end for s in starts)]
                yield {
                    "question": asked["question"], "context": texts, "positive": positive, "lang": "en",
                    "answerable": bool(positive), "source": "squad2_half", "group": article["title"],
                }  # fmt: skip
