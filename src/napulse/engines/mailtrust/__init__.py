"""Whether a letter really comes from the brand it names."""
