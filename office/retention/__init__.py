"""What the law no longer asks to be kept: counted, and deleted when asked."""
