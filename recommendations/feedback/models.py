"""What people do with films beside liking and refusing: kept for later, put off, opened, felt afterwards."""
