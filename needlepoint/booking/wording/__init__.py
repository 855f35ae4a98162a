"""Words for what is shown both at the desk and on a patient's own pages: a course booked at once, the waiting list."""
