#pragma once

#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/testing/source_tree.h"

namespace lakeport::iceberg {

// The bytes of a file in src/iceberg/test/fixtures; empty, and the test fails, when there is none.
inline std::string ReadFixture(const std::string& name) { return ReadSourceFile("src/iceberg/test/fixtures/" + name); }

inline Json ReadJsonFixture(const std::string& name) {
  auto json = ParseJson(ReadFixture(name), name);
  EXPECT_TRUE(json.ok()) << name;
  return json.ok() ? *json : Json();
}

}  // namespace lakeport::iceberg
