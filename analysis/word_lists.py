"""Lists of English words the analysis leans on, reviewed for answers to a public body; whole words, lower case.

Of other languages, what is common and what is pale, made of the lists in languages.py.
"""

from __future__ import annotations

from functools import cache

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from analysis.languages import ENGLISH, read_lists


def read_words(written: str) -> frozenset[str]:
    return frozenset(written.split())


# In scikit-learn's list, yet full of meaning here: fire station, a bill, a full bus, computer classes.
MEANINGFUL = read_words(
    """amount bill bottom call computer cry detail empty fill fire front full interest mill mine move part
    serious show side sincere system thick thin top"""
)
CONTRACTED = read_words(
    """aren't can't cant couldn't didn't doesn't don't dont hadn't hasn't haven't he'd he'll he's here's i'd i'll
    i'm im i've ive isn't it'd it'll it's let's mightn't mustn't needn't shan't she'd she'll she's shouldn't
    that's there's they'd they'll they're they've wasn't we'd we'll we're we've weren't what's where's who's
    won't wouldn't you'd you'll you're you've didnt doesnt wasnt isnt couldnt wouldnt thats theres"""
)
# Words that cannot stand in a label: they say nothing about what an answer is about.
STOP_WORDS = (
    (frozenset(ENGLISH_STOP_WORDS) - MEANINGFUL)
    | CONTRACTED
    | read_words(
        """did does doing dont etc gets getting going got having just let like lot lots nothin ok okay really
        should shouldn't thing things think way would yes"""
    )
)
# Words that praise, blame or pad: they may stand in a label, but others go first.
COLOURLESS = read_words(
    """able actually allow allowed always amazing bad best better brilliant came come day days definitely does
    enjoy excellent extremely fantastic far feel feeling feels felt fine gave give given gives good great happy
    help helped job know knows look looked looking looks made make makes making many much need needed needing
    needs nice people perfect person provide provided provides putting really recommend right said say seem
    seen sure take takes taken taking thank thanks thankyou time times told took use used uses using want
    wanted wants well went wonderful work year years"""
)

NOTHING = read_words("nothing nothin none nil nowt nada na zero")
REFUSAL = read_words("no nope nah not don't dont unsure dunno idk")
# An answer made of these alone, with one of NOTHING among them, has said nothing.
BESIDE_NOTHING = read_words(
    """a about absolutely add added additional all already am any anything as at be been being better but can can't
    cannot cant change changed changes come comes comment comments could could've currently different do does
    done don't dont else ever everything far few for from further had has have haven't have't honestly i i'd i'm
    i've ive if im improve improved improvement improvements in is issues it it's its just know like likely me
    mind moment more much my need needed needs not now of off on only opinion or other our personally present
    probably question really report say so sorry spring springs suggest suggestion suggestions sure thank thanks
    that that's the there there's they think this thought time to us very view want was we were what whatsoever
    with would you your"""
)
PRAISE = read_words(
    """amazing best brilliant excellent fab fantastic faultless fine good great happy lovely ok okay outstanding
    perfect pleased satisfied superb well wonderful"""
)
# The same for "no", which alone can be an opinion: "no change" says much, "no comment" does not.
BESIDE_REFUSAL = read_words(
    """a additional all answer anything applicable at can can't cannot cant comment comments complaint complaints
    concern concerns do don't dont else further have i idea ideas i'm im issue issues it know me moment much my
    no none not nothing of opinion opinions other problem problems really say so sorry suggestion suggestions
    sure thank thanks that the there think this thoughts time to view views what you"""
)
FIXED_NOTHING = frozenset(
    {
        "n a",
        "not a thing",
        "not a single thing",
        "see above",
        "see before",
        "see previous",
        "as above",
        "same as above",
        "as before",
        "same as before",
        "as previously",
        "ditto",
        "no idea",
        "question mark",
        "pass",
        "i pass",
        "i'll pass",
        "pass on this",
        "pass on this one",
        "skip",
    }
)
# Beginnings of words that people leave with a hyphen: pre- and post-natal.
PREFIXES = read_words("anti co de ex inter intra mid mini multi non over post pre pro re semi sub un under")

# "And" is written as one with the word that follows, and alif with or without its hamza.
ARABIC_AND = "\u0648"
ALIFS = str.maketrans("\u0623\u0625\u0622", "\u0627\u0627\u0627")


@cache
def list_common(language: str) -> frozenset[str]:
    """Words that say nothing about what an answer is about, in any spelling; they cannot stand in a label."""
    if language == ENGLISH:
        return STOP_WORDS
    common = read_lists(language).common
    return widen_arabic(common) if language == "ar" else common


@cache
def list_pale(language: str) -> frozenset[str]:
    """Words that praise, blame or pad."""
    if language == ENGLISH:
        return COLOURLESS
    pale = read_lists(language).pale
    return widen_arabic(pale) if language == "ar" else pale


def widen_arabic(words: frozenset[str]) -> frozenset[str]:
    joined = words | {ARABIC_AND + word for word in words}
    return joined | {word.translate(ALIFS) for word in joined}
