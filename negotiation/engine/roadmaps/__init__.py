"""Road maps: orders of steps that nobody has an interest to break."""

from negotiation.engine.roadmaps._answer import Condition, RoadMap
from negotiation.engine.roadmaps._remedy import Remedy
from negotiation.engine.roadmaps.frontier import RoadMapFrontier, roadmap_frontier
from negotiation.engine.roadmaps.gradual_exchange import GradualExchange, gradual_exchange
from negotiation.engine.roadmaps.joint_project import JointProject, joint_project
from negotiation.engine.roadmaps.region import RoadMapRegion, roadmap_region
from negotiation.engine.roadmaps.remedies import Remedies, roadmap_remedies
from negotiation.engine.roadmaps.roadmap import check_roadmap, roadmap
from negotiation.engine.roadmaps.staircase import Staircase, staircase

__all__ = [
    "Condition",
    "GradualExchange",
    "JointProject",
    "Remedies",
    "Remedy",
    "RoadMap",
    "RoadMapFrontier",
    "RoadMapRegion",
    "Staircase",
    "check_roadmap",
    "gradual_exchange",
    "joint_project",
    "roadmap",
    "roadmap_frontier",
    "roadmap_region",
    "roadmap_remedies",
    "staircase",
]
