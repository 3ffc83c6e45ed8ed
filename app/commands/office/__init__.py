"""Work of Sở Nội vụ over all units: periods, reorganisation, frozen figures, gaps, the past, privacy."""
