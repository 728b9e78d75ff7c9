#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "formats/checksum.h"
#include "formats/footer.h"
#include "formats/row_reader.h"
#include "formats/testing/memory_file.h"
#include "formats/testing/rows.h"

namespace lakeport::formats {

// A format that rows are read from. One joins with
//   INSTANTIATE_TEST_SUITE_P(Parquet, RowReaderSuite, testing::Values(RowFormat{...}));
struct RowFormat {
  std::string name;
  iceberg::FileFormat format;
  // A file of these rows, of a few rows in a row group or stripe, without field ids.
  std::function<std::string(const iceberg::Schema& schema, const Rows& rows)> write;
};
inline void PrintTo(const RowFormat& format, std::ostream* out) { *out << format.name; }

// A file that can't be read after its first `reads`.
class FailingFile final : public storage::InputFile {
 public:
  FailingFile(std::string bytes, int reads) : file_(std::move(bytes)), reads_(reads) {}
  const Location& location() const override { return file_.location(); }
  int64_t size() const override { return file_.size(); }
  Result<std::string> ReadAt(int64_t offset, int64_t length) const override {
    if (file_.reads() >= reads_) return Unavailable("the store is away");
    return file_.ReadAt(offset, length);
  }

 private:
  MemoryFile file_;
  int reads_;
};

// What every reader of rows must do.
class RowReaderSuite : public testing::TestWithParam<RowFormat> {
 protected:
  static iceberg::NestedField Field(int32_t id, const std::string& name, iceberg::TypePtr type) {
    return {.id = id, .name = name, .type = std::move(type)};
  }
  static iceberg::NestedField Field(int32_t id, const std::string& name, iceberg::TypeId type) {
    return Field(id, name, iceberg::Type::Primitive(type));
  }

  static iceberg::Schema TwoColumns() {
    return iceberg::Schema(0, {Field(1, "i", iceberg::TypeId::kInt), Field(2, "s", iceberg::TypeId::kString)});
  }
  static Rows ThreeRows() { return {{Of(int32_t{1}), Of("a")}, {Null(), Of("")}, {Of(int32_t{-3}), Null()}}; }

  Result<std::unique_ptr<RowReader>> Open(const std::string& bytes, RowReaderOptions options) const {
    if (options.mapping.empty()) options.mapping = iceberg::MakeNameMapping(options.schema);
    return OpenRowReader(GetParam().format, std::make_shared<MemoryFile>(bytes), std::move(options));
  }

  static Result<Rows> ReadAll(RowReader& reader, std::vector<int64_t>* batches = nullptr) {
    Rows rows;
    while (true) {
      LP_ASSIGN(auto batch, reader.Next());
      if (!batch) return rows;
      if (batches != nullptr) batches->push_back(batch->row_count());
      for (int64_t row = 0; row < batch->row_count(); ++row) {
        auto& cells = rows.emplace_back();
        for (size_t column = 0; column < batch->column_count(); ++column) cells.push_back(batch->At(row, column));
      }
    }
  }

  Result<Rows> Read(const std::string& bytes, RowReaderOptions options) const {
    LP_ASSIGN(auto reader, Open(bytes, std::move(options)));
    return ReadAll(*reader);
  }
  // What was written as `schema`, read as `as`.
  Rows RoundTrip(const iceberg::Schema& schema, const Rows& rows, RowReaderOptions as) const {
    if (as.mapping.empty()) as.mapping = iceberg::MakeNameMapping(schema);
    auto read = Read(GetParam().write(schema, rows), std::move(as));
    EXPECT_THAT(read, IsOk());
    return read.ok() ? *read : Rows{};
  }
  Rows RoundTrip(const iceberg::Schema& schema, const Rows& rows) const {
    return RoundTrip(schema, rows, {.schema = schema});
  }
};

TEST_P(RowReaderSuite, GivesEveryPrimitiveTypeBack) {
  using enum iceberg::TypeId;
  iceberg::Schema schema(0, {Field(1, "b", kBoolean), Field(2, "i", kInt), Field(3, "l", kLong), Field(4, "f", kFloat),
                             Field(5, "d", kDouble), Field(6, "dec", iceberg::Type::Decimal(38, 3)),
                             Field(7, "dt", kDate), Field(8, "ts", kTimestamp), Field(9, "tz", kTimestampTz),
                             Field(10, "s", kString), Field(11, "bin", kBinary)});
  auto wide = iceberg::Decimal{(static_cast<iceberg::Int128>(-1) << 100) + 7};
  Rows rows = {{Of(true), Of(int32_t{-5}), Of(int64_t{1} << 40), Of(1.5F), Of(-2.25), Of(wide), Of(int32_t{-719162}),
                Of(int64_t{1'577'934'245'678'901}), Of(int64_t{-1'000'000}), Of("żółć"), Of(std::string("\0\xff", 2))},
               {Of(false), Of(int32_t{0}), Of(int64_t{-1}), Of(-0.0F), Of(0.0), Of(iceberg::Decimal{0}), Of(int32_t{0}),
                Of(int64_t{0}), Of(int64_t{7'999'999}), Of(""), Of("")},
               std::vector<Cell>(11)};
  EXPECT_EQ(RoundTrip(schema, rows), rows);
}

TEST_P(RowReaderSuite, GivesNestedTypesBack) {
  using enum iceberg::TypeId;
  auto inner = iceberg::Type::Struct({Field(6, "x", kInt), Field(7, "y", kString)});
  iceberg::Schema schema(
      0,
      {Field(1, "a", iceberg::Type::List(Field(4, "element", kInt))),
       Field(2, "m",
             iceberg::Type::Map({.id = 8, .name = "key", .type = iceberg::Type::Primitive(kString), .required = true},
                                Field(9, "value", inner))),
       Field(3, "st", iceberg::Type::Struct({Field(10, "in", iceberg::Type::List(Field(11, "element", kLong)))}))});
  Rows rows = {{Nested({Of(int32_t{1}), Null()}), Nested({Of("k"), Nested({Of(int32_t{5}), Null()}), Of("j"), Null()}),
                Nested({Nested({Of(int64_t{9})})})},
               {Nested({}), Nested({}), Nested({Null()})},
               {Null(), Null(), Null()},
               {Nested({Of(int32_t{4})}), Nested({Of("q"), Nested({Null(), Of("y")})}), Nested({Nested({})})}};
  EXPECT_EQ(RoundTrip(schema, rows), rows);
}

TEST_P(RowReaderSuite, ReadsOnlyAndInTheOrderOfWhatIsAskedFor) {
  iceberg::Schema reordered(0, {Field(2, "s", iceberg::TypeId::kString), Field(1, "i", iceberg::TypeId::kInt)});
  iceberg::Schema one(0, {Field(2, "s", iceberg::TypeId::kString)});
  EXPECT_EQ(RoundTrip(TwoColumns(), ThreeRows(), {.schema = reordered})[0],
            (std::vector<Cell>{Of("a"), Of(int32_t{1})}));
  EXPECT_EQ(RoundTrip(TwoColumns(), ThreeRows(), {.schema = one}), (Rows{{Of("a")}, {Of("")}, {Null()}}));
}

TEST_P(RowReaderSuite, ProjectsWithinNestedColumns) {
  using enum iceberg::TypeId;
  iceberg::Schema written(0, {Field(1, "st", iceberg::Type::Struct({Field(2, "x", kInt), Field(3, "y", kString)}))});
  iceberg::Schema read(
      0,
      {Field(1, "st",
             iceberg::Type::Struct({Field(4, "added", kDate), Field(3, "renamed", kString), Field(2, "x", kLong)}))});
  Rows rows = {{Nested({Of(int32_t{5}), Of("a")})}, {Null()}, {Nested({Null(), Of("b")})}};
  EXPECT_EQ(RoundTrip(written, rows, {.schema = read}),
            (Rows{{Nested({Null(), Of("a"), Of(int64_t{5})})}, {Null()}, {Nested({Null(), Of("b"), Null()})}}));
}

TEST_P(RowReaderSuite, PromotesTypes) {
  using enum iceberg::TypeId;
  iceberg::Schema written(0, {Field(1, "i", kInt), Field(2, "f", kFloat), Field(3, "d", iceberg::Type::Decimal(9, 2))});
  iceberg::Schema promoted(
      0, {Field(1, "i", kLong), Field(2, "f", kDouble), Field(3, "d", iceberg::Type::Decimal(20, 2))});
  EXPECT_EQ(RoundTrip(written, {{Of(int32_t{-7}), Of(1.5F), Of(iceberg::Decimal{-1234})}}, {.schema = promoted}),
            (Rows{{Of(int64_t{-7}), Of(1.5), Of(iceberg::Decimal{-1234})}}));
}

TEST_P(RowReaderSuite, WhatTheFileLacksIsNullOrItsDefault) {
  auto added = Field(3, "added", iceberg::TypeId::kLong);
  auto defaulted = Field(4, "defaulted", iceberg::TypeId::kString);
  defaulted.initial_default = "x";
  iceberg::Schema schema(0, {Field(1, "i", iceberg::TypeId::kInt), added, defaulted});
  EXPECT_EQ(RoundTrip(TwoColumns(), ThreeRows(), {.schema = schema})[2],
            (std::vector<Cell>{Of(int32_t{-3}), Null(), Of("x")}));
}

TEST_P(RowReaderSuite, ALackingColumnThatIsRequiredIsAnError) {
  auto required = Field(3, "needed", iceberg::TypeId::kLong);
  required.required = true;
  auto bytes = GetParam().write(TwoColumns(), ThreeRows());
  EXPECT_THAT(Open(bytes, {.schema = iceberg::Schema(0, {required})}), FailsWith(ErrorKind::kCorruptData));
}

TEST_P(RowReaderSuite, ConstantsStandInForColumnsWhateverTheFileHas) {
  iceberg::Schema schema(0, {Field(2, "s", iceberg::TypeId::kString), Field(1, "i", iceberg::TypeId::kInt),
                             Field(9, "p", iceberg::TypeId::kDate)});
  auto rows =
      RoundTrip(TwoColumns(), ThreeRows(), {.schema = schema, .constants = {{1, int32_t{8}}, {9, iceberg::Value{}}}});
  EXPECT_EQ(
      rows,
      (Rows{{Of("a"), Of(int32_t{8}), Null()}, {Of(""), Of(int32_t{8}), Null()}, {Null(), Of(int32_t{8}), Null()}}));
}

TEST_P(RowReaderSuite, RowsOfConstantsAloneAreCounted) {
  iceberg::Schema schema(0, {Field(9, "p", iceberg::TypeId::kString)});
  EXPECT_EQ(RoundTrip(TwoColumns(), ThreeRows(), {.schema = schema, .constants = {{9, "x"}}}),
            (Rows{{Of("x")}, {Of("x")}, {Of("x")}}));
}

TEST_P(RowReaderSuite, BatchesAreNoLargerThanAskedFor) {
  Rows rows(25, {Of(int32_t{1}), Of("a")});
  auto reader = Open(GetParam().write(TwoColumns(), rows), {.schema = TwoColumns(), .batch_rows = 4});
  ASSERT_THAT(reader, IsOk());
  std::vector<int64_t> batches;
  auto read = ReadAll(**reader, &batches);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->size(), 25u);
  EXPECT_THAT(batches, testing::Each(testing::AllOf(testing::Ge(1), testing::Le(4))));
}

TEST_P(RowReaderSuite, AFileWithoutRowsHasNone) { EXPECT_EQ(RoundTrip(TwoColumns(), {}), Rows{}); }

TEST_P(RowReaderSuite, ChecksumsDoNotDependOnOrderNorOnBatches) {
  auto rows = ThreeRows();
  auto reversed = Rows(rows.rbegin(), rows.rend());
  auto one = Open(GetParam().write(TwoColumns(), rows), {.schema = TwoColumns()});
  auto other = Open(GetParam().write(TwoColumns(), reversed), {.schema = TwoColumns(), .batch_rows = 1});
  auto first = ChecksumRows(**one);
  auto second = ChecksumRows(**other);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(first->row_count(), 3);
}

TEST_P(RowReaderSuite, ColumnsThatCantBecomeTheSchemasAreRefusedByName) {
  auto bytes = GetParam().write(TwoColumns(), ThreeRows());
  iceberg::Schema schema(0, {Field(2, "s", iceberg::TypeId::kLong)});
  auto reader = Open(bytes, {.schema = schema});
  ASSERT_THAT(reader, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(reader.error().message(), testing::HasSubstr("column \"s\""));
  EXPECT_THAT(Open(bytes, {.schema = iceberg::Schema(0, {Field(3, "v", iceberg::TypeId::kVariant)})}),
              FailsWith(ErrorKind::kUnsupported));
}

TEST_P(RowReaderSuite, AnErrorOfTheStoreKeepsItsKind) {
  auto bytes = GetParam().write(TwoColumns(), ThreeRows());
  for (int reads = 0; reads < 12; ++reads) {
    RowReaderOptions options{.schema = TwoColumns(), .mapping = iceberg::MakeNameMapping(TwoColumns())};
    auto reader = OpenRowReader(GetParam().format, std::make_shared<FailingFile>(bytes, reads), options);
    if (!reader.ok()) {
      EXPECT_THAT(reader, FailsWith(ErrorKind::kUnavailable));
      continue;
    }
    if (auto read = ReadAll(**reader); !read.ok()) {
      EXPECT_THAT(read, FailsWith(ErrorKind::kUnavailable));
    }
  }
}

TEST_P(RowReaderSuite, DamagedFilesNeverCrash) {
  auto bytes = GetParam().write(TwoColumns(), ThreeRows());
  for (size_t i = 0; i < bytes.size(); ++i) {
    char whole = bytes[i];
    bytes[i] = static_cast<char>(whole ^ (1 << (i % 8)));
    if (auto rows = Read(bytes, {.schema = TwoColumns()}); rows.ok()) {
      EXPECT_EQ(rows->size(), 3u);
    }
    bytes[i] = whole;
  }
}

}  // namespace lakeport::formats
