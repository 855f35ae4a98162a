"""How each language writes the days that our pages write.

Pages ask for a day in the letters of Django's date filter, as English writes it: "l j F" for "Monday 3 August". Django
looks for a pattern of that name here before it takes it as it stands, so that a page names one pattern and each
language puts day, month and year in its own order. A test finds every pattern that a page uses.
"""
