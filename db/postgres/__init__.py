"""The data of Sở Nội vụ on a PostgreSQL server that several officers share; loaded only where a card names one."""
