"""How a person's particulars are written out for people."""

import functools

import phonenumbers


@functools.lru_cache(maxsize=8192)
def phone_words(number: str) -> str:
    """Write a number in the groups it is read aloud in: '+1 212-555-0101'. What is no number stays as it was typed."""
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
