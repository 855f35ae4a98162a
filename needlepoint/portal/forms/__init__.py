"""Turn what patients tap and type on their own pages into values."""
