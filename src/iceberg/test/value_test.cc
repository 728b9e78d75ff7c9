#include "iceberg/value.h"

#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>

#include "base/testing/matchers.h"
#include "iceberg/decimal.h"
#include "iceberg/testing/fixture.h"

namespace lakeport::iceberg {
namespace {

TypePtr TypeOf(const std::string& text) { return *ParsePrimitiveType(text); }

std::string Hex(const std::string& bytes) {
  std::string text;
  for (char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

Json JavaValues(const std::string& key) { return ReadJsonFixture("java_values.json").at(key); }

TEST(ValueTest, BytesAreThoseOfIcebergsJavaLibrary) {
  for (const auto& row : JavaValues("values")) {
    auto type = TypeOf(row.at("type"));
    auto value = ValueFromJson(*type, row.at("json"));
    ASSERT_THAT(value, IsOk()) << row;
    auto bytes = EncodeValue(*type, *value);
    EXPECT_EQ(Hex(bytes), row.at("bytes")) << row;
    auto decoded = DecodeValue(*type, bytes);
    ASSERT_THAT(decoded, IsOk()) << row;
    EXPECT_EQ(*decoded, *value) << row;
  }
}

TEST(ValueTest, TruncatedStringsAreThoseOfIcebergsJavaLibrary) {
  auto type = TypeOf("string");
  for (const auto& row : JavaValues("truncated")) {
    Value value = row.at("value").get<std::string>();
    EXPECT_EQ(TruncateLowerBound(*type, value, row.at("width")), Value(row.at("lower").get<std::string>())) << row;
    auto upper = TruncateUpperBound(*type, value, row.at("width"));
    ASSERT_EQ(upper.has_value(), !row.at("upper").is_null()) << row;
    if (!upper) continue;
    EXPECT_EQ(*upper, Value(row.at("upper").get<std::string>())) << row;
  }
}

// Random values of one type, with its ends more often than chance has them.
class ValueSource {
 public:
  Value Next(const Type& type) {
    switch (type.id()) {
      case TypeId::kBoolean: return Integer<int32_t>() % 2 == 0;
      case TypeId::kInt:
      case TypeId::kDate: return Integer<int32_t>();
      case TypeId::kTime: return std::abs(Integer<int64_t>() % 86'400'000'000);
      case TypeId::kFloat: return static_cast<float>(Integer<int32_t>()) / 1024;
      case TypeId::kDouble: return static_cast<double>(Integer<int64_t>()) / 3;
      case TypeId::kDecimal: return RandomDecimal(type.precision());
      case TypeId::kString: return Text();
      case TypeId::kUuid: return Bytes(16);
      case TypeId::kFixed: return Bytes(static_cast<size_t>(type.length()));
      case TypeId::kBinary: return Bytes(random_() % 20);
      default: return Integer<int64_t>();
    }
  }

  std::string Bytes(size_t length) {
    std::string bytes(length, '\0');
    for (char& c : bytes) c = static_cast<char>(random_() % 4 == 0 ? 0xFF : random_() % 256);
    return bytes;
  }

  std::string Text() {
    constexpr const char* kLetters[] = {"a", "\x7F", "é", "\xDF\xBF", "表", "\xED\x9F\xBF", "😀", "\xF4\x8F\xBF\xBF"};
    std::string text;
    for (auto count = random_() % 6; count > 0; --count) text += kLetters[random_() % std::size(kLetters)];
    return text;
  }

 private:
  template <typename Int>
  Int Integer() {
    constexpr Int kEnds[] = {0, -1, 1, std::numeric_limits<Int>::min(), std::numeric_limits<Int>::max()};
    if (random_() % 4 == 0) return kEnds[random_() % std::size(kEnds)];
    return static_cast<Int>(random_());
  }

  Decimal RandomDecimal(int32_t precision) {
    std::string digits;
    for (auto count = 1 + random_() % static_cast<size_t>(precision); count > 0; --count) {
      digits += static_cast<char>('0' + random_() % 10);
    }
    return *ParseDecimal((random_() % 2 == 0 ? "-" : "") + digits, precision, 0);
  }

  std::mt19937_64 random_{20260131};
};

constexpr const char* kTypes[] = {
    "boolean",   "int",           "long",          "float",           "double",         "date", "time",
    "timestamp", "timestamptz",   "timestamp_ns",  "string",          "timestamptz_ns", "uuid", "fixed[5]",
    "binary",    "decimal(1, 0)", "decimal(9, 2)", "decimal(18, 18)", "decimal(38, 10)"};

TEST(ValueTest, EveryValueSurvivesBytesAndJson) {
  ValueSource source;
  for (const char* text : kTypes) {
    auto type = TypeOf(text);
    for (int i = 0; i < 2000; ++i) {
      Value value = source.Next(*type);
      auto decoded = DecodeValue(*type, EncodeValue(*type, value));
      ASSERT_THAT(decoded, IsOk()) << text;
      ASSERT_EQ(*decoded, value) << text;
      auto parsed = ParseJson(FormatJson(ValueToJson(*type, value)), "value");
      ASSERT_THAT(parsed, IsOk()) << text;
      auto read = ValueFromJson(*type, *parsed);
      ASSERT_THAT(read, IsOk()) << text << *parsed;
      ASSERT_EQ(*read, value) << text << *parsed;
    }
  }
}

TEST(ValueTest, TruncatedBoundsEncloseTheValueAndAreNoLongerThanTheWidth) {
  ValueSource source;
  for (const char* text : {"string", "binary"}) {
    auto type = TypeOf(text);
    for (int i = 0; i < 5000; ++i) {
      Value value = source.Next(*type);
      for (int width = 0; width < 6; ++width) {
        auto lower = TruncateLowerBound(*type, value, width);
        ASSERT_LE(CompareValues(*type, lower, value), 0);
        ASSERT_LE(std::get<std::string>(lower).size(), static_cast<size_t>(width) * 4);
        auto upper = TruncateUpperBound(*type, value, width);
        ASSERT_TRUE(!upper || CompareValues(*type, *upper, value) >= 0);
      }
    }
  }
}

TEST(ValueTest, AStringThatIsNotUtf8GetsBoundsThatAre) {
  auto type = TypeOf("string");
  for (std::string bad : {"ab\xFFz", "ab\xC3", "ab\xED\xA0\x80", "ab\xC0\x80", "ab\xF4\x90\x80\x80", "ab\x80"}) {
    EXPECT_EQ(TruncateLowerBound(*type, bad, 16), Value("ab"));
    EXPECT_EQ(TruncateUpperBound(*type, bad, 16), Value("ac"));
    EXPECT_EQ(TruncateUpperBound(*type, bad.substr(2), 16), std::nullopt);
  }
}

TEST(ValueTest, NumbersAreNotTruncated) {
  EXPECT_EQ(TruncateLowerBound(*TypeOf("long"), Value(int64_t{123456}), 2), Value(int64_t{123456}));
  EXPECT_EQ(TruncateUpperBound(*TypeOf("long"), Value(int64_t{123456}), 2), Value(int64_t{123456}));
}

TEST(ValueTest, BytesOfTheWrongLengthAreRefused) {
  for (const char* text : kTypes) {
    auto type = TypeOf(text);
    if (type->id() == TypeId::kString || type->id() == TypeId::kBinary) continue;
    EXPECT_THAT(DecodeValue(*type, std::string(17, '\x01')), FailsWith(ErrorKind::kCorruptData)) << text;
    if (type->id() == TypeId::kFixed) continue;
    EXPECT_THAT(DecodeValue(*type, ""), FailsWith(ErrorKind::kCorruptData)) << text;
  }
  EXPECT_THAT(DecodeValue(*TypeOf("unknown"), "x"), FailsWith(ErrorKind::kUnsupported));
}

TEST(ValueTest, ABoundWrittenBeforeThePromotionIsRead) {
  EXPECT_EQ(*DecodeValue(*TypeOf("long"), EncodeValue(*TypeOf("int"), Value(-7))), Value(int64_t{-7}));
  EXPECT_EQ(*DecodeValue(*TypeOf("double"), EncodeValue(*TypeOf("float"), Value(1.5F))), Value(1.5));
  EXPECT_EQ(EncodeValue(*TypeOf("long"), Value(-7)), EncodeValue(*TypeOf("long"), Value(int64_t{-7})));
}

TEST(ValueTest, JsonOfTheWrongKindIsRefused) {
  for (const char* text : kTypes) {
    auto type = TypeOf(text);
    EXPECT_THAT(ValueFromJson(*type, Json::array({1})), FailsWith(ErrorKind::kCorruptData)) << text;
    if (type->id() != TypeId::kString) {
      EXPECT_THAT(ValueFromJson(*type, "no such value"), FailsWith(ErrorKind::kCorruptData)) << text;
    }
  }
  EXPECT_THAT(ValueFromJson(*TypeOf("int"), int64_t{1} << 31), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(ValueFromJson(*TypeOf("long"), 1.5), FailsWith(ErrorKind::kCorruptData));
  EXPECT_THAT(ValueFromJson(*TypeOf("float"), 1e39), FailsWith(ErrorKind::kCorruptData));
}

TEST(ValueTest, TextThatIsNearlyAValueIsRefused) {
  const std::pair<const char*, const char*> cases[] = {{"date", "2017-02-29"},
                                                       {"date", "2017-13-01"},
                                                       {"date", "2017-11-16T"},
                                                       {"date", "17-11-16"},
                                                       {"date", "+99999999-01-01"},
                                                       {"time", "24:00:00"},
                                                       {"time", "22:31:08.1234567"},
                                                       {"time", "22:61:08"},
                                                       {"timestamp", "2017-11-16 22:31:08"},
                                                       {"timestamp", "2017-11-16T22:31:08+00:00"},
                                                       {"timestamptz", "2017-11-16T22:31:08"},
                                                       {"timestamptz", "2017-11-16T22:31:08+01:00"},
                                                       {"timestamp_ns", "2317-11-16T22:31:08"},
                                                       {"uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e"},
                                                       {"uuid", "f79c3e09677c4bbda4793f349cb785e7"},
                                                       {"fixed[4]", "0001"},
                                                       {"binary", "0g"},
                                                       {"binary", "012"},
                                                       {"decimal(9, 2)", "1.5"},
                                                       {"decimal(9, 2)", "12345678.90"},
                                                       {"decimal(9, 2)", "."},
                                                       {"decimal(9, 2)", "1.50x"},
                                                       {"decimal(9, 2)", "1.50E"},
                                                       {"decimal(9, 2)", ""}};
  for (const auto& [type, text] : cases) {
    EXPECT_THAT(ValueFromJson(*TypeOf(type), text), FailsWith(ErrorKind::kCorruptData)) << type << " " << text;
  }
}

TEST(ValueTest, ADecimalWithAnExponentIsReadAsJavaWritesIt) {
  EXPECT_EQ(*ValueFromJson(*TypeOf("decimal(18, 8)"), "1E-8"), Value(Decimal{1}));
  EXPECT_EQ(ValueToJson(*TypeOf("decimal(18, 8)"), Decimal{-1}), "-0.00000001");
}

TEST(ValueTest, WhatJsonHasNoNumberForIsWrittenAsAWord) {
  auto type = TypeOf("double");
  EXPECT_EQ(ValueToJson(*type, std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(*ValueFromJson(*type, "-Infinity"), Value(-std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(std::get<double>(*ValueFromJson(*type, ValueToJson(*type, std::nan(""))))));
}

TEST(ValueTest, NullHasNoBytesAndIsNullInJson) {
  EXPECT_EQ(EncodeValue(*TypeOf("long"), Value()), "");
  EXPECT_EQ(ValueToJson(*TypeOf("date"), Value()), nullptr);
  EXPECT_EQ(*ValueFromJson(*TypeOf("date"), nullptr), Value());
}

TEST(ValueTest, OrderIsThatOfTheSpecification) {
  auto real = TypeOf("double");
  EXPECT_LT(CompareValues(*real, -0.0, 0.0), 0);
  EXPECT_GT(CompareValues(*real, std::nan(""), std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(CompareValues(*real, std::nan(""), std::nan("")), 0);
  EXPECT_LT(CompareValues(*TypeOf("string"), Value("z"), Value("é")), 0);
  EXPECT_LT(CompareValues(*TypeOf("binary"), Value("\x7F"), Value("\x80")), 0);
  EXPECT_LT(CompareValues(*TypeOf("decimal(38, 0)"), Decimal{-5}, Decimal{3}), 0);
  EXPECT_LT(CompareValues(*TypeOf("long"), Value(3), Value(int64_t{4})), 0);
  EXPECT_GT(CompareValues(*TypeOf("boolean"), true, false), 0);
}

}  // namespace
}  // namespace lakeport::iceberg
