"""Orders and promises are measures; what reports, introduces a list or fills a table is not."""

import pytest

from corpus.kinds import commits, kind_of_item, kind_of_paragraph
from corpus.model import PassageKind

MEASURE, STATEMENT, AGREEMENT = PassageKind.MEASURE, PassageKind.STATEMENT, PassageKind.AGREEMENT


@pytest.mark.parametrize(
    "text",
    [
        "Strengthen cultural exchanges.",
        "Jointly promote research.",
        "Continue to actively promote exchanges.",
        "Effectively carry out visits.",
        "Co-ordinate the work of both sides.",
        "(ii) Plant trees;",
        "3. Build a bridge.",
        "• Offer internships",
        "加強金融合作。",
        "進一步深化青年交流。",
        "（一）支持企業上市；",
        "推进两地交流。",
        "Co-organise a fair of crafts.",
        "Abolish the fee for copies.",
        "因應市場情況，增加航班。",
        "在公園加設座椅。",
        "為照顧者提供暫託服務。",
        "繼續安排師生考察。",
        "联合攻关电池材料技术。",
    ],
)
def test_an_order_is_a_measure(text: str) -> None:
    assert kind_of_paragraph(text) is MEASURE


@pytest.mark.parametrize(
    "text",
    [
        "The two parties will strengthen collaboration.",
        "The Office shall publish a report.",
        "Both sides agreed to meet each year.",
        "The bureau is committed to greener housing.",
        "Students may apply from May.",
        "雙方將定期會面。",
        "申請人須於五月前遞交表格。",
        "两地将合办展览。",
    ],
)
def test_a_promise_a_duty_or_a_permission_is_a_measure(text: str) -> None:
    assert kind_of_paragraph(text) is MEASURE


@pytest.mark.parametrize(
    "text",
    [
        "The Secretary visited a museum yesterday.",
        "They met in May and signed a memorandum.",
        "Over 300 guests attended the ceremony.",
        "Recently, the museum reopened.",
        "Hong Kong is a financial centre.",
        "昨日會議在杭州舉行。",
        "政務司司長出席了簽署儀式。",
        "约三百人参加了活动。",
        "會上，兩地簽署了一份備忘錄。",
    ],
)
def test_a_report_is_a_statement(text: str) -> None:
    assert kind_of_paragraph(text) is STATEMENT


@pytest.mark.parametrize(
    "text",
    [
        "將軍澳的交通昨日恢復正常。",
        "展覽會昨日在杭州舉行。",
        "可持續發展委員會昨日舉行第三次會議。",
        "許可證昨日發出。",
    ],
)
def test_a_chinese_report_with_a_promising_character_in_a_name_is_a_statement(text: str) -> None:
    assert kind_of_paragraph(text) is STATEMENT


@pytest.mark.parametrize("text", ["The two sides will:", "Promote the following:", "雙方將推動以下措施："])
def test_what_introduces_a_list_commits_nobody(text: str) -> None:
    assert not commits(text)


@pytest.mark.parametrize(
    ("text", "introduction", "kind"),
    [
        ("(i) Memorandum of Understanding on Trade;", "Two documents were signed:", AGREEMENT),
        ("（一）青年交流合作備忘錄；", "兩地簽署兩份文件：", AGREEMENT),
        ("(i) Memorandum of Understanding on Trade;", "Two documents were shown:", STATEMENT),
        ("(i) The Harbour Museum;", "Two documents were signed:", STATEMENT),
        ("(i) A new bridge;", "The measures are:", MEASURE),
        ("（一）新的大橋；", "措施如下：", MEASURE),
        ("(i) Build a new bridge;", "They said:", MEASURE),
        ("(i) The Harbour Museum;", "They visited:", STATEMENT),
        ("Build a bridge | 2026", "The measures are:", STATEMENT),
    ],
)
def test_a_listed_item_is_what_it_says_and_what_its_list_is_introduced_as(
    text: str, introduction: str, kind: PassageKind
) -> None:
    assert kind_of_item(text, introduction) is kind
