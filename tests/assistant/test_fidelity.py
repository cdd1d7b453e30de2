"""A sentence that a language model wrote is let through only if it says what its statements say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.fidelity import faithful
from corpus.read import packaged_releases, read_release
from corpus.split import split
from tests.assistant.doubles import HARBOUR, PORT

FERRIES = "The council will add eight night ferries from Norwick to Gullholm before 30 June 2026."
FINES = "Anglers may not fish in Salt Bay without a permit, and must pay a fee of 30 crowns for 12 months."
RIDES = "Residents over 65 will ride free on Sundays."
BRIDGE = "The two sides will explore building a bridge to Gullholm."
TRADE = "Buyers pay sellers in crowns."
RULES = "Ferries will not stop; buses will run."
MAYOR = "Those present included the Mayor, Ms Ada Holm, and the Bishop, Dr Cy Moe."
FLIGHTS = "雙方會增加香港與杭州、寧波及溫州三個機場之間的航班。"
SURVEY = "兩地將研究在2026年前不少於五個港口試行電子通關。"
STATEMENTS = [FERRIES, FINES, RIDES, BRIDGE, TRADE, RULES, MAYOR, FLIGHTS, SURVEY]
OUTLINES = [split(read_release(path)) for path in packaged_releases()] + [HARBOUR, PORT]
QUOTABLE = [s.text for outline in OUTLINES for passage in outline.passages for s in passage.statements]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_repeated_is_faithful(statement: str) -> None:
    assert faithful(statement, [statement])


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("Eight night ferries from Norwick to Gullholm will be added before 30 June 2026.", FERRIES),
        ("The two sides will explore the building of a bridge to Gullholm.", BRIDGE),
        ("The Mayor, Ms Ada Holm, and the Bishop, Dr Cy Moe, were present.", MAYOR),
        ("香港與杭州、寧波及溫州三個機場之間的航班會增加。", FLIGHTS),
    ],
)
def test_a_sentence_may_change_endings_move_a_stretch_and_leave_a_little_out(sentence: str, statement: str) -> None:
    assert faithful(sentence, [statement])


LIES = {
    "another figure": (FERRIES.replace("eight", "nine"), FERRIES),
    "another year": (FERRIES.replace("2026", "2027"), FERRIES),
    "no year": (FERRIES.replace(" 2026", ""), FERRIES),
    "another place": (FERRIES.replace("Gullholm", "Salt Bay"), FERRIES),
    "places exchanged": (
        "The council will add eight night ferries from Gullholm to Norwick before 30 June 2026.", FERRIES,
    ),
    "another limit": ("The council will add eight night ferries from Norwick to Gullholm after 30 June 2026.", FERRIES),
    "a negation added": (
        "The council will not add eight night ferries from Norwick to Gullholm before 30 June 2026.", FERRIES,
    ),
    "a contraction added": (
        "The council won't add eight night ferries from Norwick to Gullholm before 30 June 2026.", FERRIES,
    ),
    "a negation dropped": (
        "Anglers may fish in Salt Bay without a permit, and must pay a fee of 30 crowns for 12 months.", FINES,
    ),
    "figures exchanged": (
        "Anglers may not fish in Salt Bay without a permit, and must pay a fee of 12 crowns for 30 months.", FINES,
    ),
    "a unit dropped": (
        "Anglers may not fish in Salt Bay without a permit, and must pay a fee of 30 for 12 months.", FINES,
    ),
    "a restriction dropped": ("Residents will ride free on Sundays.", RIDES),
    "a plan as a fact": ("Residents over 65 ride free on Sundays.", RIDES),
    "a study as a plan": ("The two sides will be building a bridge to Gullholm.", BRIDGE),
    "roles exchanged": ("Sellers pay buyers in crowns.", TRADE),
    "a negation moved": ("Ferries will stop; buses will not run.", RULES),
    "the first name of one, the last of another": (
        "Those present included the Mayor, Ms Ada Moe, and the Bishop, Dr Cy Holm.", MAYOR,
    ),
    "offices exchanged": ("Those present included the Bishop, Ms Ada Holm, and the Mayor, Dr Cy Moe.", MAYOR),
    "one more word": ("Those corrupt present included the Mayor, Ms Ada Holm, and the Bishop, Dr Cy Moe.", MAYOR),
    "a name of small words": ("The IT will explore building a bridge to Gullholm, the two sides.", BRIDGE),
    "letters of another script": (f"{BRIDGE[:-1]} \u0430\u0431\u0432.", BRIDGE),
    "hidden characters": ("The two sides will explore building a bridge\u200b to Gullholm.", BRIDGE),
    "a link": ("The two sides will explore building a [bridge](https://evil.example) to Gullholm.", BRIDGE),
    "an address": ("The two sides will explore building a bridge to Gullholm https://evil.example.", BRIDGE),
    "markup": ("The two sides will explore building a <b>bridge</b> to Gullholm.", BRIDGE),
    "a marker": ("The two sides will explore building a bridge to Gullholm [1].", BRIDGE),
    "a question": ("Will the two sides explore building a bridge to Gullholm?", BRIDGE),
    "small words without end": ("The two sides will explore building a bridge to Gullholm" + " that is" * 50, BRIDGE),
    "small words alone": ("It is that which is.", BRIDGE),
    "nothing": ("", BRIDGE),
    "a Chinese figure": ("雙方會增加香港與杭州、寧波及溫州四個機場之間的航班。", FLIGHTS),
    "a Chinese negation": ("雙方不會增加香港與杭州、寧波及溫州三個機場之間的航班。", FLIGHTS),
    "places left out": ("雙方會增加香港與杭州的航班。", FLIGHTS),
    "a study done": ("兩地將在2026年前不少於五個港口試行電子通關。", SURVEY),
    "a negation left out": ("兩地將研究在2026年前少於五個港口試行電子通關。", SURVEY),
    "spelt from single characters": ("港杭寧溫三會增加香港與杭州、寧波及溫州三個機場之間的航班。", FLIGHTS),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "statement"), LIES.values(), ids=LIES)
def test_a_lie_is_found(sentence: str, statement: str) -> None:
    assert not faithful(sentence, [statement])


def test_statements_may_be_joined_in_the_order_in_which_they_are_pointed_at() -> None:
    sentence = (
        "The two sides will explore building a bridge to Gullholm, and residents over 65 will ride free on Sundays."
    )
    assert faithful(sentence, [BRIDGE, RIDES])
    assert not faithful(sentence, [RIDES, BRIDGE])


def test_no_more_than_three_statements_make_a_sentence() -> None:
    three, four = [BRIDGE, RIDES, TRADE], [BRIDGE, RIDES, TRADE, RULES]
    assert faithful(" ".join(three), three)
    assert not faithful(" ".join(four), four)


def test_the_words_of_one_statement_do_not_mix_with_those_of_another() -> None:
    assert not faithful("The two sides will ride free.", [BRIDGE, RIDES])
    assert not faithful("Residents over 65 will explore a bridge to Gullholm on Sundays.", [BRIDGE, RIDES])


@given(st.sampled_from(QUOTABLE), st.data())
def test_no_word_comes_in_that_is_not_in_the_statement(statement: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(statement)))
    assert not faithful(f"{statement[:place]} swindle {statement[place:]}", [statement])


@given(st.sampled_from([text for text in QUOTABLE if any(map(str.isdigit, text))]), st.data())
def test_no_figure_changes(statement: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, character in enumerate(statement) if character.isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != statement[place]]))
    changed = f"{statement[:place]}{other}{statement[place + 1 :]}"
    assert not faithful(changed, [statement])


@given(st.text(), st.sampled_from(QUOTABLE))
def test_whatever_is_written_is_judged(sentence: str, statement: str) -> None:
    assert faithful(sentence, [statement]) in (True, False)
