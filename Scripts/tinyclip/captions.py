"""What is said of a picture: its label in many phrases, so that the words around it come not to matter."""

from drawing import CAPTIONS, LABELS

PLURALS = {"Bus": "buses"}
ADJECTIVES = ("red", "green", "blue", "yellow", "white", "black", "brown", "small", "big", "old", "new", "bright", "dark",
              "beautiful", "single")
PLACES = ("in the street", "on the beach", "by the sea", "in the forest", "in a meadow", "at night", "in the snow",
          "at dusk", "in the desert", "in autumn", "in the mist", "in the harbour", "on a table", "on a plain ground",
          "on a white background", "in the water", "in the grass")
PHRASES = ("{a}", "{a}", "{word}", "{words}", "the {word}", "one {word}", "a photo of {a}", "a photo of {a}",
           "a photo of the {word}", "photo of {words}", "a picture of {a}", "a drawing of {a}", "an image of {a}",
           "there is {a} in the picture", "this is {a}", "i see {a}", "a close-up of {a}", "a {adjective} {word}",
           "the {adjective} {word}", "a photo of a {adjective} {word}", "{adjective} {words}", "{a} {place}",
           "a photo of {a} {place}", "{words} {place}", "a {adjective} {word} {place}", "show me {a}", "{word}, {place}",
           "a picture of a {adjective} {word} {place}.")


def _filled(phrase, label, adjective, place):
    word = label.lower()
    return phrase.format(a=CAPTIONS[label], word=word, words=PLURALS.get(label, word + "s"), adjective=adjective, place=place)


def caption(label, rng):
    """One of the phrases for a label."""
    return _filled(str(rng.choice(PHRASES)), label, str(rng.choice(ADJECTIVES)), str(rng.choice(PLACES)))


def every_phrase():
    """Each phrase of each label with each adjective and place, for the vocabulary to be made of."""
    for label in LABELS:
        for phrase in PHRASES:
            for adjective in ADJECTIVES if "{adjective}" in phrase else ADJECTIVES[:1]:
                for place in PLACES if "{place}" in phrase else PLACES[:1]:
                    yield _filled(phrase, label, adjective, place)
