"""Portal: the patient's own pages, composed of steps 2 to 7."""
