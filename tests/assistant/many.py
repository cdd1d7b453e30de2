"""Many small invented releases: towns by the sea with plans of the same kind, and an assistant over them."""

from assistant.answer import Answer
from assistant.answering import Assistant
from corpus.model import Outline
from tests.assistant.doubles import GivenReader, Shelf
from tests.doubles import outline_of

FERRIES, HERRING = "Add eight night ferries to the timetable.", "Limit the catch of herring."
# When each was issued, and by which town.
DAYS = {"P01": "2025-01-10", "P02": "2025-02-10", "P03": "2025-03-10", "P04": "2025-04-10", "P05": "2025-05-10"}
TOWNS = {"P01": "Arvik", "P02": "Brenholm", "P03": "Corsund", "P04": "Dalvik", "P05": "Elmsund"}


def town(release_id: str, *lines: str, title: str = "", **metadata: str) -> Outline:
    """The release of a town, with sections as given; its title names the town."""
    about = {
        "id": release_id,
        "url": f"https://example.test/{release_id}.htm",
        "issued": f"{DAYS.get(release_id, '2025-06-10')}T12:00:00+08:00",
        "issuer": f"{TOWNS.get(release_id, 'Coastal')} Council",
    }
    return outline_of(title or f"{TOWNS.get(release_id, 'Coast')} adopts its plan", *lines, **{**about, **metadata})


ARVIK = town("P01", "Ferries", "---", FERRIES, "Train deck officers.")
BRENHOLM = town("P02", "Fishing", "---", HERRING, "Feed the seals of Brenholm.")
CORSUND = town("P03", "Tourism", "---", "Open a lighthouse museum.", "Print maps of the coast.")
DALVIK = town("P04", "Schools", "---", "Build two schools.", "Train teachers of music.")
ELMSUND = town("P05", "Roads", "---", "Improve the coastal road.", "Add oaks along the road.")
FIVE = (ARVIK, BRENHOLM, CORSUND, DALVIK, ELMSUND)

SURE = {"herring": 0.95, "ferries": 0.95, "鯡魚": 0.95, "鲱鱼": 0.95}
NEAR = {"herring": 0.9, "night ferries": 0.8, "鯡魚": 0.9}


def assistant(
    *outlines: Outline, similarities: dict[str, float] | None = None, sure: dict[str, float] | None = None
) -> Assistant:
    """An assistant over some releases that is sure of herring and ferries."""
    shelf = Shelf(*outlines, similarities=NEAR if similarities is None else similarities)
    return Assistant(shelf, GivenReader(SURE if sure is None else sure))


def quoted(answer: Answer) -> list[tuple[str, str]]:
    """The release and the words of each quote."""
    return [(citation.release.id, citation.quote.exact) for citation in answer.citations]
