"""What a traditional examination of a sore back names: tongue, pulse, patterns, as a labelled catalogue.

For     whoever works in that framework and wants to write down what they found.
Offers  `catalogue`: the words, the usual signs and points of a pattern, and the nearest ICD-11 codes.
Never   a diagnosis, and never a reason to treat. What has no source we read says "unconfirmed".
"""
