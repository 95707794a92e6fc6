"""The Python names of the ontology's terms; a test keeps them equal to `innovation.ttl`, both ways."""

from enum import StrEnum
from typing import Final

NS: Final = "https://w3id.org/liantu/ns#"
ID: Final = "https://w3id.org/liantu/id/"


class EntityType(StrEnum):
    """Classes that a document can name an instance of."""

    ENTERPRISE = "Enterprise"
    UNIVERSITY = "University"
    RESEARCH_INSTITUTE = "ResearchInstitute"
    HOSPITAL = "Hospital"
    GOVERNMENT_BODY = "GovernmentBody"
    DISTRICT = "District"
    REGION = "Region"
    PARK = "Park"
    INCUBATOR = "Incubator"
    PLATFORM = "Platform"
    INDUSTRY_CLUSTER = "IndustryCluster"
    INDUSTRY_CHAIN = "IndustryChain"
    INDUSTRY = "Industry"
    TECHNOLOGY = "Technology"
    DISCIPLINE = "Discipline"
    PROGRAMME = "Programme"
    PLAN_DOCUMENT = "PlanDocument"
    TASK = "Task"


INDUSTRIES: Final = frozenset((EntityType.INDUSTRY_CLUSTER, EntityType.INDUSTRY_CHAIN, EntityType.INDUSTRY))


class SuperClass(StrEnum):
    """Classes above the entity types; no document states them, labels and queries use them."""

    ENTITY = "Entity"
    PLACE = "Place"
    ORGANISATION = "Organisation"
    CARRIER = "Carrier"
    INDUSTRY_SECTOR = "IndustrySector"


class RecordType(StrEnum):
    """Classes of the records about what documents say."""

    DOCUMENT = "Document"
    CLAIM = "Claim"
    INDICATOR = "Indicator"
    MENTION = "Mention"
    MERGE = "Merge"
    STATUS = "Status"


class Relation(StrEnum):
    """Relations between entities."""

    LOCATED_IN = "locatedIn"
    PART_OF = "partOf"
    DEVELOPS = "develops"
    SERVES = "serves"
    AFFILIATED_WITH = "affiliatedWith"
    COOPERATES_WITH = "cooperatesWith"
    HAS_DISCIPLINE = "hasDiscipline"
    HAS_KEY_TECHNOLOGY = "hasKeyTechnology"
    RESPONSIBLE_FOR = "responsibleFor"
    ASSISTS = "assists"


class Inverse(StrEnum):
    """The relations read from the object's side; graphs hold the forward ones only, labels and inference use these."""

    HOSTS = "hosts"
    HAS_PART = "hasPart"
    DEVELOPED_BY = "developedBy"
    SERVED_BY = "servedBy"
    HAS_AFFILIATE = "hasAffiliate"
    DISCIPLINE_OF = "disciplineOf"
    KEY_TECHNOLOGY_OF = "keyTechnologyOf"
    HAS_RESPONSIBLE = "hasResponsible"
    ASSISTED_BY = "assistedBy"


class Status(StrEnum):
    """How real a statement is by the words of the document, the strongest first."""

    EXISTS = "exists"
    UNDER_WAY = "underWay"
    PLANNED = "planned"
    SUPPORTED = "supported"


class Attribute(StrEnum):
    """Literal and record-level properties of the RDF form."""

    QUOTE = "quote"
    START = "start"
    END = "end"
    HEADING = "heading"
    STATUS = "status"
    STATUS_WORD = "statusWord"
    RULE = "rule"
    CODE = "divisionCode"
    PHASE = "phase"
    ROLE = "role"
    MENTIONS = "mentions"
    SURFACE = "surface"
    VALUE = "value"
    VALUE_MAX = "valueMax"
    UNIT = "unit"
    NORMALISED_VALUE = "normalisedValue"
    NORMALISED_UNIT = "normalisedUnit"
    YEAR = "year"
    BASE_YEAR = "baseYear"
    BOUND = "bound"
    ABOUT = "about"
    INDICATOR_STATUS = "indicatorStatus"
    SHA256 = "sha256"
    READER = "reader"
    NUMBER = "number"
    SILENT = "silent"
    DESIGNATION = "designation"
    MERGED_INTO = "mergedInto"
    ALIAS_IRI = "aliasIri"
