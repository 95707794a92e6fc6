// 一条产业链在哪些地方发展，当地有哪些园区、平台、机构为它服务？ / Where is an industry chain developed, and which parks, platforms and institutes there serve it?
MATCH (chain:IndustryChain|IndustryCluster|Industry)<-[d:develops]-(district:District|Region)
WHERE chain.iri IN coalesce($chain, [chain.iri])
CALL {
  WITH d
  RETURN null AS carrier, d AS r
  UNION ALL
  WITH chain, district
  MATCH (carrier:Park|Incubator|Platform|ResearchInstitute)-[s:serves]->(chain)
  MATCH (carrier)-[l:locatedIn]->(place)-[:locatedIn|partOf*0..]->(district)
  WITH DISTINCT carrier, s, l
  UNWIND [s, l] AS r
  RETURN carrier, r
}
UNWIND range(0, r.count - 1) AS i
RETURN chain.iri AS chain, chain.name AS chainName, chain.type AS chainType, district.iri AS district, district.name AS districtName,
  carrier.iri AS carrier, carrier.name AS carrierName, carrier.type AS carrierType, r.statuses[i] AS status, type(r) AS relation,
  r.documents[i] AS document, CASE WHEN r.headings[i] <> '' THEN r.headings[i] END AS heading, r.quotes[i] AS quote,
  r.starts[i] AS start, r.ends[i] AS `end`
ORDER BY chainName, chain, districtName, district, carrierName, carrier, relation, document, start, quote
