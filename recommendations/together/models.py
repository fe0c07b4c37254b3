"""Evenings that several people choose for."""
