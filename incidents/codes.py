"""The coded facts of an incident: the codes on the wire, with their labels (data/vocabularies.csv)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Cause(models.TextChoices):
    """Why it happened, as a side sees it."""

    IRRIGATION_TURN = "irrigation_turn", _("Irrigation water turn broken")
    WATER_STRUCTURE = "water_structure", _("Dam, sluice or pipe interfered with")
    DRINKING_WATER = "drinking_water", _("Drinking water")
    FLOOD_WORKS = "flood_works", _("Flood or mudflow works")
    PASTURE_ACCESS = "pasture_access", _("Access to pasture, grazing")
    LIVESTOCK = "livestock", _("Livestock strayed or held")
    CULTIVATION = "cultivation", _("Ploughing or planting of unsettled land")
    BUILDING = "building", _("House, fence or container building")
    ROAD_WORKS = "road_works", _("Road building or repair")
    ROAD_BLOCKING = "road_blocking", _("Road or bridge blocked")
    DEMARCATION_WORKS = "demarcation_works", _("Demarcation, survey or fencing works")
    POST_OR_CAMERA = "post_or_camera", _("Border post, camera, flag or sign")
    HANDOVER = "handover", _("Handover of houses or land")
    CROSSING = "crossing", _("Crossing, regime of the border")
    SMUGGLING = "smuggling", _("Smuggling")
    DETENTION = "detention", _("Detention or abduction")
    TRADE = "trade", _("Trade, market, fuel")
    MOVEMENT = "movement", _("Movement of patrols or forces")
    EXTRACTION = "extraction", _("Sand, gravel, coal, timber taken")
    QUARREL = "quarrel", _("Personal quarrel or crime")
    RUMOUR = "rumour", _("Insult, rumour, social media")
    UNKNOWN = "unknown", _("Not known")


class Form(models.TextChoices):
    """What happened; several may be true."""

    VERBAL_DISPUTE = "verbal_dispute", _("Verbal dispute")
    CROWD = "crowd", _("Crowd gathered")
    BLOCKADE = "blockade", _("Road or water stopped")
    STONE_THROWING = "stone_throwing", _("Stones thrown")
    BRAWL = "brawl", _("Fight")
    PROPERTY_DAMAGE = "property_damage", _("Damage to property")
    ARSON = "arson", _("Arson")
    DETENTION = "detention", _("Persons held")
    WEAPONS_READIED = "weapons_readied", _("Weapons readied or aimed")
    WARNING_SHOTS = "warning_shots", _("Warning shots")
    SMALL_ARMS = "small_arms", _("Small-arms fire")
    HEAVY_WEAPONS = "heavy_weapons", _("Heavy weapons, armour, drones")
    CROSSING_REPORTED = "crossing_reported", _("Crossing, as reported")
    FACILITY_SEIZED = "facility_seized", _("Facility or post occupied")
    FORCES_MOVED = "forces_moved", _("Extra forces moved up")
    ACCIDENT = "accident", _("Accident or mine")
    PREVENTED = "prevented", _("Prevented")


class Severity(models.IntegerChoices):
    """How grave it is: the highest rule met decides (incidents/severity.py)."""

    DISPUTE = 1, _("Dispute")
    TENSION = 2, _("Tension")
    CLASH = 3, _("Clash")
    ARMED_INCIDENT = 4, _("Armed incident")
    ARMED_CONFLICT = 5, _("Armed conflict")


class Crowd(models.TextChoices):
    """How many people gathered."""

    UNDER_10 = "under_10", _("Under 10")
    FROM_10_TO_50 = "10_50", _("10 to 50")
    FROM_50_TO_200 = "50_200", _("50 to 200")
    FROM_200_TO_1000 = "200_1000", _("200 to 1,000")
    OVER_1000 = "over_1000", _("Over 1,000")
    UNKNOWN = "unknown", _("Not known")


class Status(models.TextChoices):
    """Where the joint handling stands. There is no draft: `visibility=own` is the draft."""

    SIGNAL = "signal", _("Signal")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    LOCALISING = "localising", _("Being localised")
    LOCALISED = "localised", _("Localised")
    UNDER_REVIEW = "under_review", _("Under joint review")
    AGREED = "agreed", pgettext_lazy("incident", "Agreed")
    DISAGREED = "disagreed", _("Not agreed")
    CLOSED = "closed", _("Closed by both sides")
    CLOSED_BY_ONE = "closed_by_one", _("Closed by one side")
    REOPENED = "reopened", _("Reopened")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    JOINED = "joined", _("Joined to another")


class LocationPrecision(models.IntegerChoices):
    """How well the place is known."""

    EXACT = 1, _("Exact (GPS)")
    WITHIN_500_M = 2, _("Within 500 m")
    WITHIN_2_KM = 3, _("Within 2 km, village")
    COMMUNITY = 4, _("Village community")
    ALONG_SEGMENT = 5, _("Along a segment")
    DISTRICT = 6, _("District")
    REGION = 7, _("Region")


class TimePrecision(models.TextChoices):
    """How well the time is known."""

    MINUTE = "minute", _("To the minute")
    HOUR = "hour", _("About")
    DAY = "day", _("That day")
    WEEK = "week", _("That week")
    MONTH = "month", _("That month")


class Visibility(models.TextChoices):
    """Who may know. It widens, never narrows."""

    OWN = "own", _("My side only")
    BOTH = "both", _("Both sides")
    LOCAL = "local", _("Both sides and local authorities")
    PUBLIC = "public", pgettext_lazy("visibility", "Public")


class Origin(models.TextChoices):
    """Where the record comes from."""

    OFFICIAL = "official", _("Official record")
    PUBLIC_SOURCE = "public_source", _("Public source")
    EXERCISE = "exercise", _("Exercise")
    SYNTHETIC = "synthetic", _("Synthetic")


class CasualtyStatus(models.TextChoices):
    """What happened to the people counted."""

    KILLED = "killed", _("Killed")
    WOUNDED = "wounded", _("Wounded")
    DETAINED = "detained", _("Detained")
    MISSING = "missing", _("Missing")
    EVACUATED = "evacuated", _("Evacuated")


class CasualtyCategory(models.TextChoices):
    """Who the people counted are."""

    SERVICEMAN = "serviceman", _("Servicemen")
    POLICE = "police", _("Police")
    OFFICIAL = "official", _("Officials")
    CIVILIAN = "civilian", _("Civilians")
    UNKNOWN = "unknown", _("Not known")


class SourceKind(models.TextChoices):
    """Where a statement comes from."""

    PATROL = "patrol", _("Own patrol")
    COUNTERPART = "counterpart", _("Counterpart representative")
    HOTLINE = "hotline", _("Hotline call")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    MONITOR = "monitor", _("Community monitor")
    WATER_OPERATOR = "water_operator", _("Water operator")
    CAMERA = "camera", _("Camera or sensor")
    RESIDENT = "resident", _("Resident")
    HOSPITAL = "hospital", _("Hospital")
    MEDIA = "media", _("Media")
    SOCIAL_MEDIA = "social_media", _("Social media")


class Harm(models.TextChoices):
    """How people were harmed, as counted in the two minutes of a first report. Its own side's alone."""

    NONE = "none", _("Nobody")
    INJURED_1_4 = "injured_1_4", _("1 to 4 injured")
    INJURED_5 = "injured_5", _("5 or more injured")
    KILLED_1_2 = "killed_1_2", _("1 or 2 killed")
    KILLED_3 = "killed_3", _("3 or more killed")
    UNKNOWN = "unknown", _("Not known")


class Stoppage(models.TextChoices):
    """How long a road or the water was stopped."""

    UNDER_2_HOURS = "under_2_hours", _("Under 2 hours")
    FROM_2_HOURS = "from_2_hours", _("2 hours or more")
    UNKNOWN = "unknown", _("Not known yet")


class AccountState(models.TextChoices):
    """Where one version of a side's account stands. Only a draft, submitted or verified one can be edited."""

    DRAFT = "draft", pgettext_lazy("account", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("account", "Submitted")
    VERIFIED = "verified", pgettext_lazy("account", "Verified by the own side")
    RELEASED = "released", pgettext_lazy("account", "Released")
    REVISED = "revised", pgettext_lazy("account", "Replaced by a later version")
    WITHDRAWN = "withdrawn", pgettext_lazy("account", "Withdrawn")


class Force(models.TextChoices):
    """What forces and means were there, as a side says; weapons used are forms."""

    NONE = "none", pgettext_lazy("forces", "None")
    PATROL = "patrol", _("Regular patrol")
    REINFORCEMENT = "reinforcement", _("Additional border guards")
    POLICE = "police", pgettext_lazy("forces", "Police")
    ARMY = "army", _("Army units")
    ARMED_CIVILIANS = "armed_civilians", _("Armed civilians")
    ARMOUR = "armour", _("Armoured vehicles")
    ARTILLERY = "artillery", _("Mortars, artillery")
    DRONES = "drones", _("Drones")
    AVIATION = "aviation", _("Aircraft")


class Damage(models.TextChoices):
    """What was damaged or taken, as a side says."""

    NONE = "none", pgettext_lazy("damage", "None")
    HOUSES = "houses", _("Houses")
    PUBLIC_BUILDINGS = "public_buildings", _("Public buildings")
    POSTS = "posts", _("Border posts")
    VEHICLES = "vehicles", _("Vehicles")
    ROAD_OR_BRIDGE = "road_or_bridge", _("Road or bridge")
    WATER_STRUCTURE = "water_structure", _("Canal, dam or pipe")
    POWER_OR_COMMUNICATIONS = "power_or_communications", _("Power or communications")
    CROPS = "crops", _("Crops, orchards")
    LIVESTOCK = "livestock", pgettext_lazy("damage", "Livestock")


class Measure(models.TextChoices):
    """What a side says it did to localise the incident."""

    NONE = "none", pgettext_lazy("measures", "None")
    CALLED_COUNTERPART = "called_counterpart", _("Called the other side's representative")
    NO_ACTIVE_ACTION = "no_active_action", _("Ordered units to take no active action")
    INFORMED_AUTHORITIES = "informed_authorities", _("Informed local authorities")
    ELDERS = "elders", _("Sent elders to the site")
    CROWD_SEPARATED = "crowd_separated", _("Separated the crowds")
    CAUSE_STOPPED = "cause_stopped", _("Stopped what caused it")
    FORCES_WITHDRAWN = "forces_withdrawn", _("Withdrew additional forces")
    REOPENED = "reopened", _("Reopened the road or water")
    RETURNED = "returned", _("Returned livestock or property")
    JOINT_INSPECTION = "joint_inspection", _("Inspected the site jointly")
    MEETING = "meeting", _("Met on the spot")


class Reliability(models.TextChoices):
    """How far a source is to be relied on, whatever it says this time."""

    A = "A", _("Reliable")
    B = "B", _("Usually reliable")
    C = "C", _("Fairly reliable")
    D = "D", _("Not usually reliable")
    E = "E", _("Unreliable")
    F = "F", _("Reliability unknown")


class Credibility(models.IntegerChoices):
    """How credible what was said is, whoever says it."""

    CONFIRMED = 1, _("Confirmed by other sources")
    PROBABLE = 2, _("Probably true")
    POSSIBLE = 3, _("Possibly true")
    DOUBTFUL = 4, _("Doubtful")
    IMPROBABLE = 5, _("Improbable")
    UNKNOWN = 6, _("Cannot be judged")


class Fact(models.TextChoices):
    """What two accounts are compared by, and a joint account is worded by."""

    FIRST_ACTION = "first_action", _("First action by")
    START = "start", _("Start")
    END = "end", _("End")
    PLACE = "place", _("Place")
    CAUSE = "cause", _("Cause")
    FORMS = "forms", _("What happened")
    CROWD = "crowd", _("How many people")
    FORCES = "forces", _("Forces and means")
    KILLED = "killed", _("Killed")
    WOUNDED = "wounded", _("Wounded")
    DETAINED = "detained", _("Detained")
    MISSING = "missing", _("Missing")
    EVACUATED = "evacuated", _("Evacuated")
    DAMAGE = "damage", _("Damage")
    MEASURES = "measures", _("Measures taken")


class LinkKind(models.TextChoices):
    """How two incidents belong together, as one side sees it."""

    JOINED = "joined", _("The same incident")
    PRECURSOR = "precursor", _("Came before and led to it")
    RETALIATION = "retaliation", _("In return for it")
    SAME_OBJECT = "same_object", _("The same herd, gate or road")
    SPILL_OVER = "spill_over", _("Spread from it")
    NOT_RELATED = "not_related", _("Not related")
