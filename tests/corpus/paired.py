"""One invented release in English and Chinese, paragraph by paragraph, its headings underlined."""

from corpus.model import Outline
from corpus.words import simplified
from tests.doubles import outline_of

ENGLISH = (
    "Harbour City and Riverside Province agree on 12 measures at fifth co-operation meeting",
    "The fifth co-operation meeting between Harbour City and Riverside Province was held today (March 6) in Harbour "
    "City. The Chief Executive, Ms Lau, and the Governor, Mr Meng, led the two delegations of 140 members in all.",
    "The two sides reviewed the 31 measures agreed in 2023, of which 28 have been completed, and signed three "
    "documents.",
    "Trade and finance",
    "-----",
    "Set up a fund of HK$3.5 billion for small firms, from which a firm may borrow up to $1.2 million at 2.5 per cent "
    "a year from July 1, 2026.",
    "Open two joint offices in the free trade zone by the end of 2027, and let 450 firms move in without rent for "
    "six months.",
    "Hold a trade fair every two years; the first is to take place from October 14 to 18, 2026, and about 60,000 "
    "visitors are expected.",
    "Transport",
    "-----",
    "Increase the flights between the two places from 33 to 47 a week, and the trains from nine to thirteen a day.",
    "Keep the border crossing at Willow Bridge open from 6.30am to midnight, and around the clock on public holidays.",
    "Let drivers use licences of either side under section 12 of the Road Traffic Ordinance (Cap. 374).",
    "Education and youth",
    "-----",
    "Exchange 1,800 students a year, twenty per cent more than now, and bear two-thirds of what their travel costs.",
    "Build a sister school network of 105 schools, and invite teachers to spend a term on the other side.",
    "Encourage young people to start businesses together, and offer them advice, mentors and a place to work.",
    "Health",
    "-----",
    "Share records of patients who agree to it, so that nobody has to be examined twice for the same complaint.",
    "Train 240 nurses in care for the aged by 2028, and run a hotline (2345 6789) in both languages.",
    "Hospitals on both sides will tell each other of infectious diseases within 24 hours.",
    "Ends/Friday, March 6, 2026",
    "Issued at HKT 18:40",
)
CHINESE = (
    "港城與河畔省第五次合作會議議定十二項措施",
    "港城與河畔省第五次合作會議今日（三月六日）在港城舉行。行政長官劉女士與省長孟先生率領雙方代表團共140人出席。",
    "雙方回顧二零二三年議定的三十一項措施，其中二十八項已經完成，並簽署了三份文件。",
    "經貿金融",
    "-----",
    "設立35億元基金支援小型企業，企業由2026年7月1日起可借款最多120萬元，年利率為百分之二點五。",
    "在2027年底前於自由貿易區開設兩個聯合辦事處，讓450家企業免租進駐六個月。",
    "每兩年舉辦一次貿易博覽會，首屆於2026年10月14日至18日舉行，預計約有6萬人次參觀。",
    "交通運輸",
    "-----",
    "把兩地航班由每周33班增至47班，列車由每日九班增至十三班。",
    "柳橋口岸的開放時間為上午六時三十分至午夜十二時，公眾假期則通宵開放。",
    "容許駕駛人士按《道路交通條例》（第374章）第12條使用任何一方的駕駛執照。",
    "教育與青年",
    "-----",
    "每年交換1,800名學生，較現時增加兩成，並承擔其旅費的三分之二。",
    "建立由一百零五所學校組成的姊妹學校網絡，並邀請教師到對方學校任教一個學期。",
    "鼓勵青年共同創業，並為他們提供意見、導師和工作空間。",
    "醫療衞生",
    "-----",
    "在病人同意下互通病歷，使病人毋須就同一病症重複接受檢查。",
    "在2028年前培訓240名安老護理人員，並設立雙語熱線（2345 6789）。",
    "雙方醫院將於24小時內互相通報傳染病個案。",
    "完",
    "2026年3月6日（星期五）",
    "香港時間18時55分",
)
SIMPLIFIED = tuple(map(simplified, CHINESE))


def english(*lines: str) -> Outline:
    """The English edition, or other lines in its place."""
    return outline_of(*(lines or ENGLISH), id="E1", language="en")


def chinese(*lines: str) -> Outline:
    """The Traditional Chinese edition, or other lines in its place."""
    return outline_of(*(lines or CHINESE), id="C1", language="zh-Hant")


def simple(*lines: str) -> Outline:
    """The Simplified Chinese edition, or other lines in its place."""
    return outline_of(*(lines or SIMPLIFIED), id="S1", language="zh-Hans")


def without(lines: tuple[str, ...], *left_out: str) -> tuple[str, ...]:
    """The lines but for those that begin so."""
    kept = tuple(line for line in lines if not line.startswith(left_out))
    assert len(kept) == len(lines) - len(left_out)
    return kept


def replaced(lines: tuple[str, ...], *changes: tuple[str, str]) -> tuple[str, ...]:
    """The lines with some words changed, each of which stands there once."""
    text = "\n".join(lines)
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return tuple(text.split("\n"))
