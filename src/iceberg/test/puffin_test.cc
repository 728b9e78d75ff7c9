#include "iceberg/puffin.h"

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg {
namespace {

Location At(const std::string& path) { return Location::Parse(path).value(); }

std::string Number(size_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

std::string MakePuffin(const std::string& blobs, const std::string& payload, const std::string& flags = Number(0)) {
  return "PFA1" + blobs + "PFA1" + payload + Number(payload.size()) + flags + "PFA1";
}

Json Blob(int64_t offset, int64_t length, const std::string& data_file) {
  return {{"type", kDeletionVectorBlob},
          {"fields", Json::array()},
          {"snapshot-id", -1},
          {"sequence-number", -1},
          {"offset", offset},
          {"length", length},
          {"properties", {{kReferencedDataFile, data_file}, {"cardinality", "2"}}}};
}

class PuffinTest : public testing::Test {
 protected:
  Result<PuffinFooter> Read(const std::string& bytes) {
    return ReadPuffinFooter(storage::MemoryInputFile(At("/p.puffin"), bytes));
  }
};

// P27: several vectors in one file.
TEST_F(PuffinTest, BlobsStayWhereTheyAreAndNameTheirDataFilesAnew) {
  Json payload{{"blobs", {Blob(4, 5, "/w/a"), Blob(9, 6, "/w/b")}}, {"properties", {{"created-by", "x"}}}};
  auto bytes = MakePuffin(
      "first"
      "second",
      FormatJson(payload));
  storage::MemoryFileIO io;
  auto edit = [](Json& properties) -> Status {
    properties[kReferencedDataFile] = "/much/longer" + properties[kReferencedDataFile].get<std::string>();
    return Ok();
  };
  auto length = EditPuffin(storage::MemoryInputFile(At("/p"), bytes),
                           io.Create(At("/q"), storage::WriteMode::kCreate).value(), edit);
  ASSERT_THAT(length, IsOk());
  auto written = ReadFile(io, At("/q")).value();
  EXPECT_EQ(*length, static_cast<int64_t>(written.size()));
  EXPECT_EQ(written.substr(0, 15), "PFA1firstsecond");
  auto footer = Read(written);
  ASSERT_THAT(footer, IsOk());
  payload["blobs"] = {Blob(4, 5, "/much/longer/w/a"), Blob(9, 6, "/much/longer/w/b")};
  EXPECT_EQ(footer->payload, payload);
  EXPECT_EQ(footer->blobs_end, 15);
}

TEST_F(PuffinTest, AFileWithoutBlobsIsOne) {
  auto footer = Read(MakePuffin("", R"({"blobs": []})"));
  ASSERT_THAT(footer, IsOk());
  EXPECT_EQ(footer->blobs_end, 4);
}

TEST_F(PuffinTest, WhatIsNoneIsCorruptData) {
  auto good = MakePuffin("first", FormatJson(Json{{"blobs", {Blob(4, 5, "/w/a")}}}));
  ASSERT_THAT(Read(good), IsOk());
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_THAT(Read(good.substr(0, length)), FailsWith(ErrorKind::kCorruptData)) << length;
  }
  for (const auto& blob : {Blob(3, 5, "a"), Blob(4, 6, "a"), Blob(-1, 1, "a"), Blob(4, -1, "a"), Blob(10, 1, "a"),
                           Blob(5, std::numeric_limits<int64_t>::max(), "a")}) {
    EXPECT_THAT(Read(MakePuffin("first", FormatJson(Json{{"blobs", {blob}}}))), FailsWith(ErrorKind::kCorruptData))
        << FormatJson(blob);
  }
  EXPECT_THAT(Read(MakePuffin("", "{}")), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Read("PFA1PFA1{}" + Number(0xffffffff) + Number(0) + "PFA1"), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(PuffinTest, ACompressedFooterIsRefused) {
  EXPECT_THAT(Read(MakePuffin("", R"({"blobs": []})", Number(1))), FailsWith(ErrorKind::kUnsupported));
}

}  // namespace
}  // namespace lakeport::iceberg
