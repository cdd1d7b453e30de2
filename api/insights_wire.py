"""The insights on the wire."""

import datetime

from pydantic import BaseModel, Field

from api.overview import Overview


class DayModel(BaseModel):
    """How many questions of a day had each status."""

    day: datetime.date
    answered: int
    partial: int
    not_stated: int


class UnstatedModel(BaseModel):
    """Questions of one meaning that the releases do not answer in full, with each wording."""

    question: str
    count: int
    wordings: dict[str, int]


class VotedDownModel(BaseModel):
    """A question whose answers were voted down, with what was said about them."""

    question: str
    count: int
    comments: list[str]


class InsightsModel(BaseModel):
    """What was asked in a period; the days are those of UTC, today the last."""

    days: list[DayModel]
    totals: dict[str, int]
    unstated: list[UnstatedModel]
    wordings: int = Field(description="different wordings that the releases do not answer in full")
    wordings_left_out: int = Field(description="so many of them, those asked least, are not among the unstated")
    voted_down: list[VotedDownModel]


def insights_model(found: Overview) -> InsightsModel:
    """An overview as it goes out."""
    rows = zip(*found.counts.values(), strict=True)
    statuses = [status.value for status in found.counts]
    return InsightsModel(
        days=[
            DayModel(day=day, **dict(zip(statuses, row, strict=True)))
            for day, row in zip(found.days, rows, strict=True)
        ],
        totals={status.value: total for status, total in found.totals.items()},
        unstated=[UnstatedModel(question=one.question, count=one.count, wordings=one.wordings) for one in found.groups],
        wordings=found.wordings,
        wordings_left_out=found.left_out,
        voted_down=[
            VotedDownModel(question=one.question, count=one.count, comments=list(one.comments)) for one in found.down
        ],
    )
