#pragma once

#include <string>

#include "base/testing/source_tree.h"

namespace lakeport::ingest {

// The bytes of a file in src/jobs/ingest/test/fixtures (make_fixtures.py says what is in each).
inline std::string Fixture(const std::string& name) { return ReadSourceFile("src/jobs/ingest/test/fixtures/" + name); }

}  // namespace lakeport::ingest
