"""What have people's decisions taught, and which class would they give a new message?

from bangban.skills.workorders.learn import train, cold, Classifier

classifier = train(texts, labels)
classifier.top("物业乱收停车费")   # [("城乡建设", 0.93), ("商贸旅游", 0.04)]
"""

from bangban.skills.workorders.learn.classifier import BadModel, Classifier
from bangban.skills.workorders.learn.coldstart import NoClasses, cold
from bangban.skills.workorders.learn.training import TooLittle, train

__all__ = ["BadModel", "Classifier", "NoClasses", "TooLittle", "cold", "train"]
