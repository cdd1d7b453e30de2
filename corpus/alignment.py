"""Aligns two sequences that say the same in two languages, after Gale and Church (1993).

"A program for aligning sentences in bilingual corpora", Computational Linguistics 19(1): the lengths of translations go
together, and dynamic programming finds the cheapest monotone alignment. Added here: the figures that two items share,
their kinds, and a margin: a pair that is not clearly cheaper than doing without it is left out. Items are whole
paragraphs, so one is paired with one or with none; two that stand for one stay unpaired, or one of them does.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Costs are negative logarithms of probabilities. Gale and Church found 0.0099 for an item without a partner.
SKIP = 4.6
# The variance of a translation's length per character, theirs, and what paragraphs vary beyond it.
VARIANCE = 6.8
SPREAD = 0.25
FIXED_SPREAD = 6.0
MAX_LENGTH_COST = 10.0
SHARED, MAX_SHARED = 2.0, 4
UNSHARED, MAX_UNSHARED = 2.0, 6
OTHER_KIND = 1.5
MARGIN = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a text: its class (only the same may be paired), kind, length, and what its figures give and want.

    `wanted` holds for each certain figure the forms of which a partner has to give one.
    """

    group: str
    kind: str
    length: int
    given: frozenset[Hashable]
    wanted: tuple[frozenset[Hashable], ...]


def align_items(first: Sequence[Item], second: Sequence[Item]) -> list[tuple[int, int]]:
    """The places of the items that belong together, in order; takes time in proportion to the product of the counts."""
    if not first or not second:
        return []
    ratio = max(1, sum(item.length for item in second)) / max(1, sum(item.length for item in first))
    costs = [[pair_cost(one, other, ratio) for other in second] for one in first]
    forward = best_costs(costs)
    backward = [row[::-1] for row in best_costs([row[::-1] for row in costs[::-1]])[::-1]]
    return [(i, j) for i, j in cheapest(costs, forward) if margin(i, j, costs, forward, backward) >= MARGIN]


def pair_cost(one: Item, other: Item, ratio: float) -> float:
    """How unlikely it is that one item is the other's translation."""
    if one.group != other.group:
        return math.inf
    cost = length_cost(one.length * ratio, other.length, ratio) + (OTHER_KIND if one.kind != other.kind else 0)
    found = sum(not other.given.isdisjoint(forms) for forms in one.wanted)
    found_back = sum(not one.given.isdisjoint(forms) for forms in other.wanted)
    missed = len(one.wanted) + len(other.wanted) - found - found_back
    return cost - SHARED * min(found, found_back, MAX_SHARED) + UNSHARED * min(missed, MAX_UNSHARED)


def length_cost(expected: float, length: int, ratio: float) -> float:
    """How unlikely it is that a translation differs so much in length from what is expected."""
    mean = (expected + length) / 2
    deviation = math.sqrt(VARIANCE * mean * ratio + (SPREAD * mean) ** 2 + FIXED_SPREAD * ratio)
    delta = abs(length - expected) / deviation
    return min(MAX_LENGTH_COST, -math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12)))


def best_costs(costs: Sequence[Sequence[float]]) -> list[list[float]]:
    """The cost of the best alignment of each beginning of one side with each beginning of the other."""
    width = len(costs[0])
    best = [[SKIP * j for j in range(width + 1)]]
    for row in costs:
        line = [best[-1][0] + SKIP]
        for above, cost in zip(pairwise(best[-1]), row, strict=True):
            line.append(min(above[0] + cost, above[1] + SKIP, line[-1] + SKIP))
        best.append(line)
    return best


def cheapest(costs: Sequence[Sequence[float]], best: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs of the best alignment, followed back from its end."""
    pairs = []
    i, j = len(costs), len(costs[0])
    while i and j:
        if math.isclose(best[i][j], best[i - 1][j - 1] + costs[i - 1][j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif math.isclose(best[i][j], best[i - 1][j] + SKIP):
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def margin(
    i: int,
    j: int,
    costs: Sequence[Sequence[float]],
    forward: Sequence[Sequence[float]],
    backward: Sequence[Sequence[float]],
) -> float:
    """How much dearer the best alignment becomes if these two are not paired."""
    others = (forward[i][k] + costs[i][k] + backward[i + 1][k + 1] for k in range(len(costs[i])) if k != j)
    alone = (forward[i][k] + SKIP + backward[i + 1][k] for k in range(len(costs[i]) + 1))
    return min(*others, *alone) - (forward[i][j] + costs[i][j] + backward[i + 1][j + 1])
