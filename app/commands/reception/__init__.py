"""Sở Nội vụ's side of the exchange: files taken in, judged, answered."""
