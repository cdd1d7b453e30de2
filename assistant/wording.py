"""The closed catalogue of wording that frames an answer or suggests a question; all else is quoted."""

CATALOGUE: dict[str, dict[str, str]] = {
    "en": {
        "under": "Under {section}:",
        "list": "The full list, {total} in all:",
        "count": "{total} in all:",
        "rephrased": "Put together by a language model from the statements cited, and checked against them:",
        "within": "Complete for {releases}.",
        "within_many": "Complete for {total} releases.",
        "earlier": "From an earlier release, {release}:",
        "release": "“{title}” ({date})",
        "corrected": "{release} was corrected by {later}.",
        "followed": "{release} was followed by {later}.",
        "title": "The title of the release:",
        "outline": "In outline:",
        "issued": "The release is dated:",
        "not_stated": "The releases do not say: “{part}”",
        "unread": "This could not be looked for, as the search reads English only for now: “{part}”",
        "none_chosen": "No release is chosen by these filters, so this was not looked for: “{part}”",
        "absent": "Nowhere in the releases: {terms}.",
        "nearest": "What comes closest, and is not an answer:",
        "elsewhere": "The whole release, to look for yourself: {url}",
        "no_question": "Ask a question about the press releases. The answer will be quoted from them, with its source.",
        "suggest_area": "Which measures are there on {section}?",
        "suggest_outline": "What is the release about?",
    },
    "zh-Hant": {
        "under": "「{section}」之下：",
        "list": "完整列出，共 {total} 項：",
        "count": "共 {total} 項：",
        "rephrased": "以下由語言模型根據所引語句整理，並已與原文核對：",
        "within": "以下清單完整涵蓋{releases}。",
        "within_many": "以下清單完整涵蓋 {total} 份新聞公報。",
        "earlier": "較早的新聞公報{release}：",
        "release": "「{title}」（{date}）",
        "corrected": "{release}其後由{later}更正。",
        "followed": "{release}其後有跟進公報{later}。",
        "title": "新聞公報的標題：",
        "outline": "概要：",
        "issued": "新聞公報的日期：",
        "not_stated": "新聞公報沒有說明：「{part}」",
        "unread": "目前的檢索模型只能理解英文，未能查找：「{part}」。請嘗試以英文提問。",
        "none_chosen": "沒有新聞公報符合所選條件，因此未有查找：「{part}」",
        "absent": "新聞公報從未提及：{terms}。",
        "nearest": "以下內容最為接近，但並非答案：",
        "elsewhere": "可自行查閱新聞公報全文：{url}",
        "no_question": "請就新聞公報提出問題。答案會逐字引述公報，並附上出處。",
        "suggest_area": "{section}有哪些措施？",
        "suggest_outline": "這份公報講甚麼？",
    },
    "zh-Hans": {
        "under": "“{section}”之下：",
        "list": "完整列出，共 {total} 项：",
        "count": "共 {total} 项：",
        "rephrased": "以下由语言模型根据所引语句整理，并已与原文核对：",
        "within": "以下清单完整涵盖{releases}。",
        "within_many": "以下清单完整涵盖 {total} 份新闻公报。",
        "earlier": "较早的新闻公报{release}：",
        "release": "“{title}”（{date}）",
        "corrected": "{release}其后由{later}更正。",
        "followed": "{release}其后有跟进公报{later}。",
        "title": "新闻公报的标题：",
        "outline": "概要：",
        "issued": "新闻公报的日期：",
        "not_stated": "新闻公报没有说明：“{part}”",
        "unread": "目前的检索模型只能理解英文，未能查找：“{part}”。请尝试用英文提问。",
        "none_chosen": "没有新闻公报符合所选条件，因此没有查找：“{part}”",
        "absent": "新闻公报从未提及：{terms}。",
        "nearest": "以下内容最为接近，但并非答案：",
        "elsewhere": "可自行查阅新闻公报全文：{url}",
        "no_question": "请就新闻公报提出问题。答案会逐字引述公报，并附上出处。",
        "suggest_area": "{section}有哪些措施？",
        "suggest_outline": "这份公报讲什么？",
    },
}
SEPARATORS = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}


def say(language: str, key: str, **values: object) -> str:
    """The wording of a key in a language, with its values put in; English for a language without a catalogue."""
    return CATALOGUE.get(language, CATALOGUE["en"])[key].format(**values)


def join(language: str, terms: list[str]) -> str:
    """Terms in a row, as the language writes them."""
    return SEPARATORS.get(language, ", ").join(terms)
