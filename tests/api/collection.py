"""A few small invented releases: two issuers, two languages, an edition, a correction, words alike in two."""

from tests.doubles import release_of

HARBOURS, ROADS = "Harbour Authority", "Roads Office"
FIRST = release_of(
    "Harbour works begin", "Ferries", "----", "The ferry to the outer islands runs every 20 minutes from May.",
    "Dredging", "----", "The dredging of the inner harbour costs 40 million dollars.",
    id="H1", issuer=HARBOURS, issued="2025-03-03T10:00:00+08:00", url="https://example.test/H1.htm", editions="H1C",
)  # fmt: skip
CHINESE = release_of(
    "海港工程展開", "渡輪", "----", "往外島的渡輪由五月起每20分鐘一班。", "疏浚", "----", "內港疏浚工程耗資4,000萬元。",
    id="H1C", issuer=HARBOURS, issued="2025-03-03T10:00:00+08:00", url="https://example.test/H1C.htm",
    language="zh-Hant", editions="H1",
)  # fmt: skip
CORRECTION = release_of(
    "Harbour works begin (Correction)", "Dredging", "----",
    "The dredging of the inner harbour costs 45 million dollars.",
    id="H2", issuer=HARBOURS, issued="2025-03-10T10:00:00+08:00", url="https://example.test/H2.htm",
)  # fmt: skip
ROAD = release_of(
    "Road works begin", "Ferries", "----", "The ferry to the outer islands runs every 20 minutes from May.",
    "Tunnels", "----", "The tunnel under the hill closes at night in June.",
    id="R1", issuer=ROADS, issued="2025-04-02T10:00:00+08:00", url="https://example.test/R1.htm",
)  # fmt: skip
COLLECTION = [FIRST, CHINESE, CORRECTION, ROAD]
DREDGING = "How much does the dredging of the inner harbour cost?"
FERRY = "How often does the ferry to the outer islands run?"
TUNNEL = "When does the tunnel under the hill close?"
