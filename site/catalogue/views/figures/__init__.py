"""The statistics page: what it shows of each service beside the charts, and what classes are called."""
