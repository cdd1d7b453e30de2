"""Many small invented releases: towns by the sea with plans of the same kind, some in two languages or corrected."""

from corpus.model import Outline
from tests.doubles import outline_of

FERRIES, HERRING = "Add eight night ferries to the timetable.", "Limit the catch of herring."
# Each begins with the day and month on which it was issued.
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
