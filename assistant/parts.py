"""Tells the parts of a question that asks several things: "Who signed it, and what did he say?"."""

import re
from collections.abc import Iterator

from assistant import lexicon
from assistant.question import Ask, Question, content_terms, what_it_asks

INTERROGATIVE = "(?:what|which|how|who|whom|whose|when|where|why)"
AUXILIARY = "(?:is|are|was|were|do|does|did|will|would|can|could|should|may|must|has|have|had)"
# Where a second question may begin: after a question mark, after "and" before what opens one, at a Chinese comma.
BORDER = re.compile(
    rf"(?P<mark>[?？])\s*(?=\S)|(?P<comma>,?)\s+and\s+(?:also\s+)?(?=(?:(?:by|in|from|at|to|for|until|till|since|with|on|of)\s+)?(?:{INTERROGATIVE}|{AUXILIARY})\b)"
    r"|(?P<chinese>[，,；;])\s*(?=[\u3400-\u9fff])",
    re.IGNORECASE,
)
INVERTED = re.compile(rf"{INTERROGATIVE}\s+(?:{AUXILIARY}|many|much|long|often|soon|far)\b", re.IGNORECASE)
ASKS = re.compile(rf"[?？]|\b{INTERROGATIVE}\b", re.IGNORECASE)
# What makes a Chinese clause a question, in Simplified script.
CHINESE_ASKS = re.compile(
    "几(?!乎|何)|多少|多久|多长|多大|谁|哪|什么|甚么|咩|乜|怎[样么]|如何|为何|何时|点样|点解|边(?:个|度|啲|位|日)|[吗嘛]|[是会可能应]否"
    "|有没有|有冇|会不会|会唔会|能不能|可不可以|可唔可以|是不是|系咪|使唔使|用唔用|要不要|需不需要"
)
MAX_PARTS = 3


def parts_of(question: Question) -> list[str]:
    """The parts of a question that asks several things; the question itself if it asks one, or too many.

    The first part has a topic; those after it may lean on it ("..., and by when?").
    """
    parts = list(pieces(question.text))
    return parts if 1 < len(parts) <= MAX_PARTS and content_terms(parts[0]) else [question.text]


def pieces(text: str) -> Iterator[str]:
    """The text cut where another question begins."""
    start = 0
    for border in BORDER.finditer(text):
        before, after = text[start : border.start()], text[border.end() :]
        if before.strip() and begins_another(border, before, after):
            yield before.strip()
            start = border.end()
    yield text[start:].strip()


def begins_another(border: re.Match[str], before: str, after: str) -> bool:
    """Whether what stands after a border is a question of its own."""
    if border["mark"]:  # what follows may also only say how to answer: "All of them, please."
        return bool(ASKS.search(after) or CHINESE_ASKS.search(lexicon.fold(after)))
    if border["chinese"]:
        clause = re.split("[，,；;？?]", after, maxsplit=1)[0]
        return all(CHINESE_ASKS.search(lexicon.fold(side)) for side in (before, clause))
    return bool(border["comma"] or INVERTED.match(after)) or what_it_asks(lexicon.fold(after).lower()) is not Ask.FACT
