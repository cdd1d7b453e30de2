"""How official English and Chinese write figures: one pattern over all notations, and what its parts stand for.

Every repetition is bounded and no two alternatives can share a long run, so a text is read in linear time.
"""

import re
from enum import StrEnum

from corpus.dates import MONTHS
from corpus.numerals import DIGITS, ENGLISH_NUMBER, ENGLISH_ORDINAL, HAN_NUMBER, MIXED_NUMBER


class FigureKind(StrEnum):
    """What a figure says."""

    NUMBER = "number"
    SHARE = "share"
    DATE = "date"
    TIME = "time"


MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)"
# Written in full, these months are also words.
AMBIGUOUS_MONTHS = ("March", "May")
NOT_IN_WORD = r"(?<![A-Za-z])"
WORD_ENDS = r"(?![A-Za-z])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th)?"
LISTED_DAY = rf"{DAY}(?![\d%:A-Za-z]|[.,]\d|\s?[ap]\.?m)"
JOINT = r"(?:,\s|\s?(?:-|–|to|and|&)\s?)"
HAN_YEAR = r"(?:\d{4}|[零〇一二三四五六七八九]{4})"
HAN_SMALL = r"(?:\d{1,2}|[零〇一二三四五六七八九十]{1,3})"
HAN_JOINT = r"[至到、及和–-]"

ENGLISH_DATES = (
    rf"(?P<days_before>{DAY}(?:{JOINT}{DAY}){{0,6}})\s(?:of\s)?(?P<month_after>{MONTH}){WORD_ENDS}"
    r"(?:,?\s(?P<year_after>\d{4})(?!\d))?",
    rf"{NOT_IN_WORD}(?P<month>{MONTH})\s(?P<days>{LISTED_DAY}(?:(?:,\s{DAY}){{0,5}}\s?(?:-|–|to|and|&)\s?{LISTED_DAY}){{0,3}})"
    r"(?:,?\s(?P<year>\d{4})(?!\d))?",
    rf"{NOT_IN_WORD}(?P<month_of>{MONTH}),?\s(?P<of_year>\d{{4}})(?!\d)",
    rf"{NOT_IN_WORD}(?P<month_alone>{'|'.join(MONTHS)}){WORD_ENDS}",
    r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    r"(?P<slashed>\d{1,2}/\d{1,2}/\d{4})(?!\d)",
)
# "2025-26", "2025至26", "二零二五至二六": two years, if the one follows the other.
YEARS = (
    rf"(?P<years>{HAN_YEAR}\s?[-–/至]\s?(?:\d{{2}}|[零〇一二三四五六七八九]{{2}}))(?![\d月日號./零〇一二三四五六七八九十-])",
)
CHINESE_DATES = (
    rf"(?:(?P<zh_year>{HAN_YEAR})\s?年\s?)?(?P<zh_month>{HAN_SMALL})\s?月"
    rf"(?:\s?(?P<zh_days>{HAN_SMALL}(?:\s?[日號号]?{HAN_JOINT}{HAN_SMALL}){{0,6}})\s?[日號号])?",
    rf"(?P<zh_year_alone>{HAN_YEAR})\s?年(?!代)",
    rf"(?P<zh_day_alone>{HAN_SMALL})\s?日(?![本圓元])",
)
TIMES = (
    rf"(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d{{2}}))?\s?(?P<half>[aApP]\.[mM]\.|[aApP]\.?[mM]|noon|midnight){WORD_ENDS}",
    r"(?P<zh_clock_half>上午|下午|凌晨|清晨|早上|今早|今晨|中午|正午|傍晚|晚上|今晚)\s?(?P<zh_clock>\d{1,2}[:：]\d{2})(?!\d)",
    rf"(?P<zh_half>上午|下午|凌晨|清晨|早上|今早|今晨|中午|正午|傍晚|晚上|今晚)\s?(?P<zh_hour>{HAN_SMALL})\s?[時时點点]"
    rf"(?:\s?(?P<zh_minute>{HAN_SMALL})\s?分|(?P<zh_half_past>半))?",
    rf"(?P<zh_hour_alone>{HAN_SMALL})\s?[時时](?![間间代期候段刻常限空裝装])"
    rf"(?:\s?(?P<zh_minute_alone>{HAN_SMALL})\s?分|(?P<zh_half_past_alone>半))?",
    r"(?P<clock>\d{1,2}:\d{2})(?![\d:])",
)
PART = "third|quarter|fifth|sixth|eighth|tenth"
SHARES = (
    rf"百[分份]之(?P<zh_percent>{MIXED_NUMBER}|{DIGITS}|{HAN_NUMBER})",
    r"(?P<zh_below>\d{1,3}|[二三四五六七八九十百千]{1,4})分之(?P<zh_above>\d{1,3}|[一二兩两三四五六七八九十]{1,3})",
    r"(?P<tenths>[一二兩两三四五六七八九十]|\d(?:\.\d)?)成(?P<and_more>[半一二三四五六七八九](?![十百千萬万億亿個个項项成]))?"
    r"(?![為为立員员功本果就績绩年長长都人分份熟交品因效語语])",
    rf"(?i:{NOT_IN_WORD}(?P<above>one|two|three|four)[- ](?P<below>{PART})s?{WORD_ENDS})",
    rf"(?i:{NOT_IN_WORD}an?\s(?P<one_below>{PART})\sof{WORD_ENDS})",
)
CURRENCIES = {
    "HKD": "HK$|HKD|港幣|港币|港元|Hong Kong dollars",
    "USD": "US$|USD|美元|美金|US dollars",
    "CNY": "RMB|CNY|人民幣|人民币|yuan|renminbi",
    "EUR": "€|EUR|歐元|欧元|euros|euro",
    "GBP": "£|GBP|英鎊|英镑",
    "JPY": "日圓|日圆|日元|yen",
}
CURRENCY_OF = {sign: currency for currency, signs in CURRENCIES.items() for sign in signs.split("|")}
PREFIX = r"HK\$|US\$|HKD|USD|RMB|CNY|EUR|GBP|[$€£¥]|港幣|港币|人民幣|人民币|美金"
ENGLISH_SCALES = {"thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}
# Only of money is "m" a million.
MONEY_SCALES = {"m": 10**6, "k": 10**3}
NUMBERS = (
    r"(?P<telephone>(?!20)[2-9]\d{3}\s\d{4})(?!\d)",
    rf"(?:(?P<prefix>{PREFIX})\s?)?(?:(?P<mixed>{MIXED_NUMBER})|(?P<digits>{DIGITS})|(?P<han>{HAN_NUMBER})"
    rf"|(?i:{NOT_IN_WORD}(?:(?P<ordinal>{ENGLISH_ORDINAL})|(?P<words>{ENGLISH_NUMBER})){WORD_ENDS}))",
    rf"(?i:{NOT_IN_WORD}an?\s(?P<a_scale>hundred|thousand|million|billion|trillion){WORD_ENDS})",
    # These may stand for a figure, and are never missed where there is none.
    rf"(?i:{NOT_IN_WORD}(?P<weak_word>both|two-way|pair|couple|twice|bilateral|dual|once|single|zero|trilateral|tripartite"
    rf"|dozen|decade|century|half|noon|midnight){WORD_ENDS})",
    rf"{NOT_IN_WORD}(?P<roman>VI{{1,3}}|I[IVX]|III|XI{{1,2}}){WORD_ENDS}",
    r"(?P<weak_han>雙|双|首|半|正午|中午)",
)
LINK = r"(?P<link>(?:https?://|www\.)[!-~]*)"
NOTATION = re.compile("|".join((LINK, *ENGLISH_DATES, *YEARS, *CHINESE_DATES, *TIMES, *SHARES, *NUMBERS)))

SCALE = re.compile(rf"[ -]?(thousand|million|billion|trillion|bn|mn|m|k){WORD_ENDS}", re.IGNORECASE)
# "5 to 10 million": the scale stands with the second number, and counts for both.
RANGE = re.compile(
    rf"(?:\s(?:to|and)\s|\s?[-–至到]\s?)({DIGITS})[ -]?"
    r"(thousand|million|billion|trillion|bn|mn|[十百千萬万億亿]{1,2})",
    re.IGNORECASE,
)
SUFFIX = re.compile(
    r"\s?(?:港元|港幣|港币|美元|美金|人民幣|人民币|歐元|欧元|英鎊|英镑|日[圓圆元]|元"
    rf"|(?:Hong Kong dollars|US dollars|dollars|yuan|renminbi|euros?|yen){WORD_ENDS})"
)
DIMES = re.compile(r"([1-9一二三四五六七八九])[角毫]")
PERCENT = re.compile(r"[\s-]?(?:[%％]|per\s?cent(?:age)?|[個个]?百分[點点])", re.IGNORECASE)
# A number with letters at it is a name ("COVID-19", "G20", "5G") unless they are a unit's.
NAMED_BEFORE = re.compile(r"[A-Za-z]-?$")
TIME_BEFORE = re.compile(r"(?:mid|pre|post|early|late)-$", re.IGNORECASE)
UNIT_AFTER = re.compile(
    r"(?:st|nd|rd|th|k?m|[cm]m|k?g|[MGk]Wh?|ha|sq|bn|mn|k|hrs?|h|x)(?![A-Za-z])|(?!冠[狀状])[^A-Za-z]|$"
)
ARTICLE_BEFORE = re.compile(r"\b(?:the|these|those|both)\s$", re.IGNORECASE)
WORD_UNIT = re.compile(r"-(?:year|month|week|day|hour|minute|second|point|member|storey|part|phase|term|fold|person)")
GRAMMAR_AFTER = re.compile(r"-|\s(?:sides|parties|places|governments|cities|regions|countries|sets|economies)\b")
COUNTED = re.compile(
    r"\s?(?:[項项個个名位人間间家所座棟幢宗份張张條条次屆届年月日天週歲岁倍元級级層层樓楼號号期章款班艘架輛辆套種种類类大批支隊队場场隻只"
    r"里米噸吨度代輪轮組组題题頁页節节室戶户]|晚(?![上間间])|(?<!四)周|方面|星期|小時|小时|分鐘|分钟|公[里頃顷斤噸吨尺]|平方|[百千萬万億亿])(?!代)"
)
# Two are also the parties, the places, both; so less counts as counting two.
TWO_COUNTED = re.compile(r"\s?(?:[項项名份天間间家所座宗條条艘架輛辆套倍]|個月|个月|小時|小时|分鐘|分钟|星期)")
GRAMMAR_BEFORE = re.compile(r"(?:[這这該该此每另近數数幾几上]|星期|[禮礼]拜)$")
