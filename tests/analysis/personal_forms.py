"""Answers with invented personal details in them, in forms people write by hand, and answers with none; all by hand.

Lines take turns: those of the first half were looked at while the finder was made, those of the second only afterwards.
The detail stands in braces, a stroke is the end of a line.
"""

from __future__ import annotations

from collections.abc import Iterator

DEVELOPED, HELD_OUT = 0, 1

ADDRESSES = """
I live at {4 willow close} and the bins are never taken.
I'm at {17 oak tree close}, the gutters are blocked
{22 Castle Gate} has had no street light since March.
our house is {31 Broadway} and the buses shake it
My address is {5 Kingsway}.
We are at {12 Priory Bank}, next to the surgery.
Please come and look at {9 Heath Vale}.
I moved to {40 West End} two years ago
Mum lives at {3 Station Approach}
write to {15 Victoria Embankment} if you need more
Flooded twice: {6 Fernleigh Fold}.
the drain outside {8 The Old Orchard} is blocked
I live at {2 Meadowside} and cannot park
{Flat 12, Nelson House} has no lift that works.
We're at {7 Heol y Bont}, nobody clears the leaves.
The pavement at {27 Ffordd Las} is broken.
{flat 3 mill house} damp in every room
They put the bins outside {Apartment 21, Riverside Court}.
I rent {Flat 2, 10a Sydenham Rise}
the van stood before {221b baker street} all night
There is a hole in the road at {24/3 Leith Walk}.
my gran is at {112 Upper Richmond Rd} and alone
Rats again at {33 St. John's Hill}!
{76 Long Acre}, no recycling for a month
We live at {48 The Ridgeway}.
living at {16 the crescent} we hear every lorry
I own {5 Saxon Heights} and pay for nothing.
the fire began in {61 Cheapside}
Street lamp out by {9 Lower Broughton Rd} since June
no {18 elm grove} has an empty car outside it
I have lived at {35 hillcrest} for forty years
The tree by {19 Woodlands} is dead.
We moved from {11 Tan-y-Bryn} because of the stairs.
I live in {7 Maes yr Haf} and there is no bus.
Deliveries for {53 Cathedral Close} never come.
my shop is {88 Shoreditch High St}, please sweep it
Parking outside {4 Bakers Yard} is a joke.
neighbours at {23 rosemount gardens} play loud music
the noise from {6 orchard mews} is awful
{102 london rd} needs a crossing
Flat A, {57 windsor drive}, I am in a wheelchair
My home is {44 Oaklea}, it flooded
Opposite {20 Strawberry Fields} cars park on the grass.
number {18 Park Side} is empty
I live at {73 Glebelands}.
we are the people at {2 Lock Cottages}
I'm at number {5 railway terrace}
Her flat, {14 Beech Hurst}, is cold.
From {65 Furlong Meadow} to the shop there is no path.
I am disabled and live at {29 Northgate}
Ring the bell at {36 The Paddocks}.
My son's room is {Room 12, Bevan Court}, he likes it
street light outside my house ({41 mill lane}) is broken
potholes, {14 cherry tree lane}, since last winter
resident of {8 poplar avenue} here
My wife and I, {26 Sandringham Crescent}, object.
please repair the kerb at {120a green lane}
I am writing from {15 Quarry Road}
We had a leak at {1 Bluebell Way} and nobody came.
{10 Chapel Street} is where I grew up and still live
at {3 Park Avenue South} the drains smell
my mum lives at {62 hawthorn way} on her own
The hedge at {2 Church View Close} blocks the path.
I live in {Flat 7 Ashdown Tower} and the lift is out
Our home at {99 Kings Road} shakes when lorries pass.
our house, {31 sycamore drive}, is on the bus route
Fly tipping behind {17-19 Market Place}.
I'm in {flat 6b canal wharf}, no bins at all
Please grit {38 Hill Top}.
we live at {12 The Green}
Dog mess outside {5 Manor Farm Close} daily.
lives at {27 upper brook street} and cannot get out
The corner by {1 Bridge End} is blind.
At {50 Rowan Court} nobody answers the warden call.
address: {13 beechwood avenue}
My address: {84 Tennyson Road}
i live on {25 oxford street} and its loud
Our street lamp ({3 Laburnum Gr}) flickers
the care home at {210 Hagley Road} is short of staff
You can find me at {11 Pound Lane}, come and see.
"""

TITLED = """
Please thank PC {Davies} for coming so fast.
PC {Kowalczyk} did nothing about the bikes
Father {O'Malley} runs the food bank.
Sister {Mary} at the hospice was kind
Lord {Ashworth} owns the field
I wrote to Lady {Fairbairn} about the wall.
Sgt {Osei} came to the school
Judge {Whitcombe} let him off.
Pastor {Adeyemi} feeds forty people a week.
ask Imam {Yusuf} at the mosque
My GP is Dr {Ramachandran}, she listens
Inspector {Lowe} never rang back
mrs {kowalczyk} next door is ninety
mr {patel} at the corner shop knows
Cllr {Wendy Thistlewood} promised us a crossing
councillor {ahmed} does not answer
Cllr {Okonkwo-Bright} voted against.
Miss {Pettigrew} teaches my girl
Ms {A. Lindqvist} chaired the meeting.
Rev {Tunde Bakare} opened the hall
the Reverend {Alice Pym} said so
Prof {Nakamura} measured the air here
Dr. {J. Sutcliffe} looked at my leg
MRS {HIGGINBOTTOM} SHOUTS AT THE CHILDREN
Mr and Mrs {Doyle} lost their garden.
Canon {Bell} let us use the church
Sir {Keith Aldous} gave the land.
Nurse {Chidinma} is a star
Constable {Reece} moved them on
Rabbi {Feldman} spoke for the market
Officer {Brannigan} would not take notes
I saw dr {khan} and waited an hour
Mx {Rowan Tate} runs the youth club
Sergeant {Pike} knows the estate
Madam {Eyre} was in the chair
Councillor {Bob Tench} came once.
Dame {Ruth Carver} opened the ward
Capt {Fairweather} of the Salvation Army helps
Father {Brendan} buried my dad
Sister {Agnes Moran} dressed the wound
"""

NAMED = """
Name: {Jane Smith}. I want more benches.
More buses please. Thanks, {Sue Perkins}
Keep the library open. Cheers, {Bob}
my name is {Oluwaseun Adebayo} and I run a shop
My names {kelly} and im 15
I'm {Gary} from the allotments
the name is {Marek Zielinski}, I clean the school
Fix the path.|Many thanks|{Hetty Blackwood}
hi my name's {aisha} I use the pool
Hello, I am {Trevor Longbottom} of the angling club.
please ring me about it. Regards, {T. Abernathy}
This is {Maureen}, I rang last week.
Full name: {Xiulan Chen}
I want quiet at night. Best wishes, {Ffion Rhydderch}
his name is {Tyrone} and he is nine
their names are {Ada and Obi}
Signed {Geraint Pugh}
My daughter is called {Chloe} and uses the swings
name - {David Ogilvie}, age 71
I am called {Siobhan}
My name is {Jean-Luc Moreau}.
Kind regards,|{Parveen Akhtar}
The bins smell. Thank you, {Derek Hall}
Yours sincerely|{Mr P. Entwistle}
Turn the lights down. From {Janet Cole}
My husband's name is {Arthur}
I'm {Fatima} and I have three kids
Too many cars. Love, {Ivy} aged 8
Yours truly, {Constance Whitby}
my sons name is {jayden} and he loves the park
im {daniel} and i am 12
Thanks for reading.|{Margaret Hollis}
my name: {Precious Moyo}
Our surname is {Featherstonehaugh}, you have our file
Ta, {Mick}
I go by the name of {Nora Batty}
Thank you|{Emeka}
Cheers|{Steve}
This is {Kwame Mensah} from flat two.
Warm regards, {Olwen}
"""

PHONES = """
call me: {44 7700 900123}
tel {447700900123}
My number: {7700 900123}
ring {07700/900/123} after six
My no is {01632 960 456}
you can get me on {0 7 7 0 0 9 0 0 1 2 3}
mobile {07700-900-456} for photos
phone number {0113 4960 123}
Text {07700900789}!
landline {0117 496 0555}
{(07700) 900321} is my mum
no: {+44(0)7700900321}
whatsapp {+44-7700-900-654}
contact no. {020 7946 0958}
ring me on {(020)79460123}
my mob is {07700.900.222}
call {0161 496 0999} after 6pm
T: {0131 496 0777}
m {07700 900 333} if urgent
tel no {496 0123} in the evening
My telephone number is {01632-960-888}.
number is {7700900444}
phone me {0044 (0)7700 900555}
fax {0114 496 0222}
Give me a ring, {07700 900 666}.
reach me at {029 2018 0123}
Call {0808 157 0192} they told me
my phone: {+48 512 345 678}
the number to call is {01632 960111} ext 4
my dads number is {077 0090 0777}
"""

EMAILS = """
write to {jane.smith@example.com} please
{BOB_99@MAIL.EXAMPLE.ORG} for pictures
mail me: {o'brien@example.co.uk}
my e-mail is {info@my-shop.example.net}.
{kim at example dot com}
send it to {kim(at)example.com}
{kim [at] example [dot] org}
reach me - {a.b-c+heed@sub.example.ac.uk}
{jo @ example . com} thanks
(e: {sam@example.info})
{sue@example.com}/bob knows
<{tom@example.org}>
email: {zofia.k@example.pl}
I am {ada_lovelace1815@example.com}, ring the bell
{mohammed.khan at example.com} any time
{lin@example,com} sorry for typing
{nina(at)example(dot)net} works best
"{liz@example.scot}"
mailto:{ray@example.wales}
{j@example.io}
{jean at hotmail.com}
{dan at gmail dot com} will do
my email {ruby @ example.com} ok
{pat@example.london}, evenings
"""

POSTCODES = """
we live in {cf 10 3ns}
{C F10 3NS} is our street
the old bank, {gir 0aa}
{LS11OAB} and no bus
near {SW1A1AA}
postcode {m1  1ae}
I'm in {EC1A 1BB}.
{B33-8TH} floods
{w1a 0ax} is loud
DN55 area: {DN55 1PT}
({eh1 1yz})
{CR2 6XH}, top of the hill
{L S1 4AP} thanks
my postcode:{cf103np}
post code {BT9 5AA}
{ne1.4st} has potholes
{SY23 3BF} needs trains
{SE1 OAA} traffic
sa1 area. {SA1 1DP}
{G1 1XW} streets
{se 1 9sg} no trees
{TR 19 7AA} has no doctor
{N1C 4AG} is new
we're {OL12 6XA} people
"""

NHS = """
NHS number - {9434 765 919}
nhs no {94 34 76 59 19}
My NHS number is {943 476 5919}
NHS: {9434765919}
nhs number: {943-476-5919}
They asked for {943 476 5919} twice.
NHS no. {943.476.5919} lost
my nhs num {9434 7659 19}
({943 476 5919}) is on the letter
number on my NHS card {9 434 765 919}
my N.H.S. number is {943 476 5919}
NHS# {943 4765 919}
ref {9434765919} no answer
health number {943 4765919}
nhs number is {94347 65919}
NHS Number ({943/476/5919})
patient {999 123 4561} waits
NHS NO {9991234561}
nhs  {999-1234-561}
My N H S number {9434765919}
"""

INSURANCE = """
my NI is {AB 123 456 C}
nat ins no {AB 12 34 56}
{ab123456c} on the form
NINO {PW 12 34 56 A}
National Insurance {JK123456}
NI no: {sx 12 34 56 d}
they have {AB-12-34-56-C}
n.i. number {AB 123456 C}
Nat. Ins. {PW123456B}
insurance number {AB 12 3456 C}
{JK.12.34.56.B} was typed wrong
NI Number - {A B 12 34 56 C}
benefit claim {pw 123456 c}
ni {ab 123 456}
my national insurance no. is {SX 12 34 56}
NI: {JK 12-34-56 D}
{AB 123 456 D} is me
nino is {ab12 3456c}
my NI# {PW/12/34/56/A}
Nat Ins: {jk 12 34 56}
"""

CLEAN = """
We need 3 community gardens
Fund 5 community gardens
2 community gardens please
Make 4 community gardens
Build 4 pocket gardens on the estate.
2 walled gardens are shut all winter
6 community gardens and a shed
There is 1 bus lane and nobody uses it
a 40 yard bus lane helps nobody
it is 1 country lane with no path
The 1960s shopping street should go
In 2019 High Street had a bank
Bus 28 Taunton Road never stops
Cllr surgeries should be on Saturdays
You need a 4 wheel drive to get up there
Phase 2 ring road is a waste
number 12 Green Lane bus is always late
In 1998 Station Road was one way
Mr Whippy parks by the gate
Miss Selfridge has closed
Close 2 school streets at nine
Plant 20 street trees a year
10 high street shops have gone
We want 12 new street lights
the 3 main road crossings are unsafe
A 5 minute walk to the shops
it is a 10 minute drive away
at 5 shops close and the town is dead
at 10 pubs close and people shout
The 4 car park charges are too high
Build 2 skate parks and 1 play park
1 park for 9000 people is not enough
I like 2 parks, Hill Park and the other
open the 3 public gardens again
Need 20 mph on every residential street
Only 1 through road to the coast
8 lane road, no crossing
Give us 2 Way Traffic again
In May 2021 Green Lane was dug up
On 5 May Green Lane was shut
Since 2015 Church Road has had no bus
the 42 High Street bus is full
Option 3 Mill Lane is best
Route 7 London Road needs more buses
Page 12 Market Square plan is wrong
Junction 4 Hill Road is blocked
Site 9 Manor Park is green belt
Judge for yourself how it looks
Father Christmas came to the market
Lord Mayor day was good
Lord Street is dirty
Lady Bay bridge needs a lane
The Lord Nelson pub should stay
Sister sites share one kitchen
PC World has gone from the retail park
Doctors are hard to see
Pastor or priest, all are welcome
Sir, the bins stink
Thanks, Everyone
Thanks, Heed
Cheers, great plan
Thanks for asking. Great idea
Thank you. More buses
Regards to the staff, they try hard
Name: none
Name the streets that flood
the name is hard to find on the map
My name was not on the list
I'm sure it will work
im fine with it
I am Happy to pay more
This is Great news
This is Leeds not London
call it 2030 and be done
Call 111 for help
text speak 4 2 u
ring road 1234567 cars a year
tel me why 20 people decide
phone boxes: 12 34 56 are gone
number 1 priority is buses
My number 1 2 3 wishes are trees, trees, trees
the number of cars is 1200000
Budget is 12 000 000 a year
it cost 07 million
we scored 1234567890 votes
in 2019 2020 2021 2022 the flood came
NHS waits are 18 weeks and 40 weeks
The NHS app on 2 phones
NHS spent 1 200 000 000 on it
ni protocol 2020
At 12 noon the bells ring
B4 2nd left is shut
M25 2 lane closed
A38 1st exit
I agree with 4 pm closing at the hall
meet at 7 Tuesday
at 9 Tesco is full
At 10 Doctors open the lines
From 3 Schools we got one
outside 2 schools cars speed
near 3 big trees
opposite 2 pubs
living in 2 rooms with 3 kids
I live at 2 minutes from the park
I live in 1 of the new flats
We live near 2 busy roads
moved to 4 day weeks
come to 1 meeting and see
Flat 12 month contracts are a rip off
flat 50 pence fare
flat 2 pound bus fare please
unit 4 business park has space
Unit costs 20 percent more
Room 4 house plants
room 101 is where it belongs
3 Rivers council did better
7 Dials is nice
Top 10 Green Flag parks
Our 5 Ways roundabout
Spend it on 6 Nations cricket
2 Tone music hall
The Top 5 Way to save
4 Seasons gardens in one
It is 1 mile to the station approach
10 acres of meadow by 2 rivers
5 trees per close
2 houses in the close
3 flats on the green
30 homes on the hill is plenty
2 new homes on West End are fine
put 12 bins along the embankment
save 100 acre wood
100 Acre Wood must stay
15 Minute City is a good idea
5 Star Hotel not needed
20 Mile an hour zone
a 2 storey car park
The 3 lane end
go 20 yards down the lane
1 in 4 drive
4 by 4 drive past
two thirds of 60 drive to work
only 6 walk to school
50 walk in the park each day
about 20 park on the grass
the 3 shops view it as loss
over 40 rise in rents
10 row over parking
Mark my words it will flood
Will May be too late
June is wet and April too
Rose bushes on the roundabout
Hope Street needs trees
The Grace church hall is cold
Dr appointments take weeks
Mr or Mrs, it does not matter
Miss out the middle bit
Miss the bus and wait an hour
Miss Marple films at the library
Ms is fine
Dr Who mural is great
Cllr votes should be public
Councillor training is poor
councillor expenses are too high
Prof services cost too much
Rev counters in buses
Nurse led clinics work
Nurse Practitioner was rude
Dame school project
Major Road works
Major works on 4 Bridge crossings
Captain Cook museum
Captain of the team
Officer decisions should be open
Inspector rang the bell on the bus
Constable paintings should hang in town
Sergeant at arms
Imam and vicar met
Canon printers are dear
Bishop Street is dark
Lady with the lamp
lord knows why
father of 3 boys
father and son football
sister and I use it
Sister Act at the theatre
Brother printers
Mother and baby group
vote 1 Labour Hill ward
Score 10 Great place
10/10 Lovely park
24/7 Walk in centre
7/7 Park run
9-5 Park hours
3-4 Bus lane bits
16-18 Close the gap
The 12-14 Green bus
Policy 4 Green spaces
Goal 15 Life on land
Article 8 Right
Item 3 Park
Q4 Parking
Year 6 Park trip
Ward 7 View
Key stage 2 School close
Lot 3 Market Place rents
Zone 2 Parking Row
Grade 2 Mill house
grade 2 listed mill house
Tier 2 Town Centre
the 1 Stop shop
The 2 Rivers Way path
Half of 10 Downing types
Email us at the library
look @ the state of it
50@most
tweet @council
the cost at council level is high
M and S food
CO2 4th worst
H20 2nd
COVID19 2nd wave
C19 1st jab
B12 5mg tablets
A4 2nd page
E10 5th pump
W12 3rd bus
PO1 4th
the S20 1st notice
ISO 9001 2015 rules
Ref: AB 12 34 56 is the plan number
Plan CD123456X shows it
2 bed flat, 3 bed house
a 3 bed house
10 mill a year
we lost 2 church halls
3 church hall events
5 oak trees and 2 elm trees
4 willow trees by the court
17 swan eggs near the lock
8 lime trees on the avenue
a row of 6 poplars
the 4 cottages by the lock
60 cottages burnt out
4 almshouses need roofs
the top 3 gardens
9 allotment gardens
2 front gardens were paved
our 3 back gardens flood
14 tower block fires
5 tower blocks on the estate
2 court cases about the drive
4 tennis courts and a bowling green
1 bowling green
3 village greens
9 hole golf course
2 bus stops on Park Road
the first 200 yards of Station Road
from 8 to 10 Station Road is jammed
between 3 and 4 School Lane is full of cars
After 6 High Street is empty
before 9 Bridge Street is blocked
by 2030 London Road will be worse
Two of the 6 Mill Road bridges are shut
Saturday 12 Queen Street fair
1 May Day parade
4 July Street party
I want 5 Garden Villages stopped
The A6 Derby Road is slow
The B1234 Station Road has holes
"""

PLANTED = {
    "address": ADDRESSES,
    "titled": TITLED,
    "named": NAMED,
    "phone": PHONES,
    "email": EMAILS,
    "postcode": POSTCODES,
    "nhs": NHS,
    "insurance": INSURANCE,
}


def list_clean(half: int) -> list[str]:
    return CLEAN.strip().splitlines()[half::2]


def list_planted(half: int) -> Iterator[tuple[str, str, int, int]]:
    """Kind of detail, answer, and where the detail stands in it."""
    for kind, lines in PLANTED.items():
        for line in lines.strip().splitlines()[half::2]:
            start, end = line.index("{"), line.index("}") - 1
            yield kind, line.replace("{", "").replace("}", "").replace("|", "\n"), start, end
