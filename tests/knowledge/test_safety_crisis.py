"""What somebody writes: which words bring the crisis line, and which are only pain. One line each, in three languages."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from needlepoint.knowledge.safety import crisis

ENGLISH = """
I'd be happier dead
I do not see a reason to keep going
Do not want to be on this earth anymore
I have a plan to end my life
I just can't take this anymore
I was thinking of swallowing all my pills
I want to die.
I do not want to die.
i dont want to live anymore
I don’t want to be here any more.
I'm going to kill myself
I have thought about killing my self
I feel suicidal
I have had suicidal thoughts for weeks
sucide is on my mind
I wish I was dead
I wish I were dead.
I wish I had never been born
I would be better off dead
There is no reason to live
I have nothing to live for
Life is not worth living like this
I want to end it all
I am thinking of ending my life
I could take my own life
I can't go on any more.
I cannot go on like this
I want to hurt myself
I have thoughts of hurting myself
I cut myself on purpose
I sometimes self-harm
I might overdose on my pills
I think about taking all my pills
I would hang myself
I want to jump off a bridge
I want to go to sleep and not wake up
I wish I would not wake up
no, I have never thought of suicide
I no longer want to live
I don't really want to be alive
I hope I die in my sleep
I just want to disappear forever
I'm tired of living
what's the point of living
I think about death a lot
I'd rather be dead than live with this
kms
I could hurt myself
I was thinking of ending it
I long for death
I would like to just not wake up
fall asleep and never wake up
I see no way out
I lost the will to live
"""
ENGLISH_BUT_ONLY_PAIN = """
I take all my pills on time
I take too many pills
I thought I was dying, the pain was so bad
I fell off the roof
I have lost the will to exercise
I cannot see a reason for this pain
I am dead on my feet
My leg feels dead
I have a dead leg
I hurt myself lifting a box
I hurt myself at work
I am afraid I hurt my back again
I cut myself shaving
I want to live without pain
I want to live a normal life again
My father died last year
My mother died of cancer in 2010.
I am dying to get back to the garden
I want the pain to end
I want this pain to stop
I cannot go on long walks
I can't go on holiday
It hurts when I wake up
I do not wake up rested
I wake up at night with pain
The pain ends at my knee
I gave up smoking
I gave up tennis
The battery of my phone is dead
I had a deadline at work and sat too long
I fell down the stairs and hurt myself
dead tired in the evening
I do not want to take pills all my life
I do not want to live far from my children
It would be better without the pills
I am overdoing it at the gym
I would like to end the treatment
I can't bend any more
I don't want to wake up my wife when I turn
no
none
Pain in the left buttock, worse when sitting
I jump off the tractor ten times a day
I feel like death warmed up
I might hurt myself again if I lift
I said goodbye to tennis
I run my own life
I'd love to dance again
I think about my back all day
I just want to feel better
"""

SPANISH = """
quiero desaparecer
a veces pienso que sería mejor no estar aquí
me quitaría la vida
prefiero la muerte
My kids would be better off without me
The pain is killing me and I want to die
somebody please kill me
No tengo nada por lo que vivir
mi vida no tiene sentido
no puedo seguir así
Sometimes I think everyone would be better without me.
Quiero morirme
No quiero morir
Me quiero morir del dolor
ya no quiero vivir
No quiero vivir más
Pienso en el suicidio
He pensado en quitarme la vida
Voy a matarme
quiero matarme
Ojalá me muriera
ojalá no despertara mañana
Estoy cansada de vivir
No tengo ganas de vivir
La vida no vale la pena
No vale la pena vivir así
Mi familia estaría mejor sin mí
Quiero acabar con todo
quiero terminar con mi vida
Pienso en hacerme daño
Quiero hacerme daño
me corto a propósito
Preferiría estar muerto
no tengo motivos para vivir
Quiero dormir y no despertar nunca
tomarme todas las pastillas
Quisiera morir
pienso mucho en la muerte
Me dan ganas de morir
tirarme por la ventana
no puedo más con la vida
me quiero matar
Estaría mejor muerta
sin ganas de seguir viviendo
Quiero desaparecer para siempre
"""
SPANISH_BUT_ONLY_PAIN = """
no puedo más con el dolor
este dolor no es vida
quiero seguir trabajando
no quiero seguir con este dolor
This pain is killing me.
My back is killing me
the stairs kill me
the pain is going to kill me
he is thinking about ending the treatment
Me muero de dolor
Muero de dolor cuando me siento
este dolor me mata
El dolor me está matando
Tengo la pierna muerta
Me hice daño al levantar una caja
Me lastimé en el trabajo
Me muero de risa
me muero por volver a caminar
Mi padre murió el año pasado
No puedo seguir trabajando así
No quiero tomar más pastillas
Quiero vivir sin dolor
Quiero vivir mejor
Me corté con un cuchillo en la cocina
tengo ganas de volver a correr
No puedo dormir
no me deja dormir y despierto a las tres
me despierto cada noche
Quiero acabar con el dolor
No quiero operarme
Me da miedo hacerme daño otra vez
Vivo con mi hija
Me mato trabajando
No tengo ganas de comer
me duele todo
Dolor en la espalda baja desde hace un año
Tengo miedo de quedarme así
Se me duerme la pierna
Mi vida ha cambiado con este dolor
La pierna se me queda muerta
No puedo levantarme de la cama
"""

CHINESE = """
觉得活着好累
人生没有意义
想从楼上跳下去
不想在这个世界上了
要是能死就好了
恨不得死了
活得太累了
没有勇气活下去
我想死
我不想死
我不想活了
不想活
我想自杀
我想自殺
有过自杀的念头
活着没意思
活着没有意义
活不下去了
生无可恋
我想结束自己的生命
想结束这一切
我会伤害自己
我想伤害自己
一了百了
死了算了
不如死了算了
我想离开这个世界
我想割腕
我想跳楼
疼得想死
疼死了，我不想活了
没有活下去的勇气
没有活下去的理由
真想一觉睡下去不再醒来
我不想再醒来
我想去死
宁愿死
有轻生的想法
自残过
活够了
家里没有我会更好
活着太累，想了结一切
希望自己能死
"""
CHINESE_BUT_ONLY_PAIN = """
活儿太多
农活累
痛不欲生
从床上下来就疼
我怕死
干活累了
干活不了
没活力
疼死了
痛死我了
腰疼得要死
累死了
疼死人了
我想活得更好
腿麻死了
我爸去年去世了
搬东西时伤到自己
不小心摔伤了
想死你了
我的腿像死了一样
晚上疼得睡不着
半夜会疼醒
不想吃药
不想手术
坐久了就疼
饿死了
今天累死我了
想多活动
不能干活
没法干活
活动后好一些
活动不方便
不活动就僵硬
希望能好起来
早上醒来僵硬
没有生活质量
我不想生活这样疼
气死我了
走路没劲
腰疼三年了
"""


def lines(*texts):
    return [line for text in texts for line in text.strip().splitlines()]


@pytest.mark.parametrize("said", lines(ENGLISH, SPANISH, CHINESE))
def test_words_of_self_harm_are_never_missed(said):
    assert crisis.speaks_of_self_harm(said)


@pytest.mark.parametrize("said", lines(ENGLISH_BUT_ONLY_PAIN, SPANISH_BUT_ONLY_PAIN, CHINESE_BUT_ONLY_PAIN))
def test_words_about_pain_and_daily_life_bring_no_alarm(said):
    assert not crisis.speaks_of_self_harm(said)


def test_each_language_is_tried_at_least_thirty_times_each_way():
    for said in (
        ENGLISH,
        ENGLISH_BUT_ONLY_PAIN,
        SPANISH,
        SPANISH_BUT_ONLY_PAIN,
        CHINESE,
        CHINESE_BUT_ONLY_PAIN,
    ):
        assert len(lines(said)) >= 30


@pytest.mark.parametrize("said", ["", " ", "\n\t", "...", "12345", "\u200b", "🙂"])
def test_nothing_said_is_no_alarm(said):
    assert not crisis.speaks_of_self_harm(said)


@pytest.mark.parametrize(
    "said",
    [
        "I WANT TO DIE",
        "i   want\n to\tdie",
        "I don\u2019t want to live",
        "I don`t want to live",
        "I want to d\u200bie",
        "QUIERO MORIR\u0301ME",
        "ＩＷＡＮＴ but: I want to die",
        "我 不想活",
    ],
)
def test_the_way_it_is_typed_does_not_hide_it(said):
    assert crisis.speaks_of_self_harm(said)


@pytest.mark.parametrize(
    "said",
    [
        "My back is killing me and some days I want to die.",
        "Muero de dolor y ya no quiero vivir",
        "疼死了，有时候不想活了",
        "The pain started in May. I garden. I do not want to wake up any more. I take aspirin.",
    ],
)
def test_a_saying_about_pain_does_not_hide_what_stands_beside_it(said):
    assert crisis.speaks_of_self_harm(said)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(lines(ENGLISH, SPANISH, CHINESE)))
def test_nothing_written_around_it_hides_it_and_no_text_is_too_strange(before, after, said):
    crisis.speaks_of_self_harm(before + after)

    assert crisis.speaks_of_self_harm(f"{before}\n. {said} .\n{after}")


def test_a_long_text_is_read_in_no_time():
    said = "the pain in my back does not want to go and I do not sleep, I think about it a lot " * 120

    began = time.perf_counter()
    assert not crisis.speaks_of_self_harm(said)

    assert time.perf_counter() - began < 0.5
