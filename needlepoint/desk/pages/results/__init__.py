"""What the page about results shows: each figure with how many it rests on, and how many nobody can tell anything of."""
