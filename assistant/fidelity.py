"""Says whether a sentence that a language model wrote keeps to the statements that it points at.

Such a sentence may leave out some words, change their endings, move one stretch of them and add a few small words that
mean nothing by themselves. It may add no other word, and must keep every figure, name and limit ("not", "only", "may"),
each beside the words that it stands beside. Close to sentence compression by deletion (Knight and Marcu 2002), which
cannot invent; what cannot be told is refused, as the quote is always there to take its place.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assistant.lexicon import NUMBER_WORDS
from corpus.words import CHINESE, ENGLISH, HAN, LATIN, simplified, stem

# So large a share of a statement's words stays: what is left out may have been a restriction.
KEPT = 0.6
KEPT_CHINESE = 0.8
# A statement's words stand in so many stretches of its own order: one may be moved.
STRETCHES = 2
# So many statements make one sentence at most: more are hard to read, and costly to tell apart.
MAX_JOINED = 3
# Small words add so much to the length at most.
MAX_GROWTH, MAX_ADDED = 1.3, 20
WORD = re.compile(f"{ENGLISH.pattern}|[{HAN}]")
# The letters that words are found in, none that only look like them, and what stands between words, but no markup.
PLAIN = re.compile(rf"[{LATIN}{HAN} .,;:'\"’‘“”()%$€£¥/&–—、，。；：（）「」《》·-]+")
FREE = frozenset(
    "a an the is are was were be been being am has have had do does did and that which who it its they them their this"
    " these those there of also will as".split()
)
LIMITS = frozenset(
    map(
        stem,
        "not no never none neither nor or without except unless if only may might could can should must shall would"
        " will until before after over under above below least most more less than about approximately around nearly"
        " almost up explore study consider examine strive aim seek plan propose intend hope expect encourage try pilot"
        " trial some certain eligible provided subject".split(),
    )
)
FREE_CHINESE = re.compile("[的了和与及是亦也并会将这该其]")
NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两")
LIMITS_CHINESE = re.compile(
    "[不没未无非勿除仅只或若须可需]|研究|探讨|考虑|争取|拟|计划|建议|力争|推动|最多|最少|至少|以上|以下|之前|之后|以前|以后|约|近|部分"
)
CONTRACTION = re.compile(r"\b(?:(wo|ca|sha)n['’]t|cannot|(\w+)n['’]t)\b", re.IGNORECASE)
IN_FULL = {"wo": "will not", "ca": "can not", "sha": "shall not"}


def faithful(sentence: str, statements: Sequence[str]) -> bool:
    """Whether a sentence says what these statements say: one after the other, each in its own words."""
    grown = len(sentence) > MAX_GROWTH * sum(map(len, statements)) + MAX_ADDED
    if grown or len(statements) > MAX_JOINED or not PLAIN.fullmatch(sentence):
        return False
    return splits(raw_words(sentence), [raw_words(statement) for statement in statements])


def splits(said: Sequence[str], statements: Sequence[Sequence[str]]) -> bool:
    """Whether words can be cut into as many parts as there are statements, each keeping to its own."""
    if len(statements) == 1:
        return keeps_to(said, statements[0])
    first, rest = statements[0], statements[1:]
    cuts = [place for place in range(1, len(said)) if not is_free(place, said[place])]
    return any(keeps_to(said[:cut], first) and splits(said[cut:], rest) for cut in cuts)


def keeps_to(said: Sequence[str], statement: Sequence[str]) -> bool:
    """Whether words say what one statement says."""
    tokens, source = content(said), content(statement)
    chinese = sum(is_chinese(token) for token in source) > len(source) / 2
    return (
        not Counter(tokens) - Counter(source)
        and len(tokens) >= (KEPT_CHINESE if chinese else KEPT) * len(source)
        and stretches(tokens, source) <= STRETCHES
        and fixed(said, statement) == fixed(statement, statement)
        and not limits(statement) - limits(said)
        and neighbours_kept(said, statement)
        and limits_stay(tokens, source)
        and chunks_kept(tokens, source)
    )


def raw_words(text: str) -> list[str]:
    """The words as written, contractions in full; of Chinese each character, in Simplified script."""
    spelt = CONTRACTION.sub(in_full, simplified(text))
    return WORD.findall(spelt)


def in_full(match: re.Match[str]) -> str:
    """A contraction written in full."""
    if match.group().lower() == "cannot":
        return "can not"
    return IN_FULL.get((match[1] or "").lower()) or f"{match[2]} not"


def is_chinese(word: str) -> bool:
    """Whether a word is a Chinese character."""
    return CHINESE.fullmatch(word) is not None


def is_figure(word: str) -> bool:
    """Whether a word is a figure, or a number written out."""
    return word[0].isdigit() or word.lower() in NUMBER_WORDS or word in NUMERALS


def is_free(place: int, word: str) -> bool:
    """Whether a word means nothing by itself; in capitals it may be a name ("WHO", "IT")."""
    if FREE_CHINESE.fullmatch(word):
        return True
    return word.lower() in FREE and (word.islower() or (place == 0 and word[1:] in ("", word[1:].lower())))


def content(said: Sequence[str]) -> list[str]:
    """The words that mean something, as stems."""
    return [folded(word) for place, word in enumerate(said) if not is_free(place, word)]


def folded(word: str) -> str:
    """A word as it is compared."""
    return stem(word.replace("-", ""))


def stretches(tokens: Sequence[str], source: Sequence[str]) -> int:
    """In how many stretches, each in the source's order, some words of it stand; the fewest."""
    count, place = 1, -1
    for token in tokens:
        later = next((i for i in range(place + 1, len(source)) if source[i] == token), None)
        if later is None:
            count, later = count + 1, source.index(token)
        place = later
    return count


def names(statement: Sequence[str]) -> frozenset[str]:
    """The words of a statement that are names: capitalised, its first word only if the next one is too."""
    capital = [word[0].isupper() for word in statement]
    opens = len(statement) > 1 and capital[0] and capital[1]
    found = {folded(word) for word, is_capital in zip(statement[1:], capital[1:], strict=True) if is_capital}
    return frozenset(found | ({folded(statement[0])} if opens else set()))


def fixed(said: Sequence[str], statement: Sequence[str]) -> list[str]:
    """The figures and the statement's names, in order."""
    known = names(statement)
    return [folded(word) for word in said if is_figure(word) or folded(word) in known]


def limits(said: Sequence[str]) -> Counter[str]:
    """The words that say under which limits something holds."""
    text = "".join(word if is_chinese(word) else " " for word in said)
    return Counter(folded(word) for word in said if folded(word) in LIMITS) + Counter(LIMITS_CHINESE.findall(text))


def neighbours_kept(said: Sequence[str], statement: Sequence[str]) -> bool:
    """Whether figures stand beside the words that they stand beside in the statement, and names beside their names."""
    known = names(statement)
    pairs = set(pairwise(map(folded, statement)))
    ends = {folded(one) for one, after in pairwise([*statement, "."]) if is_open(after)}
    for one, after in pairwise([*said, "."]):
        if is_figure(one) and is_open(after):
            if folded(one) not in ends:
                return False
            continue
        bound = is_figure(one) or is_figure(after) or {folded(one), folded(after)} <= known
        if bound and (folded(one), folded(after)) not in pairs:
            return False
    return True


def limits_stay(tokens: Sequence[str], source: Sequence[str]) -> bool:
    """Whether each limit still stands before the word that it limits."""
    pairs = set(pairwise(source))
    limited = [pair for pair in pairwise(tokens) if pair[0] in LIMITS or LIMITS_CHINESE.fullmatch(pair[0])]
    return pairs.issuperset(limited)


def is_open(word: str) -> bool:
    """Whether what stands before this word may also stand at the end of a sentence."""
    return word == "." or is_free(1, word)


def chunks_kept(tokens: Sequence[str], source: Sequence[str]) -> bool:
    """Whether no Chinese character stands by itself: from single ones anything can be spelt."""
    pairs = set(pairwise(source))
    beside = [pair in pairs for pair in pairwise(tokens)]
    return all(
        not is_chinese(token) or True in beside[max(0, place - 1) : place + 1] for place, token in enumerate(tokens)
    )
