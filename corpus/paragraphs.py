"""Joins the lines that a width has cut a paragraph into: Chinese ones without a space, hyphenated words whole."""

import re
from collections.abc import Iterable, Sequence

from corpus.blocks import CLOSING, ENUMERATOR, TERMINATOR, UNDERLINE, clean, wide, width
from corpus.words import HAN, LATIN

# A text is taken for one with lines of a fixed width if so many of its lines end only because that is reached.
MIN_FULL_LINES = 3
WIDTHS = range(44, 111)
RAGGED = 20
STOP = re.compile(r"[.!?。！？:：;；…][\"'”’」』)）]*$")
FULL_STOP = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")
CHINESE = re.compile(f"[{HAN}，。、；：！？「」『』（）《》〈〉—…“”]")
HYPHENATED = re.compile(rf"([{LATIN}]+)-$")
OPENING_WORD = re.compile(rf"[{LATIN}]+")
MAX_WORD = 60
# The hyphen after these belongs to the word.
KEEPS_HYPHEN = frozenset("co non self cross long short well mid multi inter ex all high low half year cum pre".split())


def join(lines: Iterable[str], words: frozenset[str] = frozenset()) -> str:
    """One paragraph from its lines; `words` are those that the document writes, to tell which hyphens are its own."""
    paragraph = ""
    for line in map(clean, lines):
        paragraph = join_two(paragraph, line, words) if paragraph and line else paragraph or line
    return paragraph


def join_two(first: str, second: str, words: frozenset[str]) -> str:
    """Two neighbouring lines as one."""
    begun, following = HYPHENATED.search(first[-MAX_WORD:]), OPENING_WORD.match(second)
    if begun and following:
        return (first[:-1] if is_cut(begun[1], following[0], words) else first) + second
    apart = "" if CHINESE.match(first[-1]) and CHINESE.match(second) else " "
    return first + apart + second


def is_cut(begun: str, following: str, words: frozenset[str]) -> bool:
    """Whether a hyphen stands only because the line ends there."""
    if following[0].isupper() or following[0].isdigit() or begun.isdigit():
        return False
    if f"{begun}-{following}".lower() in words:
        return False
    return f"{begun}{following}".lower() in words or begun.lower() not in KEEPS_HYPHEN


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, hyphenated ones whole; those cut at the end of a line are left out."""
    return frozenset(word.lower() for word in re.findall(rf"[{LATIN}]+(?:-[{LATIN}]+)*(?!-?[{LATIN}]|-\s)", text))


def unwrap(text: str) -> list[str]:
    """The lines of a plain text, those of one paragraph joined where the text was written in lines of a fixed width."""
    lines = text.splitlines()
    widest = fixed_width(lines)
    if not widest:
        return lines
    words, paragraphs = words_of(text), list[list[str]]()
    before = ""
    for line in lines:
        if before and continues(before, line, widest):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        before = line
    return [join(paragraph, words) if len(paragraph) > 1 else paragraph[0] for paragraph in paragraphs]


def fixed_width(lines: Sequence[str]) -> int:
    """The width at which the lines of a text were cut; 0 if each line is a paragraph of its own."""
    widths = [width(line.rstrip()) for line in lines]
    widest = max(widths, default=0)
    if widest not in WIDTHS:
        return 0
    full = [
        number
        for number, line in enumerate(lines[:-1])
        if widths[number] > widest - RAGGED and not STOP.search(line.rstrip()) and widths[number + 1]
    ]
    return widest if len(full) >= MIN_FULL_LINES else 0


def continues(before: str, line: str, widest: int) -> bool:
    """Whether a line goes on with the paragraph of the line before it: in mid-sentence, or for want of width."""
    text = clean(line)
    if not text or not before.strip() or any(map(stands_alone, (clean(before), text))):
        return False
    if begins_anew(before, line):
        return False
    if not STOP.search(before.rstrip()) and (text[0].islower() or width(before.rstrip()) > widest - RAGGED):
        return True
    first = text[0] if wide(text[0]) else text.split()[0]
    return width(before.rstrip()) + width(first) + (not wide(text[0])) > widest


def stands_alone(line: str) -> bool:
    """Whether a line is an underline, the terminator or a closing line."""
    return bool(line == TERMINATOR or UNDERLINE.fullmatch(line) or CLOSING.fullmatch(line))


def begins_anew(before: str, line: str) -> bool:
    """Whether a line begins a list's item, or is set in further than the line before it, which ends a sentence."""
    indent, indent_before = (len(each) - len(each.lstrip()) for each in (line, before))
    if ENUMERATOR.match(clean(line)):
        return True
    return indent > indent_before and bool(FULL_STOP.search(before.rstrip()))
