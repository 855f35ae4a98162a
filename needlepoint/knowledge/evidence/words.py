"""Words that promise more than anybody knows, in English, Spanish and Chinese, and what may be written instead.

For   everything a clinic writes that visitors read. What treatment does is said by claims, which carry their sources; a
      clinic's own words say what is done, by whom, when and where.
Finds words whatever their case, accents, emphasis marks or invisible characters. All three languages are looked for in
      every text, as people mix them. It is a list, not a reader: it misses what nobody thought of.
"""

import enum
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


class Group(enum.Enum):
    """What is wrong with a word."""

    CURE = enum.auto()  # a cure, or an end of the pain
    PROOF = enum.auto()  # proof, or a promise
    CAUSE = enum.auto()  # the cause, cleansing
    HARMLESS = enum.auto()  # that nothing can go wrong
    BETTER = enum.auto()  # better than something else, or instead of it
    INSIDE = enum.auto()  # what happens inside the body
    BODIES = enum.auto()  # that a body has approved it
    EFFECT = enum.auto()  # what treatment does, without a claim behind it
    NUMBERS = enum.auto()  # how many it helps


@dataclass(frozen=True, slots=True)
class Found:
    """A word as it was written, where it starts, and what is wrong with it."""

    word: str
    at: int
    group: Group

    @property
    def instead(self) -> str:
        """Say what may be written instead."""
        return INSTEAD[self.group]


INSTEAD = {
    Group.CURE: "Nobody can promise that. Write what you do, and link to “Does it work?” for what to expect.",
    Group.PROOF: "Nobody can promise a result. Write what you do, and link to “Does it work?” for how sure it is.",
    Group.CAUSE: "There is no good evidence for that. Write how you choose a treatment, and call traditional theory by its name.",
    Group.HARMLESS: "About 1 in 10 people have a small unwanted effect, so this is not true. Link to the page on safety instead.",
    Group.BETTER: "That has not been shown. Write that acupuncture goes alongside other care, and that medicines are a matter for the doctor.",
    Group.INSIDE: "That has not been shown in people with back pain. Link to the page on how it may work instead.",
    Group.BODIES: "Bodies disagree, so one of them must not stand alone. Link to “Does it work?”, which shows both sides.",
    Group.EFFECT: "What treatment does is said by the checked claims alone, each with its sources. Write what you do, and link to “Does it work?”.",
    Group.NUMBERS: "Numbers about results need a source. Link to “Does it work?”, which has them.",
}

# In folded text: small letters, no accents, one space. A word in any of the languages is looked for in every text.
_COMPLAINT = (
    r"(?:pains?|aches?|sciatica|spasms?|stiffness|tension|inflammation|swelling|stress|anxiety|depression|insomnia"
    r"|sleep|mobility|circulation|blood flow|healing|recovery|symptoms?|(?:your|the|a|any|their) (?:\w+ )?(?:backs?|spines?)"
    r"|discs?|nerves?|muscles?|immunity|immune system|headaches?|arthritis)"
)
_EFFECT = (
    r"(?:reliev(?:e|es|ed|ing)|eas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|lessen(?:s|ed|ing)?|improv(?:e|es|ed|ing)"
    r"|boost(?:s|ed|ing)?|restor(?:e|es|ed|ing)|relax(?:es|ed|ing)?|calm(?:s|ed|ing)?"
    r"|sooth(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|help(?:s|ed|ing)?(?: (?:with|against|for|to relieve|to ease|to reduce"
    r"|relieve|ease|reduce|improve))?|prevent(?:s|ed|ing)?|get(?:s|ting)? rid of|releas(?:e|es|ed|ing)"
    r"|strengthen(?:s|ed|ing)?|unblock(?:s|ed|ing)?|stimulat(?:e|es|ed|ing))"
)
_DOLENCIA = (
    r"(?:dolor(?:es)?|ciatica|espasmos?|rigidez|tension(?:es)?|inflamacion|estres|ansiedad|depresion|insomnio|sueno"
    r"|movilidad|circulacion|sintomas?|espalda|columna|discos?|nervios?|musculos?|inmunidad|defensas|energia|artritis)"
)
_EFECTO = (
    r"(?:alivi(?:a|an|ar|amos|ando)|calm(?:a|an|ar|amos)|reduc(?:e|en|ir|imos)|disminu(?:ye|yen|ir|imos)"
    r"|mejor(?:a|an|ar|amos)|quit(?:a|an|ar|amos)|ayud(?:a|an|ar|amos) (?:a|con|contra|en)|previen(?:e|en)|prevenir"
    r"|fortalec(?:e|en|er)|restaur(?:a|an|ar)|relaj(?:a|an|ar)|combat(?:e|en|ir)|libera(?:n|r)?|estimul(?:a|an|ar))"
)
PATTERNS: dict[Group, tuple[str, ...]] = {
    Group.CURE: (
        r"\b(?:in)?cur(?:e|es|ed|ing|able|ative)\b",
        r"\bheal(?:s|ed|ing|er|ers)?\b",
        r"\bmirac(?:le|les|ulous)\b",
        r"\bpain[- ]?free\b",
        r"\bfree (?:of|from) pain\b",
        r"\b(?:permanent|lifelong) (?:relief|results?|solutions?|effects?|change)\b|\b(?:gone|away) (?:forever|for good)\b|\bonce and for all\b",
        r"\b(?:eliminat|eradicat)(?:e|es|ed|ing) (?:\w+ ){0,3}(?:pain|aches?|sciatica|symptoms?|stress|toxins?)\b",
        r"\bbanish(?:es|ed|ing)?\b",
        r"\bfix(?:es|ed)? (?:your|the|any) (?:\w+ ){0,2}(?:back|pain|spine|sciatica)\b",
        r"\bcura(?:n|r|mos|rse|cion|ciones|tiv[oa]s?|d[oa]s?)?\b",
        r"\bsana(?:r|mos|cion|dor|dora|dores)\b",
        r"\bmilagr\w*",
        r"\bsin dolor\b",
        r"\b(?:alivio|solucion(?:es)?|resultados?|remedio) (?:permanentes?|definitiv[oa]s?)\b|\bdolor (?:\w+ ){0,3}para siempre\b",
        r"\b(?:pains?|aches?|sciatica) (?:\w+ ){0,3}never (?:comes?|returns?)\b",
        r"\b(?:dolor|ciatica) (?:\w+ ){0,3}(?:no|nunca|jamas) (?:vuelve|volvera|regresa|regresara)\b",
        r"\b(?:elimin|erradic)(?:a|an|ar|amos) (?:\w+ ){0,3}(?:dolor(?:es)?|ciatica|sintomas?|estres)\b",
        r"治[愈癒好]|痊[愈癒]|根[治除]|疗愈|療癒|包治|康[复復]如初|奇[迹跡]|神[奇效]|永[久远遠不]|[断斷]根|不(?:再|会再|會再|会|會)?[复復][发發]|[彻徹]底(?:解除|消除|摆脱|治)",
        r"(?:(?<!有)无|(?<!有)無|零|不再|远离|告别|告別)(?:疼)?痛",
    ),
    Group.PROOF: (
        r"\bprov(?:e|es|ed|en|ing)\b",
        r"\b(?:clinically|scientifically|medically) (?:shown|tested|proven|validated|supported|backed)\b",
        r"\b(?:science|research|studies|evidence)[ -](?:backed|shows?|proves?|confirms?|demonstrates?)\b",
        r"\bevidence[- ]based\b",
        r"\bguarant(?:ee|ees|eed|y)\b",
        r"\b(?:instant|immediate|fast|quick|lasting|long[- ]lasting|complete|total|real|effective) relief\b",
        r"\bhighly effective\b",
        r"\b(?:very|most|always|truly) effective\b",
        r"\b(?:com)?prob(?:ad[oa]s?|adamente)\b",
        r"\bdemostrad[oa]s?\b",
        r"\b(?:cientifica|clinica|medica)mente(?: (?:com)?probad[oa]s?| demostrad[oa]s?)?\b",
        r"\bgaranti(?:a|as|za|zan|zar|zamos|zad[oa]s?)\b",
        r"\b(?:alivio|resultados?) (?:inmediat|total|durader|rapid|permanent)\w*",
        r"\b(?:muy|altamente|100 ?%) (?:efectiv|eficaz|eficaces)\w*",
        r"(?:临床|科学|臨床|科學|医学|醫學|研究)(?:已)?(?:证[明实]|證[明實]|[验驗][证證]|[认認]可)|保[证證](?:有效|疗效|療效|见效|治)?",
        r"(?:立[即刻竿]|当场|迅速|快速)(?:见效|見效|缓解|緩解|止痛)|[显顯]著(?:疗效|療效|效果)|百分之?百|100 ?[%%]有效|[绝絕][对對]有效",
    ),
    Group.CAUSE: (
        r"\broot[- ]causes?\b",
        r"\b(?:underlying|real|true) causes?\b",
        r"\b(?:treats?|treating|address(?:es|ing)?|tackl(?:es?|ing)|gets? to|find(?:s|ing)?) (?:the|your) (?:causes?|roots?|source)\b",
        r"\bdetox\w*",
        r"\btoxins?\b",
        r"\bcausas? (?:raiz|profundas?|subyacentes?|verdaderas?|de fondo)\b",
        r"\b(?:raiz|origen) de(?:l| su| tu)? (?:problema|dolor|mal)\b",
        r"\b(?:de )?raiz\b",
        r"\b(?:desintoxica|toxina)\w*",
        r"病根|根本(?:原因|病因|上)|治本|根源|[标標]本兼治|排毒|毒素|解毒",
    ),
    Group.HARMLESS: (
        r"\b(?:no|without|zero|free of|free from|never any|any lack of) (?:(?:known|any|negative|harmful|unwanted|adverse|bad|nasty|serious) ){0,2}(?:side[- ]?effects?|unwanted effects?|adverse effects?|risks?|dangers?)\b",
        r"\bside[- ]?effect[- ]free\b",
        r"\brisk[- ]?free\b",
        r"\b(?:completely|totally|entirely|perfectly|absolutely|always|100 ?%|very|extremely) (?:safe|harmless|painless)\b",
        r"\b(?:harmless|painless|painlessly)\b",
        r"\b(?:sin|ningun|ninguna|cero|libre de) (?:(?:ningun|ninguna|tipo|de) ){0,3}(?:efectos? (?:secundarios?|adversos?|no deseados?)|riesgos?|peligros?)\b",
        r"\bno (?:tiene|hay|causa|produce|presenta) (?:(?:ningun|ninguna) )?(?:efectos?|riesgos?|peligros?)\b",
        r"\b(?:totalmente|completamente|absolutamente|100 ?%|muy) segur[oa]s?\b",
        r"\binofensiv[oa]s?\b|\bindolor[oa]s?\b",
        r"(?:无|無|没有|沒有|零|毫无|毫無|不会有|不會有|没任何|没有任何|無任何|无任何)(?:任何|毒)?(?:副作用|风险|風險|危险|危險|不良反应|不良反應)",
        r"(?:[绝絕][对對]|完全|百分之?百|非常|100 ?[%%])(?:安全|无害|無害)|(?<!有)[无無]痛|[无無]害",
    ),
    Group.BETTER: (
        r"\b(?:better|stronger|safer|more effective) than (?:\w+ ){0,2}(?:drugs?|medic\w+|pills?|painkillers?|opioids?|physio\w*|surgery|massage|placebo|any|other|all)\b",
        r"\b(?:alternative to|instead of|avoid|replaces?|no need for|without(?! your)) (?:\w+ ){0,2}(?:surgery|drugs|medication|medications|medicines?|opioids|painkillers|pills|operations?)\b",
        r"\bstop(?:ping)? (?:taking )?your (?:medic\w+|drugs|pills|painkillers)\b",
        r"\b(?:best|leading|top|number one|no\. ?1|unrivall?ed|finest) (?:\w+ ){0,2}(?:acupunctur\w*|clinic|practice|treatment|practitioners?)\b",
        r"\b(?:high|higher|great|our) success(?: rates?)?\b|\bsuccess rates?\b",
        r"\bmejor(?:es)? que (?:\w+ ){0,2}(?:medic\w+|farmacos?|pastillas?|cirugia|operacion|fisio\w*|analgesicos?|cualquier|otr[oa]s?)\b",
        r"\b(?:en lugar de|en vez de|alternativa a|evit[ae]r?|sin|sustituye) (?:\w+ ){0,2}(?:cirugia|farmacos|medic(?:amentos?|inas?)|pastillas|operacion(?:es)?|opioides)\b",
        r"\b(?:el|la|los|las) mejor(?:es)? (?:acupuntor\w*|clinica|acupuntura|tratamiento)\b|\btasa de exito\b",
        r"(?:比|胜过|勝過|[优優]于|好于|强于).{0,8}(?:药|藥|手[术術]|西[医醫]|理[疗療]).{0,6}|(?:代替|替代|免去|无需|無需|不用|避免)(?:.{0,3})(?:手[术術]|药物?|藥物?|[吃服](?:药|藥))|(?:可以?|能|得以)(?:放心|安心)?停[药藥]|成功率|(?:最[好佳]|第一|首[选選]|[顶頂][尖级級])的?(?:[针針]灸|[诊診]所|中[医醫]|治[疗療])",
    ),
    Group.INSIDE: (
        r"\banti[- ]?inflammat\w*",
        r"\bendorphins?\b",
        r"\b(?:boosts?|strengthens?|stimulates?) (?:\w+ ){0,2}(?:immun\w*|circulation|nervous system|body's)\b",
        r"\b(?:natural|body's own) (?:painkillers?|opioids?|chemicals?)\b",
        r"\breset(?:s|ting)? (?:the|your) (?:nerv\w*|body|brain)\b",
        r"\bantiinflamatori\w*|\banti-inflamatori\w*|\bendorfinas?\b",
        r"[内內]啡[肽呔]|消炎|抗炎|(?<!低)免疫力(?![差弱低])|活血化[瘀淤]",
    ),
    Group.BODIES: (
        r"\b(?:who|nih|fda|nhs|nice|acp|world health organi[sz]ation|national institutes of health|american college of physicians|jama|doctors|physicians|medicare)(?: \w+){0,3} (?:approv|recogni[sz]|endors|recommend|certif|support)\w*",
        r"\b(?:approved|recogni[sz]ed|endorsed|recommended|certified|supported) by (?:the )?(?:who|nih|fda|nhs|nice|acp|world health|national institutes|american college|doctors|physicians|science|experts)\b",
        r"\bfda[- ](?:approved|cleared)\b",
        r"\b(?:oms|organizacion mundial de la salud|nih|fda|medicos|ciencia)\b(?: \w+){0,3} (?:aprueb|reconoc|respald|recomiend|avala|certific)\w*",
        r"\b(?:aprobad|reconocid|respaldad|recomendad|avalad|certificad)[oa]s? por (?:la |los |el )?(?:oms|organizacion|nih|fda|medicos|ciencia|expertos)\b",
        r"(?:世[卫衛]|世界[卫衛]生[组組][织織]|who|nih|fda|[专專]家|[医醫]生|美国国立卫生研究院).{0,6}(?:[认認]可|批准|推[荐薦]|承[认認]|[认認][证證]|[证證][实實])",
    ),
    Group.EFFECT: (
        r"\b" + _EFFECT + r" (?:[\w']+ ){0,4}?" + _COMPLAINT + r"\b",
        r"\b(?:stop|end)(?:s|ped|ed|ping|ing)? (?:[\w']+ ){0,3}?(?:pains?|aches?|aching|sciatica|spasms?)\b",
        r"(?<!how )(?<!does )(?<!can )(?<!do )\b(?:acupuncture|needles|needling|cupping|gua sha|moxa|moxibustion)(?: (?:really|can|also|does|will|may)){0,2} (?:works?|helps?|relieves?|is effective|are effective)\b",
        r"\b(?:treatments?|sessions?|visits?) (?:\w+ )?(?:helps?|relieves?|is effective|are effective)\b",
        r"\b(?:pain|back|stress) relief\b|\brelief (?:from|of) (?:\w+ ){0,2}" + _COMPLAINT + r"\b",
        r"\beffective (?:for|against|in|treatment)\b",
        r"\byou(?:'ll| will) (?:feel|be|sleep|move) (?:\w+ ){0,2}better\b",
        r"\b" + _EFECTO + r" (?:\w+ ){0,4}?" + _DOLENCIA + r"\b",
        r"\b(?:la )?(?:acupuntura|agujas|ventosas|moxa|moxibustion|tratamiento|sesion(?:es)?)(?: \w+){0,2} (?:funciona|funcionan|ayuda|ayudan|alivia|alivian|es eficaz|es efectiv[oa])\b",
        r"\balivio (?:de|del|para) (?:\w+ ){0,2}" + _DOLENCIA + r"\b|\beficaz (?:para|contra|en)\b",
        r"\b(?:se )?sentira(?:n)? (?:mucho )?mejor\b",
        r"(?:[缓緩]解|减[轻少]|減[輕少]|消除|解除|改善|止|治[疗療]好|舒[缓緩]|提高|增[强強]|促[进進]|[调調]理好|放[松鬆]).{0,6}(?:疼痛|痛|酸|[坐]骨神[经經]|[压壓]力|焦[虑慮]|失眠|睡眠|[僵]硬|炎症|血液循[环環]|循[环環]|免疫|[症][状狀]|肌肉|恢[复復])",
        r"(?:[针針]灸|[针針]刺|拔罐|刮痧|艾灸|治[疗療]|理[疗療])(?:.{0,4})(?:有效|管用|有[帮幫]助|效果好|[疗療]效|[见見]效)",
    ),
    Group.NUMBERS: (
        r"\b\d+(?:[.,]\d+)? ?(?:%|per ?cent)(?: of)? (?:\w+ ){0,3}(?:patients?|people|clients?|better|improv\w*|relief|less|recover\w*|cases)\b",
        r"\b(?:\d+|nine|eight|seven|most|almost all|nearly all|all) (?:(?:out )?(?:in|of) (?:\d+|ten|every ten)|of our) (?:\w+ ){0,2}(?:patients?|people|clients?) (?:\w+ ){0,4}(?:better|well|improv\w*|relief|less|recover\w*|benefit\w*|helped)\b",
        r"\b(?:patients|people|clients) (?:\w+ ){0,3}(?:get|got|feel|felt|are|were|become) (?:\w+ ){0,2}better\b",
        r"\b\d+(?:[.,]\d+)? ?(?:%|por ciento) de (?:\w+ ){0,3}(?:pacientes|personas|casos|mejor\w*)\b",
        r"\b(?:\d+|nueve|ocho|la mayoria|casi todos) de (?:cada )?(?:\d+|diez|(?:nuestr|l)[oa]s) (?:\w+ ){0,2}(?:pacientes|personas) (?:\w+ ){0,4}(?:mejor\w*|alivi\w*|bien|recuper\w*|sin|menos)\b",
        r"(?:(?<!\d)\d{1,3} ?%|百分之.{1,4}|[九八七]成|[绝絕]大多[数數]|几乎所有|大部分).{0,4}(?:患者|病人|[顾顧]客|人).{0,8}(?:好[转轉]|有效|[缓緩]解|改善|[见見]效|恢[复復]|康[复復])",
    ),
}

# Words that turn a promise into its opposite, just before it: "we cannot promise a cure". They do not rescue "no side effects".
_NEGATED = re.compile(
    r"(?:\b(?:not|never|cannot|can't|don't|doesn't|isn't|won't|nobody can|no one can|no)(?! only)"
    r"(?: (?:a|an|to|the|promise|claim|that|it|we|be|any|say|been|shown|known|is|have|has|acupuncture|will|can|be))*"
    r"|\b(?:no|nunca|nadie puede|ni)(?! solo)(?: (?:un|una|el|la|lo|que|es|ha|sido|se|podemos|puede|prometemos|prometer|decimos|esta|acupuntura|hay))*"
    r") ?$|(?:不能|无法|無法|不是|并非|不会|不會|没有人能|不要|不|[请請]?勿|别|未被?|没有|沒有|没)"
    r"(?:承[诺諾]|保[证證]|说|能|是|声称|可以|[针針]灸|自行|随意|擅自){0,3}$"
)
_NEVER_RESCUED = frozenset({Group.HARMLESS, Group.NUMBERS})
# "People who recommend us" is no WHO, and a nice room no NICE.
_CAPITALS = frozenset({"who", "nice", "acp", "nih", "nhs", "fda", "oms"})
_FIRST_WORD = re.compile(r"[a-z]+")
_REACH = 60  # characters before a word in which its negation may stand
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0*_~`")  # letters that show nothing, and marks of emphasis
_UNSEEN = frozenset({"Cc", "Cf", "Me", "Mn"})  # accents, joiners, selectors, what turns the direction
# Small letters of other alphabets that look like ours: nobody writes here in those.
_LIKE_OURS = str.maketrans(
    "аесһіјӏмоԛрѕтуԝхѵԁкαεικνορτυχıᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "aechijlmoqpstywxvdkaeikvoptuxiabcdeghijklmnoprtuvwyz",
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "–": "-", "—": "-"})


def find(text: str) -> tuple[Found, ...]:
    """Find what a clinic should not publish, in the order of the text; each stretch of it once."""
    folded, places = _folded(text)
    found: list[Found] = []
    taken = 0
    for start, end, group in sorted(_hits(folded), key=lambda hit: (hit[0], -hit[1])):
        first = _FIRST_WORD.match(folded, start)
        if (
            first
            and first[0] in _CAPITALS
            and not text[places[start] : places[first.end() - 1] + 1].isupper()
        ):
            continue
        if start >= taken:
            at = places[start]
            found.append(Found(" ".join(text[at : places[end - 1] + 1].split()), at, group))
            taken = end
    return tuple(found)


def _hits(folded: str) -> Iterator[tuple[int, int, Group]]:
    for group, pattern in _compiled():
        for match in pattern.finditer(folded):
            before = folded[max(0, match.start() - _REACH) : match.start()]
            if group in _NEVER_RESCUED or not _NEGATED.search(before):
                yield match.start(), match.end(), group


@functools.cache
def _compiled() -> tuple[tuple[Group, re.Pattern[str]], ...]:
    return tuple(
        (group, re.compile("|".join(f"(?:{one})" for one in ours))) for group, ours in PATTERNS.items()
    )


def _folded(text: str) -> tuple[str, list[int]]:
    """Give the text in small letters, without accents and marks, and for each of its characters the place it had."""
    folded: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for one in _letters(written):
            if one == " " and folded and folded[-1] == " ":
                continue
            folded.append(one)
            places.append(place)
    return "".join(folded), places


def _letters(written: str) -> str:
    if written in _INVISIBLE:
        return ""
    if written.isspace():
        return " "
    # "ñ" is folded too: "sueño" is looked for as "sueno".
    parts = unicodedata.normalize("NFKD", written.translate(_APOSTROPHES)).casefold()
    seen = (one for one in parts if unicodedata.category(one) not in _UNSEEN)
    return "".join(seen).translate(_LIKE_OURS)
