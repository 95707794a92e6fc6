// 一个地方发展哪些产业，有哪些园区、平台和机构？ / What does a place develop, and what does it host?
MATCH (district:District|Region)
WHERE district.iri IN coalesce($district, [district.iri])
CALL {
  WITH district
  MATCH (district)-[r:develops]->(thing)
  RETURN 'develops' AS kind, thing, r
  UNION ALL
  WITH district
  MATCH (district)<-[:locatedIn|partOf*0..]-(place)<-[r:locatedIn]-(thing)
  WITH DISTINCT thing, r
  RETURN 'hosts' AS kind, thing, r
  UNION ALL
  WITH district
  MATCH (district)<-[r:partOf]-(thing)
  RETURN 'hasPart' AS kind, thing, r
}
UNWIND range(0, r.count - 1) AS i
RETURN district.iri AS district, district.name AS districtName, kind, thing.iri AS thing, thing.name AS thingName,
  thing.type AS thingType, r.statuses[i] AS status, type(r) AS relation,
  r.documents[i] AS document, CASE WHEN r.headings[i] <> '' THEN r.headings[i] END AS heading, r.quotes[i] AS quote,
  r.starts[i] AS start, r.ends[i] AS `end`
ORDER BY districtName, district, kind, thingType, thingName, thing, document, start, quote
