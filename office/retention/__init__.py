"""What the law no longer requires to be kept: counted, and deleted on request."""
