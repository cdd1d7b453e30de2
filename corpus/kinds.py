"""Tells what a passage is for: it commits somebody to something, names a signed document, or reports.

A measure is written as an order to oneself ("Strengthen exchanges ...", "加強交流") or as a promise ("The two parties
will ..."). The verbs that open such sentences in official English are few, and listed; in Chinese, likewise.
"""

import re
from itertools import zip_longest

from corpus.blocks import ENUMERATOR
from corpus.model import PassageKind

DIRECTIVES = frozenset(
    """
    abolish accelerate accept adapt add admit adopt advance align allocate allow amend answer appeal apply appoint
    arrange ask assemble assess assign assist attract auction authorise automate avoid award ban bar boost bring
    broaden build buy cap carry check clarify clean close co-operate co-ordinate commemorate commission compare
    compile complete conduct confirm connect consider consolidate construct consult continue contribute convene
    convert cooperate coordinate count cover create cut decide dedicate deepen deliver demonstrate densify deploy
    design designate destroy develop devise devote digitise direct discuss diversify double draft draw dredge
    drive ease educate electrify eliminate embed empower enable encourage end enforce engage enhance enlarge
    enrich enrol ensure enter equip establish evaluate examine exchange exempt expand expedite explain explore
    extend facilitate feed fence fill finance fit fix follow forbid form formulate foster free freeze fund further
    gather give grant grow guarantee halve harmonise heighten help hold honour host identify implement improve
    include increase incubate inform inspect install institute insure integrate intensify introduce invest
    investigate invite issue join keep label launch lay lead lend let leverage licence license lift limit link
    list lower maintain make map mark market match measure meet merge minimise mobilise modernise modify monitor
    move negotiate notify nurture oblige obtain offer open operate optimise order organise organize oversee pair
    partner pass pay permit phase pilot place plan plant pool post prepare preserve press prevent print prioritise
    process procure produce prohibit promote propose protect prove provide publicise publish purchase pursue put
    raise ratify rebuild recognise recognize recommend reconvene record recruit recycle reduce refine reform
    refrain refund register regulate reinforce relax release relocate remind remove renew reopen repair repeal
    replace report require rescue research resettle resolve respect respond restock restore restrict resume retain
    retrain return reuse review revise revive reward roll rotate run safeguard save scan schedule screen secure
    seek sell send set settle share shorten show sign simplify sow speed sponsor stabilise staff stage standardise
    start steer step stop store streamline strengthen strive study submit subsidise summarise supervise supply
    support survey suspend sustain switch tackle take tap teach tell test tighten trace track train transfer
    transform translate treat trial trim triple turn twin undertake unify unlock update upgrade uphold urge use
    utilise vaccinate verify vet visit waive warn welcome widen withdraw work write
    """.split()
)
ADVERBS = frozenset({"further", "jointly", "together", "also", "continue", "continuously"})
# A duty, a promise or a permission: each commits the body that issues the release.
PROMISE = re.compile(
    r"\b(?:will|shall|must|may|can|(?:is|are) (?:to|committed to)|agree[sd]? to|undertakes? to|undertook to|intends? to"
    r"|pledge[sd]? to|commit(?:s|ted)? to|resolved? to)\b"
)
CHINESE_PROMISE = re.compile(
    "將(?!軍)|将(?!军)|(?<![许許])可(?!持)|須|须|應當|应当|不得"
    "|(?<![機協議社商工學委大本覽览])(?:會|会)(?![議议上後后談谈見见員员展計计場场])"
)
CHINESE_PAST = re.compile("昨日|昨天|日前|早前|已[經经於于在]|今日已")
# After a word like these, what looks like an order is the subject: "Support for the elderly has grown".
AFTER_A_NOUN = frozenset({"for", "of", "has", "have", "was", "were", "is", "are"})
TAKE_FOR = frozenset({"apply", "plan", "prepare", "press", "provide", "allow", "arrange", "ask", "study"})
# What opens a report or a condition, and no order.
OPENS_NO_ORDER = frozenset(
    """
    a about after all an and another any applicants as at before between both but by during each every few for from
    he her here his how however i if in into it its many mr mrs ms more most no not now of on one only or other our
    over prior professor she since so some such than that the their then there these they this those through thus to
    today two under until upon we what when where which while who with within you your
    """.split()
)
REPORTS = re.compile(r"\b(?:is|are|was|were|has|had|does|did|said|says)\b")
# An order of which the verb is not listed has no verb in the past among so many words.
OPENING = 6
# An order may come after what it depends on: "因應市場情況，增加航班".
CHINESE_DIRECTIVE = re.compile(
    "^(?:(?:因應|因应|按照|根據|根据|依法|針對|针对|結合|结合|圍繞|围绕|通過|通过|透過|为|為|在)[^，。；]{1,24}，)?"
    "(?:進一步|进一步|繼續|继续|積極|积极|共同|聯合|联合|全面|持續|持续|大力|逐步|切實|切实|充分|有序|聯手|联手|攜手|携手|深入|加緊|加紧|雙方|双方|兩地|两地|各方)*"
    "(?:(?:在|把|為|为|向|讓|让)[^，。；]{1,16}(?=提供|加設|加设|增設|增设|設立|设立|各设|各設|興建|兴建|开展|開展|举办|舉辦|試|试|推|延長|延长))?"
    "(?:將|将|(?:會|会)(?![上後后議议面見见])"
    "|加強|加强|加快|加大|加深|深化|推動|推动|推進|推进|推廣|推广|促進|促进|支持|支援|鼓勵|鼓励|探索|探討|探讨|擴大|扩大|拓展|拓闊|擴展|扩展|擴建|扩建|提升|提高|建立|建設|建设|設立|设立|設置|设置"
    "|落實|落实|完善|優化|优化|開展|开展|開通|开通|開放|开放|舉辦|举办|組織|组织|組建|组建|引入|引進|引进|引導|引导|協助|协助|便利|增加|增設|增设|增強|增强|增進|增进|強化|强化|鞏固|巩固|研究|制定|制訂|制订|修訂|修订"
    "|發展|发展|發揮|发挥|培育|培訓|培训|培養|培养|試行|试行|試點|试点|推出|推行|啟動|启动|實施|实施|實行|实行|實現|实现|簡化|简化|打造|構建|构建|統籌|统筹|互相|互認|互认|互訪|互访|定期|延長|延长|提供|安排|邀請|邀请"
    "|合辦|合办|主辦|主办|承辦|承办|共建|共享|確保|确保|保障|保護|保护|維護|维护|協調|协调|吸引|放寬|放宽|減少|减少|減免|减免|降低|下調|下调|調整|调整|取消|允許|允许|允准|准許|准许|豁免|資助|资助|補貼|补贴|獎勵|奖励"
    "|扶持|選派|选派|成立|縮短|缩短|訂立|订立|完成|統一|统一|停止|加設|加设|互派|選派|派遣|興建|兴建|新建|新增|改造|改善|改進|改进|健全|規範|规范|嚴格|严格|嚴肅|严肃|打擊|打击|防範|防范|整治|清理|監測|监测|檢討|检讨|評估|评估|對接|对接|銜接|衔接|整合|豐富|丰富|善用|用好|做好|加密"
    # An adverb of effort with no subject before it makes an order of any verb.
    "|(?<=共同|繼續|继续|一步|積極|积极|大力|逐步|切實|切实|聯合|联合|聯手|联手|攜手|携手)[\u3400-\u9fff])"
)
DOCUMENT = re.compile(
    r"\b(?:Memorand(?:um|a)|Letters? of Intent|Agreements?|Arrangements?|Framework|Protocol|Treaty|Convention"
    r"|Contract|Charter|Deeds?|Pact|Accord|Declaration|Statement of Intent|MOU|MoU)\b"
    "|備忘錄|备忘录|意向書|意向书|協議|协议|協定|协定|框架|宣言|合同|安排|條約|条约|約章|约章",
    re.IGNORECASE,
)
SIGNED = re.compile(r"\b(?:sign(?:ed|ing)|conclud(?:ed|ing)|exchang(?:ed|ing))\b|簽署|签署|簽訂|签订")
MEASURES = re.compile(r"\bmeasures?\b|措施|舉措|举措", re.IGNORECASE)
WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
TABLE_CELL = " | "


def commits(text: str) -> bool:
    """Whether a text commits somebody to something; one that only introduces a list does not."""
    bare = without_number(text)
    if bare.endswith((":", "：")) or CHINESE_PAST.search(bare):
        return False
    return bool(CHINESE_DIRECTIVE.match(bare) or CHINESE_PROMISE.search(bare) or PROMISE.search(bare)) or is_order(bare)


def is_order(text: str) -> bool:
    """Whether an English text opens with a verb in the imperative, adverbs before it left aside."""
    opening = [word.lower() for word in WORD.findall(text[:200])]
    for word, following in zip_longest(opening, opening[1:], fillvalue=""):
        if word.removeprefix("co-") in DIRECTIVES or word in DIRECTIVES:
            return following not in AFTER_A_NOUN or (following == "for" and word in TAKE_FOR)
        if not (word in ADVERBS or word.endswith("ly")):
            return False
    return False


def is_plain_order(text: str) -> bool:
    """Whether an English text is an order and nothing else."""
    return is_order(without_number(text))


def may_be_order(text: str) -> bool:
    """Whether an English text could be an order by a verb that is not listed: nothing in it reports."""
    bare = without_number(text)
    opening = [word.lower() for word in WORD.findall(bare)[:OPENING]]
    return bool(
        bare[:1].isupper()
        and opening
        and opening[0] not in OPENS_NO_ORDER
        and not opening[0].endswith(("s", "ing"))
        and not any(word.endswith("ed") for word in opening)
        and not REPORTS.search(bare)
        and not bare.endswith(":")
    )


def without_number(text: str) -> str:
    """A text without the number of a listed item."""
    enumerator = ENUMERATOR.match(text)
    return text[enumerator.end() :] if enumerator else text


def kind_of_paragraph(text: str) -> PassageKind:
    """A paragraph of a section is a measure if it commits somebody, else a statement."""
    return PassageKind.MEASURE if commits(text) else PassageKind.STATEMENT


def kind_of_item(text: str, introduction: str) -> PassageKind:
    """A listed item is an agreement if it names a document and its list tells of signing; a table's row reports."""
    if TABLE_CELL in text:
        return PassageKind.STATEMENT
    if DOCUMENT.search(text) and SIGNED.search(introduction):
        return PassageKind.AGREEMENT
    if commits(text) or MEASURES.search(introduction):
        return PassageKind.MEASURE
    return PassageKind.STATEMENT
