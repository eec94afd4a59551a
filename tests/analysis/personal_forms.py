"""Answers with invented personal details in them, in forms people write by hand, and answers with none; all by hand.

The detail stands in braces, a stroke is the end of a line. DEVELOPED were looked at while the finder was made, HELD_OUT
only afterwards, and FRESH were written when it was done. HIDDEN_BEFORE are those that
an early version hid and a later one showed, with some of their kind: all must stay hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

DEVELOPED = {
    "address": """
I live at {4 willow close} and the bins are never taken.
{22 Castle Gate} has had no street light since March.
My address is {5 Kingsway}.
Please come and look at {9 Heath Vale}.
Mum lives at {3 Station Approach}
Flooded twice: {6 Fernleigh Fold}.
I live at {2 Meadowside} and cannot park
We're at {7 Heol y Bont}, nobody clears the leaves.
{flat 3 mill house} damp in every room
I rent {Flat 2, 10a Sydenham Rise}
There is a hole in the road at {24/3 Leith Walk}.
Rats again at {33 St. John's Hill}!
We live at {48 The Ridgeway}.
I own {5 Saxon Heights} and pay for nothing.
Street lamp out by {9 Lower Broughton Rd} since June
I have lived at {35 hillcrest} for forty years
We moved from {11 Tan-y-Bryn} because of the stairs.
Deliveries for {53 Cathedral Close} never come.
Parking outside {4 Bakers Yard} is a joke.
the noise from {6 orchard mews} is awful
Flat A, {57 windsor drive}, I am in a wheelchair
Opposite {20 Strawberry Fields} cars park on the grass.
I live at {73 Glebelands}.
I'm at number {5 railway terrace}
From {65 Furlong Meadow} to the shop there is no path.
Ring the bell at {36 The Paddocks}.
street light outside my house ({41 mill lane}) is broken
resident of {8 poplar avenue} here
please repair the kerb at {120a green lane}
We had a leak at {1 Bluebell Way} and nobody came.
at {3 Park Avenue South} the drains smell
The hedge at {2 Church View Close} blocks the path.
Our home at {99 Kings Road} shakes when lorries pass.
Fly tipping behind {17-19 Market Place}.
Please grit {38 Hill Top}.
Dog mess outside {5 Manor Farm Close} daily.
The corner by {1 Bridge End} is blind.
address: {13 beechwood avenue}
i live on {25 oxford street} and its loud
the care home at {210 Hagley Road} is short of staff
I've been at {14 Bedlam Furlong} since 1987 and it has never flooded before
Why was {52 Piccadilly} given permission?
We get all the fumes here, {3 Gas House Ln}
{27 Penny Lane}, Mossley. No street lights
Please look at the wall by {9 burnt ash hill}
My parents (both 80) live at {118 Cefn Coed Rd} and the nearest bus is a mile off
I own the cafe at {4 Quayside} and trade is down
our block, {Flat 19, Wordsworth House}, has been without heating
{63 St Andrews} has rats
There are 8 of us at {22 Whitehall Gardens}
the corner of {1 Long Row} and the market
I live on my own at {7 birch tree cottages}.
{11 Bryn Terrace} is a bed and breakfast now
The skip has been outside {45 Jubilee Street} for weeks, please move it
I'm the owner of {36 Upper Parliament St}
we lived in {12 tollbar road} then
{Apt 5, The Foundry}, top floor
bins for {6 Kirkgate} left again
{8 Northumberland Pl} floods whenever it rains
resident at {71 orchard street}, can't park
I'm at {5 Woodcote}, and the verge is mud
my house is {100 Dudley Port}
The Bungalow, {2 Sandy Lane} needs a dropped kerb
i live at {29 parklands} and love it
We moved here ({18 Willowbrook Close}) for the quiet
noise from {3 the maltings} goes on all night
cars race past {240 Western Avenue} every night
My flat ({flat 4, 16 Gordon Sq}) has no bins
the pot hole outside number {33 greenfield crescent} is huge
{15a Station Parade}, above the chip shop
The pavement outside {19 Tavistock Place} has been dug up again
I live at {6 rowan bank} and my mother lives two doors down
{71 Harbour Parade} needs a bench
Ours is {44 Wellesley Road} and the drain smells
my name is on the lease for {Flat 9, Collingwood Court}
You should see {2 St James's Terrace} after rain
we have been at {37 cedar avenue} for twenty years
there's a dead tree at {151 Portland Street}
Our shop, {23 Fore Street}, lost half its trade
Street light 14 outside {60 Lime Grove} is out
can someone visit {flat 11, 48 Marine Drive} please
I am the tenant of {5 Keeper's Cottages}
{12 Little London} has no pavement
the family at {8 Nant y Coed} need help
{3 Castlegate} is boarded up
Mrs next door at {92 Ferndale} has no heating
my house is on a corner, {1 Elmhurst Avenue}, and cars cut it
the lorry hit the wall of {77 Upper Tything}
home address {16 larkspur close}
I can be found at {204 Bury New Road}
from my window at {29 The Esplanade} I see it all
who owns {13 Pitt Street}?
{10B Lansdowne Rd} bins not taken since Easter
It is dark between the church and {31 Oakfield}.
I live on the estate, {58 Kestrel Drive}
we are number {42 meadow rise} by the way
{4 Court Farm} is up the track
{Apartment 3, Old Mill} has damp
Put a crossing by {100 Granby Row}
i live at {9 eagle wharf road} and cannot sleep
""",
    "titled": """
Please thank PC {Davies} for coming so fast.
Father {O'Malley} runs the food bank.
Lord {Ashworth} owns the field
Sgt {Osei} came to the school
Pastor {Adeyemi} feeds forty people a week.
My GP is Dr {Ramachandran}, she listens
mrs {kowalczyk} next door is ninety
Cllr {Wendy Thistlewood} promised us a crossing
Cllr {Okonkwo-Bright} voted against.
Ms {A. Lindqvist} chaired the meeting.
the Reverend {Alice Pym} said so
Dr. {J. Sutcliffe} looked at my leg
Mr and Mrs {Doyle} lost their garden.
Sir {Keith Aldous} gave the land.
Constable {Reece} moved them on
Officer {Brannigan} would not take notes
Mx {Rowan Tate} runs the youth club
Madam {Eyre} was in the chair
Dame {Ruth Carver} opened the ward
Father {Brendan} buried my dad
My neighbour Mrs {Obasanjo} cannot get out
Mr {Nwosu} at number nine does it all himself
our MP, Sir {Desmond Blythe}, agrees
Dr {Vanterpool} left and was not replaced
Cllr {Mick Sowerby} knows about it
Cllr {P Sowerby} knows about it
PC {Tomlinson} used to walk the estate
Sister {Concepta} taught all of us
Ask Rev. {Jude Okoro}
Miss {Choudhury} in year 4 is brilliant
Mr {Ferreira} cuts my grass for nothing
Cllr {Deborah Stannard} came to see the flood
we told mrs {oyelaran} already
Dr {Wickremasinghe} is the best GP here
I was taught by Miss {Fothergill}
Ms {Quigley} from housing never called
Rev {Canning} said the same
the late Mr {Arkwright} left us the field
Sgt {Whittle} knows who did it
Father {Docherty} blessed the boats
Prof. {Adesanya} wrote the report
PC {Bains} was very good
""",
    "named": """
Name: {Jane Smith}. I want more benches.
Keep the library open. Cheers, {Bob}
My names {kelly} and im 15
the name is {Marek Zielinski}, I clean the school
hi my name's {aisha} I use the pool
please ring me about it. Regards, {T. Abernathy}
Full name: {Xiulan Chen}
his name is {Tyrone} and he is nine
Signed {Geraint Pugh}
name - {David Ogilvie}, age 71
My name is {Jean-Luc Moreau}.
The bins smell. Thank you, {Derek Hall}
Turn the lights down. From {Janet Cole}
I'm {Fatima} and I have three kids
Yours truly, {Constance Whitby}
im {daniel} and i am 12
my name: {Precious Moyo}
Ta, {Mick}
Thank you|{Emeka}
This is {Kwame Mensah} from flat two.
Regards {Jill Hargreaves}
this is {Callum} again about the skate park
my name is {peter} i am 82
Thanks {Julie}
I'm {Rashida Begum}, I run the nursery
yours, {Beryl Nuttall}
Our lollipop lady is called {Brenda}
name: {Tomasz Wrobel}
Thanks,|{Gwen}
my daughters name is {lily-mae}
My name is {Caoimhe Brannigan}
Hiya, I'm {Darren}, lived here all my life
Thank you, {Pauline Dyson}
Best regards|{Yetunde}
my name is {harpreet} and I drive a taxi
Yours faithfully|{J. R. Pemberton}
This is {Alison Fry} of the tenants group
My wife's name is {Consuelo}
Name: {Leroy Baptiste}
cheers|{Gaz}
I am {Nadia} and I am in year 9
her name was {Edna Clutterbuck}
""",
    "phone": """
call me: {44 7700 900123}
My number: {7700 900123}
My no is {01632 960 456}
mobile {07700-900-456} for photos
Text {07700900789}!
{(07700) 900321} is my mum
whatsapp {+44-7700-900-654}
ring me on {(020)79460123}
call {0161 496 0999} after 6pm
m {07700 900 333} if urgent
My telephone number is {01632-960-888}.
phone me {0044 (0)7700 900555}
Give me a ring, {07700 900 666}.
Call {0808 157 0192} they told me
the number to call is {01632 960111} ext 4
phone: {01632 960 001}
call or text {07700 900 100} any time
you can ring us on {0191 498 0123}
{07700900200} - ask for me
My mobile no is {07700 900300}
+{447700900400}
Tel.{01632 960777}
ph {0151 496 0444}
{0207 946 0321} office hours
Whats app me {07700-900987}
ring {01632 960 222} before noon
mob: {07700-900-808}
{+44 7700 900 909} is best
My phone number's {07700 900 404}
Call me on {(01632) 960555}
tel. {0141 496 0888}
text {447700900777} please
number: {0113 496 0666}
""",
    "email": """
write to {jane.smith@example.com} please
mail me: {o'brien@example.co.uk}
{kim at example dot com}
{kim [at] example [dot] org}
{jo @ example . com} thanks
{sue@example.com}/bob knows
email: {zofia.k@example.pl}
{mohammed.khan at example.com} any time
{nina(at)example(dot)net} works best
mailto:{ray@example.wales}
{jean at hotmail.com}
my email {ruby @ example.com} ok
{claire.b@example.com} is my address
mail {the_bakers@example.co.uk}, thanks
{raj at gmail dot com}
reply to {h.o'dowd@example.org}
""",
    "postcode": """
we live in {cf 10 3ns}
the old bank, {gir 0aa}
near {SW1A1AA}
I'm in {EC1A 1BB}.
{w1a 0ax} is loud
({eh1 1yz})
{L S1 4AP} thanks
post code {BT9 5AA}
{SY23 3BF} needs trains
sa1 area. {SA1 1DP}
{se 1 9sg} no trees
{N1C 4AG} is new
the lights in {PL4 8AA} are off
{wf1 2eb} is where I live
we pay for parking in {N 1 9GU}
{IP33 1XU}: no dentist
""",
    "nhs": """
NHS number - {9434 765 919}
My NHS number is {943 476 5919}
nhs number: {943-476-5919}
NHS no. {943.476.5919} lost
({943 476 5919}) is on the letter
my N.H.S. number is {943 476 5919}
ref {9434765919} no answer
nhs number is {94347 65919}
patient {999 123 4561} waits
nhs  {999-1234-561}
NHS number is {943 476 5919}
my nhs no: {943-4765-919}
number {943 476 5919} on the card
NHS {94347 65919}
""",
    "insurance": """
my NI is {AB 123 456 C}
{ab123456c} on the form
National Insurance {JK123456}
they have {AB-12-34-56-C}
Nat. Ins. {PW123456B}
{JK.12.34.56.B} was typed wrong
benefit claim {pw 123456 c}
my national insurance no. is {SX 12 34 56}
{AB 123 456 D} is me
my NI# {PW/12/34/56/A}
my NI number is {PW 12 34 56 C}
NINO: {AB654321D}
nat. insurance number {sx654321a}
{JK 65 43 21 B} is mine
""",
}

HELD_OUT = {
    "address": """
I'm at {17 oak tree close}, the gutters are blocked
our house is {31 Broadway} and the buses shake it
We are at {12 Priory Bank}, next to the surgery.
I moved to {40 West End} two years ago
write to {15 Victoria Embankment} if you need more
the drain outside {8 The Old Orchard} is blocked
{Flat 12, Nelson House} has no lift that works.
The pavement at {27 Ffordd Las} is broken.
They put the bins outside {Apartment 21, Riverside Court}.
the van stood before {221b baker street} all night
my gran is at {112 Upper Richmond Rd} and alone
{76 Long Acre}, no recycling for a month
living at {16 the crescent} we hear every lorry
the fire began in {61 Cheapside}
no {18 elm grove} has an empty car outside it
The tree by {19 Woodlands} is dead.
I live in {7 Maes yr Haf} and there is no bus.
my shop is {88 Shoreditch High St}, please sweep it
neighbours at {23 rosemount gardens} play loud music
{102 london rd} needs a crossing
My home is {44 Oaklea}, it flooded
number {18 Park Side} is empty
we are the people at {2 Lock Cottages}
Her flat, {14 Beech Hurst}, is cold.
I am disabled and live at {29 Northgate}
My son's room is {Room 12, Bevan Court}, he likes it
potholes, {14 cherry tree lane}, since last winter
My wife and I, {26 Sandringham Crescent}, object.
I am writing from {15 Quarry Road}
{10 Chapel Street} is where I grew up and still live
my mum lives at {62 hawthorn way} on her own
I live in {Flat 7 Ashdown Tower} and the lift is out
our house, {31 sycamore drive}, is on the bus route
I'm in {flat 6b canal wharf}, no bins at all
we live at {12 The Green}
lives at {27 upper brook street} and cannot get out
At {50 Rowan Court} nobody answers the warden call.
My address: {84 Tennyson Road}
Our street lamp ({3 Laburnum Gr}) flickers
You can find me at {11 Pound Lane}, come and see.
""",
    "titled": """
PC {Kowalczyk} did nothing about the bikes
Sister {Mary} at the hospice was kind
I wrote to Lady {Fairbairn} about the wall.
Judge {Whitcombe} let him off.
ask Imam {Yusuf} at the mosque
Inspector {Lowe} never rang back
mr {patel} at the corner shop knows
councillor {ahmed} does not answer
Miss {Pettigrew} teaches my girl
Rev {Tunde Bakare} opened the hall
Prof {Nakamura} measured the air here
MRS {HIGGINBOTTOM} SHOUTS AT THE CHILDREN
Canon {Bell} let us use the church
Nurse {Chidinma} is a star
Rabbi {Feldman} spoke for the market
I saw dr {khan} and waited an hour
Sergeant {Pike} knows the estate
Councillor {Bob Tench} came once.
Capt {Fairweather} of the Salvation Army helps
Sister {Agnes Moran} dressed the wound
""",
    "named": """
More buses please. Thanks, {Sue Perkins}
my name is {Oluwaseun Adebayo} and I run a shop
I'm {Gary} from the allotments
Fix the path.|Many thanks|{Hetty Blackwood}
Hello, I am {Trevor Longbottom} of the angling club.
This is {Maureen}, I rang last week.
I want quiet at night. Best wishes, {Ffion Rhydderch}
their names are {Ada and Obi}
My daughter is called {Chloe} and uses the swings
I am called {Siobhan}
Kind regards,|{Parveen Akhtar}
Yours sincerely|Mr {P. Entwistle}
My husband's name is {Arthur}
Too many cars. Love, {Ivy} aged 8
my sons name is {jayden} and he loves the park
Thanks for reading.|{Margaret Hollis}
Our surname is {Featherstonehaugh}, you have our file
I go by the name of {Nora Batty}
Cheers|{Steve}
Warm regards, {Olwen}
""",
    "phone": """
tel {447700900123}
ring {07700/900/123} after six
you can get me on {0 7 7 0 0 9 0 0 1 2 3}
phone number {0113 4960 123}
landline {0117 496 0555}
no: {+44(0)7700900321}
contact no. {020 7946 0958}
my mob is {07700.900.222}
T: {0131 496 0777}
tel no {496 0123} in the evening
number is {7700900444}
fax {0114 496 0222}
reach me at {029 2018 0123}
my phone: {+48 512 345 678}
my dads number is {077 0090 0777}
""",
    "email": """
{BOB_99@MAIL.EXAMPLE.ORG} for pictures
my e-mail is {info@my-shop.example.net}.
send it to {kim(at)example.com}
reach me - {a.b-c+heed@sub.example.ac.uk}
(e: {sam@example.info})
<{tom@example.org}>
I am {ada_lovelace1815@example.com}, ring the bell
{lin@example,com} sorry for typing
"{liz@example.scot}"
{j@example.io}
{dan at gmail dot com} will do
{pat@example.london}, evenings
""",
    "postcode": """
{C F10 3NS} is our street
{LS11OAB} and no bus
postcode {m1  1ae}
{B33-8TH} floods
DN55 area: {DN55 1PT}
{CR2 6XH}, top of the hill
my postcode:{cf103np}
{ne1.4st} has potholes
{SE1 OAA} traffic
{G1 1XW} streets
{TR 19 7AA} has no doctor
we're {OL12 6XA} people
""",
    "nhs": """
nhs no {94 34 76 59 19}
NHS: {9434765919}
They asked for {943 476 5919} twice.
my nhs num {9434 7659 19}
number on my NHS card {9 434 765 919}
NHS# {943 4765 919}
health number {943 4765919}
NHS Number ({943/476/5919})
NHS NO {9991234561}
My N H S number {9434765919}
""",
    "insurance": """
nat ins no {AB 12 34 56}
NINO {PW 12 34 56 A}
NI no: {sx 12 34 56 d}
n.i. number {AB 123456 C}
insurance number {AB 12 3456 C}
NI Number - {A B 12 34 56 C}
ni {ab 123 456}
NI: {JK 12-34-56 D}
nino is {ab12 3456c}
Nat Ins: {jk 12 34 56}
""",
}

FRESH = {
    "address": """
I am writing about the hedge at {34 Inkerman Terrace}
we had bats in the roof of {2 chapel mews} once
{67 Summerhill Rd} is opposite the proposed mast
My nan lives at {11 Brookfield} and cannot get a taxi
cars park over the drive of {5 Thorncliffe}
please visit {Flat 6, Gainsborough House} after dark
{140 Lower Addiscombe Road}. Damp, mould, no reply
it starts at {3 Rope Walk} and ends at the river
i moved to {88 hollybush lane} in the spring
the bin lorry misses {21 Dovecote Close} every other week
I am at {7 Pen y Lan} with two small children
We run the nursery in {16 Albion Mews}
There is no kerb between us and {50 Wharncliffe Street}
{1 Glebe Cottages} has been empty for years
my dad at {19 arkwright street} is on oxygen
Bus shelter opposite {202 Nottingham Road} is smashed
{Flat C, 73 Belgrave Rd} was flooded from above
The manhole by {9 Stonegate} rattles
you can see it from {26 coronation avenue}
I own {14 Hambledon Hill}, which is listed
lives alone at {4 Bishop's Court}
{39 Cranmer} is mine and the wall is not
my address is {55 lower park road}
The sign outside {8 Tollgate Drive} has gone
house number {123 Hollins Green}
a crash happened at {10 Foxglove Way} again
next to {6 Tanners Row}
{31A moorside road} here: cold
I am a carer for a man at {17 Priors Lea}
Streetlight out, {62 Vicarage Hill}
""",
    "titled": """
Mrs {Szczepanska} next door agrees
Dr {Olajide} and the team were kind
cllr {jamie thornley} promised it
I asked Miss {Penhaligon} at the school
Father {McGinty} and the choir
Lady {Hesketh} gave us the green
Inspector {Rawnsley} took a statement
Rev. {H. Braithwaite} opened the fete
mr {o'leary} mends the clock
Sister {Bernadette} sat with mum
Judge {Ravenscroft} said so too
PC {Lumb} on his bike
""",
    "named": """
my name is {Zuleika Marsh}, hello
I'm {Tegan} and I'm nine
Many thanks,|{Ottoline Pryce}
Cheers, {Nige}
This is {Howard Trubshaw} from the bowls club
our son is called {Callum}
Thanks, {Rosalind Greaves}
name: {Piotr Wisniewski}
My partner's name is {Siân}
I am {Mohammed Iqbal} of the mosque
With kind regards {Doris Sagar}
my name's {bev}
""",
    "phone": """
my number is {07700 900 515}
give us a ring {01632-960-333}
phone {0121 496 0777} ask for me
{+44 (0)7700 900616}
mobile number {07700900717}
call {0 1632 960818}
tel: {00447700900818}
txt me {07700 900919}
""",
    "email": """
{w.okafor@example.com}
email me ({hannah@example.org.uk})
{mo_99 at hotmail dot co dot uk}
my mail {sian@example.cymru}
""",
    "postcode": """
{BS3 4QT} has no trees
near {dl1 5rd}
the {NW 1 6XE} end
{so143fe} bins
""",
    "nhs": """
nhs number {9434765919} again
NHS: {943 476 59 19}
It says {943 476 5919} at the top
NHS num {943  476  5919}
""",
    "insurance": """
NI no {PW123456A}
{sx 12 34 56 b} is my number
n.i. {AB 12 34 56}
National Insurance Number: {JK-12-34-56-A}
""",
}

HIDDEN_BEFORE = {
    "titled": """
Dr {Susan Hill} was very kind
Dr {Helen Park}
Nurse {Ann Ward} sat with me
Miss {Joan Church}
Prof {Alan Hall} came to the meeting
Doctor {Peter Bridge}, my GP
Dr {Tom Hall}'s surgery
Councillor {David Park} never answers
Dr {Olufemi Park} listened
Professor {Xanthe Wood}, who wrote the report
Dr {J. Hill} was late
Rev {Tom Lane} opened the hall
Dr {Rose Close} and her team
Councillor {Jane Place} voted against
Nurse {Grace House} is the best
dr {susan hill} was late
DR {JANE PENDLEBURY} WAS RUDE
MR {JOHN TREVELYAN} OF THIS TOWN
MR {LUIS FERREIRA} CUTS MY GRASS
MRS {ROSE BROOK}'S SURGERY
NURSE {ANN WARD} IS KIND
Prof {SIAN GREEN}'s surgery
Dr {SHIRIN MARSDEN} and the team
Please thank Mrs {TOM CASTLE} for me
REVEREND {TOM CLOSE}.
Please thank COUNCILLOR {ANN GATES} of this town
Dr {Khan} hospital visits are too short
""",
    "named": """
I AM {JANE TREVELYAN}
my son is called {JOHN MARSDEN}
THE NURSE WAS CALLED {MERCY ADOMAKO}
THIS IS {PETER FERREIRA} OF THE CLUB
I'm {JANE GATES} from the club
Kind regards, {TOM FERNDALE} of the allotments
""",
    "phone": """
Ring Susan {496012}
Tel (evenings) {496012}
mob (Jane) {7700900123}
Phone (daytime): {7700 900123}
Call Dr Shah {4960 123}
ring the surgery {496012}
Tel day 0161 4960123 eve {496012}
Tel day {0161 4960123} eve 496012
Text my carer Tom {7700 900123} please
tel for info {496012}
ring {496012} 07700 900123
{01234 567891} is my sister
call {01234 567891}
phone Kim's line {4960 123}
""",
    "nhs": """
My NHS number is {943 476 5919} 01/02/1960
NHS number {943 476 5919} 07700 900123
NHS number {943 476 5919} 2 years now
nhs {401 023 2137}-1
number {943-476-5919} 3
NHS no: {9434765919}.5
""",
    "insurance": """
my NI number is {QQ123456C}
""",
    "address": """
at {12 Second Avenue}
Deliver to {12 Second Avenue}, Leeds
outside {30 Two Mile Hill} it floods
Contact: {12 Bus Lane}, Leeds
{12 London Road} shops
outside {10 High Street} shops people park
before {7 Willow Close}
since {12 High Street} opened
after {9 Car Close}, the light is out
No. {7 Car Hill}.
no. {12 main street} needs a bin
near {30 lower lane street}, leeds
OUTSIDE {30 MARKET VIEW}
AT {12 LONG ROAD}.
after {12b Stop View} the path ends
since {101 Community Crescent}, Leeds
""",
}

CLEAN = {
    "developed": """
We need 3 community gardens
2 community gardens please
Build 4 pocket gardens on the estate.
6 community gardens and a shed
a 40 yard bus lane helps nobody
The 1960s shopping street should go
Bus 28 Taunton Road never stops
You need a 4 wheel drive to get up there
number 12 Green Lane bus is always late
Mr Whippy parks by the gate
Close 2 school streets at nine
10 high street shops have gone
the 3 main road crossings are unsafe
it is a 10 minute drive away
at 10 pubs close and people shout
Build 2 skate parks and 1 play park
I like 2 parks, Hill Park and the other
Need 20 mph on every residential street
8 lane road, no crossing
In May 2021 Green Lane was dug up
Since 2015 Church Road has had no bus
Option 3 Mill Lane is best
Page 12 Market Square plan is wrong
Site 9 Manor Park is green belt
Father Christmas came to the market
Lord Street is dirty
The Lord Nelson pub should stay
PC World has gone from the retail park
Pastor or priest, all are welcome
Thanks, Everyone
Cheers, great plan
Thank you. More buses
Name: none
the name is hard to find on the map
I'm sure it will work
I am Happy to pay more
This is Leeds not London
Call 111 for help
ring road 1234567 cars a year
phone boxes: 12 34 56 are gone
My number 1 2 3 wishes are trees, trees, trees
Budget is 12 000 000 a year
we scored 1234567890 votes
NHS waits are 18 weeks and 40 weeks
NHS spent 1 200 000 000 on it
At 12 noon the bells ring
M25 2 lane closed
I agree with 4 pm closing at the hall
at 9 Tesco is full
From 3 Schools we got one
near 3 big trees
living in 2 rooms with 3 kids
I live in 1 of the new flats
moved to 4 day weeks
Flat 12 month contracts are a rip off
flat 2 pound bus fare please
Unit costs 20 percent more
room 101 is where it belongs
7 Dials is nice
Our 5 Ways roundabout
2 Tone music hall
4 Seasons gardens in one
10 acres of meadow by 2 rivers
2 houses in the close
30 homes on the hill is plenty
put 12 bins along the embankment
100 Acre Wood must stay
5 Star Hotel not needed
a 2 storey car park
go 20 yards down the lane
4 by 4 drive past
only 6 walk to school
about 20 park on the grass
over 40 rise in rents
Mark my words it will flood
June is wet and April too
Hope Street needs trees
Dr appointments take weeks
Miss out the middle bit
Miss Marple films at the library
Dr Who mural is great
Councillor training is poor
Prof services cost too much
Nurse led clinics work
Dame school project
Major works on 4 Bridge crossings
Captain of the team
Inspector rang the bell on the bus
Sergeant at arms
Canon printers are dear
Lady with the lamp
father of 3 boys
sister and I use it
Brother printers
vote 1 Labour Hill ward
10/10 Lovely park
7/7 Park run
3-4 Bus lane bits
The 12-14 Green bus
Goal 15 Life on land
Item 3 Park
Year 6 Park trip
Key stage 2 School close
Zone 2 Parking Row
grade 2 listed mill house
the 1 Stop shop
Half of 10 Downing types
look @ the state of it
tweet @council
M and S food
H20 2nd
C19 1st jab
A4 2nd page
W12 3rd bus
the S20 1st notice
Ref: AB 12 34 56 is the plan number
2 bed flat, 3 bed house
10 mill a year
3 church hall events
4 willow trees by the court
8 lime trees on the avenue
the 4 cottages by the lock
4 almshouses need roofs
9 allotment gardens
our 3 back gardens flood
5 tower blocks on the estate
4 tennis courts and a bowling green
3 village greens
2 bus stops on Park Road
from 8 to 10 Station Road is jammed
After 6 High Street is empty
by 2030 London Road will be worse
Saturday 12 Queen Street fair
4 July Street party
The A6 Derby Road is slow
We have had 3 summers of roadworks and 2 closed lanes
Put 20 planters down the high street and 4 benches by the church
I walk 2 miles along a 60 mph road to get my 4 year old to school
The council spent 2 million on a road nobody asked for
There should be 1 hour free parking at Market Place
Between 7 and 9 School Road is a car park
Only 3 of the 12 Church Street shops are open
In 2012 Mill Lane was a meadow
The 2024 Park Street plan is a disgrace
My 2 boys play on the green and my 1 girl at the court
For 40 years Victoria Park was the pride of the town
Number 1 Park in the county, now look at it
24 hour bus lane please
Every 15 minutes a lorry uses our lane
There are 7 closes off this road and 1 way out
Give the 6 allotments on the hill back
We need 10 new council houses close to the school
5 more crossings on Park Road
2 good parks and 1 bad one
it is a 3 mile drive to the tip
Please keep 2 hour parking in Station Road
The number 8 Queens Road service is a joke
Bus number 6 Park Lane is never on time
About 50 Green Lane residents signed
Our 30 Elm Road neighbours all object
I have seen 5 Police cars in Queen Street
Cut the 3 day events in the park
1 in 10 drive to the park
Reduce to 20 on London Road
1 Bus an hour down Station Road
The top 2 things: Park and Ride, Church Street
Give kids 2 free swims a week
4 Parks, 3 libraries and 2 pools have gone in 10 years
I'd give it 7 out of 10 Place is nice but dirty
20 Plus years in this town
Shut at 6 Park gates are locked too early
10 Council gardens left empty
Flat 2 per cent rise is fair
I want to see the 2 old mill house buildings kept
the 19th century terrace
First 10 walk free
Thanks to all, Park team
Thanks Council
Love the park
Love, peace and buses
From Monday
From Leicester Road to the ring road
best thing is the park. Best, Library
Doctor Appointments
Nurse Call system
Sister company
Dr Foster went to Gloucester
Sir, Madam
Miss you all
the Lord Lieutenant came
Judge and jury
Major Concern is traffic
Father Figure needed
Officer Support is poor
Captain of the Bowls club
Ms Word file would not open
My name and address are on the form
Names on the war memorial
I am Disabled
I'm Deaf and use BSL
I am Muslim
This is Sparta
Called Out by the council
Call 01 first
number plates 12 34
Phone mast 5G 2400 2500
Ring fence 100000 for youth
The 15 and 16 buses should both stop at Church Road
We had 200 people at the meeting in the Town Hall on 14 March
Only 1 in 5 roads here has a pavement
Please build 150 homes, not 400, on Manor Farm
20 mph on Station Road and 30 mph on the ring road
More 2 bed houses with gardens
There are 12 empty shops in Market Street
the 1970s shopping centre is ugly
I have used the park for 35 years
Turn the 2 old school fields into a park
3 small parks are better than 1 large park
We were promised 6 play areas and got 1
in 2022 Victoria Road was closed for 5 months
From 2025 Bridge Street will be for buses only
It takes 45 minutes to drive 3 miles along Mill Lane
Pavement parking at 8 and 3 by the school gates
Give us 1 green space per street
The gardens at number one priority
They cut 10 trees down in Park Avenue
2 hours free in the High Street car park
We want 2 way cycle lanes
Make it 1 way
The top 10 streets by traffic
Plan B: 4 floors, Plan A: 6 floors and a garden
There are 4 lanes and no crossing
We need a 4 metre path
I counted 63 vans on Park Lane on Friday
Two lanes of 40 mph traffic and no crossing
Add 3 disabled bays by the bank
100 new trees along the bank would be good
Keep the 2 libraries in the park open
at 6 people already queue for the surgery
by 9 parents block the road
At 7 Street cleaning wakes us
30 years on Queens Road and never a problem
Use the 500 thousand for the roads
My daughter is 9 Park staff were kind to her
the old bank, the old court and 3 pubs are shut
Every 20 yards a pot hole on the hill
close 1 lane on Sunday for bikes
plant 40 trees in the close
we have 4 close friends here
Our 2 shops close at 5
There should be 1 place to ask
Build 10 flats on the square
The 8 Hill farms need broadband
Parks: 10. Roads: 2. Hill paths: 5
Doctors are great, nurses better
My doctor is lovely. Nurse was kind
Councillors should listen. Mr or Mrs Nobody does
Dr surgery phones are never answered
Sister wards should share a cook
Lady at the desk was rude
Officers never reply. Officer time costs us
Lord knows the road is bad
Judge us by results
Thanks for reading
Many thanks
Cheers all
Thank you Heed
Thank you. Keep going
Best of luck
Regards
From a worried mum
Love my town
I am Scottish
I'm over 70
I am the Chair of the club
This is the third time
My name is not important
Name withheld
I call it madness
Call centre waits of 40 minutes
Phone lines open 8 to 6
ring 101 or 999
Text alerts for 3 days
number of buses 1 2 3
A4 folders
B1 use class
M5 junction 24 traffic
Policy DM12 3rd bullet
E-mail is fine
look at the map @ the library
Budget 2024/25 shows 1 234 567 pounds
ref 21/00456/OUT
NHS dentists: none in 10 miles
NI contributions went up 2 per cent
the hospital has 700 beds and 3 floors
Grade 1 listed hall
Band D houses pay 2000
Stop 5 and stop 6 Bus shelters leak
""",
    "held out": """
Fund 5 community gardens
Make 4 community gardens
2 walled gardens are shut all winter
There is 1 bus lane and nobody uses it
it is 1 country lane with no path
In 2019 High Street had a bank
Cllr surgeries should be on Saturdays
Phase 2 ring road is a waste
In 1998 Station Road was one way
Miss Selfridge has closed
Plant 20 street trees a year
We want 12 new street lights
A 5 minute walk to the shops
at 5 shops close and the town is dead
The 4 car park charges are too high
1 park for 9000 people is not enough
open the 3 public gardens again
Only 1 through road to the coast
Give us 2 Way Traffic again
On 5 May Green Lane was shut
the 42 High Street bus is full
Route 7 London Road needs more buses
Junction 4 Hill Road is blocked
Judge for yourself how it looks
Lord Mayor day was good
Lady Bay bridge needs a lane
Sister sites share one kitchen
Doctors are hard to see
Sir, the bins stink
Thanks, Heed
Thanks for asking. Great idea
Regards to the staff, they try hard
Name the streets that flood
My name was not on the list
im fine with it
This is Great news
call it 2030 and be done
text speak 4 2 u
tel me why 20 people decide
number 1 priority is buses
the number of cars is 1200000
it cost 07 million
in 2019 2020 2021 2022 the flood came
The NHS app on 2 phones
ni protocol 2020
B4 2nd left is shut
A38 1st exit
meet at 7 Tuesday
At 10 Doctors open the lines
outside 2 schools cars speed
opposite 2 pubs
I live at 2 minutes from the park
We live near 2 busy roads
come to 1 meeting and see
flat 50 pence fare
unit 4 business park has space
Room 4 house plants
3 Rivers council did better
Top 10 Green Flag parks
Spend it on 6 Nations cricket
The Top 5 Way to save
It is 1 mile to the station approach
5 trees per close
3 flats on the green
2 new homes on West End are fine
save 100 acre wood
15 Minute City is a good idea
20 Mile an hour zone
The 3 lane end
1 in 4 drive
two thirds of 60 drive to work
50 walk in the park each day
the 3 shops view it as loss
10 row over parking
Will May be too late
Rose bushes on the roundabout
The Grace church hall is cold
Mr or Mrs, it does not matter
Miss the bus and wait an hour
Ms is fine
Cllr votes should be public
councillor expenses are too high
Rev counters in buses
Nurse Practitioner was rude
Major Road works
Captain Cook museum
Officer decisions should be open
Constable paintings should hang in town
Imam and vicar met
Bishop Street is dark
lord knows why
father and son football
Sister Act at the theatre
Mother and baby group
Score 10 Great place
24/7 Walk in centre
9-5 Park hours
16-18 Close the gap
Policy 4 Green spaces
Article 8 Right
Q4 Parking
Ward 7 View
Lot 3 Market Place rents
Grade 2 Mill house
Tier 2 Town Centre
The 2 Rivers Way path
Email us at the library
50@most
the cost at council level is high
CO2 4th worst
COVID19 2nd wave
B12 5mg tablets
E10 5th pump
PO1 4th
ISO 9001 2015 rules
Plan CD123456X shows it
a 3 bed house
we lost 2 church halls
5 oak trees and 2 elm trees
17 swan eggs near the lock
a row of 6 poplars
60 cottages burnt out
the top 3 gardens
2 front gardens were paved
14 tower block fires
2 court cases about the drive
1 bowling green
9 hole golf course
the first 200 yards of Station Road
between 3 and 4 School Lane is full of cars
before 9 Bridge Street is blocked
Two of the 6 Mill Road bridges are shut
1 May Day parade
I want 5 Garden Villages stopped
The B1234 Station Road has holes
""",
    "fresh": """
Since 2010 Castle Street has lost 14 shops
There were 80 people in the queue on Mill Street
5 miles of the towpath need work
Between 2015 and 2019 North Road was dug up 4 times
Reduce Park Road to 1 lane
A 30 foot wall and a 10 foot path
3 beds in a 2 bed house
The number 9 Kings Road bus comes twice a day
Bus 61 Abbey Road is never on time
We need 2 dog parks
Try 15 minute drop off at Church Street
4 adult learning courses closed
They built 90 flats by the quay
It needs 6 raised gardens and 2 ponds
I pay 40 pounds a month to park
We have 1 doctor for 3000 people
One in 3 streets floods
10 more trees on the green would do
In 1984 The Grove was a field
Half past 8 Park Lane is full
By 2040 Canal Street will be under water
I am 71 and walk with 2 sticks
2 nights a week the bridge shuts
Keep 3 things: park, pool, library
open until 9 Monday to Friday
Only 5 Blue Badge bays in town
the 4 Towns bus is good
Option 2 High Street closed to cars
There should be 20 Low Traffic Streets
Phase 3 Harbour Walk can wait
I give it 3 stars
More than 60 Mill Lane people signed
Fewer than 10 local roads are gritted
It took 18 months to mend 1 kerb
At 8 Mum takes the bus
At 3 Children cross the road
On 1 April Bank Road shuts
From 1 May Hill Street is one way
A 2 tier system
Car park 2 Market Road is full
Level 3 Park Street car park smells
Form 7 Bridge repairs
6 lanes on the way in
the first 3 houses on the lane
2 sides of the square
1 side of the road
all 9 villages need buses
The 6 Villages Plan
Make 3 Main Roads safer
Build 2 New Schools
Plant 500 Trees In The Park
Save Our 4 Parks
I like option 1 Riverside Walk
Bring back the 1930s lamp posts
4 in 10 shops in the Arcade are empty
a number 12 size tree
the 20 is plenty scheme
2 hour limit on Bridge Road
I had 3 falls on Hill Street
My road has 32 houses
Mr Nobody
Ms or Miss
Dr or nurse, I do not mind
Councillor surgeries are at the wrong time
Father and daughter swim
Sister hospital
Lady Justice statue
Lord Of The Manor
Officer Training day
Judge Not
Major Incident plan
Captain of industry
Inspector visits are rare
Thanks a lot
Thank you very much
Cheers for that
Thanks. Bye
From A to B
From Here to the shops
Love it
Best thing ever
Regards the park
I am Very cross
I'm Against it
I'm Pro bus
I am Vegan
I am Self employed
This is Wrong
This is Urgent
It is called Progress
so called Experts
Name of the park should stay
My name for it is a mess
Call this a road
Ring the changes
Phone signal 3G 4G 5G
number 5 on the list
20000 cars a day in 2019 and 22000 now
Ref 19/02345/HOU
Policy EN4 1st line
NHS 111
NI rise
2 to 3 weeks wait
A1 to M1 link
@ the bus stop
""",
    "hidden before": """
I miss Victoria Park as it was
We miss Hyde Park
Dr Gray Hospital is shut
The bus stops at Sir Robert Peel School
on Dr Pendlebury Lane cars speed
Dr Susan Hill School needs a crossing
Lord Nelson Street is dark
call for 200000 homes
The phone box cost 100000
call centre 200000 pounds
ring road 1234567
Ring fencing of 250 000 is too little
the mobile library in 2019 2020
mobile phone use since 2001 2002
Call for evidence 2024-2025
Mobile users 100000 and more
text the council 100 000 times
Phone bills 250 000 in 2019
Call my phone on 0123456789 is only an example
We lost 12 London Road shops
the number 42 London Road bus is late
Before 9 Bridge Street is shut
After 8 High Street is full of lorries
Since 7 Market Street has been blocked
at 15 Minute Walk is too far
A 30 second walk
at 2 lane road ends we wait
outside 2 car parks
outside 4 community gardens people sit
opposite 2 tennis courts
To 20 Mile Walk charity
""",
}

PLANTED = {"developed": DEVELOPED, "held out": HELD_OUT, "fresh": FRESH, "hidden before": HIDDEN_BEFORE}


def list_clean(part: str) -> list[str]:
    return CLEAN[part].strip().splitlines()


def list_planted(part: str) -> Iterator[tuple[str, str, int, int]]:
    """Kind of detail, answer, and where the detail stands in it."""
    for kind, lines in PLANTED[part].items():
        for line in lines.strip().splitlines():
            start, end = line.index("{"), line.index("}") - 1
            yield kind, line.replace("{", "").replace("}", "").replace("|", "\n"), start, end
