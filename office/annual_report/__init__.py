"""The annual report: content, finances, price comparison, cost shares."""
