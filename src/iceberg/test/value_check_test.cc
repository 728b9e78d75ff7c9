#include "iceberg/value_check.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace lakeport::iceberg {
namespace {

TypePtr TypeOf(const std::string& text) { return *ParsePrimitiveType(text); }

TEST(ValueCheckTest, AValueOfAnotherTypeIsTold) {
  const std::vector<std::pair<std::string, Value>> values{
      {"boolean", true}, {"int", int32_t{1}},          {"long", int64_t{1}},          {"float", 1.0F},
      {"double", 1.0},   {"decimal(9,2)", Decimal{1}}, {"string", std::string("abc")}};
  for (const auto& [name, own] : values) {
    EXPECT_TRUE(IsValueOf(*TypeOf(name), Value())) << name;
    for (const auto& [other, value] : values) {
      bool promoted = (name == "long" && other == "int") || (name == "double" && other == "float");
      EXPECT_EQ(IsValueOf(*TypeOf(name), value), name == other || promoted) << name << ' ' << other;
    }
  }
  EXPECT_TRUE(IsValueOf(*TypeOf("timestamp"), int64_t{1}));
  EXPECT_FALSE(IsValueOf(*TypeOf("timestamp"), int32_t{1}));
  EXPECT_TRUE(IsValueOf(*TypeOf("date"), int32_t{1}));
  EXPECT_FALSE(IsValueOf(*TypeOf("date"), int64_t{1}));
}

TEST(ValueCheckTest, BytesOfAFixedLengthMustHaveIt) {
  EXPECT_TRUE(IsValueOf(*TypeOf("fixed[3]"), std::string("abc")));
  EXPECT_FALSE(IsValueOf(*TypeOf("fixed[3]"), std::string("ab")));
  EXPECT_TRUE(IsValueOf(*TypeOf("uuid"), std::string(16, 'u')));
  EXPECT_FALSE(IsValueOf(*TypeOf("uuid"), std::string(17, 'u')));
  EXPECT_FALSE(IsValueOf(*Type::Struct({}), Value()));
}

}  // namespace
}  // namespace lakeport::iceberg
