"""Writers: a story graph to pages, GraphML, GEXF and tables."""
