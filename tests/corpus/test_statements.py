"""A passage is split into sentences, and a long enumeration into its clauses."""

import pytest

from corpus.statements import split_statements


def texts(text: str, language: str = "en") -> list[str]:
    """The words of each statement of a text."""
    return [statement.text for statement in split_statements(text, language)]


def test_each_sentence_is_a_statement() -> None:
    assert texts("Promote trade. Support schools! Why not?") == ["Promote trade.", "Support schools!", "Why not?"]


def test_a_stop_after_an_abbreviation_or_in_a_number_ends_no_sentence() -> None:
    assert texts("Mr. Lee met Dr. Wong at 5.30 p.m. in Hangzhou.") == ["Mr. Lee met Dr. Wong at 5.30 p.m. in Hangzhou."]


def test_each_chinese_sentence_is_a_statement() -> None:
    assert texts("兩地加強合作。雙方會定期會面！", "zh-Hant") == ["兩地加強合作。", "雙方會定期會面！"]


def test_clauses_between_semicolons_are_statements_under_their_lead_in() -> None:
    statements = split_statements("Those present included Mr A; Ms B; and Dr C.", "en")
    assert [(s.text, s.lead_in) for s in statements] == [
        ("Those present included", ""),
        ("Mr A", "Those present included"),
        ("Ms B", "Those present included"),
        ("Dr C.", "Those present included"),
    ]


@pytest.mark.parametrize("opening", ["The guests were", "The talks were attended by", "Guests, namely", "Guests:"])
def test_an_enumeration_may_be_opened_in_several_ways(opening: str) -> None:
    assert texts(f"{opening} Mr A; Ms B; or Dr C.") == [opening, "Mr A", "Ms B", "Dr C."]


def test_a_colon_opens_an_enumeration_before_a_verb_does() -> None:
    assert texts("Measures are these, including: build; plant; grow.")[0] == "Measures are these, including:"


def test_clauses_without_a_lead_in_stand_alone() -> None:
    assert [(s.text, s.lead_in) for s in split_statements("Build roads; plant trees; add flights.", "en")] == [
        ("Build roads", ""),
        ("plant trees", ""),
        ("add flights.", ""),
    ]


def test_a_piece_without_a_word_belongs_to_the_statement_before_it() -> None:
    assert texts("They met. ***") == ["They met. ***"]


def test_an_enumeration_with_an_empty_clause_is_not_torn_apart() -> None:
    assert texts("Build roads; plant trees;; add flights; dig.") == ["Build roads; plant trees;; add flights; dig."]


def test_two_clauses_are_no_long_enumeration() -> None:
    assert texts("They discussed trade; they left.") == ["They discussed trade; they left."]


def test_chinese_clauses_between_semicolons_are_statements() -> None:
    assert texts("措施包括：加強金融合作；推動文化交流；以及支持青年發展。", "zh-Hant") == [
        "措施包括：",
        "加強金融合作",
        "推動文化交流",
        "支持青年發展。",
    ]


@pytest.mark.parametrize("word", ["和平使者計劃", "及時公布結果", "和諧社區建設"])
def test_a_clause_keeps_a_first_character_that_could_be_a_conjunction(word: str) -> None:
    assert texts(f"措施包括：加強合作；{word}；推動交流。", "zh-Hant")[2] == word


def test_people_in_a_chinese_enumeration_are_statements() -> None:
    text = "出席的官員包括政務司司長陳先生、房屋局局長何女士、教育局局長李博士，以及財政司司長王先生。"
    lead_in, *people = split_statements(text, "zh-Hant")
    assert lead_in.text == "出席的官員包括"
    assert [s.text for s in people] == [
        "政務司司長陳先生",
        "房屋局局長何女士",
        "教育局局長李博士",
        "財政司司長王先生。",
    ]
    assert {s.lead_in for s in people} == {"出席的官員包括"}


@pytest.mark.parametrize(
    "text", ["措施包括貿易、金融、旅遊合作。", "兩地在香港特別行政區、浙江省杭州市、廣東省深圳市合作。"]
)
def test_short_words_or_words_without_a_lead_in_are_not_torn_apart(text: str) -> None:
    assert texts(text, "zh-Hant") == [text]


def test_spans_count_code_points_not_bytes() -> None:
    first, second = split_statements("😀 會議。 二。", "zh-Hant")
    assert [(s.span.start, s.span.end) for s in (first, second)] == [(0, 5), (6, 8)]


def test_a_text_without_a_word_is_still_a_statement() -> None:
    assert texts("...") == ["..."]
    assert texts("") == []


@pytest.mark.parametrize("number", ["1.", "(i)", "a)", "(a)", "2．", "一、", "（一）", "*"])
def test_the_number_of_an_item_belongs_to_its_first_sentence_and_joins_no_two(number: str) -> None:
    space = "" if number[-1] in "．、）" else " "
    text = f"{number}{space}Strengthen exchanges between museums. Hold a show each year."
    assert [s.text for s in split_statements(text, "en")] == [
        f"{number}{space}Strengthen exchanges between museums.",
        "Hold a show each year.",
    ]


def test_a_number_alone_is_a_statement_of_its_own() -> None:
    assert [s.text for s in split_statements("(1)", "en")] == ["(1)"]
