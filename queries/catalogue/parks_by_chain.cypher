// 哪些园区服务某条产业链？ / Which parks serve an industry chain?
MATCH (chain:IndustryChain|IndustryCluster|Industry)<-[r:serves]-(park:Park)
WHERE chain.iri IN coalesce($chain, [chain.iri])
OPTIONAL MATCH (park)-[:locatedIn*]->(district:District)
WITH DISTINCT chain, r, park, district
UNWIND range(0, r.count - 1) AS i
RETURN chain.iri AS chain, chain.name AS chainName, chain.type AS chainType, park.iri AS park, park.name AS parkName,
  district.iri AS district, district.name AS districtName, r.statuses[i] AS status, type(r) AS relation,
  r.documents[i] AS document, CASE WHEN r.headings[i] <> '' THEN r.headings[i] END AS heading, r.quotes[i] AS quote,
  r.starts[i] AS start, r.ends[i] AS `end`
ORDER BY chainName, chain, parkName, park, districtName, district, document, start, quote
