"""Contact books."""

from tests.benchmarks.plain import numbers as no
from tests.benchmarks.plain.numbers import pick


class Book:
    """Whom a post knows, and how far each trusts it."""

    def __init__(self):
        self.who, self.trust = [], []
        self.place = {}

    def trust_in(self, person):
        """The trust, 0 for somebody not in the book."""
        place = self.place.get(person)
        return 0.0 if place is None else self.trust[place]

    def forget(self, person):
        """T5, if the person is in the book."""
        place = self.place.pop(person, None)
        if place is None:
            return
        who, trust = self.who.pop(), self.trust.pop()
        if who is not person:
            self.who[place], self.trust[place], self.place[who] = who, trust, place

    def raise_trust(self, person, gain):
        """T6."""
        if person not in self.place:
            if len(self.who) == no.BOOK:
                self.forget(self.who[self.trust.index(min(self.trust))])
            self.place[person] = len(self.who)
            self.who.append(person)
            self.trust.append(0.0)
        place = self.place[person]
        self.trust[place] += gain * (1 - self.trust[place])

    def scale(self, person, factor):
        """The trust of one person shrinks."""
        if person in self.place:
            self.trust[self.place[person]] *= factor

    def some_contact(self, u, community):
        """T8."""
        n = len(self.who)
        start = pick(u, n)
        for k in range(start, start + n):
            if self.who[k % n].community == community:
                return self.who[k % n]
        return None
