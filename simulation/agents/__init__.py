"""The agents: organisations, managers, academics and brokers.

A verb calls the rule of the same name; subclass an agent, override a verb in Python, and hand the
class to `BrokeringModel`. Links to other agents are agents.
"""

from simulation.agents.broker import Broker
from simulation.agents.people import Academic, Manager, Organisation, Person

__all__ = ["Academic", "Broker", "Manager", "Organisation", "Person"]
