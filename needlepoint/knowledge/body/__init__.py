"""Where it hurts, as data: the regions of a body, their shapes in five small drawings, and what a set of them means."""
