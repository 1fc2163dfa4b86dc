"""What are people talking about at the moment, where, and how many of them?

from bangban.skills.clusters import Clusters, Message

clusters = Clusters()
for message in messages:
    clusters.add(message)
clusters.issues(5)
"""

from bangban.skills.clusters.clusters import Clusters
from bangban.skills.clusters.message import Issue, Message

__all__ = ["Clusters", "Issue", "Message"]
