"""Suggests questions to begin with: they ask for areas of the releases' own, and are answered in full."""

from collections.abc import Sequence

from assistant.wording import say
from corpus.model import Outline, Section

SUGGESTED = 3


def suggest(outlines: Sequence[Outline], language: str) -> list[str]:
    """Up to three questions in a language; short areas make plain questions, and come in the order of the text."""
    areas = [area for outline in outlines for area in outline.areas]
    chosen = sorted(areas, key=lambda area: len(area.heading))[:SUGGESTED]
    if not chosen:
        return [say(language, "suggest_outline")] if outlines else []
    return [say(language, "suggest_area", section=area.heading) for area in in_order(areas, chosen)]


def in_order(areas: Sequence[Section], chosen: Sequence[Section]) -> list[Section]:
    """The chosen areas as they follow each other, each heading once."""
    headings = [area.heading for area in areas]
    return [area for place, area in enumerate(areas) if area in chosen and area.heading not in headings[:place]]
