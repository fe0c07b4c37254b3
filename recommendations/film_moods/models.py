"""Evidence of what mood a film carries, each with where it comes from."""
