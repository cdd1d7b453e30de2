"""Texts of every shape, for properties that have to hold whatever a release says."""

from hypothesis import strategies as st

CHINESE = "會議合作交流發展和平及時以於的，。、；：！？「」（）一二三完會将对国"
ENGLISH = "abcdeorn ABC   .,;:!?()'\"-*0123456789"
ODD = (
    "\u200b\u200d\u00a0\u3000\u2028\u0301\u0308\ufeff\u00ad\u202e\U0001f600"
    "\U0001f468é\u00e5Å\uf900\u1100\u1161\t\x00\x85"
)

SHAPES = (
    "-----", "****", "==", "=====", "NNNN", "Finance", "Aviation", "Title", "Issued", "財經合作", "航空",
    "Ends/Thursday, April 24, 2025", "Issued at HKT 18:32", "完", "2025年4月24日（星期四）", "香港時間18時32分",
    "(i) Memorandum of Understanding on Trade; and", "（二）合作備忘錄；", "1. Build a bridge.", "- Trees", "• 植樹",
    "Those present included Mr A; Ms B; Dr C; and Miss D.", "Four agreements were signed:", "兩地簽署四份文件：",
    "出席者包括政務司司長陳先生、房屋局局長何女士、教育局局長李博士，以及財政司司長王先生。",
    "措施包括：加強金融合作；推動文化交流；以及支持青年發展。", "The two parties will meet. They met before.",
)  # fmt: skip

CHARACTERS = st.one_of(st.sampled_from(CHINESE), st.sampled_from(ENGLISH), st.sampled_from(ODD), st.characters())
LINES = st.one_of(st.text(CHARACTERS, max_size=40), st.sampled_from(SHAPES))
TEXTS = st.lists(LINES, max_size=12).map("\n".join)
LANGUAGES = st.sampled_from(["en", "zh-Hant", "zh-Hans"])
