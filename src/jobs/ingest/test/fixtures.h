#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace lakeport::ingest {

// The bytes of a file in src/jobs/ingest/test/fixtures (make_fixtures.py says what is in each).
inline std::string Fixture(const std::string& name) {
  std::ifstream file(std::string(LAKEPORT_SOURCE_DIR) + "/src/jobs/ingest/test/fixtures/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << "no fixture " << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lakeport::ingest
