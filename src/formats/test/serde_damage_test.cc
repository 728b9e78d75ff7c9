#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "formats/test/serde_table.h"

namespace lakeport::formats {
namespace {

class SerdeDamageTest : public testing::TestWithParam<std::string> {};

// Whatever comes of it, it comes as a result; what is read has the columns that were asked for.
void ReadDamaged(const SerdeTable& table, const iceberg::Schema& schema, const std::string& bytes) {
  auto rows = table.Read(bytes, schema, 1000);
  if (!rows.ok()) return;
  for (const auto& row : *rows) ASSERT_EQ(row.size(), schema.fields().size());
}

TEST_P(SerdeDamageTest, WithOneBitChangedAnywhereItDoesNotCrash) {
  SerdeTable table(GetParam());
  auto schema = table.schema();
  auto bytes = table.bytes;
  size_t step = 1 + bytes.size() / 300;
  for (size_t i = 0; i < bytes.size(); i += step) {
    char whole = bytes[i];
    bytes[i] = static_cast<char>(whole ^ (1 << (i % 8)));
    ReadDamaged(table, schema, bytes);
    bytes[i] = whole;
  }
}

TEST_P(SerdeDamageTest, WithOneByteAsLargeAsItGetsItDoesNotCrash) {
  SerdeTable table(GetParam());
  auto schema = table.schema();
  auto bytes = table.bytes;
  for (size_t i = 0; i < bytes.size(); i += 1 + bytes.size() / 150) {
    char whole = bytes[i];
    bytes[i] = '\xff';
    ReadDamaged(table, schema, bytes);
    bytes[i] = whole;
  }
}

TEST_P(SerdeDamageTest, CutShortAnywhereItDoesNotCrash) {
  SerdeTable table(GetParam());
  auto schema = table.schema();
  for (size_t size = 0; size < table.bytes.size(); size += 5) ReadDamaged(table, schema, table.bytes.substr(0, size));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, SerdeDamageTest,
                         testing::Values("nested", "escaped", "strings", "csv", "json_typed", "json_nested", "regex",
                                         "avro", "avro_deflate", "avro_evolved", "packed_gzip", "packed_bzip2",
                                         "packed_snappy", "packed_lz4"),
                         AdoptedFileTestName);

}  // namespace
}  // namespace lakeport::formats
