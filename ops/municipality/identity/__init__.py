"""`build.py identity`: whether staff can sign in at the issuers of policy, and what to write where they cannot."""
