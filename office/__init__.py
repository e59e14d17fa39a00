"""The municipal staff's commands: payment runs, reports, statistics. Never deployed with the function."""
