"""Notes from a small grammar: openings, middles and ends that fit the place and the hour."""

import random

_OPEN = {
    "street": (
        "Met {who} at {place}.",
        "{who} came over for {drink}.",
        "Short stop at {place}, {weather}.",
        "{who} waved from the other side of the road.",
        "Found {who} by the wall, {weather}.",
        "{who} stood with {two} others.",
        "{drink} first, then talk.",
        "Walked a stretch with {who}.",
    ),
    "inside": (
        "Visit at {place}.",
        "{who} opened at once.",
        "Sat in the kitchen with {who}.",
        "{drink} in the back room.",
        "{two} women at home, {who} had time.",
        "Came between two bookings, so short.",
        "The new one at the desk let us in without fuss.",
        "{who} made {drink} for everybody.",
    ),
    "remote": (
        "{who} wrote back.",
        "Call, {minutes} minutes.",
        "{who} rang during the shift.",
        "Voice message and an answer.",
        "Exchange of messages over the day.",
        "{who} called from a friend's phone.",
    ),
}
_MIDDLE = (
    "Talked about {topic}.",
    "She wants to think about {topic} until {day}.",
    "Asked about {topic}, {mood}.",
    "{topic} is the thing this week.",
    "Told us how it went last time: {outcome}.",
    "Laughed a lot tonight.",
    "Tired, did not want to talk much; that was fine.",
    "She had helped {two} others find the door.",
    "Went through the letter line by line.",
    "A customer was rude earlier, she left in time.",
    "Her phone is broken, reach her through {friend}.",
    "She is saving for {thing}.",
    "{friend} was with her.",
    "Says the nights are {nights} now.",
    "Wrote down the number on the back of a card.",
    "Showed a drawing by her boy.",
    "No news about {thing}.",
    "Bring {thing} next time.",
    "She asked who sees these notes, explained it once more.",
    "We looked at the map together and found a shorter way.",
    "New shoes, heel is healing.",
    "Two women from {place2} asked for the same.",
    "She will ask {friend} first.",
    "Money is {mood2} this month.",
    "The room is cold, blanket from the van.",
    "She slept {mood2}.",
    "Her mother comes at the end of the month.",
    "Did not want to sit down, kept an eye on the road.",
    "Wanted {thing}, we had none left.",
)
_END = (
    "Will come by on {day}.",
    "Left with {drink} in hand.",
    "Good mood at the end.",
    "Said to greet {friend}.",
    "Nothing more for today.",
    "See you at {place2}.",
    "She will write when she knows.",
    "Promised to ask again on {day}.",
    "Parted at the bus stop.",
    "Next time more time.",
    "Asked us not to come before eight.",
    "All well otherwise.",
)
_GROUP = (
    "{n} people at {place}, {weather}.",
    "Round of {drink} for {n}.",
    "{n} women, none wanted to give a name tonight.",
    "Passing by, {n} took supplies and went on.",
    "Quiet night, {n} at the corner.",
    "{n} new faces, explained who we are.",
    "{n} stood together because of the rain.",
)
_ONE = (
    "Somebody new at {place}, {weather}.",
    "One woman took supplies and went on.",
    "Tea for one at {place}; no name tonight.",
    "Somebody asked who we are, took a card.",
    "A short talk about {topic}, no name.",
)
_SLOTS = {
    "drink": ("tea", "hot chocolate", "coffee", "soup", "ginger tea", "broth"),
    "weather": (
        "light rain",
        "dry and cold",
        "mild night",
        "strong wind",
        "fog",
        "first frost",
        "warm for the season",
        "slush on the kerb",
    ),
    "two": ("two", "three", "four"),
    "minutes": ("ten", "five", "twenty", "fifteen"),
    "topic": (
        "the room",
        "the clinic",
        "school",
        "her papers",
        "the landlord",
        "the debt",
        "winter",
        "her sister",
        "the course",
        "work hours",
        "the neighbour",
        "the letter",
        "sleep",
        "her boy",
        "the little one",
        "the deposit",
        "a quieter place",
        "the appointment",
    ),
    "mood": (
        "calmly",
        "a little afraid",
        "half joking",
        "with a plan",
        "for the third time",
        "and wrote it down",
    ),
    "mood2": ("tight", "better", "all right", "short", "badly", "as always"),
    "outcome": (
        "the nurse was kind",
        "they sent her away once more",
        "she waited two hours",
        "quicker than expected",
        "nobody asked for papers",
        "she got the place",
        "she said her piece",
    ),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the weekend", "tomorrow"),
    "friend": (
        "Bee",
        "Ruby",
        "the tall one",
        "her cousin",
        "Jola",
        "her flatmate",
        "Tee",
        "the woman from upstairs",
        "Lio",
    ),
    "thing": (
        "a winter coat",
        "the deposit",
        "school shoes",
        "a charger",
        "a torch",
        "nappies",
        "a lock for the door",
        "a kettle",
        "bus cards",
        "lip balm",
        "a warm hat",
        "the birth paper",
        "a second key",
        "gloves",
    ),
    "nights": ("longer", "slower", "colder", "quieter", "louder", "better"),
    "place2": ("the arcade", "the quay", "the flats", "the lay-by", "the drop-in", "the hotel"),
}
_INSIDE = {"indoor_shared", "own_place", "bar_club", "hotel", ""}
_REMOTE = {"phone", "message", "online"}
_SAID = {"on_the_way": "a service"}  # places of the first lists have a code where others have their label


def note_for(rng: random.Random, who: str, place: str, setting: str, channel: str) -> str:
    """A note about one person.

    Args:
        rng: the story's dice.
        who: her alias.
        place: label of the place.
        setting: code of the setting, may be empty.
        channel: code of the channel.
    """
    where = "remote" if channel in _REMOTE else "inside" if setting in _INSIDE else "street"
    sentences = [rng.choice(_OPEN[where])]
    sentences += rng.sample(_MIDDLE, rng.choice((0, 1, 1, 2, 2, 3, 4)))
    if rng.random() < 0.6:
        sentences.append(rng.choice(_END))
    slots = {name: rng.choice(choices) for name, choices in _SLOTS.items()}
    place = _SAID.get(place, place)
    written = [sentence.format(who=who, place=place, **slots) for sentence in sentences]
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in written)


def group_note(rng: random.Random, number: int, place: str) -> str:
    """A note about people nobody knows.

    Args:
        rng: the story's dice.
        number: how many there were.
        place: label of the place.
    """
    slots = {name: rng.choice(choices) for name, choices in _SLOTS.items()}
    return rng.choice(_GROUP if number > 1 else _ONE).format(n=number, place=place, **slots)
