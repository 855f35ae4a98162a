"""Statistics on plain numbers.

For     the owner's rates of unwanted effects; forecasts and pooled results come with the pages that show them.
Offers  `binomial`: the exact interval of a rate.
Never   knows a patient, a clinic or where a number came from.
"""
