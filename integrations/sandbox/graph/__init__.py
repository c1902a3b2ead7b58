"""The Graph endpoints: what a connected product calls, with Meta's answers and refusals."""
