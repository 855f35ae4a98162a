"""What is true of visits without a database: ticks of a day, starts that are free, states, the clinic's policy."""
