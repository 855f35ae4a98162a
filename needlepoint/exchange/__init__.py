"""Exchange: what comes in from other systems and what goes out.

Offers `bring-in` (CSV exports of patients and appointments). The only package that may speak other systems' words.
"""
