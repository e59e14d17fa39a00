"""What the sentences of a site depend on: traits of the policy, and of each service."""
