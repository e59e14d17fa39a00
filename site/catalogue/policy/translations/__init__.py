"""Languages that a few pages alone are in, each translation read by somebody."""
