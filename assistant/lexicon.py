"""The closed classes of words that questions are made of, in English and Chinese.

These are words of the languages, never of any release: question words, function words, greetings, and the nouns
for a release's own structure (measure, area, document).
"""

import re
from functools import lru_cache

from corpus.words import simplified, words

ENGLISH_FUNCTION_WORDS = """
a about above according actually after again against all also am among an and another any anyone anything are around
as at away back be became because been before being below between both but by can cannot could did do does doing done
down during each either else even ever every everything few for from further get gets getting give given go goes going
got had happen happens has have having he hello her here him his how however i if in into is it its itself just kind let
like made make makes many may me might mine more most much must my near need never no nor not now of off on once one
only onto or other others our out over own per perhaps please put quite rather really said same say says shall she
should since so some somebody someone something soon still such sure take taken tell than that the their them then there
these they thing things this those though through to too toward towards under until up upon us use used very via want
wants was way we well were what whatever when where whether which while who whole whom whose why will with within
without would yes yet you your whats wheres hows whos im ive id dont doesnt isnt arent cant wont
"""
# Words by which a question speaks of the release itself, or asks to be answered: they are in no need of evidence.
ENGLISH_FRAME_WORDS = """
announcement anywhere article communique cover covered covers describe detail details explain find info information
know list mention mentioned mentions name named planned press question read release says show stated statement summary
text word words
"""
FUNCTION_WORDS = frozenset(words(ENGLISH_FUNCTION_WORDS))
FRAME_WORDS = frozenset(words(ENGLISH_FRAME_WORDS))
EMPTY_WORDS = FUNCTION_WORDS | FRAME_WORDS

CHINESE_FUNCTION = re.compile(
    "请问|想知道|可唔可以|有没有|有冇|是不是|系咪|是否|会不会|会唔会|能不能|可不可以|怎么样|怎样|怎么|点样|点解|为什么|为何|如何|什么时候|几时|何时|哪一天|哪天|边日"
    "|什么|甚么|乜嘢|乜|咩|在哪里|哪里|哪儿|边度|哪些|哪个|哪位|哪几个|边个|边啲|哪|谁|几多|多少|多久|多长|几个|几项|几份|多大|新闻稿|公报|稿件|本次|今次|这次|这个|这些|那些|那个"
    "|关于|有关|对于|以及|还是|或者|可以|能够|应该|应当|需要|需不需要|已经|将会|提到|提及|说明|列出|一共|总共|全部|所有|每个|各个"
    "|吗|呢|吧|啊|呀|佢|嘅|咗|喺|系|同|畀|嚟|冇|唔|啲|嗰|呢|的|了|着|过|是|在|和|与|及|或|也|都|就|被|把|让|对|从|到|由|向|为|以|其|之|会|将|要|能|有|请|我|你|他|她|它|们|这|那|个"
)

QUANTITY = re.compile(
    r"\bhow (?:many|much|long|old|soon|fast|big|large|high|far|often|tall|wide|deep|late|early)\b|\bwhat (?:is |was |are |were )?(?:the )?(?:percentage|proportion|share|number|budget|amount|sum|price|cost|costs|fee|fare)\b"
    r"|\bnumber of\b|几多|多少|多久|多长|多大|多高|几(?:个|项|份|次|名|位|间|所|家|条|年|月|天|日|小时|岁|成)"
)
TIME = re.compile(
    r"(?:^|[,;?.] )(?:(?:and|so|but|by|until|till|since|from|ok|around)\W+)*when\b(?!ever)|\bwhen (?:is|are|was|were|will|do|does|did|can|could|has|have|had|must|should|would|'s)\b"
    r"|\b(?:what|which|from what|by what) (?:day|date|time|year|month|hour|hours)\b|(?<!\bon )\bdeadline\b|\bsince when\b"
    r"|几时|何时|什么时候|甚么时候|哪一天|哪天|边日|哪年|哪一年|几月|几号|几点"
)
# "Those who export" and the like ask for nobody.
PERSON = re.compile(
    r"(?<!s )(?<!people )(?<!those )(?<!anyone )(?<!someone )(?<!everyone )(?<!person )(?<!children )\bwho(?:'s|s|m|se)?\b|谁|边个|哪位|哪几位|什么人|边位"
)
PLACE = re.compile(
    r"\bwhere\b|\b(?:what|which) (?:place|city|town|country|venue|building)\b|在?哪里|哪儿|边度|在哪|何处|哪个城市|什么地方"
)
# What kind of figure a question about a quantity wants, and what such a figure looks like in a statement.
MONEY = re.compile(
    r"\bhow much\b.*\b(?:cost|costs|money|pay|pays|paid|price|fee|fees|charge|charged|budget|spend|spent|worth|fund|funding|grant|subsidy|allowance"
    r"|deposit|fine|fined|earn|salary|rent|invest|invested|set aside|contribute|tax)\b|\bwhat (?:does|will|would|did) .{0,40}\bcosts?\b|\b(?:price|budget|cost)\b"
    r"|多少钱|几钱|费用|预算|金额|收费|票价"
)
AMOUNT = re.compile(
    r"[$€£¥]\s?\d|\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion) ?(?:thousand|million|billion|bn|m)?\s?"
    r"(?:dollars?|euros?|pounds?|yuan|yen|won|crowns?|francs?|pesos?|rupees?|HK\$|cents?|pence|krone[rn]?|kronor)\b"
    r"|\d ?(?:per cent|percent|%)|\b(?:free of charge|free|no charge|without charge)\b|[\d一二三四五六七八九十百千万亿两]元|免费|半价"
)
# A length, of time or of a thing, and an age.
DURATION = re.compile(r"\bhow (?:long|soon|often|old|late|early)\b|多久|多长|几(?:年|月|天|日|小时|岁)")
TERM_OF_TIME = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|weekly|months?|monthly|quarter(?:ly|s)?|years?|yearly|annual(?:ly)?|daily|(?:kilo)?metres?|km|miles?|aged?|once|twice|until|spring|summer|autumn|winter)\b"
    r"|年|月|日|天|小时|分钟|星期|周|岁"
)
HOW_MANY = re.compile(r"\bhow many\b|(?:幾多|几多|多少|幾|几)(?:個|个|位|名|人|間|间|所|家|項|项|份)", re.IGNORECASE)
# What asks is no part of what is asked about: "what day", "the number of".
ASKING = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in (QUANTITY, TIME, PERSON, PLACE)), re.IGNORECASE)
STRUCTURE = (
    "(?:measures|steps|initiatives|commitments|actions|areas|fields|sectors|documents|agreements|memoranda|mous)"
)
LIST = re.compile(
    r"^(?:please |can you |could you |pls )*(?:list|name|enumerate|give me|show me|tell me) (?:me )?(?:all|every|everything|each|the)\b"
    r"|\bwhat (?:are|were) (?:all |the |all the |all of the )|\beverything\b|\ball (?:the |of the )|^which\b"
    rf"|\b(?:all|what|which) (?:[\w-]+ ){{0,3}}{STRUCTURE}\b|^(?:and |the |any )*(?:[\w-]+ ){{0,2}}measures (?:on|for|about|in|under|concerning)\b"
    r"|\b(?:what|anything) (?:did|do|does|have|has|was|is|were|are|had) (?:they |the two .{0,20}|both .{0,10}|been )?(?:agree|agreed|settle|settled|decide|decided|arrange|arranged|sign|signed|planned)\b"
    r"|哪些|哪几|边啲|全部|所有|列出|列举|有什么|有甚么|有咩|有乜|(?:什么|甚么|咩|乜嘢?)(?:文件|协议|备忘录|措施|范畴|领域)"
)
# Where a part of a sentence ends; and how one begins that asks.
PART = re.compile(r"[:;：；]\s*|\s[\u2013\u2014-]\s")
ASKS = re.compile(
    r"(?:(?:and|so|but|please|pls|ok(?:ay)?),? )*(?:(?:in|on|at|by|for|from|to|under|with|of|until|since) )?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|am|do|does|did|can|could|will|would"
    r"|may|might|must|shall|should|has|have|had|list|name|give|show|tell|enumerate|count)(?:'s|n't)?\b",
    re.IGNORECASE,
)
# A list is asked for in so many words, whatever else the question says.
ORDERED = re.compile(
    r"^(?:please |can you |could you |pls )*(?:list|enumerate|(?:give|show|tell) me (?:all|every|everything))\b|^everything\b"
    r"|\beverything (?:on|about|that|agreed|said|planned|to do)\b|\b(?:whole|full|complete|entire) (?:set|list|lot|range) of\b"
    r"|\b(?:every|each) (?:single )?(?:item|measure|point|step|initiative|commitment)\b(?!.*\?)|列出|列举"
)
# Questions that name a topic and ask nothing particular of it.
TOPIC = re.compile(
    r"^(?:and |so |ok(?:ay)?,? |then )*(?:(?:what|how) about|tell me (?:more )?(?:about|on)|anything (?:on|about)"
    r"|what (?:does|do|did) (?:it|they|this|the (?:press )?release|the announcement|the statement) say (?:on|about)"
    r"|what(?:'s| is| was) (?:said|agreed|planned|there) (?:on|about|for|in))\b|呢[？?]?$|^(?:关于|有关)"
)
EVERYTHING = re.compile(
    r"\beverything\b|\b(?:every|each) (?:single )?item\b|\ball of (?:it|them)\b|\ball (?:about|that)\b|\b(?:what|anything) .{0,30}\b(?:agree|settle|decide|arrange)(?:d|s)?\b|全部|所有|有什么|有甚么|有咩|有乜|一切|列出|列举|[商议]定了?(?:哪|什么|甚么)|哪些(?:安排|工作)"
)

# The nouns by which questions name a release's structure, as stems and bigrams.
MEASURE_NOUNS = frozenset(words("measure measures step steps initiative commitments actions points items")) | {
    "措施",
    "举措",
}
AREA_NOUNS = frozenset(words("area areas field fields sector sectors heading headings section sections topics")) | {
    "范畴", "领域", "方面", "范围",
}  # fmt: skip
DOCUMENT_NOUNS = frozenset(
    words(
        "document documents agreement agreements memorandum memoranda memorandums mou mous letters intent paper papers pact deed"
    )
) | {"文件", "协议", "备忘", "忘录", "协定", "意向", "向书"}
STRUCTURE_NOUNS = AREA_NOUNS | MEASURE_NOUNS | DOCUMENT_NOUNS
SIGNING = frozenset(words("sign signed signing signature conclude concluded exchanged inked")) | {
    "签署",
    "签订",
    "签了",
    "签咗",
    "签定",
}
CO_OPERATION = frozenset(words("co-operation cooperation cooperate co-operate collaboration agree agreed consensus place places two sides both parties party")) | {
    "合作", "两地", "双方", "共识", "达成", "商定", "议定",
}  # fmt: skip
PUBLICATION = frozenset(words("publish published publication issue issued release released announce announced dated date")) | {
    "发布", "发出", "公布", "发表", "刊登", "出街",
}  # fmt: skip
EVENT = frozenset(words("meeting conference session event ceremony visit held hold took take place happen happened occur convened signed sign")) | {
    "会议", "举行", "召开", "大会", "仪式", "发生",
}  # fmt: skip
# What a Chinese question for whole sections says besides its topic.
CHINESE_FOR_SECTIONS = re.compile(
    "请问|有?(?:哪些|什么|甚么|咩|乜嘢?|几多|多少|几)(?:项|个|条|份)?|措施|举措|范畴|领域|方面|合作|全部|所有|一切|列出|列举|一共|总共|合共|关于|有关|[的嘅呢吗呀]"
)
# Words by which a question for a list or a number speaks of the whole.
FILLERS = frozenset(words(
    "total altogether overall whole entire together sum contain include comprise set adopt decide propose introduce take"
    " launch make deal concern relate regard pertain involve plan programme package government ministry talk result outcome"
)) | {"总共", "合共", "合计", "当中", "内容", "安排", "工作", "列出", "列举"}  # fmt: skip
PEOPLE = frozenset(words("people person persons")) | {"人"}
# Lists and counts are given, not compared.
COMPARED = re.compile(r"\b(?:most|least|fewest|largest|biggest|more than|fewer than|less than)\b|最多|最少|多过")
OUTLINE = re.compile(
    r"\b(?:outline|overview|summar(?:y|i[sz]e)|gist|in brief|in short|(?:main|key) points|tl;?dr)\b"
    r"|\bwhat(?:'s| is| was) (?:(?:this|that|the|it|all) ?)*(?:release|announcement|statement|press release|document|text|page|news)? ?(?:all )?about\W*$"
    r"|概要|摘要|总结|概括|大纲|主要内容|(?:讲|说|講)(?:的是|咗|了)?(?:什么|咩|乜)[？?]?$"
)
OUTLINE_WORDS = frozenset(words("outline overview summary summarise summarize gist brief short main key points page news")) | {
    "概要", "摘要", "总结", "概括", "大纲", "主要", "内容", "要内", "通稿", "篇稿", "讲", "说",
}  # fmt: skip
TITLE = re.compile(r"\b(?:title|headline)\b|标题|题目")
GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|thanks?|thank you|thx|cheers|ok(?:ay)?|great|good|nice|bye|goodbye|good (?:morning|afternoon|evening|night)"
    r"|how are you|you're welcome|cool|perfect|awesome|lol|so much|very much|a lot|there|again|all|test|testing)[\s,.!?]*)+$"
    r"|^(?:(?:你好|您好|早晨|早安|午安|晚安|嗨|哈喽|谢谢|多谢|唔该|感谢|再见|拜拜|好的|收到|明白)(?:你|您|晒|了|啊|呀|啦|哦)*[\s，。！？,.!?]*)+$",
    re.IGNORECASE,
)
# Words that stand for something said before: a question with one of them leans on an earlier turn.
ANAPHOR = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|that|those|these|he|him|his|she|her|(?<!is )(?<!are )(?<!was )(?<!were )there|the former|the latter|which of)\b"
    r"|它|他们|她们|他|她|这个|那个|这些|那些|佢|嗰|呢啲|那么|那(?=要|有|什|怎|多|几|谁|会)"
)
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split()
    )
}
NUMBER_WORDS |= {character: number for number, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
NUMBER = re.compile(
    rf"\d[\d,]*(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)}|thirty|forty|fifty|hundred|thousand|million|billion|half|third|dozen|once|twice)\b"
    r"|[零〇一二两三四五六七八九十百千万亿]+(?=[^\s]?)",
    re.IGNORECASE,
)
DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?!-)\.? ?\d{0,4}|\b(?:19|20)\d{2}\b|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tomorrow|tonight|this (?:year|month|week|autumn|spring|summer|winter)"
    r"|next (?:year|month|week)|last (?:year|month|week)|(?:every|each) (?:year|month|week|day|autumn|spring|summer|winter)|annually|monthly|weekly"
    r"|whenever|as soon as|within \w+ (?:days?|weeks?|months?|years?|hours?))\b"
    r"|[\d零〇一二三四五六七八九十]+ ?(?:年|月|日|号|时|点)|星期|今日|今天|昨日|昨天|明日|明天|今年|去年|明年|本月|下月|每年|每月"
)
# Questions for the identity of whoever holds an office or does a thing, not for who may or should.
IDENTITY = re.compile(
    r"\bwho(?:'s|se| is| was| are| were| will be)\b|\bwho (?:\w+ )?(?:leads?|led|heads?|headed|chairs?|chaired|signed|signs|runs?|represents?|represented|attended|said|spoke|announced"
    r"|opened|hosted|holds|held|won|wrote|directs?|manages?)\b|\bwho will (?:lead|head|chair|sign|run|write|open|host|manage|direct|represent)\b|(?:是谁|系边个|叫什么|边个系|谁是|哪位)"
)
# Several people or things are asked for.
SEVERAL = re.compile(
    r"\bwho (?:all |else )?(?:were|are|attended|represented|took part|came|went|joined|accompanied)\b|\bwho was (?:there|present)\b"
    r"|\b(?:officials|members|participants|delegates|delegation|attendees|representatives|guests|all|everyone|everybody|names|list)\b"
    r"|\bwhich \w+s\b|哪些|哪几|有谁|边啲|出席|与会|代表团|名单"
)
# A kind of thing is named, and one or more of that kind are asked for: "which museums".
WHICH = re.compile(
    r"\bwhich\b|\bwhat (?:company|firm|firms|companies|organisation|body|school|schools|hospital|hospitals|university|airline|airlines|bank|banks)\b|哪[些几家间个所]"
)
HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Colonel|Captain|General|Madam|Judge|Justice|Rev)\b\.?\s[A-Z]"
    r"|局长|司长|部长|厅长|省长|市长|主席|主任|处长|署长|院长|校长|总裁|行长|先生|女士|教授|博士|书记|秘书长|专员|代表"
)


# A title before a name is no name: the asker may not know the right one.
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
    " october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays christmas easter".split()
)
LANGUAGES = frozenset("english chinese cantonese mandarin putonghua french german spanish portuguese arabic".split())
FAMILY = frozenset("mum mom dad mother father gran granny grandma grandpa nan aunt uncle".split())
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "madam"})


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A text as the patterns here expect it: Chinese in Simplified script, straight quotes.

    Kept for a while: the same statements are looked at for one question after another.
    """
    return simplified(text.replace("’", "'"))
