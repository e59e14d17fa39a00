"""What the municipality's staff run at the command line: payment runs, reports, statistics. It never travels."""
