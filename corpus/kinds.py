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
    accelerate add adopt advance align allocate allow appeal apply appoint arrange ask assess assign assist attract
    avoid ban boost bring broaden build cap carry check clarify clean close co-operate co-ordinate commemorate
    commission compile complete conduct confirm connect consider consolidate construct continue contribute convene
    convert cooperate coordinate count cover create cut dedicate deepen deliver demonstrate deploy design designate
    develop devise digitise direct discuss double draft draw drive educate eliminate embed empower encourage end
    enforce engage enhance enlarge enrich ensure equip establish evaluate examine exchange expand expedite explain
    explore extend facilitate feed fence fill finance fit follow form formulate foster free fund further gather give
    grant grow guarantee halve harmonise help hold honour host identify implement improve include increase incubate
    inform inspect install institute integrate intensify introduce invest investigate invite issue join keep launch
    lay lead lend let leverage licence license lift limit link list lower maintain make map mark market match
    measure meet merge minimise mobilise modernise monitor move negotiate notify nurture obtain offer open operate
    optimise order organise organize oversee pair partner pass pay permit phase pilot place plan plant pool post
    prepare press prevent print prioritise process procure prohibit promote propose protect provide publicise
    publish pursue put raise ratify rebuild recognise recognize recommend reconvene record recruit recycle reduce
    refine reform refrain register regulate reinforce relax release relocate remind remove renew repair repeal
    replace report require rescue research resettle resolve restore resume retain return reuse review revise reward
    roll run safeguard save schedule screen secure seek send set settle share shorten show sign simplify sow speed
    sponsor staff stage standardise start step stop store streamline strengthen strive study submit subsidise
    summarise supervise supply support survey sustain switch tackle take tap teach tell test tighten trace track
    train transfer transform translate treat trial triple turn undertake unify unlock update upgrade use utilise
    vaccinate verify visit waive warn widen withdraw work write
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
CHINESE_DIRECTIVE = re.compile(
    "^(?:進一步|进一步|繼續|继续|積極|积极|共同|聯合|联合|全面|持續|持续|大力|逐步|切實|切实|充分|有序|聯手|联手|雙方|双方|兩地|两地|各方)*"
    "(?:將|将|會|会|加強|加强|加快|加大|深化|推動|推动|推進|推进|促進|促进|支持|支援|鼓勵|鼓励|探索|探討|探讨|擴大|扩大|拓展|拓闊|提升|提高|建立|建設|建设|設立|设立"
    "|落實|落实|完善|優化|优化|開展|开展|舉辦|举办|組織|组织|引入|引進|引进|協助|协助|便利|增加|增設|增设|強化|强化|研究|制定|制訂|制订|發展|发展|培育|培訓|培训|培養|培养|試行|试行"
    "|推出|推行|實施|实施|實行|实行|簡化|简化|打造|構建|构建|統籌|统筹|互相|互認|互认|定期|延長|延长|提供|合辦|合办|共建|共享|確保|确保|協調|协调|吸引|放寬|放宽|減少|减少|降低)"
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
    enumerator = ENUMERATOR.match(text)
    bare = text[enumerator.end() :] if enumerator else text
    if bare.endswith((":", "：")) or CHINESE_PAST.search(bare):
        return False
    return bool(CHINESE_DIRECTIVE.match(bare) or CHINESE_PROMISE.search(bare) or PROMISE.search(bare)) or is_order(bare)


def is_order(text: str) -> bool:
    """Whether an English text opens with a verb in the imperative, adverbs before it left aside."""
    opening = [word.lower() for word in WORD.findall(text[:200])]
    for word, following in zip_longest(opening, opening[1:], fillvalue=""):
        if word in DIRECTIVES:
            return following not in AFTER_A_NOUN or (following == "for" and word in TAKE_FOR)
        if not (word in ADVERBS or word.endswith("ly")):
            return False
    return False


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
