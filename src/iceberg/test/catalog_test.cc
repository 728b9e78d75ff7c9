#include "iceberg/catalog.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"

namespace lakeport::iceberg {
namespace {

TEST(TableIdentifierTest, IsWrittenWithDots) {
  EXPECT_EQ((TableIdentifier{{"a", "b"}, "orders"}.ToString()), "a.b.orders");
  EXPECT_EQ(FormatNamespace({"a", "b"}), "a.b");
}

TEST(TableIdentifierTest, NamesInAnyLanguageWillDo) {
  for (const char* name : {"orders", "Größe", "注文", "o'rders", "a b", "a.b", "...", "%2e%2e"}) {
    EXPECT_THAT(CheckIdentifier({{"sales"}, name}), IsOk()) << name;
  }
}

TEST(TableIdentifierTest, NamesThatWouldNameAnotherFolderAreRefused) {
  for (const char* name : {"", ".", "..", "../x", "a/b", "/", "a\tb", "a\x7F", "\xC3"}) {
    EXPECT_THAT(CheckIdentifier({{"sales"}, name}), FailsWith(ErrorKind::kInvalidArgument)) << name;
    EXPECT_THAT(CheckIdentifier({{"sales", name}, "orders"}), FailsWith(ErrorKind::kInvalidArgument)) << name;
  }
  EXPECT_THAT(CheckIdentifier({{"sales"}, std::string("a\0b", 3)}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(CheckNamespace({}), FailsWith(ErrorKind::kInvalidArgument));
}

TEST(TableIdentifierTest, ADotPartsLevelsAndIsInNone) {
  EXPECT_THAT(CheckNamespace({"a.b"}), FailsWith(ErrorKind::kInvalidArgument));
  EXPECT_THAT(CheckNamespace({"a", "b"}), IsOk());
}

}  // namespace
}  // namespace lakeport::iceberg
