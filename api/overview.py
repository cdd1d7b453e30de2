"""What was asked in a period, day by day and by meaning, and what was voted down: what `/insights` shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock

import numpy as np

from api.insights import Group, VotedDown, grouped, most_asked, open_wordings, voted_down
from api.records import Asked, Records
from assistant.answer import Status
from index.encoder import Encoder, Role, Vectors

# In this order they are counted and drawn; what is no question is not kept.
STATUSES = (Status.ANSWERED, Status.PARTIAL, Status.NOT_STATED)
# So many wordings are grouped by meaning: encoding one takes 4 to 11 ms, and answers wait for the same cores.
MOST_GROUPED = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """What was asked from the first day to the last, both whole days of UTC.

    `counts` has a number for each day and status. Of all `wordings` that the releases do not answer in full, those
    asked most are in `groups`, `left_out` are not.
    """

    days: tuple[date, ...]
    counts: dict[Status, tuple[int, ...]]
    groups: Sequence[Group]
    wordings: int
    left_out: int
    down: Sequence[VotedDown]

    @property
    def totals(self) -> dict[Status, int]:
        """How many questions had each status."""
        return {status: sum(counts) for status, counts in self.counts.items()}

    @property
    def total(self) -> int:
        """How many questions were asked."""
        return sum(self.totals.values())


class Remembering:
    """An encoder that remembers the vectors of the texts that it was given last; one call at a time is encoded."""

    def __init__(self, encoder: Encoder, most: int = 4 * MOST_GROUPED) -> None:
        self._encoder, self._most, self._lock = encoder, most, Lock()
        self._vectors: dict[tuple[str, Role], Vectors] = {}

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row a text, as the encoder gives it."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if (text, role) not in self._vectors]
            if new:
                rows = self._encoder.encode(new, role)
                self._vectors |= {(text, role): row for text, row in zip(new, rows, strict=True)}
            found = np.stack([self._vectors[text, role] for text in texts])
            for text in texts:  # what was used last stays longest
                self._vectors[text, role] = self._vectors.pop((text, role))
            for oldest in list(self._vectors)[: -self._most]:
                del self._vectors[oldest]
            return found


def overview(records: Records, encoder: Encoder | None, days: int, most: int = MOST_GROUPED) -> Overview:
    """What was asked in the last days, today the last. Raises RecordsError."""
    today = datetime.now(UTC).date()
    period = tuple(today - timedelta(days=ago) for ago in range(days - 1, -1, -1))
    asked = [one for one in records.questions(days) if day_of(one) >= period[0]]
    wordings = open_wordings(asked)
    groups = grouped(most_asked(wordings, most), encoder)
    left_out = max(0, len(wordings) - most)
    return Overview(period, counted(asked, period), groups, len(wordings), left_out, voted_down(records.votes(days)))


def counted(asked: Sequence[Asked], period: Sequence[date]) -> dict[Status, tuple[int, ...]]:
    """How many questions of each status there were on each day."""
    counts = Counter((one.status, day_of(one)) for one in asked)
    return {status: tuple(counts[status.value, day] for day in period) for status in STATUSES}


def day_of(asked: Asked) -> date:
    """The day of UTC on which a question was asked; a database may leave out the zone, which is UTC then."""
    when = asked.asked
    return (when.astimezone(UTC) if when.tzinfo else when).date()
