"""What those who pay for visits count, as dated data.

For     the count beside a plan, and the warning before a visit that would go over it is booked.
Offers  `terms`: the payers of a country, and what each pays for on a day.
Never   decides a claim: a payer does that, and a coder confirms the numbers.
"""
