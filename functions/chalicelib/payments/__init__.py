"""What a month costs: payment lines, the run, and its CSV, JSON and SIE files."""
