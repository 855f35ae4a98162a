"""How hard a text is to read: the Flesch-Kincaid school grade, counted without downloads.

grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid 1975). Syllables are
the larger of pyphen's hyphenation and groups of vowels, so that a doubt counts against us.
"""

import re

import pyphen

HYPHENS = pyphen.Pyphen(lang="en_US")


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?<![aeiouyl])e$", "", word.lower()))
    return max(1, len(groups), len(HYPHENS.positions(word)) + 1)


def grade(text: str) -> float:
    # "(2017)" or "8,270" is read as one short word; a line without a full stop ends its sentence.
    spoken = re.sub(r"[\d,.]*\d", "ten", text)
    sentences = [part for part in re.split(r"[.!?:]+(?:\s|$)|\n", spoken) if re.search(r"[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z']+", spoken)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
