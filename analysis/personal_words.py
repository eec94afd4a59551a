"""Words by which personal details are told from ordinary text: common names, and what is no part of a name."""

from __future__ import annotations


def _read(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The postcode areas of the United Kingdom.
POSTCODE_AREAS = _read(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)

# Common in the United Kingdom; they are asked where a sign such as "I'm" says little by itself.
FIRST_NAMES = _read(
    """
    aaron abdul abigail adam adrian ahmed aisha alan albert alex alexander alexandra alfie ali alice alison
    amanda amber amelia amina amir amy andrea andrew angela anita ann anna anne annie anthony anwar archie
    arthur asha ashley ayesha barbara barry beatrice becky ben benjamin bernard beth bethany betty beverley bill
    billy bob brenda brian bridget bronwen bruce callum cameron carl carol caroline catherine cathy charles
    charlie charlotte cheryl chloe chris christine christopher claire clare clive colin connor craig daisy
    daniel danielle darren dave david dawn dean debbie deborah denise dennis derek diana diane dominic donald
    donna doris dorothy doug douglas duncan dylan edith edward eileen elaine eleanor elizabeth ella ellen ellie
    emily emma eric erin ethan eva evan evelyn fatima fiona florence francis frank fred freya gareth gary gavin
    gemma geoff geoffrey george georgia gerald gillian gina gladys glen glenn gloria gordon grace graham greg
    gwen hamza hannah harold harriet harry hassan hazel heather heidi helen henry hilary holly howard hugh
    hussain ian ibrahim imran irene isaac isabel isabella isla ivan ivy jack jackie jacob jacqueline jade jake
    james jamie jane janet janice jasmine jason jayne jean jeff jenna jennifer jenny jeremy jessica jill jim jo
    joan joanna joanne joe john jonathan jordan joseph josephine josh joshua joyce juan judith judy julia julian
    julie june karen kate katherine kathleen kathryn katie keith kelly ken kenneth kerry kevin kieran kim kirsty
    kyle laura lauren leah leanne lee leo leon leonard lesley leslie lewis liam lily linda lisa liz lorraine
    louise lucy luke lydia lynn lynne malcolm marcus margaret maria mariam marie marilyn marion martin mary
    mathew matt matthew maureen megan mehmet melanie melissa michael michelle miguel mike mohamed mohammad
    mohammed moira molly monica muhammad mustafa nadia nancy naomi natalie natasha nathan neil nia nicholas nick
    nicola nigel noah nora norman oliver olivia omar oscar owen pam pamela patricia patrick paul paula pauline
    penelope penny peter phil philip phoebe phyllis pippa poppy priya rachel raj raymond rebecca rhian rhys
    richard rita robert roberta robin roger ron ronald rosemary rosie ross roy russell ruth ryan sabrina sally
    sam samantha samuel sana sandra sara sarah scott sean shane sharon sheila shirley sian simon sofia sophia
    sophie stacey stanley stella stephanie stephen steve steven stuart sue susan suzanne sylvia tariq terence
    teresa terry thomas tim timothy tina toby tom tony tracey tracy trevor valerie vera veronica victoria
    vincent wayne wendy william yasmin yusuf yvonne zainab zara zoe
    """
)

SURNAMES = _read(
    """
    adams ahmed akhtar ali allen anderson andrews armstrong atkinson bailey baker ball barker barnes begum bell
    bennett bhatt booth bradley brooks brown burton butler campbell carr carter chapman chen clark clarke
    collins cook cooper cox crawford cunningham davies davis dawson dixon edwards elliott ellis evans fisher
    fletcher foster fox fraser gibson gill gordon graham grant gray green griffiths gupta hall hamilton harris
    harrison hart harvey henderson hill holmes hudson hughes hunt hunter hussain jackson james jenkins johnson
    johnston jones kapoor kaur kelly kennedy khan king knight kowalski kumar lawrence lee lewis lloyd macdonald
    marshall martin mason matthews mcdonald miller mills mitchell mohamed moore morgan morris morrison murphy
    murray nguyen nowak o'brien o'connor o'neill okafor owen palmer parker patel pearson perry phillips powell
    price rahman reid reynolds richards richardson roberts robertson robinson rogers rose ross russell ryan
    saunders scott shah sharma shaw simpson singh smith stevens stewart stone sullivan taylor thomas thompson
    thomson turner walker wallace walsh ward watson watts webb wells west white wilkinson williams williamson
    wilson wong wood wright young
    """
)

# What often follows "my name is", "Dr" or a house number and is no part of a name.
NO_NAME = _read(
    """
    a about above across actually after again ago all almost along already also always am among an and any
    anything appointment appointments are around as asian asked at away back bank be because been before being
    below better between big bike both british buses busy but by came can can't cannot car cars catholic centre
    change charge checked christian clear clinic clinical close come comes committee consultant could council
    councillor crossed crossing cul cycle cyclists days deputy desk did didn't disabled district do doctor
    doctors does doesn't doing don't done down dr dr's during each else england english european even ever every
    everyone explained far few for forgotten found from gave get gets getting give given go goes going gone good
    got gp great had happy has hasn't have he head hear help her here him his hospital hour hours houses how i
    i'd i'll i'm i've icu if in incorrect india instead into irish is it it's its jewish just keep kept kids
    kind knew know known labour lane lanes last late left let liberal like listed listened little live lived
    lives local long look looked lorries lovely made main make manager many marginal may mayor mayoress me meant
    medical methodist metre metres mile miles min mind mins minute minutes missed month months more most mph
    much muslim must my narrow near need needed never new next nhs nice no nobody none not notes nothing now
    nurse nurses of off office officer often ok on on-call once one only or other our out outside over own
    parish parked party patient people per please pm polish practice practitioner prescribed prescription
    private professional properties public quick quickly quiet quite rang rather ready really reception
    receptionist recommended referred registrar right road roads round said same saw say says scheme school
    scottish see seem seemed seen senior sent service services she should showed side sikh since sister so some
    someone soon speak specialist spelled spelt spoke staff station still stop strangers street student such
    surgery take taken taking teacher team teams than thank thanks that the their them then there these they
    think this those though through till time times to today told too took town treatment tree trees tried two
    under university until up upon us used using vehicles very visit visits wait waiting want wanted ward was
    way we week weeks well welsh went were what when where which while who whoever whole whom why wide will wish
    with within without wonderful world wrong year years yes yet you your
    """
)
