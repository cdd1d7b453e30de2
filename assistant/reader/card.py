"""Writes the card of a network: what it was trained on, under which licences, and how well it does."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import roc_auc_score

from assistant.reader.groups import Group
from corpus.digests import digest_of_file

# Fewer questions than these say nothing.
FEW = 20
ON_PAGES = {
    "squad2_half, squad2_dev_half2, squad2_train10, expmrc_squad_dev": "CC BY-SA 4.0 (Rajpurkar et al. 2018)",
    "squadshifts_*": "CC BY 4.0 (Miller et al. 2020)",
    "feedbackqa_*": "Apache-2.0 (Li et al. 2022)",
    "nq_qed": "CC BY-SA 3.0 (Lamm et al. 2021)",
    "medquad": "CC BY 4.0 (Ben Abacha and Demner-Fushman 2019)",
    "covidqa": "Apache-2.0 (Moeller et al. 2020)",
    "doc2dial_dmv": "CC BY 3.0 (Feng et al. 2020)",
    "selqa": "Apache-2.0 (Jurczyk et al. 2016)",
    "timeqa_human": "BSD-3-Clause (Chen et al. 2021)",
    "sharc_dev, mlqa_*, cmrc2018_train": "CC BY-SA (Saeidi et al. 2018, Lewis et al. 2020, Cui et al. 2019)",
}
ON_RELEASES = {
    "releases": "written for this project, Apache-2.0",
    "multilingual-e5-small, from which training started": "MIT (Wang et al. 2024)",
}


def counted(groups: Iterable[Group]) -> dict[str, int]:
    """How many groups there are of each source."""
    return dict(sorted(Counter(group.source for group in groups).items()))


def measured(groups: Sequence[Group], scores: Sequence[Sequence[float]]) -> dict[str, dict[str, Any]]:
    """How well groups that were never trained on are told apart, by source and by language."""
    pairs = list(zip(groups, scores, strict=True))
    return {
        **by(lambda group: group.source, pairs),
        **by(lambda group: f"language {group.language}", pairs),
    }


def by(key: Callable[[Group], str], pairs: Iterable[tuple[Group, Sequence[float]]]) -> dict[str, dict[str, Any]]:
    """The figures of the groups that share a key."""
    parts: dict[str, list[tuple[Group, Sequence[float]]]] = defaultdict(list)
    for group, scores in pairs:
        parts[key(group)].append((group, scores))
    return {name: figures(part) for name, part in sorted(parts.items()) if len(part) >= FEW}


def figures(pairs: Sequence[tuple[Group, Sequence[float]]]) -> dict[str, Any]:
    """How often the right statement comes first, and how well the highest score tells answered from not."""
    firsts = [scores[0] == max(scores) for group, scores in pairs if group.answerable]
    answerable = [group.answerable for group, _ in pairs]
    several = len(set(answerable)) > 1
    return {
        "questions": len(pairs),
        "right_first": round(sum(firsts) / len(firsts), 3) if firsts else None,
        "auroc": round(float(roc_auc_score(answerable, [max(s) for _, s in pairs])), 3) if several else None,
    }


def write(card: Path, files: Sequence[str], values: Mapping[str, Any], licences: Mapping[str, str]) -> None:
    """Write the card beside the files of the weights."""
    digests = {name: digest_of_file(card.with_name(name)) for name in files}
    text = json.dumps({**values, "licences": licences, "digests": digests}, indent=2)
    card.write_text(text + "\n", encoding="utf-8")
