"""What the clinic's figures mean: each with what is counted, of whom, who is left out, and where the way of counting is from.

Data with its author, source and day of review. Free of Django; the sums themselves are worked out where the rows are.
"""
