"""Words by which a name is told from others: titles and offices, and first names that are ordinary words too."""

from __future__ import annotations

from analysis.personal_words import FIRST_NAMES, SURNAMES, read_set

TITLES = read_set(
    """
    cllr councillor dame doctor dr miss mr mrs ms mx nurse prof professor rev reverend sir
    """
)
# Offices, and whether any name with a capital after them is one: "Father" and "Judge" begin other phrases too.
OFFICES = {
    **dict.fromkeys(["pc", "sgt", "sergeant", "pastor", "imam", "rabbi", "inspector", "capt", "pcso", "wpc", "dci",
                      "officer", "madam"], True),
    **dict.fromkeys(
        ["father", "fr", "sister", "brother", "mother", "lord", "lady", "judge", "constable", "canon", "captain",
         "colonel", "major", "bishop", "vicar", "warden"],
        False,
    ),
}  # fmt: skip
# What stands after an office and is nobody's name.
OFFICE_WORDS = read_set(
    """
    act allowance allowances auckland bay budget budgets cathedral chapel christmas decision decisions duty election
    elections expense expenses godiva lieutenant mayor meeting meetings nature oak of pay plod question questions
    responsible role salaries salary support surgeries surgery time training vote votes websites world
    """
)
# Known to everybody, and no neighbour.
FAMOUS = {
    "mr whippy", "mr kipling", "mr muscle", "mr motivator", "mr blobby", "mr men", "mr bean", "miss selfridge",
    "dr martens", "miss marple", "pc world", "pc plod", "captain cook", "father christmas", "father ted",
    "sister act", "lord nelson", "lady godiva", "miss world", "mr clean", "mr chips", "dr who", "dr foster",
    "ms word", "ms office", "ms teams", "nurse call",
}  # fmt: skip
# A road, a school or a pub may be named after a person.
NAMED_AFTER = read_set(
    """
    academy arms avenue bay bridge building centre church close college court crescent drive estate gardens gate grove
    hall hill hospital hotel house inn lane library memorial museum park place primary pub road school square station
    statue street terrace theatre trust university walk ward way wing
    """
)
# Of them, those that are oftener a surname after "Dr" and a first name that no list knows.
SURNAMES_OF_PLACES = read_set("bridge church close court grove hall hill house lane park place ward wood")
# Surnames of persons, directly after a first name, which otherwise are no part of a name.
SURNAMES_TOO = read_set("close english lane little long may street ward way")
SURNAMES_SHOUTED = read_set("english lane street ward")  # "DR JANE CLOSE" may go on "TO TEARS"
# First names that are ordinary words or other things as well.
ORDINARY_NAMES = read_set(
    """
    abbey albert alexa alma amber angel angus april arch art ash autumn basil bay bernard berry bill blessing bob
    brook carol charity chase christian clement cliff constance coral craig crystal daisy dale dawn dean dom don dot
    drew earl ebony eden eli eve faith fern flora florence frank gay gene georgia gill ginger glen grace grant grey
    guy harmony hazel heath heather heaven holly honor hope ian iris israel ivory ivy jack jade jan jasmine jean jet
    jo jordan joy june ken kit lance lane lee lily mac major marina mark max may mercy mike miles milo mina myrtle nan
    nana nick olive opal paris pat pearl penny pip poppy precious rain ray reed reef reg rex rich river rob robin
    rocky rod rose rosemary rowan ruby sage said sam sandy scott sid sky stella sterling storm sue summer sunny tate
    ted tilly tim tina toby tom tony troy van vera vic victor victoria viola violet wade will winter wolf woody
    """
)
# Kept out of what names a theme wherever they stand, whether written with a capital or without.
CERTAIN_NAMES = FIRST_NAMES - ORDINARY_NAMES - SURNAMES
# With a capital these are oftener a place, a pub or a station than a person.
PLACES_TOO = read_set(
    """
    albert alexandra april barnes bell bolton bridge brooks brown burton chester church cross elizabeth english field
    fields florence georgia gray green grey hall hart hill hyde islam jordan june kent king knight lancaster lane
    leigh lincoln long marsh may middleton mill mills newton north page park power preston price rose stafford stone
    sutton victoria ward wells west weston white winter wood woods york young
    """
)
FIRST_OR_LAST = (FIRST_NAMES | SURNAMES) - PLACES_TOO
