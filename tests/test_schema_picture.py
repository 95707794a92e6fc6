"""The picture of the schema is what the ontology gives, all of it."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from docs.schema_picture import PICTURE, arrows, groups, links, picture, rules
from ontology.schema import label, signature
from ontology.terms import EntityType, RecordType, Relation, SuperClass

SVG = "{http://www.w3.org/2000/svg}"


def words() -> list[str]:
    return [each.text or "" for each in ElementTree.parse(PICTURE).iter(f"{SVG}text")]


def test_the_picture_in_the_repository_is_what_the_ontology_gives() -> None:
    assert PICTURE.read_bytes() == picture().encode("utf-8"), "draw it anew: python docs/schema_picture.py"


def test_another_process_with_another_hash_seed_draws_the_same_bytes(root: Path) -> None:
    code = "import sys; from docs.schema_picture import picture; sys.stdout.buffer.write(picture().encode())"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True)
    assert done.stdout == PICTURE.read_bytes()


def test_every_entity_type_has_its_box_with_its_names_in_both_languages() -> None:
    shown = words()
    for type in EntityType:
        at = shown.index(str(type))
        assert shown[at - 1] == label(type) and shown[at + 1] == label(type, "en")
    assert sorted(name for group in groups() for name in group.classes) == sorted(map(str, EntityType))
    assert {group.name for group in groups() if group.members} == {*map(str, SuperClass)} - {"Entity"}


def test_every_relation_that_the_shapes_permit_is_an_arrow_or_a_loop_and_no_other_is() -> None:
    of = {EntityType(name): group.name for group in groups() for name in group.classes}
    permitted = {(relation, of[a], of[b]) for relation in Relation for a, b in signature(relation).pairs}
    drawn = {(relation, group.name, group.name) for group in groups() for relation in group.inside}
    for arrow in arrows(groups()):
        ends = arrow.source.name, arrow.target.name
        drawn |= {(relation, *way) for relation in arrow.relations for way in (ends, ends[::-1])[: 1 + arrow.both]}
    assert drawn == permitted
    assert all(any(f"{label(relation)} {relation}" in each for each in words()) for relation in Relation)


def test_the_lines_below_permit_exactly_the_pairs_of_the_shapes() -> None:
    below = {above: members(above) for above in SuperClass}
    for relation in Relation:
        said = set()
        for subjects, objects in rules(relation):
            wide = [set().union(*(below.get(name) or {EntityType(name)} for name in names)) for names in (subjects, objects)]
            said |= {(a, b) for a in wide[0] for b in wide[1]}
        assert said == signature(relation).pairs
        assert any(re.match(rf"{label(relation)}：.* → ", each) for each in words())


def members(above: SuperClass) -> set[EntityType]:
    found = next((group.members for group in groups() if group.name == above), ())
    return {EntityType(name) for name in found}


def test_the_boxes_of_records_show_what_they_lead_to() -> None:
    assert dict(links(RecordType.MERGE))
    assert ":about → Entity" in words()
    assert "prov:wasDerivedFrom → Document" in words()
