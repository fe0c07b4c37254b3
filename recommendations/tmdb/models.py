"""What TMDB said, kept for a while, and which film of ours each of its films is."""
