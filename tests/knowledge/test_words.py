"""What a clinic writes promises nothing that nobody knows, in three languages; what a clinic must be able to write, it can."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.evidence import claims, words

Group = words.Group
PROMISES = [
    ("Acupuncture cures back pain.", Group.CURE, "cures"),
    ("Live pain‑free again!", Group.CURE, "pain‑free"),
    ("We heal your spine.", Group.CURE, "heal"),
    ("Get rid of it once and for all.", Group.CURE, "once and for all"),
    ("A clinically proven method.", Group.PROOF, "clinically proven"),
    ("Science shows it.", Group.PROOF, "Science shows"),
    ("Your pain will never come back.", Group.CURE, "pain will never come"),
    ("El dolor no vuelve.", Group.CURE, "dolor no vuelve"),
    ("永不复发", Group.CURE, "永不"),
    ("治好不再復發", Group.CURE, "治好"),
    ("以后不会复发", Group.CURE, "不会复发"),
    ("Results guaranteed.", Group.PROOF, "guaranteed"),
    ("It is about the Root   Cause.", Group.CAUSE, "Root Cause"),
    ("It flushes out toxins.", Group.CAUSE, "toxins"),
    ("There are no side effects.", Group.HARMLESS, "no side effects"),
    ("It has no known side-effects.", Group.HARMLESS, "no known side-effects"),
    ("It is completely safe.", Group.HARMLESS, "completely safe"),
    ("Better than painkillers.", Group.BETTER, "Better than painkillers"),
    ("An alternative to back surgery.", Group.BETTER, "alternative to back surgery"),
    ("Our success rate is high.", Group.BETTER, "Our success rate"),
    ("It releases endorphins.", Group.INSIDE, "endorphins"),
    ("WHO recommends it.", Group.BODIES, "WHO recommends"),
    ("FDA-approved needles", Group.BODIES, "FDA-approved"),
    ("Needling relieves sciatica.", Group.EFFECT, "Needling relieves"),
    ("We can help with your lower back pain.", Group.EFFECT, "help with your lower back"),
    ("Cupping works.", Group.EFFECT, "Cupping works"),
    ("95% of our patients feel better.", Group.NUMBERS, "95% of our patients feel better"),
    ("9 out of 10 people feel better", Group.NUMBERS, "9 out of 10 people feel better"),
    ("Curamos la ciática.", Group.CURE, "Curamos"),
    ("Un método científicamente probado", Group.PROOF, "científicamente probado"),
    ("Tratamos la causa raíz.", Group.CAUSE, "causa raíz"),
    ("Sin efectos secundarios", Group.HARMLESS, "Sin efectos secundarios"),
    ("Es mejor que los medicamentos.", Group.BETTER, "mejor que los medicamentos"),
    ("Libera endorfinas.", Group.INSIDE, "endorfinas"),
    ("La OMS recomienda la acupuntura.", Group.BODIES, "OMS recomienda"),
    ("Aliviamos el dolor de espalda.", Group.EFFECT, "Aliviamos el dolor"),
    ("El 90 % de los pacientes mejora.", Group.NUMBERS, "90 % de los pacientes mejora"),
    ("针灸可以治愈腰痛。", Group.CURE, "治愈"),
    ("临床证明有效", Group.PROOF, "临床证明"),
    ("治本不治标", Group.CAUSE, "治本"),
    ("绝无副作用,没有任何副作用", Group.HARMLESS, "无副作用"),
    ("比止痛药更好", Group.BETTER, "比止痛药更好"),
    ("做完就可以停药", Group.BETTER, "可以停药"),
    ("世卫组织推荐", Group.BODIES, "世卫组织推荐"),
    ("针灸能缓解疼痛", Group.EFFECT, "缓解疼痛"),
    ("90%的患者症状好转", Group.NUMBERS, "90%的患者症状好转"),
]
HARMLESS_TEXTS = [
    "Dr Mei treats people with back pain and sciatica. She trained in Kyoto and Leeds.",
    "Bus 12 stops near the back entrance. The lift is on the left.",
    "We help you with forms and booking. Most of our patients come by tram.",
    "We cannot promise a cure. Nobody can.",
    "Acupuncture is not a cure, and it has not been proven to help everyone.",
    "People who recommend us get nothing for it. We have a nice, certified kitchen.",
    "Do not stop taking your medicines without asking your doctor.",
    "Our permanent address is 4 Mill Lane. The clinic is warm and quiet.",
    "How acupuncture works is not known. Does acupuncture help? See what trials found.",
    "Please bring your list of medicines. Do not come without your medicines list.",
    "You may have a small bruise afterwards. Serious harm is rare, and we will tell you about it.",
    "Health insurance: we give you a bill that lists each visit.",
    "Atendemos a personas con dolor de espalda. Hablamos español. Hay comida sana en el bar de al lado.",
    "No podemos prometer una cura. La entrada está en la calle Mayor; el precio definitivo figura abajo.",
    "我们接待腰痛和坐骨神经痛的来访者。诊所在二楼,有电梯。",
    "不论有无疼痛，都欢迎来问。",
    "我们不能保证治愈。请不要自行停药。",
]


@pytest.mark.parametrize(("text", "group", "word"), PROMISES, ids=[one[0][:24] for one in PROMISES])
def test_a_promise_is_found_and_named_as_it_was_written(text, group, word):
    found = words.find(text)

    assert [(one.group, one.word) for one in found][:1] == [(group, word)]
    assert text[found[0].at :].startswith(word.split()[0])
    assert found[0].instead == words.INSTEAD[group]


@pytest.mark.parametrize("text", HARMLESS_TEXTS, ids=[one[:24] for one in HARMLESS_TEXTS])
def test_what_a_clinic_must_be_able_to_write_passes(text):
    assert words.find(text) == ()


def test_the_disguises_of_a_word_do_not_help_it():
    for text in ("C**ure**s", "CURES", "cu\u200bres", "ｃｕｒｅｓ", "cúres", "_cures_"):
        assert [one.group for one in words.find(f"It {text} you.")] == [Group.CURE], text


def test_no_side_effects_is_not_rescued_by_its_no_and_two_promises_are_two():
    found = words.find("No side effects, and it cures.")

    assert [one.group for one in found] == [Group.HARMLESS, Group.CURE]


def test_every_group_has_words_to_look_for_and_something_to_write_instead():
    assert set(words.PATTERNS) == set(words.INSTEAD) == set(Group)


def test_what_the_checked_claims_say_holds_no_promise():
    hard = {
        Group.CURE,
        Group.PROOF,
        Group.CAUSE,
        Group.HARMLESS,
    }  # the rest a claim may say: it has its sources
    found = {
        one.key: bad
        for one in claims.all_claims()
        if (
            bad := [
                hit
                for hit in words.find(" ".join((one.title, *one.wording, one.effect, one.why)))
                if hit.group in hard
            ]
        )
    }

    assert found == {}


def plainly(text):
    """Fold a text the slow way: character by character, nothing but letters and single spaces."""
    kept = "".join(one for one in text if one not in words._INVISIBLE)
    folded = unicodedata.normalize("NFKD", kept).casefold()
    unseen = "\u200b"  # beside accents, of what the text below is made of
    seen = "".join(one for one in folded if one not in unseen and not unicodedata.combining(one))
    return " ".join(seen.split())


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="abcur eésñ痛治愈无*_~ \n\u200b", max_size=40))
def test_folding_agrees_with_a_slow_twin_and_every_place_is_in_the_text(text):
    folded, places = words._folded(text)

    assert " ".join(folded.split()) == plainly(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    assert all(text[one.at : one.at + 1] for one in words.find(text))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["guaranteed", "no side effects", "causa raíz", "无副作用"]),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_a_promise_is_found_wherever_it_stands(promise, before, after):
    assert words.find(f"{before}\n. {promise} .\n{after}")


@pytest.mark.parametrize(
    "written",
    [
        "\u0441ure",
        "c\u03c5re",
        "\u1d04\u1d1c\u0280\u1d07",
        "cu\u034fre",
        "cu\ufe0fre",
        "cu\u3164re",
        "c\x08ure",
    ],
)
def test_letters_of_other_alphabets_and_signs_that_show_nothing_hide_no_word(written):
    (found,) = words.find(f"We {written} backs.")

    assert found.word == written
