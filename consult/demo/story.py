"""The invented facts of the demonstration, "Community meals" in Wexmoor, as plain data; nothing here is computed.

Wexmoor, its towns, its people and all its figures are made up. Days count from the first day of the consultation
(day 0, a Monday); a day before it is negative. Whoever builds the demonstration chooses that Monday.
"""

from __future__ import annotations

from consult.demo.facts import (
    FairnessAnswer,
    Group,
    OutcomeFacts,
    QuestionFacts,
    SectionFacts,
    SurveyFacts,
    ThemeFacts,
)

TITLE = "Community meals"
ASKED_BY = "Wexmoor County Council (invented)"
OPENS_DAY, CLOSES_DAY = 0, 97  # from the first open answer to the last ranking

PURPOSE = (
    "Wexmoor has hot meals brought to people at home, and lunch clubs in three halls: Harrow Lea, Pinford and Stoke "
    "Tarrant. The contracts end next year. Before we write new ones we want to know what changes in people's lives "
    "when meals go well, what gets worse when they do not, and which of these matter most, and to whom."
)
DECISION = (
    "Which services to pay for from April next year: whether to carry on as now, to do the least the law asks, to "
    "give all of it to one larger provider, or to split it between smaller ones. Nothing has been decided. The "
    "cabinet decides after it has read the report of this consultation."
)
CONTACT = "Community meals team, 01632 960500, meals@wexmoor.example"
PRIVACY_NOTICE = (
    "This is a demonstration. The county, its council and every person in it are invented.\n\n"
    "Who asks: Wexmoor County Council. We may ask because arranging care and meals is part of our public task.\n\n"
    "What we keep: your answers, the day you sent them, and which groups you say you belong to. We do not ask for "
    "your name or address. Leave out names, addresses and telephone numbers when you write.\n\n"
    "What we do with it: officers of the community meals team read each answer and put like with like. We publish "
    "numbers for groups of people. A group of fewer than ten people is never shown by itself. We quote your words "
    "only if you tick the box that says we may, and never with your name.\n\n"
    "Who sees it: the team, and nobody else until the report. We do not sell it or use it for anything else.\n\n"
    "How long: two years after the decision. Then we delete your answers and keep the totals.\n\n"
    "Your rights: keep the reference you get at the end. With it you can ask us to show, change or delete your "
    "answers until the closing date, and what became of them. Ring or write to us: " + CONTACT + "."
)

GROUPS = (
    Group("home", "People at home", "People who have meals brought to them, or would like to", 420, -30),
    Group("club", "Lunch club members", "People who eat at a lunch club in one of the halls", 160, -30),
    Group("carers", "Family carers", "People who look after a relative, partner or friend", 210, -75),
    Group("volunteers", "Volunteers", "People who cook, drive, serve or wash up without pay", 45, -30),
    Group("neighbours", "Neighbours of the halls", "People who live within sight of a lunch club hall", 60, -120),
    Group("young_carers", "Young carers", "People under 18 who look after someone at home", 80, -75, heard=False),
)

FAIRNESS = (
    FairnessAnswer(
        "formative",
        True,
        -21,
        "No option has been chosen and no contract has been written. The cabinet paper that starts this work lists "
        "carrying on as now among the options. Providers have been told that nothing is settled.",
    ),
    FairnessAnswer(
        "information",
        True,
        -14,
        "The first page says what is paid for now, what it costs, when the contracts end and what could change. It "
        "was read aloud at the Pinford club and two sentences were made shorter. There is a large-print paper copy, "
        "and people can answer by telephone.",
    ),
    FairnessAnswer(
        "time",
        True,
        -14,
        "Six weeks for the open questions and three weeks for the ranking, with no school or bank holiday in the "
        "first four weeks. Forms went out with the meals and came back the same way.",
    ),
    FairnessAnswer(
        "consideration",
        True,
        98,
        "Two officers have read each open answer and signed off the themes. The cabinet has set aside an hour for the "
        "report before it decides. The team went to the young carers' group; none of them has answered yet, and the "
        "report says so.",
    ),
)

OPEN_QUESTION = "What would make the biggest difference to you, or to the person you care for, when it comes to meals?"
OPEN_SURVEY = SurveyFacts(
    title="Community meals: tell us what matters",
    introduction=(
        "We want to hear from anyone who has a meal brought, eats at a lunch club, cares for somebody, helps out, or "
        "lives near one of the halls. There are no right or wrong answers."
    ),
    kind="open",
    opens_day=0,
    closes_day=41,
    minutes=5,
    sections=(
        SectionFacts(
            "What matters to you",
            "Say it in your own words. Spelling does not matter. One word is fine and so is a page.",
            (
                QuestionFacts(
                    "difference",
                    "open_text",
                    OPEN_QUESTION,
                    hint="Tell us about bad things as well as good ones. Leave out names, addresses and numbers.",
                    settings={"guide": 1000},
                ),
            ),
        ),
        SectionFacts(
            "Your meals now",
            "",
            (
                QuestionFacts(
                    "meals_now",
                    "choice",
                    "How do you, or the person you care for, get a main meal on most days?",
                    hint="Tick all that are true.",
                    settings={"many": True, "other": True},
                    options=(
                        ("brought", "A meal is brought to the door"),
                        ("club", "At a lunch club"),
                        ("family", "Family, a friend or a neighbour cooks"),
                        ("self", "I cook, or heat something up"),
                        ("often_none", "Often there is no main meal"),
                    ),
                ),
            ),
        ),
        SectionFacts(
            "About you",
            "",
            (
                QuestionFacts(
                    "groups",
                    "groups",
                    "Which of these describes you?",
                    hint="Tick all that are true. We ask so that we can see whom we have not heard from.",
                ),
            ),
        ),
        SectionFacts(
            "Using your words",
            "",
            (QuestionFacts("quote", "consent", "You may quote my words in the report, without my name."),),
        ),
    ),
)

THEMES = (
    ThemeFacts("company", "Company at mealtimes", "Eating with others; loneliness; being known"),
    ThemeFacts("hot_meal", "A hot, good meal", "Heat, taste, quality, enough to eat; not having to cook"),
    ThemeFacts("choice_of_time", "Choice of time", "When the meal comes; a set time; evenings and weekends"),
    ThemeFacts("someone_notices", "Someone notices", "A daily check; finding a fall; telling the family"),
    ThemeFacts("time_off_for_carers", "Time off for carers", "Rest, work, an hour without being on duty"),
    ThemeFacts("dietary_and_culture", "Food that fits", "Diets, swallowing, allergies, faith and culture"),
    ThemeFacts("parking_and_noise", "Parking and noise", "Blocked drives, engines, deliveries near the halls"),
    ThemeFacts("strangers_at_door", "Strangers at the door", "Changing drivers, trust, key safes, badges"),
    ThemeFacts("waste_packaging", "Waste and packaging", "Trays, film, food thrown away, bins"),
    ThemeFacts(
        "cost",
        "Cost",
        "What a meal costs, price rises, bills",
        aside="The price to the person is set beside every option, so it is not ranked as a change in itself.",
    ),
    ThemeFacts(
        "getting_there",
        "Getting there",
        "Minibus, lifts, buses, ramps and steps",
        aside="A way to reach company and a hot meal: it goes into the options as something to provide.",
    ),
    ThemeFacts(
        "better_information",
        "Better information",
        "Not knowing what there is, menus, forms, whom to ring",
        aside="Being put right now, whichever option is chosen.",
    ),
    ThemeFacts(
        "volunteering_load",
        "Load on volunteers",
        "Too few helpers, paperwork, heavy work",
        aside="Goes into the options as a limit on what can be asked of volunteers.",
    ),
)

OUTCOMES = (
    OutcomeFacts(
        "company", "People eat in company and feel less alone", "gain", "Eating in company and feeling less alone"
    ),
    OutcomeFacts("hot_meal", "People have a good hot meal every day", "gain", "A good hot meal every day"),
    OutcomeFacts("choice_of_time", "People eat at the time that suits them", "gain", "Eating at the time that suits"),
    OutcomeFacts(
        "someone_notices",
        "Somebody notices soon when a person is unwell or has fallen",
        "gain",
        "Somebody noticing soon when a person is unwell or has fallen",
    ),
    OutcomeFacts(
        "time_off_for_carers",
        "Family carers have regular time to themselves",
        "gain",
        "Regular time off for family carers",
    ),
    OutcomeFacts(
        "dietary_and_culture",
        "Meals fit people's health, faith and culture",
        "gain",
        "Meals that fit a person's health, faith and culture",
    ),
    OutcomeFacts(
        "parking_and_noise",
        "Streets near the halls have more parked cars, traffic and noise",
        "loss",
        "No extra parking, traffic or noise near the halls",
    ),
    OutcomeFacts(
        "strangers_at_door",
        "People open the door to strangers and lose the faces they trust",
        "loss",
        "Faces people know at the door, not strangers",
    ),
    OutcomeFacts(
        "waste_packaging",
        "More food and packaging is thrown away",
        "loss",
        "No extra food or packaging thrown away",
    ),
)

RANKING_SURVEY = SurveyFacts(
    title="Community meals: what matters most",
    introduction=(
        "You told us what makes a difference when it comes to meals. These nine changes are what we heard. Put the "
        "ones that matter most to you in order. It takes about three minutes."
    ),
    kind="ranking",
    opens_day=77,
    closes_day=97,
    minutes=3,
    sections=(
        SectionFacts(
            "What matters most",
            "",
            (
                QuestionFacts(
                    "ranking",
                    "rank",
                    "Which of these matter most to you?",
                    hint="Most important first. Five is plenty; you can do fewer or more, and leave any out.",
                    settings={"places": len(OUTCOMES)},
                    options=tuple((outcome.theme, outcome.ranked_as) for outcome in OUTCOMES),
                ),
            ),
        ),
        SectionFacts("About you", "", (QuestionFacts("groups", "groups", "Which of these describes you?"),)),
    ),
)
