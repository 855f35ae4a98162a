"""How rows of other systems are read: headings, dates, phone numbers, people, times. Pure: values in, values out.

Nothing here guesses. What cannot be read one way only is refused with a reason, or kept as it stood with a note.
"""
