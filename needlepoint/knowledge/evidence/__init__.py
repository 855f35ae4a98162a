"""What may honestly be said about acupuncture for back pain, and how sure we are.

For     every health claim on a public page or in a plan.
Offers  `claims`: wording, population, comparator, certainty, sources for and against, and a date it runs out;
        `adverse`: how often something unwanted was seen, with its denominator.
Never   shows a claim past its date, or cites a body in favour without the body that disagrees.
"""
