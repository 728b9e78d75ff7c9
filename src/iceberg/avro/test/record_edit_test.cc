#include "iceberg/avro/record_edit.h"

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/avro/container_reader.h"
#include "iceberg/avro/container_writer.h"
#include "storage/testing/memory_file_io.h"

namespace lakeport::iceberg::avro {
namespace {

constexpr const char* kSchema = R"({"type": "record", "name": "r", "fields": [
    {"name": "n", "type": "long", "field-id": 1},
    {"name": "s", "type": ["null", "string"], "field-id": 2},
    {"name": "inner", "field-id": 3, "type": {"type": "record", "name": "i", "fields": [
        {"name": "a", "field-id": 4, "type": {"type": "array", "items": {"type": "record", "name": "kv", "fields": [
            {"name": "k", "type": "int", "field-id": 5}, {"name": "v", "type": "bytes", "field-id": 6}]}}}]}},
    {"name": "last", "type": "string"}]})";

// One record of kSchema. `sized`: the array's block says how many bytes it has.
std::string Record(int64_t n, const char* s, const std::vector<std::string>& values, bool sized = false) {
  Encoder record, items;
  record.Long(n);
  record.Branch(s == nullptr ? 0 : 1);
  if (s != nullptr) record.Bytes(s);
  for (size_t i = 0; i < values.size(); ++i) {
    items.Int(static_cast<int32_t>(i));
    items.Bytes(values[i]);
  }
  auto count = static_cast<int64_t>(values.size());
  if (count > 0) record.Long(sized ? -count : count);
  if (count > 0 && sized) record.Long(static_cast<int64_t>(items.size()));
  record.Fixed(items.bytes());
  record.EndItems();
  record.Bytes("end");
  return record.bytes();
}

class RecordEditTest : public testing::Test {
 protected:
  Status Read(std::string bytes) {
    bytes_ = std::move(bytes);
    Decoder decoder(bytes_);
    return edit_.Read(decoder, bytes_);
  }
  std::string Edited() const {
    Encoder encoder;
    edit_.AppendTo(encoder);
    return encoder.bytes();
  }

  SchemaPtr schema_ = ParseSchema(kSchema).value();
  std::string bytes_;
  RecordEdit edit_{*schema_, {1, 2, 5, 6}};
};

TEST_F(RecordEditTest, WithoutAChangeTheBytesAreTheSame) {
  for (bool sized : {false, true}) {
    auto bytes = Record(7, "text", {"x", "yy"}, sized);
    ASSERT_THAT(Read(bytes), IsOk());
    EXPECT_EQ(Edited(), bytes);
  }
}

TEST_F(RecordEditTest, ValuesAreFoundWhereverTheyAreNested) {
  ASSERT_THAT(Read(Record(7, "text", {"x", "yy"})), IsOk());
  ASSERT_EQ(edit_.values().size(), 6u);
  EXPECT_EQ(edit_.Long(*edit_.Find(1)).value(), 7);
  EXPECT_EQ(edit_.Bytes(*edit_.Find(2)), "text");
  EXPECT_EQ(edit_.Bytes(edit_.values()[3]), "x");
  EXPECT_EQ(edit_.Bytes(edit_.values()[5]), "yy");
  EXPECT_EQ(edit_.Find(3), nullptr) << "not asked for";
}

TEST_F(RecordEditTest, ValuesAreReplacedByLongerAndShorterOnes) {
  for (bool sized : {false, true}) {
    ASSERT_THAT(Read(Record(7, "text", {"x", "yy"}, sized)), IsOk());
    ASSERT_THAT(edit_.SetLong(*edit_.Find(1), 1'000'000), IsOk());
    ASSERT_THAT(edit_.SetBytes(*edit_.Find(2), "a longer text"), IsOk());
    ASSERT_THAT(edit_.SetBytes(edit_.values()[5], ""), IsOk());
    EXPECT_EQ(Edited(), Record(1'000'000, "a longer text", {"x", ""}));
  }
}

TEST_F(RecordEditTest, ANullBecomesAValueAndAValueANull) {
  ASSERT_THAT(Read(Record(7, nullptr, {})), IsOk());
  ASSERT_THAT(edit_.SetBytes(*edit_.Find(2), "text"), IsOk());
  EXPECT_EQ(Edited(), Record(7, "text", {}));
  ASSERT_THAT(Read(Record(7, "text", {})), IsOk());
  ASSERT_THAT(edit_.SetNull(*edit_.Find(2)), IsOk());
  EXPECT_EQ(Edited(), Record(7, nullptr, {}));
}

TEST_F(RecordEditTest, AFieldTakesOnlyWhatItsTypeHolds) {
  ASSERT_THAT(Read(Record(7, "text", {})), IsOk());
  EXPECT_THAT(edit_.SetBytes(*edit_.Find(1), "text"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(edit_.SetNull(*edit_.Find(1)), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(edit_.SetLong(*edit_.Find(2), 1), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(edit_.Long(*edit_.Find(2)), FailsWith(ErrorKind::kCorruptData));
}

TEST_F(RecordEditTest, ARecordThatIsCutOffIsCorruptData) {
  auto bytes = Record(7, "text", {"x", "yy"}, true);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THAT(Read(bytes.substr(0, length)), FailsWith(ErrorKind::kCorruptData)) << length;
  }
}

TEST(EditContainerTest, EachRecordIsWrittenAsItIsLeft) {
  storage::MemoryFileIO io;
  auto at = [](const char* path) { return Location::Parse(path).value(); };
  ContainerOptions options{.schema = kSchema, .metadata = {{"k", "v"}}, .codec = Codec::kSnappy};
  options.block_bytes = 100;
  auto writer = ContainerWriter::Start(io.Create(at("/a"), storage::WriteMode::kCreate).value(), options).value();
  for (int64_t i = 0; i < 50; ++i) {
    writer.encoder().Fixed(Record(i, "text", {"x"}));
    ASSERT_THAT(writer.EndRecord(), IsOk());
  }
  ASSERT_THAT(writer.Close(), IsOk());

  auto edit = [](RecordEdit& record) -> Status {
    LP_ASSIGN(int64_t n, record.Long(*record.Find(1)));
    return record.SetLong(*record.Find(1), n + 1000);
  };
  auto length =
      EditContainer(io.Open(at("/a")).value(), io.Create(at("/b"), storage::WriteMode::kCreate).value(), {1}, edit);
  ASSERT_THAT(length, IsOk());
  EXPECT_EQ(*length, io.Stat(at("/b")).value().size);

  auto reader = ContainerReader::Start(io.Open(at("/b")).value()).value();
  EXPECT_EQ(reader.FindMetadata("k"), "v");
  EXPECT_EQ(reader.FindMetadata("avro.codec"), "snappy");
  std::string records, expected;
  for (auto block = reader.NextBlock(); block.ok() && *block; block = reader.NextBlock()) records += (*block)->bytes;
  for (int64_t i = 0; i < 50; ++i) expected += Record(i + 1000, "text", {"x"});
  EXPECT_EQ(records, expected);
}

}  // namespace
}  // namespace lakeport::iceberg::avro
