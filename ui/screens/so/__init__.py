"""The screens of Sở Nội vụ."""
