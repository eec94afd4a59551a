"""Words by which personal details are told from ordinary text: common names, and what is no part of a name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "data" / "vocabulary.txt"
ORDINARY = 40_000  # words, the most used first; surnames and villages stand among the others, or not at all
COMMON = 10_000


def read_set(words: str) -> frozenset[str]:
    """Words apart by blanks."""
    return frozenset(words.split())


def is_ordinary(word: str) -> bool:
    """Whether it is a word in general use; every word is one where the list of them is missing."""
    plain = word.lower().replace("\u2019", "'").removesuffix("'s")
    return not (known := _read_ordinary()) or plain in known or plain.removesuffix("s") in known


def is_common(word: str) -> bool:
    """Whether it is among the commonest words, where surnames are rare; every one is where the list is missing."""
    plain = word.lower().replace("\u2019", "'").removesuffix("'s")
    return not (known := _read_ordinary()) or min(known.get(plain, ORDINARY), ORDINARY) < COMMON


@cache
def _read_ordinary() -> dict[str, int]:
    """Each word and its place."""
    if not VOCABULARY.exists():
        return {}
    with VOCABULARY.open(encoding="utf-8") as lines:
        return {line.strip(): at for at, line in zip(range(ORDINARY), lines, strict=False)}


# The postcode areas of the United Kingdom.
POSTCODE_AREAS = read_set(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)

# Common in the United Kingdom; they are asked where a sign such as "I'm" says little by itself.
FIRST_NAMES = read_set(
    """
    aaron abdi abdul abdullah abigail abu ada adam adebayo adele adeola adrian agnes agnieszka ahmed aidan ailsa aisha
    alan alasdair alastair albert aled alejandro aleksandra alex alexa alexander alexandra alfie alfred ali alice alison
    alistair alun amanda amara amber amelia amina amir amit amrit amy andrea andrew andrzej aneta angela angus anil
    anita anjali ann anna anne anne-marie annie anthony antonia antonio anwar anwen archie arif arjun arnold arron
    arthur asha ashley asif ava ayaan ayesha ayo babatunde barbara barry bartosz bea beata beatrice becky bella ben
    benjamin bernadette bernard bert bertha beryl beth bethany betty beverley bill billy blessing bob bola brenda
    brendan brian bridget bronagh bronwen bruce bryony caitlin callum cameron camilla carl carla carlos carmen carol
    carole caroline carolyn cassie catherine cathy catriona celia ceri charlene charles charlie charlotte cheryl chioma
    chloe chris christina christine christopher ciara cillian claire clara clare clarence claudia clifford clint clive
    clodagh colin connor conor cormac craig cyril daisy daniel daniela danielle danny daphne darius darren dave david
    dawn dean debbie deborah deepak deirdre delroy denise dennis derek desmond devon dewi diana diane dilys dinah dmitri
    dominic dominik donald donna doreen doris dorothy dot doug douglas duncan dylan ebony eddie edgar edith edna edward
    edwin effie efua eileen eilidh elaine eleanor elena eli elijah elin elise eliza elizabeth ella ellen ellie elliot
    elsa elsie emeka emilia emily emma emmanuel enid eric erin ernest esme esther ethan ethel euan eunice eva evan
    evelyn ewa ewan faisal farah farhan fatima felix femi ferdinand ffion finlay finn fiona florence folake frances
    francesca francis frank fred freda freddie frederick freya gabriel gabriela gail gareth gary gavin gemma geoff
    geoffrey george georgia geraint gerald geraldine gerry ghulam gilbert giles gillian gina giovanni gladys glen glenn
    gloria godfrey gordon grace graham greg grzegorz gurpreet gwen gwenda gwyn gwyneth hamish hamza hanna hannah hari
    harjit harold harriet harry hassan hayley hazel heather heidi helen henry hetty hilary hilda holly howard huda hugh
    hugo humphrey hussain hywel ian ibrahim idris ieuan ifan iman imran indira ines ingrid iqbal irena irene iris isaac
    isabel isabella isha ishaan isla ismail ivan ivy iwan jacek jack jackie jackson jacob jacqueline jade jaden jagdish
    jake jamal james jamie jamila jan jane janet janice janusz jasmine jason jaswinder jayden jayne jean jeff jenna
    jennifer jenny jeremy jerzy jessica jill jim jo joan joanna joanne jocelyn joe johanna john jonathan jordan joseph
    josephine josh joshua josie joyce juan juanita jude judith judy julia julian julie june justin justine kamal kamran
    karen karim karl karolina kashif kasia katarzyna kate katherine kathleen kathryn katie katy kayla kayleigh keira
    keiran keith kelly kelvin ken kenneth kerry kevin keziah khadija khalid kieran kim kirsty kit kofi krishna krystyna
    krzysztof kwame kyle laila lakshmi latoya laura lauren layla leah leanne lee leila lena lenny leo leon leonard leroy
    lesley leslie leticia levi lewis liam lily linda lisa liz llinos logan lola lorraine lottie louise lucia lucie lucy
    lukasz luke lydia lynn lynne mabel maciej maeve magdalena mahmoud mair maisie malcolm malgorzata mandy manjit marcin
    marcus marek margaret margery maria mariam marie marilyn marina mario marion marjorie mark marlene marta martha
    martin martina mary mateusz mathew matilda matt matthew maureen maurice mavis max maya megan mehmet mei melanie
    melissa mercy michael michal michelle mick miguel mike mildred millie milly mina miriam mo mohamed mohammad mohammed
    mohan moira mollie molly monica monika morag moses muhammad muriel mustafa myra nabil nadeem nadia nadine nancy
    naomi narinder nasreen natalie natasha nathan neha neil nell nellie nerys nessa nia niall niamh nicholas nick nicola
    nigel nikita nikki nina noah noor nora norma norman nuala obi ola olga olive oliver olivia olu oluwaseun olwen omar
    oonagh orla oscar oswald owen pam pamela parveen pat patricia patrick patrycja paul paula pauline pawel pearl
    penelope penny percy pete peter petra phil philip philippa phillip phoebe phyllis piotr pippa polly poppy precious
    preeti priya prudence rachel rafal raheem rahul raj rajesh ralph ramesh rashid ravi ray raymond rebecca rebekah
    reece reg reggie reginald rena reuben rhian rhiannon rhona rhys ricardo richard riley rita robert roberta roberto
    robin roderick roger roisin roland ron ronald rory rosa rosalind rosanna rose rosemary rosie ross roxanne roy ruby
    rufus rukhsana rupert russell ruth ryan sabina sabrina sadie saima sally salma sam samantha sameer samuel sana
    sandeep sandra sanjay sara sarah saskia scott seamus sean sebastian selina shabana shahid shamim shane shanice
    shannon sharon shaun shaz shazia sheila shirley shona sian sid sidney simon sinead siobhan sioned sofia sonia sophia
    sophie spencer stacey stanley stefan stella stephanie stephen steve steven stewart stuart sue sunil surinder susan
    susanna suzanne suzie sybil sylvester sylvia tamara tamsin tania tanya tariq tayo ted teddy temi terence teresa
    terri terry thea thelma theo theresa thomas thomasina tilda tim timothy tina tobias toby tom tomasz tony tracey
    tracie tracy trevor trish tudor tunde tyler tyrone uche ursula usman val valerie vera vernon veronica vicky victoria
    vijay vincent viola violet vivian vivien wanda warren wayne wendy wilfred william wilma winifred winston wojciech
    xavier yasmin ying yolanda yusra yusuf yvonne zac zachary zahra zainab zak zara zeinab zoe zofia zosia zuzanna
    """
)

SURNAMES = read_set(
    """
    abbott adams adeyemi ahmed ainsworth akhtar akintola ali allen anderson andrews armstrong ashworth atkins atkinson
    bailey baker ball banerjee barker barnes barrett bates baxter beckett begley begum bell bennett bhatt bhatti bird
    bishop blair boateng bolton bond booth bowen boyd bradley bradshaw brennan brooks brown bryant burgess burke burns
    burton butler byrne campbell carlisle carr carroll carter chambers chan chapman chaudhry chen chowdhury clark clarke
    cole coleman coles collins connolly cook cooper cox craven crawford cunningham curtis dale dalton das davies davis
    dawson dean dhillon dickson dixon doherty donnelly doyle duffy dunn dyer eaton edwards elliott ellis ellison
    entwistle evans faulkner field finch fisher fitzgerald fleming fletcher flynn forbes ford foster fox francis fraser
    freeman frost gallagher gardner garner georgiou gibson gilbert gill glover goddard goodwin gordon gould graham grant
    gray green griffin griffiths gupta hall hamilton hancock harding harris harrison hart harvey hayes haynes heath
    henderson hewitt higgins hill hodgson holland holmes holt hooper hopkins horton houghton howard howarth howe howell
    huang hudson hughes humphreys hunt hunter hussain hutchinson hyde iqbal islam jackson james jarvis jenkins jennings
    johal johnson johnston jones joyce kaczmarek kang kapoor kaur kay keane keating kelly kennedy kenny kerr khan king
    knight kowalczyk kowalska kowalski kumar lamb lambert lane lawrence lawson leach lee leigh lewandowski lewis little
    lloyd long lowe lynch macdonald mahmood malik mann marsh marshall martin mason matthews maxwell may mccarthy
    mcdonald mcgrath mckenzie mclean mehta mensah miah middleton miller mills mitchell mohamed moore morgan morris
    morrison moss murphy murray mustafa myers nash naylor neal newman newton nguyen nicholls nicholson nolan norman
    norris north nowak nunn o'brien o'connor o'donnell o'malley o'neill o'reilly o'sullivan okafor oliver osborne osei
    owen page palmer parker parry parsons patel patterson payne peacock pearce pearson perkins perry peters pham
    phillips pickering pollard poole porter potter potts powell power pratt preston price pugh quinn rafferty rahman
    rana randall rees reid reynolds rhodes richards richardson riley roberts robertson robinson rogers rose ross rowe
    rowley russell ryan saunders savage schofield scott shah sharma sharp sharpe shaw short simmons simpson sims
    sinclair singh singleton skinner slater smith spencer stanley steele stephens stephenson stevens stevenson stewart
    stokes stone sullivan sutcliffe sutton swift sykes tait talbot tanner tate taylor thomas thompson thomson thornton
    thorpe todd tran tucker turnbull turner vaughan wade walker wallace walsh walters walton ward warner warren waters
    watson watts weaver webb webster welch wells west weston wheeler white whitehead whittaker wilkins wilkinson
    williams williamson willis wilson winter wong wood woods woodward wright yates young zielinski
    """
)

# What often follows "my name is", "Dr" or a house number and is no part of a name.
NO_NAME = read_set(
    """
    a about above across actually after again ago all almost along already also always am among an and any
    anything appointment appointments are around as asian asked at away back bank be because been before being
    below better between big bike both british buses busy but by called came can can't cannot car cars catholic centre
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
