#include "jobs/ingest/kept_footers.h"

#include <gtest/gtest.h>

#include "jobs/ingest/test/footers.h"

namespace lakeport::ingest {
namespace {

storage::FileInfo File(const std::string& name, int64_t size = 10, int64_t modified = 1) {
  return {.location = *Location::Parse("file:///t/" + name), .size = size, .modified = FromMillis(modified)};
}

FooterPtr TwoColumns() {
  return std::make_shared<formats::FileFooter>(
      FooterOf({FooterColumn("a", iceberg::TypeId::kInt), FooterColumn("b", iceberg::TypeId::kInt)}));
}

TEST(KeptFootersTest, AFootersIsFoundForTheSameVersionOfItsFileOnly) {
  KeptFooters kept(std::make_shared<FooterBudget>(100));
  FooterPtr footer = TwoColumns();
  kept.Keep(File("a"), footer);
  EXPECT_EQ(kept.Find(File("a")), footer);
  EXPECT_EQ(kept.Find(File("b")), nullptr);
  EXPECT_EQ(kept.Find(File("a", 11)), nullptr);
  EXPECT_EQ(kept.Find(File("a", 10, 2)), nullptr);
}

TEST(KeptFootersTest, TheBudgetIsSharedAndComesBack) {
  auto budget = std::make_shared<FooterBudget>(5);
  {
    KeptFooters first(budget);
    first.Keep(File("a"), TwoColumns());
    KeptFooters second(budget);
    second.Keep(File("b"), TwoColumns());
    EXPECT_EQ(second.Find(File("b")), nullptr);
  }
  KeptFooters third(budget);
  third.Keep(File("c"), TwoColumns());
  EXPECT_NE(third.Find(File("c")), nullptr);
}

}  // namespace
}  // namespace lakeport::ingest
