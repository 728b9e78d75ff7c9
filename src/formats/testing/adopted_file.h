#pragma once

#include <cctype>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/testing/matchers.h"
#include "base/testing/source_tree.h"
#include "formats/footer.h"
#include "formats/testing/memory_file.h"
#include "iceberg/name_mapping.h"
#include "iceberg/schema_json.h"

namespace lakeport::formats {

inline std::string ReadFixture(const std::string& name) { return ReadSourceFile("src/formats/test/fixtures/" + name); }

// A data file of fixtures/, with what Iceberg's Java library recorded when it adopted it.
struct AdoptedFile {
  std::string name;
  MemoryFile file;
  iceberg::FileFormat format;
  iceberg::Schema schema;
  iceberg::NameMapping mapping;
  Json expected;  // "metrics" and "checksums" as make_fixtures.py describes them

  explicit AdoptedFile(const std::string& fixture)
      : name(fixture),
        file(ReadFixture(fixture)),
        format(fixture.ends_with(".orc") ? iceberg::FileFormat::kOrc : iceberg::FileFormat::kParquet) {
    expected = ParseJson(ReadFixture(fixture + ".json"), fixture).value();
    schema = iceberg::SchemaFromJson(expected.at("schema")).value();
    mapping = iceberg::ParseNameMapping(expected.at("name-mapping").dump()).value();
  }
};

inline std::vector<std::string> AdoptedFileNames() {
  return {
      "hive.parquet",
      "hive.orc",
      "hive_snappy.orc",
      "hive_plain.orc",
      "spark_int96.parquet",
      "spark_micros.parquet",
      "spark_legacy.parquet",
      "spark.orc",
      "iceberg.parquet",
      "iceberg.orc",
      "old_hive.parquet",
      "older_hive.parquet",
      "old_impala.parquet",
      "no_null_counts.parquet",
      "some_statistics.parquet",
      "hive_old_dates.orc",
      "spark_old_dates.orc",
      "groups.parquet",
      "no_statistics.parquet",
      "no_rows.parquet",
      "lists.parquet",
      "old_lists.parquet",
      "wide.parquet",
      "decimals.parquet",
      "values.orc",
      "lists.orc",
      "no_rows.orc",
      "wide.orc",
  };
}

inline std::string AdoptedFileTestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

}  // namespace lakeport::formats
