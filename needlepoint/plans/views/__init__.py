"""The assessment, the plan, and the plan as it is read."""
