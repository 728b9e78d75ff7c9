#include "formats/row_spool.h"

#include <filesystem>
#include <limits>
#include <random>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "base/testing/temp_dir.h"
#include "formats/rows/batch_data.h"
#include "formats/rows/sort_keys.h"
#include "formats/testing/arrow_rows.h"
#include "iceberg/transform.h"

namespace lakeport::formats {
namespace {

using iceberg::NullOrder;
using iceberg::Schema;
using iceberg::SortDirection;
using iceberg::Transform;
using iceberg::Type;
using iceberg::TypeId;
using iceberg::Value;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Schema Columns() {
  return Schema(0, {{.id = 1, .name = "id", .type = Type::Primitive(TypeId::kLong)},
                    {.id = 2, .name = "name", .type = Type::Primitive(TypeId::kString)}});
}

iceberg::PartitionSpec BucketsOf(int32_t count) {
  return {.fields = {{.source_id = 1,
                      .field_id = 1000,
                      .name = "id_bucket",
                      .transform = {.kind = iceberg::TransformKind::kBucket, .parameter = count}}}};
}

iceberg::SortOrder By(int32_t id, SortDirection direction = SortDirection::kAscending,
                      NullOrder nulls = NullOrder::kNullsFirst) {
  return {.order_id = 1, .fields = {{.transform = {}, .source_id = id, .direction = direction, .null_order = nulls}}};
}

RowBatch ToBatch(const Schema& schema, const Rows& rows) {
  return RowBatch(
      std::make_shared<RowBatch::Data>(RowBatch::Data{schema, *ToArrow(schema, rows)->CombineChunksToBatch()}));
}

Rows RandomRows(uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  Rows rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back({random() % 50 == 0 ? Null() : Of(static_cast<int64_t>(random() % 1'000'000)),
                    Of(std::string(random() % 30, static_cast<char>('a' + random() % 26)))});
  }
  return rows;
}

Rows ReadAll(RowReader& reader) {
  Rows rows;
  while (true) {
    auto batch = reader.Next();
    EXPECT_THAT(batch, IsOk());
    if (!batch.ok() || !*batch) return rows;
    for (int64_t row = 0; row < (*batch)->row_count(); ++row) {
      rows.push_back({(*batch)->At(row, 0), (*batch)->At(row, 1)});
    }
  }
}

std::multiset<std::string> Texts(const Rows& rows) {
  std::multiset<std::string> texts;
  for (const auto& row : rows) {
    texts.insert((row[0].is_null ? "null" : std::to_string(std::get<int64_t>(row[0].value))) + " " +
                 std::get<std::string>(row[1].value));
  }
  return texts;
}

bool IdsAreSorted(const Rows& rows) {
  return std::is_sorted(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    if (a[0].is_null || b[0].is_null) return a[0].is_null && !b[0].is_null;
    return std::get<int64_t>(a[0].value) < std::get<int64_t>(b[0].value);
  });
}

class RowSpoolTest : public testing::TestWithParam<int64_t> {
 protected:
  // With little memory nearly everything goes to the disk.
  SpoolOptions Options() const {
    return {.schema = Columns(),
            .directory = dir_.path(""),
            .memory_bytes = GetParam(),
            .run_bytes = GetParam() / 4,
            .merged_runs = 1'000};
  }
  TempDir dir_;
};

INSTANTIATE_TEST_SUITE_P(Memory, RowSpoolTest, testing::Values(int64_t{64} << 10, int64_t{64} << 20),
                         [](const auto& memory) { return memory.param < (1 << 20) ? "OnDisk" : "InMemory"; });

TEST_P(RowSpoolTest, GivesBackEveryRowInItsPartition) {
  auto options = Options();
  options.spec = BucketsOf(7);
  auto spool = RowSpool::Make(options).value();
  Rows all;
  for (int i = 0; i < 20; ++i) {
    auto rows = RandomRows(static_cast<uint64_t>(i), 500);
    ASSERT_THAT(spool->Add(ToBatch(Columns(), rows)), IsOk());
    all.insert(all.end(), rows.begin(), rows.end());
  }
  EXPECT_THAT(spool->Counts(), SizeIs(8));  // with that of nulls
  auto pieces = spool->Cut(int64_t{1} << 40);
  ASSERT_THAT(pieces, IsOk());
  Rows back;
  for (const auto& piece : *pieces) {
    auto rows = ReadAll(**spool->Open(piece));
    EXPECT_EQ(static_cast<int64_t>(rows.size()), piece.row_count);
    for (const auto& row : rows) {
      EXPECT_EQ(
          iceberg::ApplyTransform(options.spec.fields[0].transform, *Type::Primitive(TypeId::kLong), row[0].value),
          piece.partition[0]);
    }
    back.insert(back.end(), rows.begin(), rows.end());
  }
  EXPECT_EQ(Texts(back), Texts(all));
}

TEST_P(RowSpoolTest, SortsAPartitionAcrossItsPieces) {
  auto options = Options();
  options.order = By(1);
  auto spool = RowSpool::Make(options).value();
  auto all = RandomRows(3, 20'000);
  for (size_t i = 0; i < all.size(); i += 1'000) {
    Rows some(all.begin() + static_cast<ptrdiff_t>(i), all.begin() + static_cast<ptrdiff_t>(i) + 1'000);
    ASSERT_THAT(spool->Add(ToBatch(Columns(), some)), IsOk());
  }
  auto pieces = spool->Cut(100 << 10);
  ASSERT_THAT(pieces, IsOk());
  EXPECT_GT(pieces->size(), 3u);
  Rows back;
  for (const auto& piece : *pieces) {
    auto rows = ReadAll(**spool->Open(piece));
    back.insert(back.end(), rows.begin(), rows.end());
  }
  EXPECT_TRUE(IdsAreSorted(back));
  EXPECT_EQ(Texts(back), Texts(all));
}

TEST_P(RowSpoolTest, TooManyRunsAreMergedInGroups) {
  auto options = Options();
  options.order = By(1);
  options.merged_runs = 2;
  auto spool = RowSpool::Make(options).value();
  Rows all;
  for (uint64_t i = 0; i < 10; ++i) {
    auto rows = RandomRows(i, 1'000);
    ASSERT_THAT(spool->Add(ToBatch(Columns(), rows)), IsOk());
    all.insert(all.end(), rows.begin(), rows.end());
  }
  auto pieces = spool->Cut(int64_t{1} << 40);
  ASSERT_THAT(pieces, IsOk());
  Rows back;
  for (const auto& piece : *pieces) {
    auto rows = ReadAll(**spool->Open(piece));
    EXPECT_TRUE(IdsAreSorted(rows));
    back.insert(back.end(), rows.begin(), rows.end());
  }
  EXPECT_EQ(Texts(back), Texts(all));
}

TEST_P(RowSpoolTest, TakesRowsFromSeveralThreads) {
  auto options = Options();
  options.spec = BucketsOf(3);
  options.order = By(2);
  auto spool = RowSpool::Make(options).value();
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (uint64_t i = 0; i < 10; ++i) {
        EXPECT_THAT(spool->Add(ToBatch(Columns(), RandomRows(t * 100 + i, 300))), IsOk());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  auto pieces = spool->Cut(1 << 20);
  ASSERT_THAT(pieces, IsOk());
  int64_t rows = 0;
  for (const auto& piece : *pieces) {
    rows += static_cast<int64_t>(ReadAll(**spool->Open(piece)).size());
  }
  EXPECT_EQ(rows, 12'000);
}

TEST_P(RowSpoolTest, LeavesNoFileBehind) {
  auto spool = RowSpool::Make(Options()).value();
  ASSERT_THAT(spool->Add(ToBatch(Columns(), RandomRows(1, 10'000))), IsOk());
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path("")));
}

TEST(RowSpoolErrorTest, ADirectoryThatIsNotThereIsTold) {
  auto spool =
      RowSpool::Make({.schema = Columns(), .directory = "/nowhere", .memory_bytes = 1, .run_bytes = 1}).value();
  auto added = spool->Add(ToBatch(Columns(), RandomRows(1, 10)));
  ASSERT_THAT(added, FailsWith(ErrorKind::kUnavailable));
  EXPECT_THAT(added.error().message(), testing::HasSubstr("/nowhere"));
}

// Keys must order values as the specification does.
TEST(SortKeysTest, AreInTheOrderOfTheValues) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    iceberg::TypePtr type;
    std::vector<Value> ascending;
  };
  auto decimal = [](int64_t value) { return iceberg::Decimal{value}; };
  for (const auto& [type, ascending] :
       {Case{Type::Primitive(TypeId::kInt), {int32_t{INT32_MIN}, int32_t{-1}, int32_t{0}, int32_t{7}}},
        Case{Type::Primitive(TypeId::kLong), {int64_t{INT64_MIN}, int64_t{-1}, int64_t{0}, int64_t{INT64_MAX}}},
        Case{Type::Primitive(TypeId::kDouble), {-infinity, -1.5, -0.0, 0.0, 1e-300, 2.0, infinity, nan}},
        Case{Type::Primitive(TypeId::kFloat), {-2.0F, -0.0F, 0.0F, 3.5F, static_cast<float>(nan)}},
        Case{Type::Primitive(TypeId::kBoolean), {false, true}},
        Case{Type::Decimal(38, 2), {decimal(INT64_MIN), decimal(-1), decimal(0), decimal(5)}},
        Case{Type::Primitive(TypeId::kString), {"", std::string("\0", 1), "a", std::string("a\0b", 3), "ab", "b", "ż"}},
        Case{Type::Primitive(TypeId::kTimestamp), {int64_t{-5}, int64_t{5}}}}) {
    Schema schema(0, {{.id = 1, .name = "c", .type = type}});
    Rows rows = {{Null()}};
    for (const auto& value : ascending) rows.push_back({Of(value)});
    for (auto direction : {SortDirection::kAscending, SortDirection::kDescending}) {
      for (auto nulls : {NullOrder::kNullsFirst, NullOrder::kNullsLast}) {
        auto keys = *MakeSortKeys(ToBatch(schema, rows), By(1, direction, nulls));
        const auto& texts = static_cast<const arrow::BinaryArray&>(*keys);
        for (int64_t i = 1; i < texts.length(); ++i) {
          EXPECT_EQ(texts.GetView(0) < texts.GetView(i), nulls == NullOrder::kNullsFirst);
          if (i == 1) continue;
          EXPECT_EQ(texts.GetView(i - 1) < texts.GetView(i), direction == SortDirection::kAscending)
              << type->ToString() << " " << i;
          EXPECT_NE(texts.GetView(i - 1), texts.GetView(i));
        }
      }
    }
  }
}

TEST(SortKeysTest, SortingIsStable) {
  Rows rows = {
      {Of(int64_t{2}), Of("a")}, {Of(int64_t{1}), Of("b")}, {Of(int64_t{2}), Of("c")}, {Of(int64_t{1}), Of("d")}};
  auto sorted = *SortWithKeys(ToBatch(Columns(), rows), By(1));
  const auto& names = static_cast<const arrow::StringArray&>(*sorted->column(1));
  EXPECT_EQ(names.GetView(0) == "b" && names.GetView(1) == "d", true);
  EXPECT_EQ(names.GetView(2) == "a" && names.GetView(3) == "c", true);
}

}  // namespace
}  // namespace lakeport::formats
