"""What an examination may find, as keys."""

MOVEMENTS = ("FLEXION", "EXTENSION", "BEND_LEFT", "BEND_RIGHT")
MOVEMENT_ANSWERS = ("FREE", "LIMITED", "VERY_LIMITED", "PAINFUL")
REFLEXES = ("KNEE_LEFT", "KNEE_RIGHT", "ANKLE_LEFT", "ANKLE_RIGHT")
REFLEX_ANSWERS = ("NORMAL", "WEAK", "ABSENT", "BRISK")
LEG_RAISE_MAX = 120  # degrees; more than any hip bends with a straight knee in an examination
