"""What can be learned from use: what was asked that the releases do not say, by meaning; what was voted down."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

import numpy as np

from api.records import Asked
from api.wire import FeedbackRequest
from assistant.answer import Status
from index.encoder import Encoder, Role

# From this similarity on two questions are one. With e5, rewordings lie above it; of questions on one release that have
# different answers 99 in 100 below 0.885 (6,326 pairs of held-out questions).
ALIKE = 0.92
OPEN = (Status.NOT_STATED.value, Status.PARTIAL.value)
# What a formula begins with, in Chinese spreadsheets at full width too.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
COLUMNS = ("kind", "question", "count", "wordings", "comments")


@dataclass(slots=True)
class Group:
    """Questions that mean the same: by their wording, how often each was asked."""

    wordings: Counter[str] = field(default_factory=Counter)

    @property
    def question(self) -> str:
        """The wording that was used most."""
        return self.wordings.most_common(1)[0][0]

    @property
    def count(self) -> int:
        """How often it was asked."""
        return self.wordings.total()


@dataclass(frozen=True, slots=True)
class VotedDown:
    """A question whose answers were voted down, and what was said about them."""

    question: str
    count: int
    comments: tuple[str, ...]


def unanswered(asked: Sequence[Asked], encoder: Encoder) -> list[Group]:
    """What the releases do not say, or only in part, grouped by meaning; what was asked most comes first."""
    return grouped(open_wordings(asked), encoder)


def open_wordings(asked: Sequence[Asked]) -> Counter[str]:
    """Each wording of what the releases do not say, or only in part, and how often it was asked."""
    return Counter(" ".join(one.question.split()) for one in asked if one.status in OPEN)


def most_asked(counts: Counter[str], most: int | None = None) -> Counter[str]:
    """The wordings that were asked most, those first; ties in the order of the alphabet."""
    wordings = sorted(counts, key=lambda wording: (-counts[wording], wording))
    return Counter({wording: counts[wording] for wording in wordings[:most]})


def grouped(counts: Counter[str], encoder: Encoder | None) -> list[Group]:
    """Wordings grouped by meaning; what was asked most comes first. Without an encoder each is a group of its own.

    Each wording joins the group whose most used wording is most like it, the most used wordings first (leader
    clustering, Hartigan 1975).
    """
    groups: list[Group] = []
    if not counts:
        return groups
    ordered = most_asked(counts)
    vectors = encoder.encode(list(ordered), Role.QUERY) if encoder else np.eye(len(ordered), dtype=np.float32)
    leaders = np.empty_like(vectors)
    for vector, (wording, count) in zip(vectors, ordered.items(), strict=True):
        similarities = leaders[: len(groups)] @ vector
        best = int(np.argmax(similarities)) if groups else 0
        if not groups or similarities[best] < ALIKE:
            best = len(groups)
            leaders[best] = vector
            groups.append(Group())
        groups[best].wordings[wording] = count
    return sorted(groups, key=lambda group: (-group.count, group.question))


def voted_down(votes: Sequence[FeedbackRequest]) -> list[VotedDown]:
    """The questions with answers voted down, most votes first."""
    comments: dict[str, list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for vote in votes:
        if vote.vote == "down":
            counts[vote.question] += 1
            comments[vote.question] += [vote.comment] if vote.comment else []
    return [VotedDown(question, count, tuple(comments[question])) for question, count in counts.most_common()]


def as_lines(groups: Sequence[Group], down: Sequence[VotedDown]) -> Iterator[str]:
    """Both for a terminal: how often, the question, and below it its other wordings or what was said."""
    yield "The releases do not say:" if groups else "Nothing was asked that the releases do not say."
    for group in groups:
        yield f"{group.count:5}  {group.question}"
        yield from (f"{'':7}{wording}" for wording in group.wordings if wording != group.question)
    yield "Voted down:" if down else "Nothing was voted down."
    for one in down:
        yield f"{one.count:5}  {one.question}"
        yield from (f"{'':7}{comment}" for comment in one.comments)


def write_csv(file: TextIO, groups: Sequence[Group], down: Sequence[VotedDown]) -> None:
    """Both as one table, for a spreadsheet; what looks like a formula is kept from being one."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for group in groups:
        writer.writerow(["not stated", safe(group.question), group.count, safe(" | ".join(group.wordings)), ""])
    for one in down:
        writer.writerow(["voted down", safe(one.question), one.count, "", safe(" | ".join(one.comments))])


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, "CSV Injection"), whatever blanks it begins with."""
    begins = text.lstrip().startswith(FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if begins else text
