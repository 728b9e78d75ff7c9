#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/avro/container_reader.h"
#include "iceberg/avro/container_writer.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/testing/fixture.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg::avro {
namespace {

constexpr Codec kAll[] = {Codec::kNull, Codec::kDeflate, Codec::kSnappy, Codec::kZstandard};
constexpr const char* kSchema = R"({"type" : "record", "name":"r","fields":[{"name":"n","type":"long","field-id":1}]})";

Location At(const std::string& path) { return *Location::Parse(path); }

std::unique_ptr<storage::InputFile> Input(std::string bytes) {
  return std::make_unique<storage::MemoryInputFile>(At("/in.avro"), std::move(bytes));
}

std::unique_ptr<storage::OutputFile> NewFile(storage::FileIO& io, const char* path) {
  return io.Create(At(path), storage::WriteMode::kCreate).value();
}

// A file of the numbers 0 to `count` - 1.
std::string Numbers(int64_t count, Codec codec, size_t block_bytes = 512) {
  storage::MemoryFileIO io;
  ContainerOptions options{.schema = kSchema, .metadata = {{"k", "v"}, {"empty", ""}}, .codec = codec};
  options.block_bytes = block_bytes;
  auto writer = ContainerWriter::Start(NewFile(io, "/out.avro"), options);
  EXPECT_THAT(writer, IsOk());
  for (int64_t i = 0; i < count; ++i) {
    writer->encoder().Long(i);
    EXPECT_THAT(writer->EndRecord(), IsOk());
  }
  EXPECT_THAT(writer->Close(), IsOk());
  return io.files().at(At("/out.avro"));
}

struct Sum {
  int64_t records = 0;
  int64_t total = 0;
  int blocks = 0;
};

Result<Sum> Add(std::string bytes) {
  LP_ASSIGN(auto reader, ContainerReader::Start(Input(std::move(bytes))));
  Sum sum;
  for (;;) {
    LP_ASSIGN(auto block, reader.NextBlock());
    if (!block) return sum;
    Decoder decoder(block->bytes);
    for (int64_t i = 0; i < block->records && decoder.Charge(); ++i) sum.total += decoder.Long();
    LP_TRY(decoder.status());
    sum.records += block->records;
    ++sum.blocks;
  }
}

TEST(AvroContainer, WhatIsWrittenIsReadBackInEveryCodec) {
  for (Codec codec : kAll) {
    auto sum = Add(Numbers(10'000, codec));
    ASSERT_THAT(sum, IsOk()) << ToString(codec);
    EXPECT_EQ(sum->records, 10'000);
    EXPECT_EQ(sum->total, 49'995'000);
    EXPECT_GT(sum->blocks, 10);
  }
}

TEST(AvroContainer, KeepsTheSchemasTextAndTheMetadata) {
  auto reader = ContainerReader::Start(Input(Numbers(1, Codec::kDeflate)));
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(reader->FindMetadata("avro.schema"), kSchema);
  EXPECT_EQ(reader->FindMetadata("avro.codec"), "deflate");
  EXPECT_EQ(reader->FindMetadata("k"), "v");
  EXPECT_EQ(reader->FindMetadata("empty"), "");
  EXPECT_EQ(reader->FindMetadata("nothing"), std::nullopt);
  EXPECT_EQ(reader->schema()->fields[0].id, 1);
}

TEST(AvroContainer, AFileOfNoRecordsHasNoBlocks) {
  auto sum = Add(Numbers(0, Codec::kSnappy));
  ASSERT_THAT(sum, IsOk());
  EXPECT_EQ(sum->blocks, 0);
}

TEST(AvroContainer, AnAbandonedRecordLeavesNoTrace) {
  storage::MemoryFileIO io;
  auto writer = ContainerWriter::Start(NewFile(io, "/a.avro"), {.schema = kSchema});
  ASSERT_THAT(writer, IsOk());
  writer->encoder().Long(1);
  ASSERT_THAT(writer->EndRecord(), IsOk());
  writer->encoder().Long(1'000);
  writer->AbandonRecord();
  ASSERT_THAT(writer->Close(), IsOk());
  EXPECT_EQ(Add(io.files().at(At("/a.avro")))->total, 1);
}

TEST(AvroContainer, AWriterThatIsNotClosedLeavesNoFile) {
  storage::MemoryFileIO io;
  {
    auto writer = ContainerWriter::Start(NewFile(io, "/a.avro"), {.schema = kSchema});
    ASSERT_THAT(writer, IsOk());
    writer->encoder().Long(1);
    ASSERT_THAT(writer->EndRecord(), IsOk());
  }
  EXPECT_TRUE(io.files().empty());
}

TEST(AvroContainer, CutShortAtAnyByteItFailsOrEndsAtABlock) {
  for (Codec codec : kAll) {
    std::string whole = Numbers(300, codec, 128);
    auto all = Add(whole);
    ASSERT_THAT(all, IsOk());
    int at_block_ends = 0;
    for (size_t size = 0; size < whole.size(); ++size) {
      auto sum = Add(whole.substr(0, size));
      if (!sum.ok()) {
        EXPECT_THAT(sum, FailsWith(ErrorKind::kCorruptData)) << size;
        continue;
      }
      EXPECT_LT(sum->records, all->records);
      ++at_block_ends;
    }
    EXPECT_EQ(at_block_ends, all->blocks);
  }
}

TEST(AvroContainer, AFlippedBitNeverDoesMoreThanFail) {
  for (Codec codec : kAll) {
    std::string whole = Numbers(80, codec, 64);
    int failed = 0;
    for (size_t i = 0; i < whole.size() * 8; ++i) {
      std::string damaged = whole;
      damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
      auto sum = Add(std::move(damaged));
      if (!sum.ok()) ++failed;
    }
    EXPECT_GT(failed, 0);
  }
}

TEST(AvroContainer, EveryFlippedBitWithinASnappyBlockIsNoticed) {
  std::string whole = Numbers(60, Codec::kSnappy, 1 << 16);
  size_t begin = Numbers(0, Codec::kSnappy).size();
  for (size_t i = begin * 8; i < whole.size() * 8; ++i) {
    std::string damaged = whole;
    damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
    auto sum = Add(std::move(damaged));
    if (!sum.ok()) continue;
    EXPECT_NE(sum->records, 60) << i;  // the count of records has no checksum
  }
}

TEST(AvroContainer, ABombIsRefused) {
  constexpr size_t kLimit = 1 << 20;
  std::string zeros(kLimit * 8, '\0');
  for (Codec codec : {Codec::kDeflate, Codec::kZstandard, Codec::kSnappy}) {
    std::string bomb;
    std::string expanded;
    ASSERT_THAT(NewBlockCodec(codec)->Compress(zeros, &bomb), IsOk());
    auto status = NewBlockCodec(codec, kLimit)->Expand(bomb, &expanded);
    EXPECT_THAT(status, FailsWith(ErrorKind::kCorruptData)) << ToString(codec);
    EXPECT_LE(expanded.size(), kLimit * 2);
  }
}

TEST(AvroContainer, ACodecThatWeDoNotHaveIsNamed) {
  auto codec = ParseCodec("bzip2");
  ASSERT_THAT(codec, FailsWith(ErrorKind::kUnsupported));
  EXPECT_THAT(codec.error().message(), testing::HasSubstr("bzip2"));
}

// fixtures/make_people.py tells how the files were made.
class FastavroFile : public testing::TestWithParam<const char*> {};

TEST_P(FastavroFile, IsReadToTheLastRecord) {
  auto bytes = ReadFixture(std::string("avro/people_") + GetParam() + ".avro");
  auto reader = ContainerReader::Start(Input(std::move(bytes)));
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(reader->FindMetadata("who"), "fastavro");
  const auto& fields = reader->schema()->fields;
  int64_t i = 0;
  for (auto block = reader->NextBlock(); block.ok() && *block; block = reader->NextBlock()) {
    Decoder decoder((*block)->bytes);
    for (int64_t record = 0; record < (*block)->records; ++record, ++i) {
      EXPECT_EQ(decoder.Long(), i * 1000 - 500);
      std::string name(decoder.Branch(*fields[1].type) == 1 ? decoder.Bytes() : "");
      EXPECT_EQ(name, i % 3 == 0 ? "" : fmt::format("n{}ü", i));
      EXPECT_EQ(decoder.Double(), static_cast<double>(i) / 8);
      EXPECT_EQ(decoder.Float(), -static_cast<float>(i) / 4);
      EXPECT_EQ(decoder.Boolean(), i % 2 == 0);
      for (size_t rest = 5; rest < fields.size(); ++rest) decoder.Skip(*fields[rest].type);
    }
    EXPECT_TRUE(decoder.at_end());
    EXPECT_THAT(decoder.status(), IsOk());
  }
  EXPECT_EQ(i, 40);
}

INSTANTIATE_TEST_SUITE_P(Codecs, FastavroFile, testing::Values("null", "deflate", "snappy", "zstandard"));

}  // namespace
}  // namespace lakeport::iceberg::avro
