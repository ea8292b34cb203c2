"""What measures mail trust: letters, mutants, real sets, and the figures they give."""
