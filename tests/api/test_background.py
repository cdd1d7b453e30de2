"""What can wait is written in its order by another thread, through outages, and never holds up who puts it there."""

import time
from collections.abc import Sequence
from threading import Event

import pytest

from api.background import Background
from corpus.errors import RecordsError, RecordsUnavailable


class Database:
    """Takes rows when it may, after failing as often as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self._failures, self.rows, self.may = list(failures), list[int](), Event()
        self.writings = 0
        self.may.set()

    def write(self, rows: Sequence[int]) -> None:
        assert self.may.wait(10)
        if self._failures:
            raise self._failures.pop(0)
        self.rows += rows
        self.writings += 1


def test_what_is_put_is_written_in_its_order() -> None:
    database = Database()
    background = Background(database.write)
    for number in range(1000):
        background.put(number)
    background.close()
    assert database.rows == list(range(1000))


def test_what_comes_soon_after_is_written_together_and_without_being_told_to() -> None:
    database = Database()
    background = Background(database.write)
    for number in range(20):
        background.put(number)
        time.sleep(0.001)
    while not database.rows:
        time.sleep(0.01)
    assert (database.rows, database.writings) == (list(range(20)), 1)
    background.close()


def test_nobody_waits_for_a_database_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    database = Database()
    database.may.clear()
    background = Background(database.write, most=2)
    begun = time.monotonic()
    for number in range(4):
        background.put(number)
    assert time.monotonic() - begun < 1
    assert caplog.text.count("a question was not kept: 2 wait for the database already") == 2
    database.may.set()
    background.close()
    assert database.rows == [0, 1]


def test_what_was_asked_in_an_outage_is_written_after_it(caplog: pytest.LogCaptureFixture) -> None:
    database = Database(RecordsUnavailable("it is down"))
    background = Background(database.write)
    background.put(1)
    while "it is down" not in caplog.text:
        time.sleep(0.01)
    background.put(2)
    while len(database.rows) < 2:
        time.sleep(0.01)
    background.close()
    assert database.rows == [1, 2]


@pytest.mark.parametrize("failure", [RecordsError("a full disk"), ValueError("a full disk")])
def test_what_cannot_be_written_is_told_and_does_not_stop_the_next(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(failure)
    background = Background(database.write)
    background.put(1)
    while "1 questions were not kept: a full disk" not in caplog.text:
        time.sleep(0.01)
    background.put(2)
    background.close()
    assert database.rows == [2]


def test_the_end_waits_a_while_and_tells_what_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    database = Database()
    database.may.clear()
    background = Background(database.write)
    background.put(1)
    background.close(0.05)
    assert "1 questions are lost if the process ends now" in caplog.text
    database.may.set()


def test_it_can_begin_again_after_the_end() -> None:
    database = Database()
    background = Background(database.write)
    for number in range(2):
        background.put(number)
        background.close()
    assert database.rows == [0, 1]
