"""Diagnosis codes that back-pain care needs, as dated tables.

For     episodes, letters, bills and exchange with other systems.
Offers  `icd10cm`, a short table of ICD-10-CM codes with the release it was checked against.
Never   ships a licensed code system's release, or chooses a code for a clinician.
"""
