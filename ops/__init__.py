"""What runs and deploys Kundval, and never travels in the function: set-up, servers, AWS, demonstration."""
