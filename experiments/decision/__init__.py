"""When is a team the better buy? Rules over scenarios, maps, regret, and the cheapest team."""
