"""The page of the settings is generated, and is what the settings are."""

import sys
from pathlib import Path

import pytest

from api.cli import main
from api.settings import Settings
from api.settings_page import default_of, rows, settings_page

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == settings_page(), "run `python -m api.cli settings > docs/settings.md` in the repository's root"


def test_the_command_prints_the_page(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["communique", "settings"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert capsys.readouterr().out == settings_page()


def test_every_setting_is_a_row_that_says_what_it_is() -> None:
    table = list(rows())
    assert len(table) == len(Settings.model_fields)
    for (name, field), row in zip(Settings.model_fields.items(), table, strict=True):
        assert field.description, f"{name} needs a description in api/settings.py"
        assert row.startswith(f"| `COMMUNIQUE_{name.upper()}` | ")
        assert row.endswith(f" | {field.description} |")


def test_a_default_is_written_as_one_would_set_it() -> None:
    fields = Settings.model_fields
    written = [default_of(fields[name]) for name in ("port", "rate_limit", "log", "database")]
    assert written == ["`8000`", "none", "`false`", "`sqlite:///{home}/communique.db`"]
