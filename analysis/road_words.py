"""Words by which an address line is told from a count or a year: kinds of roads, and what is no name of one."""

from __future__ import annotations

from analysis.personal_words import read_set

# Hardly anything else follows a figure and a name: of them "5 mill lane" is enough.
STREETS = read_set("street st road rd avenue ave lane ln drive dr crescent cres terrace boulevard gdns")
# A figure before them may count them.
PLURAL_ROADS = read_set(
    """
    almshouses buildings cottages fields gardens mansions meadows oaks orchards paddocks steps villas woods
    """
)
ROADS = STREETS | read_set(
    """
    cl close court croft ct gardens gr green grove hill mews mount parade park pl place quay rise row sq square view
    walk way wharf
    """
)
# Small letters may make verbs of them: "at 5 shops close".
ROADS_ALSO_VERBS = read_set("close walk park view rise row place mount parade court")
# Ends of roads' names that other names share: capitals alone do not tell.
RARER_ROADS = read_set(
    """
    acre alley almshouses approach arcade bank bottom brae bridge broadway brow causeway chase circle circus cliff
    common coppice copse corner cottages cross cut dale dell dene down downs drove edge embankment end entry esplanade
    fairway field fields fold front furlong garth gate gates ghyll ginnel glade glebe glen haven hey hollow hough
    hurst knoll lea leaze lees ley leys link links loan lock loke lonning mead meadow meadows moor nook orchard
    orchards paddock paddocks pass passage pasture path port promenade range reach ridge ridgeway side spinney staithe
    steps strand thwaite toft top vale vennel villas warren waters wharfage wood woods wynd yard
    """
)
BUILDINGS = read_set(
    """
    block building buildings grange hall heights house lodge manor mansions point tower towers
    """
)
# One-word names.
ONE_WORD_ROADS = read_set(
    """
    albany arcadia barbican birches broadway cheapside cloisters conifers cornmarket eastcheap eastway elms esplanade
    foundry greenway haymarket hillcrest holborn hollies kingsway laurels limes maltings minories oaklands oaklea oaks
    parade piccadilly poultry promenade queensway ridgeway shambles strand uplands westway whitehall woodlands
    """
)
ONE_WORD_ENDS = (
    "way", "side", "gate", "croft", "lands", "fields", "field", "mead", "dene", "hurst", "crest", "mount", "view",
    "bank", "lea", "leigh", "garth", "fold", "holme", "combe", "woods", "cliffe", "haven",
)  # fmt: skip
BEGIN_ROADS = read_set(
    """
    bryn cae clos cwrt ffordd gerddi heol l\u00f4n llys lon maes pant parc pen rhes rhodfa st stryd tan troed
    """
)
LINKS = read_set("of the and y yr on upon in le la de du o'")
DATES = read_set(
    """
    april august december february friday january july june march may monday november october saturday september
    sunday thursday tuesday wednesday
    """
)

# Before a number that is no house's.
BEFORE_A_COUNT = DATES | read_set(
    """
    a about all almost an another any around article band bay best build bus buses chapter class clause create
    criterion day days figure first fund goal grade graph group item jct junction keep key last least level line lot
    make map more most nearly need next objective one only open option our over page para paragraph park part phase
    plant platform plus point policy priority provide question round route routes scenario score section service site
    stage step table than the their these this those tier top train tram under up version vote want ward week year years
    zone
    """
)
# What describes a road, a court or a garden and names none, whatever its capitals: measures, and what uses it.
NO_ROAD_AT_ALL = read_set(
    """
    acre acres allotment am bed bedroom bicycle bike billion bus buses business car caravan cars community cycle
    cycling disk food foot fun golf gravel hard hole hour hours hp hr hrs hundred inch industrial kilometre kilometres
    km lane lanes lorry metre metres mile miles million min mins minute minutes mph nd parking pedestrian pence per
    percent play playing pm pocket public pump rd recreation residential retail ring seater seconds
    shared shopping skate slip star stop storey story taxi tennis test th theme thousand toll ton tonne tonnes trading
    traffic tram usb walled water week weeks wheel wheeled wheeler yard yards year years
    """
)
# The same in small letters only: with a capital they may name one, as in Ring Road, Long Lane or Main Street.
NO_ROAD_SMALL = read_set(
    """
    access allocated attractive back bad beautiful blind botanic botanical bowling brisk broken busier busiest cab
    charity cheap circular city clean coach coastal council country cricket crowded cut damaged dangerous dark dead
    different dirt dirty distributor door double dual dusty easy empty extra family fast filter flat flooded football
    former free front gated gentle good herb historic housing inner intended key kitchen link lit local lovely main
    major marked market memorial minor modern motor muddy named national nature neighbouring noisy old open outer
    overgrown paved peaceful physic plain planned pleasant poor popular pretty proper proposed relief restricted roof
    rural safe scenic second sensory separate shady side single slow small sports straight sunny tarmac tea through town
    treeless trunk turning unadopted unlit unmade untidy urban vegetable village wet wild wildlife winding working
    """
)
# Roads that a figure, a measure and the word may describe, as in "15 minute walk".
DESCRIBED_ROADS = read_set("court drive park parade place row square view walk way") | PLURAL_ROADS
MEASURES = read_set(
    """
    acre bed billion foot hour hundred inch kilometre km lane metre mile million min minute second seater star storey
    storey thousand ton tonne week yard year
    """
)
# They end as one-word names do.
NO_ONE_WORD_ROADS = read_set(
    """
    airfield alongside anyway away battlefield beside brownfield cornfield countryside doorway driveway fields footway
    gangway gate gateway greenfield halfway hallway highway holiday inside interview islands lands leeway midfield
    midway minefield motorway norway outside overview passageway pathway playing preview railway review riverside
    roadside runway seaside side stairway subway takeaway tramway underway view views walkway waterway way wetlands
    """
)
# They tell that there is an address and nothing of which.
KINDS_OF_PLACE = ROADS | RARER_ROADS | BUILDINGS | read_set("apartment flat home room studio unit")
# After a road they make it a part of something else.
TO_BE_READ_ON = read_set(
    """
    area areas banks bins brands bridges bungalows bus buses businesses cafe cafes campus chain chains closure
    closures crossing crossings cyclists fair festival furniture improvements junction lamps light lights market
    markets names park parking parties party phase planters project properties pubs race races repairs retailers
    roundabout route routes safety scheme schemes school schools section sections sellers service services shop shops
    sign signs site sites station stations stop stops store stores surfaces traffic trains tram trees users vendors
    works
    """
)
# The same of a road written with capitals, which leads to many things that lie at one of its doors.
BESIDE_NAMED = TO_BE_READ_ON - read_set(
    "area bins closure closures light lights parking safety section sign signs surfaces traffic trees works repairs"
)
# The same of a road that a clause begins with.
BESIDE_BEGUN = read_set(
    """
    bus buses crossing crossings cyclists festival fair market markets parties party race races roundabout route routes
    scheme schemes station stations stop stops train trains tram trams
    """
)
# And of a number, which may be that of a bus.
BESIDE_A_NUMBER = read_set("bus buses route routes service services train trains tram trams")
# A figure above one counts no other: "14 Oak Court shop" is one house.
BESIDE_MANY = frozenset(word for word in TO_BE_READ_ON if word.endswith("s"))
# Of the words that are no names, those that roads are often named after.
IN_ROADS = read_set("bank college hospital mill parish school station tree university ward well")
IN_ROADS_TOO = IN_ROADS | read_set(
    "great lane little long main new town two"
)  # where there is but one: "at 12 long road"
