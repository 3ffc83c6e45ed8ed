"""How a unit comes to its certificates at Sở Nội vụ, and how an officer hands over."""
