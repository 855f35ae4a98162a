"""Registry: de-identified measures and comparison across clinics.

Nothing is built here yet; the folder holds its place in the order of the journey. Must never hold a name.
"""
