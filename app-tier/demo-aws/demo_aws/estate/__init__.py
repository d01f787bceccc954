"""The company behind the API: accounts, people, machines, habits, money. Pure functions of (seed, size, time)."""
