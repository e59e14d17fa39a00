"""Framework agreements (LOU): suppliers that nobody chooses, and whose turn it is when a number is handed over."""
