"""Statistics on plain numbers.

For     the owner's rates, forecasts and whether they came true, time to benefit, groups against all.
Offers  `binomial`: the exact interval of a rate; `growth`: one person's likely course; `calibration`: what was foretold
        against what came; `survival`: how long until; `funnel`: how far luck alone may carry a small group.
Never   knows a patient, a clinic or where a number came from.
"""
