#include "iceberg/type.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

NestedField Optional(int32_t id, std::string name, TypePtr type) {
  return {.id = id, .name = std::move(name), .type = std::move(type)};
}

TEST(TypeTest, EveryPrimitiveTextReadsBackAsItself) {
  for (const char* text : {"boolean",
                           "int",
                           "long",
                           "float",
                           "double",
                           "decimal(9, 2)",
                           "decimal(38, 38)",
                           "date",
                           "time",
                           "timestamp",
                           "timestamptz",
                           "timestamp_ns",
                           "timestamptz_ns",
                           "string",
                           "uuid",
                           "fixed[16]",
                           "binary",
                           "unknown",
                           "variant",
                           "geometry",
                           "geometry(srid:4326)",
                           "geography",
                           "geography(OGC:CRS84, karney)"}) {
    auto type = ParsePrimitiveType(text);
    ASSERT_THAT(type, IsOk());
    EXPECT_EQ((*type)->ToString(), text);
  }
}

TEST(TypeTest, ADecimalMayBeWrittenWithOrWithoutASpace) {
  auto type = ParsePrimitiveType("decimal(9,2)");
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ(**type, *Type::Decimal(9, 2));
}

TEST(TypeTest, WhatIsNotATypeIsRefused) {
  for (const char* text : {"",
                           "Long",
                           "tinyint",
                           "struct",
                           "list",
                           "map",
                           "decimal",
                           "decimal(",
                           "decimal(9)",
                           "decimal(9,)",
                           "decimal(0,0)",
                           "decimal(39,2)",
                           "decimal(9,-1)",
                           "decimal(9,2) ",
                           "decimal(99999999999,2)",
                           "fixed",
                           "fixed[]",
                           "fixed[-1]",
                           "fixed[16",
                           "geometry(",
                           "int "}) {
    EXPECT_THAT(ParsePrimitiveType(text), FailsWith(ErrorKind::kCorruptData)) << text;
  }
}

TEST(TypeTest, NestedTypesPrintTheirFields) {
  auto type = Type::Struct({Optional(1, "a", Type::Primitive(TypeId::kInt)),
                            Optional(2, "tags", Type::List(Optional(3, "element", Type::Primitive(TypeId::kString))))});
  EXPECT_EQ(type->ToString(), "struct<1: a: optional int, 2: tags: optional list<string>>");
}

TEST(TypeTest, TypesAreEqualByWhatTheyHold) {
  auto list = [](int32_t id) { return Type::List(Optional(id, "element", Type::Decimal(9, 2))); };
  EXPECT_EQ(*list(3), *list(3));
  EXPECT_NE(*list(3), *list(4));
  EXPECT_NE(*Type::Fixed(8), *Type::Fixed(16));
  EXPECT_NE(*Type::Decimal(9, 2), *Type::Decimal(9, 3));
}

TEST(TypeTest, OnlyWideningKeepsTheMeaning) {
  struct Case {
    const char* from;
    const char* to;
    bool allowed;
  };
  for (const Case& c :
       {Case{"int", "long", true}, Case{"long", "int", false}, Case{"float", "double", true},
        Case{"double", "float", false}, Case{"decimal(9,2)", "decimal(18,2)", true},
        Case{"decimal(18,2)", "decimal(9,2)", false}, Case{"decimal(9,2)", "decimal(18,3)", false},
        Case{"int", "string", false}, Case{"string", "string", true}, Case{"int", "decimal(9,0)", false}}) {
    EXPECT_EQ(IsPromotable(**ParsePrimitiveType(c.from), **ParsePrimitiveType(c.to)), c.allowed) << c.from << c.to;
  }
}

}  // namespace
}  // namespace lakeport::iceberg
