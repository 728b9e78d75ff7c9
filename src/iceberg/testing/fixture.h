#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"

namespace lakeport::iceberg {

// The bytes of a file in src/iceberg/test/fixtures; empty, and the test fails, when there is none.
inline std::string ReadFixture(const std::string& name) {
  std::ifstream file(std::string(LAKEPORT_SOURCE_DIR) + "/src/iceberg/test/fixtures/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << "no fixture " << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Json ReadJsonFixture(const std::string& name) {
  auto json = ParseJson(ReadFixture(name), name);
  EXPECT_TRUE(json.ok()) << name;
  return json.ok() ? *json : Json();
}

}  // namespace lakeport::iceberg
