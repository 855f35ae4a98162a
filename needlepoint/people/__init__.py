"""Who is who: clinics, patients, practitioners, staff, consent, and who may see whom.

Offers the viewer of a request, roles and doors, single-use links, sign-in. Must not know visits, plans or notes.
"""
