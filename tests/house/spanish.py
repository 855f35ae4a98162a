"""How easy a Spanish text is to read: the index of Fernández Huerta (1959), counted without downloads.

ease = 206.84 - 60 x syllables per word - 1.02 x words per sentence. 80 and more is easy, 60 is usual prose. Syllables
are the larger of pyphen's hyphenation and groups of vowels, so that a doubt counts against us.
"""

import re

import pyphen

HYPHENS = pyphen.Pyphen(lang="es")


def syllables(word: str) -> int:
    heard = re.sub(r"(?<=[gq])u(?=[eéií])", "", word.lower())  # que, gui: nobody says the u
    heard = re.sub(r"y$", "i", heard)
    groups = re.findall(r"[aeiouáéíóúü]+", heard)
    # Two strong vowels, or a weak one with an accent, are two syllables: ca-er, dí-a.
    vowels = sum(max(1, len(re.findall(r"[aeoáéóíú]", group))) for group in groups)
    return max(1, vowels, len(HYPHENS.positions(word)) + 1)


def sentences(text: str) -> list[str]:
    # A value or a number is read as one short word; a tag is not read; a line or a colon ends its sentence.
    spoken = re.sub(r"%%", "por ciento", re.sub(r"<[^>]+>", "", text))
    spoken = re.sub(r"%\(\w+\)s|\{\w+\}|[\d,.]*\d", "diez", spoken)
    parts = re.split(r"[.!?:;]+(?:\s|$)|\n", spoken)
    return [part for part in parts if re.search(r"[a-záéíóúñ]", part, re.IGNORECASE)]


def words(text: str) -> list[str]:
    return re.findall(r"[a-záéíóúüñ]+", text, re.IGNORECASE)


def ease(texts: list[str]) -> float:
    parts = [part for text in texts for part in sentences(text)]
    spoken = [word for part in parts for word in words(part)]
    return 206.84 - 60 * sum(map(syllables, spoken)) / len(spoken) - 1.02 * len(spoken) / len(parts)
