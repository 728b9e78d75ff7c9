#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/testing/matchers.h"
#include "iceberg/avro/decoder.h"
#include "iceberg/avro/encoder.h"

namespace lakeport::iceberg::avro {
namespace {

std::string Encoded(int64_t value) {
  Encoder encoder;
  encoder.Long(value);
  return encoder.bytes();
}

Status Skip(std::string_view bytes, const char* schema) {
  Decoder decoder(bytes);
  decoder.Skip(**ParseSchema(schema));
  return decoder.status();
}

TEST(AvroEncoding, NumbersAreZigZagVarints) {
  EXPECT_EQ(Encoded(0), std::string("\0", 1));
  EXPECT_EQ(Encoded(-1), "\x01");
  EXPECT_EQ(Encoded(1), "\x02");
  EXPECT_EQ(Encoded(-64), "\x7f");
  EXPECT_EQ(Encoded(64), "\x80\x01");
  EXPECT_EQ(Encoded(std::numeric_limits<int64_t>::min()), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST(AvroEncoding, WhatIsWrittenIsReadBack) {
  Encoder encoder;
  for (int64_t value : {int64_t{0}, int64_t{-1}, int64_t{1} << 40, std::numeric_limits<int64_t>::max(),
                        std::numeric_limits<int64_t>::min()}) {
    encoder.Long(value);
  }
  encoder.Int(std::numeric_limits<int32_t>::min());
  encoder.Boolean(true);
  encoder.Float(-1.5F);
  encoder.Double(std::nan(""));
  encoder.Bytes("grün");
  encoder.Fixed("abc");

  Decoder decoder(encoder.bytes());
  EXPECT_EQ(decoder.Long(), 0);
  EXPECT_EQ(decoder.Long(), -1);
  EXPECT_EQ(decoder.Long(), int64_t{1} << 40);
  EXPECT_EQ(decoder.Long(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(decoder.Long(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(decoder.Int(), std::numeric_limits<int32_t>::min());
  EXPECT_TRUE(decoder.Boolean());
  EXPECT_EQ(decoder.Float(), -1.5F);
  EXPECT_TRUE(std::isnan(decoder.Double()));
  EXPECT_EQ(decoder.Bytes(), "grün");
  EXPECT_EQ(decoder.Fixed(3), "abc");
  EXPECT_TRUE(decoder.at_end());
  EXPECT_THAT(decoder.status(), IsOk());
}

TEST(AvroDecoder, RefusesANumberOfMoreThan64Bits) {
  Decoder eleven("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(eleven.Long(), 0);
  EXPECT_THAT(eleven.status(), FailsWith(ErrorKind::kCorruptData));
  Decoder too_high("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
  too_high.Long();
  EXPECT_FALSE(too_high.ok());
}

TEST(AvroDecoder, RefusesAnIntOfMoreThan32Bits) {
  std::string bytes = Encoded(int64_t{1} << 31);
  Decoder decoder(bytes);
  EXPECT_EQ(decoder.Int(), 0);
  EXPECT_FALSE(decoder.ok());
}

TEST(AvroDecoder, RefusesLengthsThatAreNegativeOrReachBeyondTheEnd) {
  EXPECT_THAT(Skip(Encoded(-1), "\"bytes\""), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip(Encoded(std::numeric_limits<int64_t>::max()), "\"string\""), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip("ab", R"({"type":"fixed","name":"f","size":3})"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip("", "\"boolean\""), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip("\x80", "\"long\""), FailsWith(ErrorKind::kCorruptData));
}

TEST(AvroDecoder, RefusesABranchThatTheUnionDoesNotHave) {
  EXPECT_THAT(Skip(Encoded(2), R"(["null","int"])"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip(Encoded(-1), R"(["null","int"])"), FailsWith(ErrorKind::kCorruptData));
}

TEST(AvroDecoder, ABooleanIsZeroOrOne) {
  Decoder decoder("\x02");
  EXPECT_FALSE(decoder.Boolean());
  EXPECT_FALSE(decoder.ok());
}

TEST(AvroDecoder, TheFirstFaultSticks) {
  std::string bytes = Encoded(-5) + Encoded(7);
  Decoder decoder(bytes);
  decoder.Bytes();
  EXPECT_EQ(decoder.Long(), 0);
  EXPECT_THAT(decoder.status().error().ToString(), testing::HasSubstr("a negative length"));
}

TEST(AvroDecoder, ReadsItemsInSeveralBlocksAndWithTheirLength) {
  std::string bytes = Encoded(2) + Encoded(10) + Encoded(11) + Encoded(-1) + Encoded(1) + Encoded(12) + Encoded(0);
  Decoder decoder(bytes);
  std::vector<int32_t> items;
  decoder.Items([&] { items.push_back(decoder.Int()); });
  EXPECT_THAT(decoder.status(), IsOk());
  EXPECT_EQ(items, (std::vector<int32_t>{10, 11, 12}));
}

TEST(AvroDecoder, ABillionItemsOfNoBytesAreRefusedAtOnce) {
  std::string bytes = Encoded(int64_t{1} << 60) + Encoded(0);
  EXPECT_THAT(Skip(bytes, R"({"type":"array","items":"null"})"), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip(bytes, R"({"type":"array","items":{"type":"record","name":"r","fields":[]}})"),
              FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip(Encoded(std::numeric_limits<int64_t>::min()), R"({"type":"array","items":"null"})"),
              FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(Skip(Encoded(-3) + Encoded(-1), R"({"type":"array","items":"null"})"),
              FailsWith(ErrorKind::kCorruptData));
}

TEST(AvroDecoder, ATypeThatDoublesAtEachLevelIsRefusedAtOnce) {
  std::string schema = R"([{"type":"record","name":"r0","fields":[{"name":"x","type":"null"}]})";
  for (int i = 1; i < 50; ++i) {
    schema += fmt::format(
        R"(,{{"type":"record","name":"r{0}","fields":[{{"name":"a","type":"r{1}"}},{{"name":"b","type":"r{1}"}}]}})", i,
        i - 1);
  }
  EXPECT_THAT(Skip(Encoded(49), (schema + "]").c_str()), FailsWith(ErrorKind::kCorruptData));
}

}  // namespace
}  // namespace lakeport::iceberg::avro
