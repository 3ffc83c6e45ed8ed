"""What Sở Nội vụ says of single cells in a return, and the answers."""
