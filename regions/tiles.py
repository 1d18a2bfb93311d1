"""Where each region stands in a grid of tiles, roughly as on the map, with north up."""

from dataclasses import dataclass

COLUMNS, ROWS = 4, 8


@dataclass(frozen=True)
class Place:
    """A tile's column and row, from the upper left, and a name short enough for it."""

    column: int
    row: int
    name: str


PLACES = {
    "25": Place(2, 0, "Norrbotten"),
    "23": Place(1, 1, "Jämtland H."),
    "24": Place(2, 1, "Västerbotten"),
    "22": Place(2, 2, "Västernorrl."),
    "20": Place(1, 3, "Dalarna"),
    "21": Place(2, 3, "Gävleborg"),
    "17": Place(0, 4, "Värmland"),
    "18": Place(1, 4, "Örebro län"),
    "19": Place(2, 4, "Västmanland"),
    "03": Place(3, 4, "Uppsala"),
    "14": Place(0, 5, "V. Götaland"),
    "05": Place(1, 5, "Östergötland"),
    "04": Place(2, 5, "Sörmland"),
    "01": Place(3, 5, "Stockholm"),
    "13": Place(0, 6, "Halland"),
    "06": Place(1, 6, "Jönköping"),
    "08": Place(2, 6, "Kalmar län"),
    "09": Place(3, 6, "Gotland"),
    "12": Place(0, 7, "Skåne"),
    "07": Place(1, 7, "Kronoberg"),
    "10": Place(2, 7, "Blekinge"),
}
