"""What things cost: tariffs, fees, the accounts they are booked on, and budgets."""
