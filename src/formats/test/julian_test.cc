#include "formats/rows/julian.h"

#include <arrow/array.h>
#include <arrow/array/builder_primitive.h>
#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "formats/row_reader.h"
#include "formats/testing/adopted_file.h"
#include "iceberg/name_mapping.h"

namespace lakeport::formats {
namespace {

TEST(JulianTest, ADateIsTheSameDateInTheGregorianCalendar) {
  EXPECT_EQ(FromJulianDays(-171'595), -171'605);  // 1 March 1500
  EXPECT_EQ(FromJulianDays(-141'428), -141'438);  // 4 October 1582
  EXPECT_EQ(FromJulianDays(-141'427), -141'427);  // 15 October 1582, the day after it
  EXPECT_EQ(FromJulianDays(0), 0);
  EXPECT_EQ(FromJulianDays(-719'164), -719'162);  // 1 January of the year 1
}

TEST(JulianTest, ADateThatOnlyTheJulianCalendarHasIsTheDayAfter) {
  EXPECT_EQ(FromJulianDays(-171'596), FromJulianDays(-171'595));  // 29 February and 1 March 1500
}

TEST(JulianTest, OnlyWhatIsOldEnoughIsCopied) {
  arrow::Date32Builder builder;
  ASSERT_TRUE(builder.AppendValues({0, 10}).ok());
  auto data = builder.Finish().ValueOrDie()->data();
  EXPECT_EQ(FromJulianCalendar(data).ValueOrDie(), data);
}

TEST(JulianTest, TimesKeepTheirTimeOfDayAndPartsOfArraysTheirPlace) {
  constexpr int64_t kDay = 86'400'000'000;
  arrow::TimestampBuilder builder(arrow::timestamp(arrow::TimeUnit::MICRO), arrow::default_memory_pool());
  ASSERT_TRUE(builder.AppendValues({7, -141'428 * kDay + 1, -141'427 * kDay}).ok());
  auto sliced = builder.Finish().ValueOrDie()->Slice(1);
  auto changed = arrow::MakeArray(FromJulianCalendar(sliced->data()).ValueOrDie());
  const auto& times = static_cast<const arrow::TimestampArray&>(*changed);
  EXPECT_EQ(times.Value(0), -141'438 * kDay + 1);
  EXPECT_EQ(times.Value(1), -141'427 * kDay);
}

std::optional<RowBatch> ReadDates(const std::string& fixture, bool as_hive) {
  iceberg::Schema schema(0, {{.id = 1, .name = "dt", .type = iceberg::Type::Primitive(iceberg::TypeId::kDate)}});
  auto reader =
      OpenRowReader(iceberg::FileFormat::kOrc, std::make_shared<MemoryFile>(ReadFixture(fixture)),
                    {.schema = schema, .mapping = iceberg::MakeNameMapping(schema), .hive_calendar = as_hive});
  EXPECT_THAT(reader, IsOk());
  return reader.ok() ? (*reader)->Next().value() : std::nullopt;
}

TEST(JulianTest, AFilesDatesAreHivesWhenAskedForElseAsIcebergsReadersShowThem) {
  constexpr int32_t kMarch1st1500 = -171'605;
  EXPECT_EQ(ReadDates("hive_old_dates.orc", true)->At(0, 0).value, iceberg::Value(kMarch1st1500));
  EXPECT_EQ(ReadDates("hive_old_dates.orc", false)->At(0, 0).value, iceberg::Value(kMarch1st1500 + 10));
  EXPECT_EQ(ReadDates("spark_old_dates.orc", true)->At(0, 0).value, iceberg::Value(kMarch1st1500));
}

}  // namespace
}  // namespace lakeport::formats
