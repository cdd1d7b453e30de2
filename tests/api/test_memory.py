"""What threads free is kept in few pools, where the C library has them."""

import ctypes

import pytest

from api.server import ARENA_MAX, few_arenas


class Library:
    """A C library that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []

    def mallopt(self, setting: int, value: int) -> int:
        """Take note."""
        self.told.append((setting, value))
        return 1


def test_the_c_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    few_arenas()
    assert library.told == [(ARENA_MAX, 2)]


@pytest.mark.parametrize("error", [OSError, TypeError])
def test_another_c_library_is_left_alone(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: None) -> Library:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    few_arenas()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    few_arenas()
