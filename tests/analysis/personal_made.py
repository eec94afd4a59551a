"""Invented personal details and invented answers to plant them in; nobody here is real.

Telephone numbers are of the ranges kept for drama, NHS numbers of the range kept for tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

FRAMES = {
    "phone": (
        "Please ring me on {} about the bins.",
        "The bus never comes. My number is {}, thanks",
        "Tel: {}\nThe path by the river floods every winter.",
        "I left a message ({}) and nobody called back!",
        "contact me {} if you want photos of the potholes",
    ),
    "email": (
        "You can write to me at {} about the plans.",
        "No benches in the park. {}",
        "email {}, I have pictures of the flooding",
        "Please send the minutes to {}.",
        "The library hours are too short ({})",
    ),
    "postcode": (
        "I live at {} and the street lights are off all night.",
        "Our road ({}) has not been swept since May.",
        "my postcode is {}, we get no bus on Sundays",
        "Speeding is awful in {}.",
        "Parking near {} is impossible, please help",
    ),
    "address": (
        "I live at {} and cannot park outside.",
        "The bins at {} were missed three times.",
        "Outside {}, the pavement is broken.",
        "we are at {}. the lamp post does not work",
        "My mother is at {} and needs the lunch club",
    ),
    "nhs": (
        "My NHS number is {} and I still wait for a letter.",
        "I rang about my appointment, {}, twice.",
        "Reference {}: nobody told me that the clinic had moved.",
        "nhs no {} please sort out my transport",
        "They lost my notes ({}) again.",
    ),
    "insurance": (
        "My national insurance number is {} if you need it.",
        "I applied for help with council tax, {}, in May.",
        "NI number: {}",
        "they asked for {} three times at the desk",
        "The form for housing benefit ({}) was lost.",
    ),
    "said": (
        "My name is {} and I live near the school.",
        "Hello, my name's {}. The crossing is not safe.",
        "my name is {}, I use the lunch club",
        "The path is too dark. My full name is {}.",
    ),
    "titled": (
        "{} at the surgery was very kind to my son.",
        "I told {} about the lamp post in June.",
        "Please thank {}, who runs the lunch club.",
        "We asked {} for a crossing and heard nothing",
    ),
}
FIRST = ("Jane", "Owen", "Priya", "Mohammed", "Zofia", "Siobhan", "Femi", "Tom", "Aled", "Mary-Ann")
LAST = ("Smith", "O'Neill", "Patel", "Okonkwo", "Kowalska", "Jones", "Hartley-Brown", "Khan", "Pugh", "Lindqvist")
ROADS = (
    "High Street", "Station Road", "Church Ln", "Oak Tree Close", "Queen's Crescent", "St Mary's Road", "Mill Way",
    "The Avenue", "Victoria Terrace", "Park View",
)  # fmt: skip
CLEAN = (
    "We need 3 more benches and 2 bins on the High Street.",
    "The 42 bus stopped in 2019 and my mother, who is 84, has not been to town since.",
    "Open from 09.00 to 17.30 and on Saturdays from 10 to 4 please.",
    "A budget of \u00a31,250,000 for one roundabout is too much!",
    "I am worried about Main Street; cars do 40 mph in a 20 mph road.",
    "The doctor was lovely and the nurse explained all of it.",
    "I'm happy with the plan, but Option B costs 12 per cent more.",
    "Dr was late. The GP said that I must wait 12 weeks.",
    "My name is on the list since 01/02/2021 and nothing happens.",
    "Policy H12 4th paragraph of the Local Plan 2024-2036 is wrong.",
    "Miss the old library and its opening hours",
    "the A1 2nd lane was closed for 3 months, a 20 minute drive takes 2 hours",
    "I am British and proud of my town. It's a two way street.",
    "Call 111 or 999? Text 60 characters? Nobody knows what to do.",
    "Planning ref 2023/01234/FUL should be refused",
    "Turn left @ the lights, 100 metres, then 2 more crossings.",
    "Sir or madam, please fix the potholes.",
    "5 people on the street told me that 12 houses flooded in 2007 2012 2015 and 2020",
    "Councillors never answer. This is what I am Christian enough to forgive.",
    "Scores: 7 8 9 10 10 9 8 out of 10",
)
OPENINGS = ("", "Thank you. ", "To be honest, ", "As a parent of two: ", "No. ")


def _detail(kind: str, random: Random) -> str:  # noqa: PLR0911  one line a kind
    def figures(n: int) -> str:
        return "".join(random.choice("0123456789") for _ in range(n))

    first, last = random.choice(FIRST), random.choice(LAST)
    match kind:
        case "phone":
            end = figures(3)
            ways = (
                "07700 900#", "07700900#", "+44 7700 900#", "0113 496 0#", "(0117) 496 0#", "020 7946 0#",
                "0044 7700 900 #", "07700-900-#", "+44 (0)20 7946 0#", "01632 960#", "+353 20 910 1#",
            )  # fmt: skip
            return random.choice(ways).replace("#", end)
        case "email":
            name = random.choice((f"{first}.{last}", f"{first}{figures(2)}", f"{first[0]}_{last}", f"{first}+bins"))
            return random.choice((name, name.lower())) + random.choice(
                ("@example.com", "@mail.example.org.uk", " @ example.net")
            )
        case "postcode":
            code = random.choice(
                ("LS1 4AP", "SW1A 1AA", "B33 8TH", "CF10 3NP", "EH1 1YZ", "M1 1AE", "DN55 1PT", "W1A 0AX")
            )
            return random.choice((code, code.lower(), code.replace(" ", ""), code.replace(" ", "  ")))
        case "address":
            number = random.choice((figures(1), "12", "117", "4a", "12B", "Flat 3, 27", "2/1", "16-18", "9,"))
            return f"{number} {random.choice((*ROADS, 'high street', 'mill lane'))}".lstrip("0")
        case "nhs":
            while True:
                nine = "999" + figures(6)
                check = 11 - sum(int(one) * (10 - at) for at, one in enumerate(nine)) % 11
                if check != 10:
                    digits = nine + str(check % 11)
                    grouped = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
                    return random.choice((digits, grouped, grouped.replace(" ", "-")))
        case "insurance":
            letters, last_letter = random.choice(("AB", "PW", "JK", "SX")), random.choice("ABCD")
            number = f"{letters} {figures(2)} {figures(2)} {figures(2)} {last_letter}"
            return random.choice((number, number.replace(" ", ""), number.lower(), number.lower().replace(" ", "")))
        case "said":
            name = random.choice((f"{first} {last}", first, f"{first} {last}"))
            return random.choice((name, name.lower(), name.upper())) if "-" not in name else name
        case _:
            title = random.choice(("Mr", "Mrs", "Ms", "Miss", "Dr", "Dr.", "Cllr", "Councillor", "Prof", "Rev", "Mr."))
            return f"{title} {random.choice((last, f'{first} {last}', f'{first[0]}. {last}'))}"


def planted(each: int = 50) -> Iterator[tuple[str, str, str, int, int]]:
    """Kind of detail, kind as found, answer, and where the detail stands (without its title)."""
    random = Random(20261127)
    for kind, frames in FRAMES.items():
        for at in range(each):
            detail = _detail(kind, random)
            frame = random.choice(OPENINGS) + frames[at % len(frames)]
            start = frame.index("{}")
            skipped = detail.index(" ") + 1 if kind == "titled" else 0
            found_as = "name" if kind in ("said", "titled") else kind
            yield kind, found_as, frame.replace("{}", detail), start + skipped, start + len(detail.rstrip(","))


def clean() -> list[str]:
    """A hundred answers with figures, capitals and titles but without a person in them."""
    return [opening + words for words in CLEAN for opening in OPENINGS]
