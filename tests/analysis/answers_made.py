"""Open answers made for the tests: four matters people raise about a village, several wordings each, all invented."""

from __future__ import annotations

MATTERS: dict[str, list[str]] = {
    "buses": [
        "There is no bus on Sunday so I cannot get to chapel",
        "The last bus leaves at five and I finish work at six",
        "More buses in the evening would let me visit my sister",
        "The bus to the hospital was cut and taxis cost too much",
        "Bus fares went up again and the bus is still late",
        "An evening bus home from town would help young people",
        "We need a Sunday bus, even a small one",
        "The bus never waits for the train",
        "My bus was cancelled three times this week",
        "Bring back the number nine bus",
    ],
    "meals": [
        "The hot lunch is the only cooked meal I have all week",
        "Lunch club meals are good and the pudding is better",
        "I would be lost without the hot meals at the lunch club",
        "Meals come cold by the time they reach our end",
        "More choice of meals for people who eat no meat",
        "Lunch on Fridays keeps me eating properly",
        "The cook makes a proper lunch with fresh vegetables",
        "A hot meal at lunch saves me cooking for one",
        "Please keep the lunch club going, the meals are lovely",
        "The meals are too salty for my blood pressure",
    ],
    "parking": [
        "Nowhere to park near the surgery on market day",
        "Parking outside the school is dangerous at home time",
        "Cars parked on the pavement block my wheelchair",
        "Charge less for parking and the shops will fill again",
        "The car park floods whenever it rains",
        "People park across our drive every morning",
        "More disabled parking spaces by the library",
        "Parking tickets are unfair when the machine is broken",
        "Double parked cars stop the fire engine getting through",
        "Residents need parking permits in Mill Street",
    ],
    "loneliness": [
        "I see nobody from one weekend to the next and feel lonely",
        "A friendly visitor once a week would stop me feeling lonely",
        "Since my husband died the evenings are very lonely",
        "Somebody to talk to matters more than anything",
        "Loneliness is the worst part of getting old here",
        "A telephone friend to talk to in the evenings",
        "Being lonely made my mother ill",
        "Company and a talk over a cup of tea",
        "Lonely people need a visitor, not a leaflet",
        "I talk to the radio because there is nobody else",
    ],
}
NOTHING = [
    "Nothing",
    "n/a",
    "None.",
    "nothing to add",
    "I can't think of anything",
    "",
    "-",
    "No comment",
    "\U0001f44d",
]


def make_answers() -> tuple[list[str], list[str]]:
    """The answers and the matter of each, in a fixed order."""
    pairs = [(text, matter) for matter, texts in MATTERS.items() for text in texts]
    return [text for text, _ in pairs], [matter for _, matter in pairs]
