"""What was shown to whom and why, so that strategies can be compared."""
